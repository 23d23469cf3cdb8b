"""A list of any length is the same whether it comes whole, in batches, in pages or in stretches; those without a day stand in it too."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import catalogue, schema
from geodata.store import reading
from tests import oracle, strategies
from tests.engines import kept, on_every_engine
from tests.strategies import queries

pytestmark = on_every_engine


@pytest.fixture(scope="module")
def undated():
    """A crowd in which every ninth incident has no day."""
    rows = strategies.crowd(300).rows
    return rows.assign(event_date=rows["event_date"].mask(rows.index % 9 == 4, ""))


@pytest.fixture(scope="module")
def store(undated, engine):
    texts = {"incidents": undated, "places": strategies.PLACES}
    return kept(catalogue.assemble(texts, strategies.MANIFEST, "v1", optional=schema.OPTIONAL))


def in_order(rows, query, sort="event_date", *, descending=False):
    """Return the names of those who answer by raw text: by a column, then by day, then by name; what is missing last."""
    found = oracle.select(oracle.joined(rows, strategies.PLACES), **oracle.asked_of(query))
    stated = found.replace("", None)
    value = stated[sort] if sort == "event_date" else pd.to_numeric(stated[sort])
    return ids(
        stated.assign(value=value).sort_values(
            ["value", "event_date", "event_id"], ascending=[not descending, True, True]
        )
    )


def newest_first(rows, query):
    """Return the names of those who answer by raw text, the newest first, those without a day last."""
    found = oracle.select(oracle.joined(rows, strategies.PLACES), **oracle.asked_of(query))
    return ids(found.sort_values(["event_date", "event_id"], ascending=False))


def ids(frame):
    return frame["event_id"].tolist()


@given(query=queries(), size=st.integers(1, 60))
@settings(max_examples=15)
def test_batches_laid_end_to_end_are_the_whole_answer(store, undated, query, size):
    parts = pd.concat(store.batches(query, columns=["event_id"], size=size), ignore_index=True)
    assert ids(parts) == ids(store.incidents(query)) == in_order(undated, query)


@given(query=queries(), size=st.integers(1, 60))
@settings(max_examples=15)
def test_stretches_laid_end_to_end_are_the_whole_answer_newest_first(store, undated, query, size):
    found = [ids(reading.newest(store, query, columns=["event_id"], limit=size, offset=at)) for at in range(0, 300, size)]  # fmt: skip
    assert [each for stretch in found for each in stretch] == newest_first(undated, query)
