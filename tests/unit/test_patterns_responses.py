"""Reported answers, their lags and chains, and attacks without one."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given

from geodata.patterns import arcs, responses
from geodata.patterns.responses import Run
from geodata.query import IncidentQuery
from tests import oracle, oracle_chains, strategies
from tests.strategies import made_of

ATTACK = {"category": "attack_on_us_coalition", "time_precision": "1"}
STRIKE = {"category": "us_coalition_strike", "time_precision": "1"}
EVERYTHING = IncidentQuery()


def found(store, query=EVERYTHING):
    """Return the links of which an end answers `query`."""
    return responses.among(responses.links(store), set(store.incidents(query, columns=["event_id"])["event_id"]))


def told(links):
    return sorted(zip(links["cause"], links["answer"], links["lag_days"], links["is_about"], strict=True))


def test_links_lags_and_chains_of_the_bundled_data_are_those_of_the_oracle(store, bundled_rows):
    known = found(store)
    expected = oracle_chains.links(bundled_rows)
    assert told(known.links) == sorted(expected)
    assert known.elsewhere == 0
    chains = known.ends.groupby("chain")["event_id"].agg(frozenset)
    assert set(chains) == oracle_chains.chains([link[:2] for link in expected])


@given(strategies.catalogues())
def test_links_and_runs_of_any_catalogue_are_those_of_the_oracle(sample):
    rows = oracle.joined(sample.rows, sample.places)
    store = sample.store
    assert told(found(store).links) == sorted(oracle_chains.links(rows))
    runs = responses.unanswered_runs(store, EVERYTHING, set(responses.links(store)["cause"]))
    assert [(run.attacks, str(run.since), str(run.until)) for run in runs] == oracle_chains.unanswered_runs(rows, rows)


def test_links_and_runs_of_a_crowd_are_those_of_the_oracle(crowd_store, crowd_rows):
    known = found(crowd_store)
    assert told(known.links) == sorted(oracle_chains.links(crowd_rows))
    days = pd.Series([lag for _, _, lag, _ in oracle_chains.links(crowd_rows)])
    lags = responses.lags(known.links)
    assert (lags.links, lags.backwards) == ((days >= 0).sum(), (days < 0).sum())
    assert (lags.median, lags.longest) == (days[days >= 0].median(), days.max())
    assert responses.lag_counts(known.links)["count"].sum() == lags.links


def test_the_answers_to_tower_22_are_six():
    """Five sites around midnight of 2 to 3 February, and Baghdad on 7 February."""
    rows = oracle.joined(*oracle.bundled())
    answers = [link for link in oracle_chains.links(rows) if link[0] == "2024-01-28-tower-22-drone"]
    assert sorted((lag, vague) for _, _, lag, vague in answers) == [(5, True)] * 5 + [(10, False)]


def test_a_link_with_one_end_outside_the_question_is_kept_and_said():
    store = made_of(ATTACK, STRIKE | {"responds_to": "e0", "event_date": "2023-11-20"}, ATTACK).store
    known = found(store, IncidentQuery(category=("us_coalition_strike",)))
    assert known.ends.set_index("event_id")["asked"].to_dict() == {"e0": False, "e1": True}
    assert known.outside == 1
    assert len(found(store, IncidentQuery(until=date(2023, 11, 1))).links) == 0


def test_incidents_that_links_connect_however_far_make_one_chain():
    store = made_of(
        ATTACK, STRIKE | {"responds_to": "e0"}, ATTACK | {"responds_to": "e1"}, ATTACK, STRIKE | {"responds_to": "e3"}
    ).store
    assert found(store).ends.groupby("chain")["event_id"].agg(list).tolist() == [["e0", "e1", "e2"], ["e3", "e4"]]


def test_a_link_to_an_incident_that_is_not_in_the_data_is_counted_as_such():
    store = strategies.sample(strategies.frame(strategies.incident(event_id="e0"))).store
    every = responses.links(store)
    lost = pd.DataFrame([dict.fromkeys(every) | {"cause": "gone", "answer": "e0"}])
    known = responses.among(lost, {"e0"})
    assert (len(known.links), known.elsewhere) == (0, 1)


def test_an_answer_dated_before_what_it_answers_is_left_out_of_lags_and_counted():
    store = made_of(
        ATTACK | {"event_date": "2023-11-20"}, STRIKE | {"event_date": "2023-11-18", "responds_to": "e0"}
    ).store
    lags = responses.lags(found(store).links)
    assert (lags.links, lags.backwards, lags.median, lags.longest) == (0, 1, None, None)


@pytest.mark.parametrize(("days", "is_about", "said"), [
    (0, False, "the same day"), (0, True, "about the same day"), (1, False, "1 day later"),
    (6, False, "6 days later"), (5, True, "about 5 days later"), (-1, False, "dated 1 day before it"),
])  # fmt: skip
def test_a_lag_is_said_in_words(days, is_about, said):
    assert responses.lag_words(days, is_about) == said


def day(text, **cells):
    return ATTACK | {"event_date": text} | cells


def runs_of(*incidents, query=EVERYTHING):
    store = made_of(*incidents).store
    return responses.unanswered_runs(store, query, set(responses.links(store)["cause"]))


def test_a_day_with_an_answered_attack_ends_a_run_and_belongs_to_none():
    runs = runs_of(day("2023-11-18"), day("2023-11-18"), day("2023-11-19"), day("2023-11-19"), day("2023-12-31"),
                   STRIKE | {"event_date": "2023-11-20", "responds_to": "e2"})  # fmt: skip
    assert runs == (
        Run(2, 1, date(2023, 11, 18), date(2023, 11, 18), date(2023, 11, 19)),
        Run(1, 1, date(2023, 12, 31), date(2023, 12, 31), None),
    )


def test_a_question_without_attacks_has_no_runs():
    assert runs_of(day("2023-11-18"), query=IncidentQuery(category=("other_attack",))) == ()
    assert runs_of() == ()


def test_the_longest_unanswered_run_of_the_bundled_data_is_that_of_the_oracle(store, bundled_rows):
    answered = set(responses.links(store)["cause"])
    for query in (EVERYTHING, IncidentQuery(country=("IQ",)), IncidentQuery(place=("al-asad",))):
        rows = oracle.select(bundled_rows, **oracle.asked_of(query))
        runs = responses.unanswered_runs(store, query, answered)
        assert [(run.attacks, str(run.since), str(run.until)) for run in runs] == oracle_chains.unanswered_runs(
            rows, bundled_rows
        )


def test_arcs_lead_from_the_attack_to_the_answer_and_never_to_where_they_start():
    incidents = pd.DataFrame({"event_id": ["a", "b", "c", "d"], "responds_to": [[], ["a"], ["a", "gone"], ["c"]]})
    assert arcs.between(incidents, [1, 2, 2, 2]) == {(1, 2): 2}
