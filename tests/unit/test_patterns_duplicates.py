"""Likely double reports: the rule, the decisions, and counting once."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.errors import DataError
from geodata.patterns import duplicates, once
from geodata.query import IncidentQuery
from geodata.store import Store
from tests import oracle, oracle_chains, strategies
from tests.strategies import made_of

ALIKE = {"category": "attack_on_us_coalition", "event_date": "2023-11-18", "place_id": "al-asad", "weapons": "rockets",
         "actor1": "", "claimed_by": "", "confidence": "medium"}  # fmt: skip
LIMITS = {"days": duplicates.DAYS_APART, "km": duplicates.NEIGHBOUR_KM}


def pairs_of(*incidents, **tables):
    return [each.pair for each in duplicates.candidates(made_of(*incidents, **tables).store)]


def test_the_bundled_candidates_are_those_of_the_oracle(store, bundled_rows):
    found = {each.pair for each in duplicates.candidates(store)}
    assert found == oracle_chains.may_be_one(bundled_rows, oracle_chains.pages(), **LIMITS)


@given(strategies.catalogues())
def test_the_candidates_of_any_catalogue_are_those_of_the_oracle(sample):
    rows = oracle.joined(sample.rows, sample.places)
    assert {each.pair for each in duplicates.candidates(sample.store)} == oracle_chains.may_be_one(rows, {}, **LIMITS)


def test_the_bundled_decisions_are_about_every_candidate_and_undecided(store, bundled):
    decided = duplicates.decisions(bundled.duplicates)
    assert set(decided) == {each.pair for each in duplicates.candidates(store)}
    assert set(decided.values()) == {"undecided"}


@pytest.mark.parametrize(("changed", "is_likely"), [
    pytest.param({}, True, id="all alike"),
    pytest.param({"event_date": "2023-11-19"}, True, id="a day later"),
    pytest.param({"event_date": "2023-11-20"}, False, id="two days later"),
    pytest.param({"place_id": "conoco"}, False, id="far away"),
    pytest.param({"category": "other_attack"}, False, id="of another kind"),
    pytest.param({"weapons": "mortar"}, False, id="with another weapon"),
    pytest.param({"weapons": "rockets;mortar"}, True, id="with one weapon in common"),
])  # fmt: skip
def test_two_incidents_may_be_one_where_place_day_kind_and_weapon_meet(changed, is_likely):
    assert pairs_of(ALIKE, ALIKE | changed) == ([("e0", "e1")] if is_likely else [])


@pytest.mark.parametrize(("first", "second", "is_likely"), [
    pytest.param({"claimed_by": "A"}, {}, True, id="a claim and a report"),
    pytest.param({"claimed_by": "A"}, {"claimed_by": "A"}, False, id="two claims"),
    pytest.param({"confidence": "high"}, {}, True, id="one confirmed"),
    pytest.param({"confidence": "high"}, {"confidence": "high"}, False, id="both confirmed"),
    pytest.param({"weapons": "unknown", "actor1": "B"}, {"weapons": "unknown", "actor1": "B"}, True, id="one actor"),
    pytest.param({"weapons": "unknown"}, {"weapons": "unknown"}, False, id="nothing known in common"),
    pytest.param({"place_id": "conoco"}, {"place_id": "green-village"}, True, id="two names of one point"),
    pytest.param({"place_id": "badia"}, {"place_id": ""}, False, id="no point"),
])  # fmt: skip
def test_what_tells_two_incidents_apart_makes_them_two(first, second, is_likely):
    assert bool(pairs_of(ALIKE | first, ALIKE | second)) is is_likely


def test_a_page_that_reports_both_tells_them_apart():
    page = {"publisher": "A", "title": "", "url": "https://example.org/a", "published": "", "supports": ""}
    told = [page | {"event_id": "e0"}, page | {"event_id": "e1"}]
    assert pairs_of(ALIKE, ALIKE, incident_sources=pd.DataFrame(told)) == []
    told[1]["url"] = "https://example.org/b"
    assert pairs_of(ALIKE, ALIKE, incident_sources=pd.DataFrame(told)) == [("e0", "e1")]


def test_neighbours_count_on_one_day_only(store):
    apart = [each for each in duplicates.candidates(store) if each.distance_km]
    assert apart
    assert {each.days_apart for each in apart} == {0}
    assert max(each.distance_km for each in apart) <= duplicates.NEIGHBOUR_KM


def test_a_candidate_says_what_it_has_in_common():
    (found,) = duplicates.candidates(made_of(ALIKE | {"actor1": "B"}, ALIKE | {"actor1": "B"}).store)
    assert found.reasons == (
        "on the same day, at the same place",
        "with the same weapon (rockets)",
        "by the same actor (B)",
    )


@pytest.mark.parametrize("limit", ["MOST_PAIRS", "MOST_ALIKE"])
def test_too_many_pairs_are_refused_with_the_day_to_narrow_and_a_remedy(monkeypatch, limit):
    monkeypatch.setattr(duplicates, limit, 2)
    day = {"event_date": "2024-01-05"}
    with pytest.raises(DataError, match=r"Most are on 5 Jan 2024, with 3 incidents of one kind\. Narrow the filters"):
        pairs_of(ALIKE | day, ALIKE | day, ALIKE | day, ALIKE | {"event_date": "2024-01-09"})


def test_a_day_of_many_incidents_far_apart_is_answered(monkeypatch):
    monkeypatch.setattr(duplicates, "MOST_ALIKE", 1)
    apart = [{"latitude": str(10 + n), "longitude": "44", "place_id": "", "place_name": f"P{n}"} for n in range(40)]
    assert len(pairs_of(*(ALIKE | each for each in apart), ALIKE | apart[0])) == 1


@pytest.mark.parametrize("size", [1, 7, 60])
def test_pairs_made_some_at_a_time_are_those_made_at_once(monkeypatch, store, size):
    whole = duplicates.candidates(store)
    monkeypatch.setattr(duplicates, "_AT_ONCE", size)
    assert duplicates.candidates(store) == whole


def test_of_more_weapons_than_bits_none_is_taken_for_another(monkeypatch):
    monkeypatch.setattr(duplicates, "_BITS", 1)
    assert not pairs_of(ALIKE | {"weapons": "rockets"}, ALIKE | {"weapons": "mortar"})


@pytest.mark.parametrize(
    "asked", [{"province": ["SY-HA"]}, {"since": "2023-11-01", "until": "2023-11-14"}, {"evidence": "medium"}]
)
def test_the_pairs_of_a_question_are_those_of_the_oracle_among_what_answers(store, bundled_rows, asked):
    rows = oracle.select(bundled_rows, **asked)
    found = {each.pair for each in duplicates.candidates(store, IncidentQuery.from_params(
        {name: [value] if isinstance(value, str) else value for name, value in asked.items()}))}  # fmt: skip
    assert found == oracle_chains.may_be_one(rows, oracle_chains.pages(), **LIMITS)
    assert found


def test_a_small_question_of_data_too_many_to_compare_is_answered(monkeypatch, store):
    monkeypatch.setattr(duplicates, "MOST_PAIRS", 1_000)
    with pytest.raises(DataError):
        duplicates.candidates(store)
    assert duplicates.candidates(store, IncidentQuery(since="2023-11-10", until="2023-11-14"))


def decided(**pairs):
    return {tuple(sorted(pair.split("_"))): decision for pair, decision in pairs.items()}


def test_same_as_the_same_is_the_same():
    groups = duplicates.groups_of_same(decided(e0_e1="same", e1_e2="same", e3_e4="same", e5_e6="different"))
    assert set(groups) == {frozenset({"e0", "e1", "e2"}), frozenset({"e3", "e4"})}


def test_a_pair_decided_different_that_others_make_the_same_is_a_contradiction():
    assert duplicates.contradictions(decided(e0_e1="same", e1_e2="same", e0_e2="different")) == (("e0", "e2"),)


def test_decisions_come_back_from_their_file(tmp_path):
    rows = duplicates.table((), decided(e0_e1="same", e1_e2="different"))
    rows.to_csv(tmp_path / "mine.csv", index=False)
    assert once.read_decisions(tmp_path / "mine.csv") == decided(e0_e1="same", e1_e2="different")


@pytest.mark.parametrize(("text", "problem"), [
    ("event_id,other_id\na,b\n", "no column 'decision'"),
    ("event_id,other_id,decision\na,b,perhaps\n", "row 2, decision 'perhaps'"),
])  # fmt: skip
def test_a_file_that_holds_no_decisions_says_why(tmp_path, text, problem):
    (tmp_path / "mine.csv").write_text(text)
    with pytest.raises(DataError, match=problem):
        once.read_decisions(tmp_path / "mine.csv")


def test_undecided_pairs_change_no_count(bundled):
    assert once.counted_once(bundled, duplicates.decisions(bundled.duplicates)) is bundled


def test_a_pair_decided_to_be_the_same_counts_once_under_the_better_evidence():
    made = made_of(
        ALIKE, ALIKE | {"confidence": "high"}, ALIKE | {"responds_to": "e0", "category": "us_coalition_strike"}
    ).catalogue
    merged = once.counted_once(made, decided(e0_e1="same"))
    assert merged.incidents["event_id"].tolist() == ["e1", "e2"]
    assert merged.incidents["responds_to"].tolist()[1] == "e1"
    assert "1 double report counted once" in merged.manifest.title
    assert merged.version != made.version


@given(st.sets(st.sampled_from(["e0_e1", "e1_e2", "e2_e3", "e0_e9"])))
def test_counting_once_takes_away_all_of_a_group_but_one(same):
    made = made_of(*[ALIKE] * 4).catalogue
    merged = once.counted_once(made, decided(**dict.fromkeys(same, "same")))
    chains = oracle_chains.chains([tuple(pair.split("_")) for pair in same if "e9" not in pair])
    assert Store(merged).count(IncidentQuery()) == 4 - sum(len(chain) - 1 for chain in chains)


def test_sources_go_over_to_the_incident_that_stays(bundled, store):
    pair = duplicates.candidates(store)[0].pair
    merged = once.counted_once(bundled, {pair: "same"})
    (kept,) = set(pair) & set(merged.incidents["event_id"])
    expected = {url for event_id in pair for url in oracle_chains.pages()[event_id]}
    assert set(merged.sources.loc[merged.sources["event_id"] == kept, "url"]) == expected
    assert len(merged.incidents) == len(bundled.incidents) - 1
