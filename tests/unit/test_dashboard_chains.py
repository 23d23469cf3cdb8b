"""The ladder, the strip and the arcs: where each incident stands, without a page."""

import json
import re

import pytest

from dashboard import arcs, mapdata
from dashboard.charts import chains as ladders
from dashboard.data import chains, doubles, places
from dashboard.views import places as places_view
from dashboard.views.responses import chain
from geodata.patterns import responses
from geodata.query import IncidentQuery
from tests import oracle, oracle_chains
from tests.strategies import made_of

EVERYTHING = IncidentQuery()
ATTACK, STRIKE = {"category": "attack_on_us_coalition"}, {"category": "us_coalition_strike"}


def placed(store, per_row=100, query=EVERYTHING):
    found = chains.linked(store, query)
    return ladders.place_ends(found.links, found.ends, per_row)


def test_attacks_stand_above_strikes_in_every_row(store):
    ends = placed(store)
    middle = ends.groupby("row")["y"].transform(lambda y: (y.max() + y.min()) / 2)
    kinds = ends["Kind"].map(lambda kind: kind.startswith("Attack"))
    assert ((ends["y"] > middle) == kinds)[ends["Kind"] != "Other attack"].all()


@pytest.mark.parametrize("per_row", [20, 45, 100, 1_000])
def test_no_two_incidents_of_the_ladder_cover_each_other_and_none_leaves_its_row(store, per_row):
    ends = placed(store, per_row)
    assert not ends.duplicated(["row", "x", "y"]).any()
    assert len(ends) == len(chains.linked(store, EVERYTHING).ends)
    assert ends["x"].between(0, per_row).all()


def test_days_are_to_scale_but_for_long_breaks():
    made = made_of(*(ATTACK | {"event_date": f"2023-11-{day}"} for day in (18, 20)), ATTACK | {"event_date": "2023-12-31"},
                   STRIKE | {"event_date": "2024-01-01", "responds_to": "e0;e1;e2"})  # fmt: skip
    ends = placed(made.store)
    assert ends.set_index("event_id")["x"].to_dict() == {"e0": 0, "e1": 2, "e2": 6, "e3": 7}
    assert ends.set_index("event_id")["is_break"].to_dict() == {"e0": False, "e1": False, "e2": True, "e3": False}


def test_another_attack_stands_across_from_what_it_is_linked_with():
    made = made_of(
        {"category": "other_attack"},
        ATTACK | {"responds_to": "e0"},
        {"category": "other_attack"},
        STRIKE | {"responds_to": "e2"},
    )
    above = placed(made.store).set_index("event_id")["y"] > -ladders._ROW_PX / 2
    assert above.to_dict() == {"e0": False, "e1": True, "e2": True, "e3": False}


def test_an_end_outside_the_filters_says_so(store):
    ends = placed(store, query=IncidentQuery(place=("tower-22",))).set_index("event_id")
    assert ends.loc["2024-01-28-tower-22-drone", "Filters"] == "answers the filters"
    assert (ends["Filters"] == "outside the filters").sum() == len(ends) - 1 == 6


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_click_on_an_end_names_its_incident(store, theme):
    found = chains.linked(store, EVERYTHING)
    spec = ladders.ladder(found.links, found.ends, None, 80, theme).to_dict()
    (param,) = [each for each in spec["params"] if each.get("select")]
    assert (param["name"], param["select"]["fields"]) == ("picked", ["event_id"])


def test_lags_beyond_the_last_bar_are_drawn_in_it(store):
    spec = ladders.lags(responses.lag_counts(chains.linked(store, EVERYTHING).links)).to_dict()
    drawn = spec["datasets"][spec["data"]["name"]]
    assert max(row["lag"] for row in drawn) == ladders.LAG_TOP_DAYS
    assert sum(row["count"] for row in drawn) == len(oracle_chains.links(oracle.joined(*oracle.bundled())))


def test_figures_say_what_they_show_with_nothing_too():
    store = made_of({"category": "other_attack"}).store
    for figure in (
        chains.ladder(store, EVERYTHING, None, 80),
        chains.lag_figure(store, EVERYTHING),
        chains.run_figure(store, EVERYTHING),
    ):
        assert figure.spec is None
        assert figure.words


def test_the_chain_of_tower_22_in_words_is_what_the_oracle_links(store, bundled_rows):
    told = dict(chains.chain_of(store, EVERYTHING, "2024-01-28-tower-22-drone"))
    day = bundled_rows.set_index("event_id")["event_date"]
    expected = [
        (f"{int(day[answer][8:])} Feb 2024", f"{'about ' * vague}{lag} days later")
        for cause, answer, lag, vague in oracle_chains.links(bundled_rows) if cause == "2024-01-28-tower-22-drone"
    ]  # fmt: skip
    found = [(text.partition(" · ")[0], text.rpartition(", ")[2]) for text in told["28 Jan 2024 · Tower 22"]]
    assert sorted(found) == sorted(expected)


def test_words_of_data_are_escaped():
    assert "<script>" not in chain([("<script>", ["<script>"])]) + places_view.bars("<script>", [("<script>", 1)], 1)


def test_short_lists_tell_the_rest_together():
    html = places_view.bars("Weapons", [(f"w{n}", 2) for n in range(11)], 22)
    assert html.count("<li>") == places_view.BARS + 1
    assert "<span>3 more</span>" in html
    assert sum(map(int, re.findall(r"<b>(\d+)</b>", html))) == 22


def test_arcs_are_those_between_dots_and_name_both_sites(store, bundled_rows):
    rows = json.loads(mapdata.arcs(store, EVERYTHING))
    dots = bundled_rows[bundled_rows.apply(oracle.shown_as, axis=1) == "dot"]
    point = dots.set_index("event_id")[["lon", "lat"]].apply(tuple, axis=1)
    expected = [1 for cause, answer, *_ in oracle_chains.links(dots) if point[cause] != point[answer]]
    assert sum(row["n"] for row in rows) == len(expected)
    assert all(" → " in row["title"] for row in rows)


def test_the_layer_of_arcs_reads_its_rows_by_address():
    made = json.loads(arcs.layer("light", "/base", "country=IQ").to_json())
    assert made["data"] == "/base/layers/arcs.json?country=IQ"
    assert made["@@type"] == "ArcLayer"


def test_the_lists_of_places_count_as_the_oracle_does(store, bundled_rows):
    lines = places.listing(store, EVERYTHING, "place")
    assert {line["id"] or "": line["count"] for line in lines} == dict(oracle_chains.by_place(bundled_rows))
    assert all(sum(part["count"] for part in line["parts"]) == line["count"] for line in lines)


@pytest.mark.parametrize(
    ("key", "column"), [("outcome", "outcome"), ("claimed_by", "claimed_by"), ("actor", "actor1_group")]
)
def test_short_lists_count_as_the_oracle_does(store, bundled_rows, key, column):
    rows = oracle.select(bundled_rows, place=["al-asad"])
    found = places.counted(store, IncidentQuery(place=("al-asad",)), key)
    assert sorted(n for _, n in found) == sorted(rows[column].value_counts())
    assert dict(found).get("not stated", 0) == (rows[column] == "").sum()


def test_decisions_come_back_from_the_file_that_the_page_gives(store):
    pair = doubles.candidates(store)[0][0].pair
    again = doubles.read(doubles.file(doubles.asked(store, EVERYTHING), {pair: "same"}), "mine.csv")
    assert again[pair] == "same"
    assert len(again) == len(doubles.candidates(store)[0])
    assert doubles.fewer(again) == 1
