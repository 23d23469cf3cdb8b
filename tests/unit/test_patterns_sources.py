"""On whom the data rest: publishers, single-source incidents, what is lost without one; and the evidence dial."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import schema
from geodata.patterns import evidence, publishers
from geodata.query import IncidentQuery
from tests import oracle, strategies
from tests.strategies import catalogues, queries

EVERYTHING = IncidentQuery()
NAMES = ["A", "B", "C; D"]


def with_sources(rows, *told):
    """Return a catalogue of `rows` and of sources, from (event_id, publisher)."""
    cells = [
        {"event_id": event, "publisher": name, "url": f"https://example.org/{n}"}
        for n, (event, name) in enumerate(told)
    ]
    sources = pd.DataFrame(cells, columns=schema.SOURCES.names, dtype="str").fillna("")
    return strategies.sample(rows, incident_sources=sources)


def names_by_event(rows, sources):
    """Return the publishers of each incident, as the oracle finds them."""
    told = sources[sources["publisher"] != ""].groupby("event_id")["publisher"].agg(set)
    return {event: told.get(event, set()) for event in rows["event_id"]}


def expected(by_event):
    names = sorted(set().union(*by_event.values(), set()))
    return {
        name: (sum(name in each for each in by_event.values()), sum(each == {name} for each in by_event.values()))
        for name in names
    }


@given(catalogues(), queries(), st.lists(st.tuples(st.integers(0, 9), st.sampled_from(NAMES)), max_size=20))
def test_publishers_are_the_oracles(made, query, told):
    some = [
        (n, NAMES[n % 3]) for n in range(len(made.rows))
    ]  # where there is a table of sources, each incident needs one
    known = [(f"e{n}", name) for n, name in [*some, *told] if n < len(made.rows)]
    store = with_sources(made.rows, *known).store
    rows = oracle.select(oracle.joined(made.rows, made.places), **oracle.asked_of(query))
    by_event = names_by_event(rows, pd.DataFrame(known, columns=["event_id", "publisher"], dtype="str"))
    found = publishers.publishers(store, query)
    assert {row.publisher: (row.incidents, row.alone) for row in found.itertuples()} == expected(by_event)
    rests = publishers.reliance(store, query)
    numbers = [len(each) for each in by_event.values()]
    assert (rests.incidents, rests.none, rests.one, rests.two) == (len(rows), *(numbers.count(n) for n in range(3)))
    alone = {event for event, each in by_event.items() if len(each) == 1}
    assert set(publishers.only_from(store, query)["event_id"]) == publishers.alone(store, tuple(by_event)) == alone


@pytest.mark.parametrize("asked", [{}, {"country": ("SY",)}, {"evidence": "high"}, {"killed": 1000}])
def test_publishers_of_the_bundled_data_are_the_oracles(store, bundled_rows, asked):
    rows = oracle.select(bundled_rows, **asked)
    found = publishers.publishers(store, IncidentQuery(**asked))
    by_event = names_by_event(rows, oracle.raw("incident_sources"))
    assert {row.publisher: (row.incidents, row.alone) for row in found.itertuples()} == expected(by_event)


def test_without_a_publisher_goes_what_it_alone_reports(store, bundled_rows):
    by_event = names_by_event(bundled_rows, oracle.raw("incident_sources"))
    lost = bundled_rows[bundled_rows["event_id"].map(lambda event: by_event[event] == {"Shafaq News"})]
    left = publishers.without(store, EVERYTHING, "Shafaq News")
    assert {kind: before - after for kind, (before, after) in left.items()} == {
        kind: int((lost["category"] == kind).sum()) for kind in left
    }
    assert list(publishers.only_from(store, EVERYTHING, "Shafaq News")["event_id"]) == list(
        lost.sort_values(["event_date", "event_id"])["event_id"])  # fmt: skip


def test_an_incident_of_a_file_without_sources_rests_on_no_publisher():
    assert publishers.reliance(strategies.made_of({}, {}).store, EVERYTHING).none == 2


def test_two_pages_of_one_publisher_are_one_publisher():
    made = with_sources(strategies.frame(strategies.incident()), ("e0", "A"), ("e0", "A"))
    assert publishers.reliance(made.store, EVERYTHING).one == 1


@given(catalogues(), queries())
def test_the_dial_counts_as_the_oracle_whatever_evidence_is_asked_for(made, query):
    rows = oracle.joined(made.rows, made.places)
    asked = oracle.asked_of(query.without("evidence"))
    expected_ = {level: len(oracle.select(rows, **asked, evidence=level)) for level in oracle.EVIDENCE}
    assert evidence.counts(made.store, query) == expected_
    assert {level: each.incidents for level, each in evidence.headlines(made.store, query).items()} == expected_
