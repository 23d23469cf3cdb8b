import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pytest

from geodata.errors import QueryError
from geodata.query import IncidentQuery
from geodata.schema.vocabulary import CATEGORY
from geodata.store import KEYS, Stop, Stopped, reading, stopping
from tests import oracle
from tests.engines import ENDLESS, on_every_engine
from tests.strategies import made_of

pytestmark = on_every_engine
EVERYTHING = IncidentQuery()


def test_the_bundled_data_run_from_october_2023_to_march_2026(store):
    days = store.incidents(EVERYTHING, columns=["event_date"])["event_date"]
    assert (len(days), days.iloc[0], days.iloc[-1]) == (436, date(2023, 10, 18), date(2026, 3, 25))


@pytest.mark.parametrize(("query", "count"), [
    (IncidentQuery(place="al-asad", until="2023-11-20", category="attack_on_us_coalition"), 16),
    (IncidentQuery(category="attack_on_us_coalition"), 294),
    (IncidentQuery(category="us_coalition_strike"), 70),
    (IncidentQuery(country="JO"), 1),
    (IncidentQuery(evidence="low"), 436),
    (IncidentQuery(evidence="high"), 219),
    (IncidentQuery(precision=1), 295),
    (IncidentQuery(weapon=("mortar", "gunship")), 8),
    (IncidentQuery(since="2026-03-26"), 0),
])  # fmt: skip
def test_counts_of_the_bundled_data(store, bundled_rows, query, count):
    assert store.count(query) == count == len(oracle.select(bundled_rows, **oracle.asked_of(query)))


@pytest.mark.parametrize("key", KEYS)
def test_bundled_counts_by_each_key_are_those_of_the_oracle(store, bundled_rows, key):
    table = store.counts(EVERYTHING, [key]).astype(object)
    found = table.where(table.notna(), None).itertuples(index=False, name=None)
    assert {(value,): n for value, n in found} == oracle.counts(bundled_rows, key)


def test_an_unknown_cell_answers_no_comparison():
    store = made_of({"killed_min": ""}, {"killed_min": "0", "killed_max": "0"}).store
    assert store.count(IncidentQuery(killed=0)) == 1


def test_a_box_is_not_answered_without_a_point():
    assert made_of({"place_id": "taji"}).store.count(IncidentQuery(bbox="-180,-90,180,90")) == 0


def test_an_incident_with_two_weapons_counts_under_each():
    table = made_of({"weapons": "rockets;mortar"}, {"weapons": "mortar"}).store.counts(EVERYTHING, ["weapon"])
    assert table.to_numpy().tolist() == [["mortar", 2], ["rockets", 1]]


def test_an_incident_without_a_weapon_counts_under_a_missing_one():
    table = made_of({"weapons": ""}, {"weapons": "mortar"}).store.counts(EVERYTHING, ["weapon"])
    assert table["weapon"].isna().tolist() == [False, True]
    assert table["count"].tolist() == [1, 1]


def test_a_week_belongs_to_the_year_of_its_thursday():
    made = made_of({"event_date": "2023-12-31"}, {"event_date": "2024-01-01"}, {"event_date": "2027-01-03"})
    assert made.store.counts(EVERYTHING, ["week"])["week"].tolist() == ["2023-W52", "2024-W01", "2026-W53"]


def test_months_are_years_and_months(store):
    assert store.counts(EVERYTHING, ["month"])["month"].iloc[0] == "2023-10"


def test_keys_repeated_are_one_key(store):
    assert list(store.counts(EVERYTHING, ["month", "month"])) == ["month", "count"]


@pytest.mark.parametrize(
    ("by", "told"), [(["colour"], "Cannot count by 'colour'. Keys: country"), ([], "Cannot count by ''. Keys:")]
)
def test_a_key_must_be_known(store, by, told):
    with pytest.raises(QueryError, match=told):
        store.counts(EVERYTHING, by)


@pytest.mark.parametrize("asked", [{"columns": ["colour"]}, {"sort": "colour"}, {"sort": 'event_id"; --'}])
def test_a_column_must_be_known(store, asked):
    with pytest.raises(QueryError, match="Unknown column"):
        store.incidents(EVERYTHING, **asked)


def test_missing_values_sort_last_both_ways():
    store = made_of({"killed_min": ""}, {"killed_min": "1"}, {"killed_min": "2"}).store
    found = [
        store.incidents(EVERYTHING, sort="killed_min", descending=way)["event_id"].tolist() for way in (False, True)
    ]
    assert found == [["e1", "e2", "e0"], ["e2", "e1", "e0"]]


def test_a_page_is_a_piece_of_the_whole():
    store = made_of(*({"event_date": f"2023-11-1{n}"} for n in range(5))).store
    assert store.incidents(EVERYTHING, limit=2, offset=3)["event_id"].tolist() == ["e3", "e4"]


def test_no_column_that_serves_the_engine_is_shown(store):
    assert not {"search_text", "mercator_x", "mercator_y", "row"} & set(store.columns)


@pytest.mark.parametrize(
    "tile", [dict(zoom=0, x=1, y=0), dict(zoom=-1, x=0, y=0), dict(zoom=25, x=0, y=0), dict(zoom=1, x=0, y=2)]
)
def test_a_tile_must_be_on_the_map(store, tile):
    with pytest.raises(QueryError, match="No tile"):
        store.bins(EVERYTHING, **tile)


@pytest.mark.parametrize("grid", [0, 3, 512, -4])
def test_a_grid_is_a_power_of_two(store, grid):
    with pytest.raises(QueryError, match="give a power of two to 256"):
        store.bins(EVERYTHING, zoom=0, x=0, y=0, grid=grid)


def test_a_bin_lies_at_the_mean_of_its_incidents():
    (cell,) = (
        made_of({"place_id": "conoco"}, {"place_id": "green-village"})
        .store.bins(EVERYTHING, zoom=4, x=9, y=6)
        .to_dict("records")
    )
    assert cell["count"] == 2
    assert (cell["longitude"], cell["latitude"]) == pytest.approx((40.3, 35.3), abs=1e-4)


def test_a_bin_says_how_many_of_each_kind_and_for_how_many_casualties_are_stated():
    made = made_of(*({"place_id": "conoco"} | cells for cells in ({"killed_min": "1"}, {"killed_max": "3"}, {})))
    (cell,) = made.store.bins(EVERYTHING, zoom=0, x=0, y=0, grid=1).to_dict("records")
    assert [cell[kind] for kind in CATEGORY] == [0, 0, 3]
    assert (cell["killed_fewest"], cell["killed_most"], cell["killed_stated"]) == (1, 4, 2)


def test_links_go_both_ways():
    store = made_of({"event_date": "2023-11-18"}, {"event_date": "2023-11-19", "responds_to": "e0"},
                    {"event_date": "2023-11-20", "responds_to": "e1"}).store  # fmt: skip
    assert store.links("e1")[["event_id", "relation"]].to_numpy().tolist() == [["e0", "answers"], ["e2", "answered_by"]]


def test_the_attack_on_tower_22_was_answered_six_times(store):
    assert store.links("2024-01-28-tower-22-drone")["relation"].tolist() == ["answered_by"] * 6


def test_sources_come_by_date_with_undated_ones_last(store):
    published = store.sources(["2023-10-18-al-asad-drone-1"])["published"]
    assert len(published) > 1
    assert published.dropna().is_monotonic_increasing
    assert published.isna().tolist() == sorted(published.isna())


def test_every_bundled_incident_has_a_source(store):
    ids = store.incidents(EVERYTHING, columns=["event_id"])["event_id"]
    assert set(store.sources(ids)["event_id"]) == set(ids)


def test_open_values_are_understood_as_the_data_spell_them(store):
    understood = store.understand(IncidentQuery(weapon="ROCKETS", place="Tower 22"))
    assert (understood.weapon, understood.place) == (("rockets",), ("tower-22",))


def test_the_exact_spelling_wins_over_one_like_it():
    store = made_of({"actor1_group": "Rebels"}, {"actor1_group": "rebels"}).store
    assert [store.understand(IncidentQuery(actor=name)).actor for name in ("Rebels", "rebels")] == [
        ("Rebels",),
        ("rebels",),
    ]


def test_a_value_that_does_not_occur_is_refused_with_the_nearest(store):
    with pytest.raises(QueryError, match=r"Filter 'weapon': 'rocket' does not occur in the data. Nearest: 'rockets'"):
        store.understand(IncidentQuery(weapon="rocket"))


def test_what_occurs_is_kept_beside_what_does_not(store):
    understood, problems = store.understood(IncidentQuery(weapon=("rockets", "lasers"), killed=1))
    assert understood == IncidentQuery(weapon="rockets", killed=1)
    assert len(problems) == 1


def test_no_data_know_no_value():
    _, problems = made_of().store.understood(IncidentQuery(weapon="rockets"))
    assert problems == ("Filter 'weapon': 'rockets' does not occur in the data. Nearest: none, the data are empty.",)


def test_a_sentence_names_places(store):
    assert store.sentence(IncidentQuery(place="tower-22"), 1) == "1 incident at Tower 22"


def test_a_list_is_looked_in_whole_value_by_whole_value():
    store = made_of({"weapons": "50% rockets"}, {"weapons": "50 rockets;mortar"}, {"weapons": "rockets"}).store
    counted = {
        weapon: store.count(IncidentQuery(weapon=weapon))
        for weapon in ("50% rockets", "rockets", "rocket", "50 rockets;mortar")
    }
    assert counted == {"50% rockets": 1, "rockets": 1, "rocket": 0, "50 rockets;mortar": 0}


def test_the_sources_of_a_question_are_those_of_its_incidents(store):
    asked = IncidentQuery(province="IQ-AN", killed=1)
    by_name = store.sources(store.incidents(asked, columns=["event_id"])["event_id"])
    pd.testing.assert_frame_equal(store.sources_of(asked), by_name)


@pytest.mark.parametrize("size", [1, 100, 10_000])
def test_an_answer_in_batches_is_the_whole_answer(store, size):
    asked = IncidentQuery(country="IQ", weapon="rockets")
    pd.testing.assert_frame_equal(pd.concat(store.batches(asked, size=size), ignore_index=True), store.incidents(asked))


def test_a_batch_holds_no_more_than_its_size_or_one_day(store):
    busiest = store.counts(EVERYTHING, ["day"])["count"].max()
    assert max(len(batch) for batch in store.batches(EVERYTHING, size=20)) <= max(20, busiest)


def test_an_empty_answer_is_one_batch_without_rows(store):
    assert [len(batch) for batch in store.batches(IncidentQuery(since="2030-01-01"))] == [0]


def test_a_question_that_nobody_waits_for_is_not_asked(store):
    stop = Stop()
    stop.now()
    with stopping(stop), pytest.raises(Stopped):
        store.count(EVERYTHING)


def test_a_question_that_runs_is_interrupted(store):
    stop, begun = Stop(), threading.Event()

    def ask():
        with stopping(stop):
            begun.set()
            store.row(ENDLESS)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        begun.wait()
        stop.now()
        with pytest.raises(Stopped):
            asked.result()


def test_many_threads_get_the_same_answers(store):
    levels = ["low", "medium", "high"] * 30
    with ThreadPoolExecutor(8) as pool:
        counts = list(pool.map(lambda level: store.count(IncidentQuery(evidence=level)), levels))
    assert counts == [436, 381, 219] * 30


def test_a_stretch_of_the_list_is_a_piece_of_the_whole_newest_first(store):
    asked = IncidentQuery(country="SY")
    whole = store.incidents(asked, columns=["event_id"])["event_id"].tolist()[::-1]
    found = [
        reading.newest(store, asked, columns=["event_id"], limit=100, offset=at)["event_id"].tolist()
        for at in (0, 100, 200)
    ]
    assert [event_id for stretch in found for event_id in stretch] == whole


def test_a_stretch_may_hold_one_way_of_drawing_alone(store):
    found = reading.newest(store, EVERYTHING, columns=["shown_as"], shown_as="badge", limit=500)
    assert set(found["shown_as"]) == {"badge"}


def test_earlier_and_later_incidents_are_those_beside_it_in_the_list(store):
    asked = IncidentQuery(place="al-asad", until="2023-11-20")
    ids = store.incidents(asked, columns=["event_id"])["event_id"].tolist()
    found = [reading.beside(store, asked, event_id) for event_id in ids]
    assert found == list(zip([None, *ids[:-1]], [*ids[1:], None], strict=True))


def test_an_incident_that_does_not_answer_has_nobody_beside_it(store):
    assert reading.beside(store, IncidentQuery(country="IQ"), "2024-01-28-tower-22-drone") == (None, None)


def test_of_some_incidents_those_that_answer_are_found(store):
    some = ["2024-01-28-tower-22-drone", "2023-10-18-al-asad-drone-1", "nothing of that name"]
    assert reading.answering(store, IncidentQuery(country="JO"), some) == {"2024-01-28-tower-22-drone"}
    assert reading.answering(store, EVERYTHING, []) == frozenset()


def test_a_column_may_be_called_as_its_file_calls_it():
    store = made_of({"why?": "a", 'so "called"': "b"}, {"why?": "c"}).store
    assert store.incidents(IncidentQuery(since="2023-01-01"), columns=["why?"], sort="why?")["why?"].tolist() == [
        "a",
        "c",
    ]
    assert store.incidents(EVERYTHING)['so "called"'].tolist()[0] == "b"
