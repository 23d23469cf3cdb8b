import dataclasses
import subprocess
import sys
from datetime import date

import pytest

from geodata.errors import QueryError
from geodata.query import FILTERS, IncidentQuery
from geodata.rules import Bbox

EVERYTHING = IncidentQuery()


@pytest.mark.parametrize(("given", "canonical"), [
    (dict(since="2023-11-21"), dict(since=date(2023, 11, 21))),
    (dict(country="iraq"), dict(country=("IQ",))),
    (dict(country=["SY", "Iraq", "IQ"]), dict(country=("IQ", "SY"))),
    (dict(province=("Kirkuk", "IQ-KI", "Anbar")), dict(province=("IQ-AN", "IQ-KI"))),
    (dict(category="Attack on U.S. and coalition forces"), dict(category=("attack_on_us_coalition",))),
    (dict(outcome="IMPACT NO DAMAGE"), dict(outcome=("impact, no damage",))),
    (dict(evidence="Confirmed"), dict(evidence="high")),
    (dict(precision="2"), dict(precision=2)),
    (dict(killed="05"), dict(killed=5)),
    (dict(text="  two   words "), dict(text="two words")),
    (dict(bbox="38,33,44,36"), dict(bbox=Bbox(38, 33, 44, 36))),
    (dict(country=None, weapon=(), actor=[], since=None), dict()),
])  # fmt: skip
def test_however_it_is_given_a_value_is_canonical(given, canonical):
    assert dataclasses.asdict(IncidentQuery(**given)) == dataclasses.asdict(EVERYTHING) | canonical


@pytest.mark.parametrize(("query", "url"), [
    (EVERYTHING, ""),
    (IncidentQuery(province=("IQ-KI", "IQ-AN")), "province=IQ-AN&province=IQ-KI"),
    (IncidentQuery(text="a&b=c"), "text=a%26b%3Dc"),
    (IncidentQuery(killed=0), "killed=0"),
    (IncidentQuery(weapon="one-way attack drone", since="2023-10-18"), "since=2023-10-18&weapon=one-way+attack+drone"),
])  # fmt: skip
def test_a_link_says_only_what_was_asked(query, url):
    assert query.to_url() == url


@pytest.mark.parametrize(("url", "problem"), [
    ("sied=x", "Unknown filter 'sied'; known filters: since, until, country, province,"),
    ("since=18/10/2023", "Filter 'since' cannot read '18/10/2023': not a day. Give YYYY-MM-DD"),
    ("since=2023-01-01&since=2023-01-02", "Filter 'since' takes one value; got 2: '2023-01-01', '2023-01-02'. Keep one."),
    ("province=Anbarr", "Filter 'province' cannot read 'Anbarr': Unknown province 'Anbarr'. Nearest: IQ-AN"),
    ("category=attacks", "not one of: attack_on_us_coalition; us_coalition_strike; other_attack."),
    ("evidence=certain", "not one of: low; medium; high."),
    ("killed=", "Filter 'killed' cannot read '': not a whole number"),
    ("text=", "give 1 to 500 letters"),
])  # fmt: skip
def test_what_is_not_understood_is_refused_with_what_is_accepted(url, problem):
    with pytest.raises(QueryError) as refused:
        IncidentQuery.from_url(url)
    assert problem in str(refused.value)


def test_all_problems_are_told_at_once():
    with pytest.raises(QueryError) as refused:
        IncidentQuery.from_url("since=x&killed=y&colour=red")
    assert len(refused.value.problems) == 3


def test_the_rest_of_a_bad_link_is_understood():
    query, problems = IncidentQuery.understood({"since": ["x"], "country": ["IQ", "Atlantis"]})
    assert query == IncidentQuery(country="IQ")
    assert len(problems) == 2


def test_the_same_value_twice_is_one_value():
    assert IncidentQuery.from_url("?killed=3&killed=3") == IncidentQuery(killed=3)


@pytest.mark.parametrize(("query", "count", "said"), [
    (EVERYTHING, None, "All incidents"),
    (EVERYTHING, 436, "436 incidents"),
    (EVERYTHING, 1, "1 incident"),
    (EVERYTHING, 1_000_000, "1,000,000 incidents"),
    (IncidentQuery(category="attack_on_us_coalition", province="SY-DY", since="2023-10-17", until="2024-02-04", weapon="drones"),
     42, "42 attacks on U.S. and coalition forces in Deir ez-Zor, 17 Oct 2023 – 4 Feb 2024, with drones"),
    (IncidentQuery(category="us_coalition_strike"), 1, "1 U.S. or coalition strike"),
    (IncidentQuery(category=("other_attack", "us_coalition_strike")), 2,
     "2 incidents (other attacks or U.S. and coalition strikes)"),
    (IncidentQuery(country=("SY", "IQ")), None, "All incidents in Iraq or Syria"),
    (IncidentQuery(since="2024-01-01"), None, "All incidents, since 1 Jan 2024"),
    (IncidentQuery(weapon=("rockets", "unknown")), 3, "3 incidents, with rockets or unknown weapons"),
    (IncidentQuery(killed=3), 1, "1 incident, 3 or more killed"),
    (IncidentQuery(text="tent"), 0, "0 incidents, mentioning “tent”"),
])  # fmt: skip
def test_a_query_is_said_in_words(query, count, said):
    assert query.sentence(count) == said


def test_places_are_said_by_name():
    assert (
        IncidentQuery(place="al-asad").sentence(2, {"al-asad": "Al-Asad Airbase"}) == "2 incidents at Al-Asad Airbase"
    )


def test_braces_in_a_value_are_only_braces():
    assert IncidentQuery(weapon="{0}").sentence() == "All incidents, with {0}"


def test_a_query_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        EVERYTHING.killed = 3


def test_nothing_asked_selects_everything():
    assert EVERYTHING.to_sql() == ("TRUE", [])


def test_a_value_is_bound_and_never_part_of_the_sql():
    where, bound = IncidentQuery(actor="'; DROP TABLE incidents; --").to_sql()
    assert "DROP" not in where
    assert bound == ["'; DROP TABLE incidents; --"]


def test_flags_carry_their_value_behind_an_equals_sign():
    assert IncidentQuery(actor="--help", claimed_by="x").to_flags() == ["--actor=--help", "--claimed-by=x"]


def test_there_are_the_twenty_fields_of_the_design():
    assert " ".join(FILTERS) == (
        "since until country province area category event_type sub_event_type outcome weapon actor target claimed_by place dataset "
        "evidence precision killed injured text bbox"
    )


@pytest.mark.parametrize("name", FILTERS)
def test_every_field_has_a_label_and_a_meaning(name):
    assert FILTERS[name].label
    assert FILTERS[name].meaning


def test_reading_a_query_needs_no_engine_and_no_drawing():
    heavy = {"streamlit", "pydeck", "duckdb", "shapely", "geopandas", "matplotlib"}
    code = f"import sys, geodata.query; sys.exit(len({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
