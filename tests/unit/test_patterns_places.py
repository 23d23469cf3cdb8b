"""Sites and provinces: lists, neighbours in time, the first strike of a country, sources."""

from datetime import date

import pytest
from hypothesis import given

from geodata.patterns import places
from geodata.query import IncidentQuery
from tests import oracle, oracle_chains, strategies
from tests.strategies import made_of

EVERYTHING = IncidentQuery()
AL_ASAD = IncidentQuery(place=("al-asad",))


@pytest.mark.parametrize(("asked", "kind", "key"), [
    pytest.param({"place": ("al-asad",)}, "place", "al-asad", id="one place"),
    pytest.param({"place": ("al-asad",), "province": ("IQ-AN",)}, "place", "al-asad", id="a place before its province"),
    pytest.param({"province": ("Anbar",)}, "province", "IQ-AN", id="one province"),
])  # fmt: skip
def test_a_question_about_one_place_or_province_has_a_subject(store, asked, kind, key):
    found = places.subject(store, IncidentQuery(**asked))
    assert (found.kind, found.key) == (kind, key)


@pytest.mark.parametrize("asked", [{}, {"place": ("al-asad", "conoco")}, {"province": ("IQ-AN", "SY-DY")}])
def test_a_question_about_none_or_several_has_no_subject(store, asked):
    assert places.subject(store, IncidentQuery(**asked)) is None


@pytest.mark.parametrize(("kind", "column"), [("place", "place_id"), ("province", "province")])
@pytest.mark.parametrize("asked", [{}, {"country": ["IQ"], "since": "2024-01-01"}, {"killed": 1000}])
def test_the_listing_counts_as_the_oracle_does(store, bundled_rows, kind, column, asked):
    rows = oracle.select(bundled_rows, **asked)
    listed = places.listing(store, IncidentQuery(**asked), kind)
    counted = listed["count"].groupby(listed["key"].fillna("")).sum().to_dict()
    assert counted == rows.groupby(column).size().to_dict()
    assert list(listed["count"]) == sorted(listed["count"], reverse=True)


def test_each_line_of_the_listing_has_its_kinds_and_days(store, bundled_rows):
    (line,) = [row for row in places.listing(store, EVERYTHING, "place").to_dict("records") if row["key"] == "al-asad"]
    rows = oracle.select(bundled_rows, place=["al-asad"])
    assert line["attack_on_us_coalition"] == (rows["category"] == "attack_on_us_coalition").sum()
    assert (str(line["first"]), str(line["last"])) == (rows["event_date"].min(), rows["event_date"].max())


def test_incidents_without_a_place_have_a_line_of_their_own():
    listed = places.listing(
        made_of({"place_id": ""}, {"place_id": ""}, {"place_id": "taji"}).store, EVERYTHING, "place"
    )
    assert listed["count"].tolist() == [2, 1]
    assert listed["key"].isna().tolist() == [True, False]


def test_attacks_before_the_first_strike_of_the_country_are_counted_by_day(store, bundled_rows):
    strikes = oracle.select(bundled_rows, country=["IQ"], category=["us_coalition_strike"])
    first = strikes["event_date"].min()
    attacks = oracle.select(bundled_rows, place=["al-asad"], category=["attack_on_us_coalition"])["event_date"]
    found = places.first_strike(store, AL_ASAD)
    assert (str(found.day), found.country) == (first, "Iraq")
    assert (found.before, found.that_day) == ((attacks < first).sum(), (attacks == first).sum()) == (16, 1)


@pytest.mark.parametrize(("asked", "before", "that_day"), [
    ({"since": date(2023, 11, 19)}, 1, 1), ({"until": date(2023, 11, 20)}, 2, 0),
    ({"since": date(2023, 11, 22)}, 0, 0), ({"category": ("other_attack",)}, 2, 1),
])  # fmt: skip
def test_attacks_before_the_first_strike_obey_the_dates_and_not_the_kinds(asked, before, that_day):
    attack, strike = (
        {"category": "attack_on_us_coalition", "place_id": "al-asad"},
        {"category": "us_coalition_strike", "place_id": "taji"},
    )
    store = made_of(*(attack | {"event_date": f"2023-11-{day}"} for day in (18, 20, 21, 22)), strike | {"event_date": "2023-11-21"},
                    {"category": "other_attack", "place_id": "al-asad", "event_date": "2023-11-18"}).store  # fmt: skip
    found = places.first_strike(store, IncidentQuery(place=("al-asad",), **asked))
    assert (found.before, found.that_day) == (before, that_day)


def test_a_country_without_a_strike_has_no_first_one():
    assert places.first_strike(made_of({"category": "other_attack", "place_id": "al-asad"}).store, AL_ASAD) is None


@pytest.mark.parametrize(
    "query", [AL_ASAD, IncidentQuery(province=("SY-DY",), since=date(2024, 1, 1)), IncidentQuery(place=("tower-22",))]
)
def test_neighbours_in_time_are_those_of_the_oracle(store, bundled_rows, query):
    asked = oracle.asked_of(query)
    rest = {name: value for name, value in asked.items() if name not in ("place", "province")}
    here, elsewhere = oracle.select(bundled_rows, **asked), oracle.select(bundled_rows, **rest)
    found = places.neighbours(store, query)
    assert dict(zip(found["event_id"], found["gap_days"], strict=True)) == oracle_chains.near_in_time(
        here, elsewhere, places.NEAR_DAYS
    )


@given(strategies.catalogues())
def test_neighbours_in_time_of_any_catalogue_are_those_of_the_oracle(sample):
    rows = oracle.joined(sample.rows, sample.places)
    found = places.neighbours(sample.store, AL_ASAD)
    expected = oracle_chains.near_in_time(rows[rows["place_id"] == "al-asad"], rows, places.NEAR_DAYS)
    assert dict(zip(found["event_id"], found["gap_days"], strict=True)) == expected


def test_neighbours_around_one_incident_are_only_its_own(store, bundled_rows):
    chosen = "2023-11-21-al-asad-ballistic-1"
    here = bundled_rows[bundled_rows["event_id"] == chosen]
    elsewhere = bundled_rows[bundled_rows["place_id"] != "al-asad"]
    found = places.neighbours(store, AL_ASAD, around=chosen)
    assert set(found["event_id"]) == set(oracle_chains.near_in_time(here, elsewhere, places.NEAR_DAYS))


def test_sources_are_counted_as_the_oracle_counts_them(store, bundled_rows):
    told = oracle.raw("incident_sources")
    mine = told[told["event_id"].isin(oracle.select(bundled_rows, place=["al-asad"])["event_id"])]
    single = (mine.groupby("event_id")["url"].nunique() == 1).sum()
    found = places.sources(store, AL_ASAD)
    assert (found.records, found.pages, found.publishers, found.single) == (
        len(mine),
        mine["url"].nunique(),
        mine["publisher"].nunique(),
        single,
    )
