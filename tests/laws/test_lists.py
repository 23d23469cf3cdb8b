"""A list of any length is the same whether it comes whole, in batches, in pages or in stretches; those without a day stand in it too."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import catalogue, rollups, schema
from geodata.query import IncidentQuery
from geodata.store import paging, reading
from tests import oracle, strategies
from tests.engines import kept, on_every_engine
from tests.strategies import queries

pytestmark = on_every_engine
EVERYTHING = IncidentQuery()


@pytest.fixture(scope="module")
def undated():
    """A crowd in which every ninth incident has no day."""
    rows = strategies.crowd(300).rows
    return rows.assign(event_date=rows["event_date"].mask(rows.index % 9 == 4, ""))


@pytest.fixture(scope="module")
def store(undated, engine):
    return kept(made(undated))


@pytest.fixture(scope="module")
def counted(undated, engine):
    """The same incidents with tables counted ahead, from which a page is found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rollups, "FEWEST_INCIDENTS", 0)
        patch.setattr(rollups, "LEAST_SMALLER", 0)
        return kept(made(undated))


def made(rows):
    texts = {"incidents": rows, "places": strategies.PLACES}
    return catalogue.assemble(texts, strategies.MANIFEST, "v1", optional=schema.OPTIONAL)


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


@given(query=queries(), size=st.integers(30, 90))
@settings(max_examples=15)
def test_stretches_laid_end_to_end_are_the_whole_answer_newest_first(store, undated, query, size):
    found = [ids(reading.newest(store, query, columns=["event_id"], limit=size, offset=at)) for at in range(0, 300, size)]  # fmt: skip
    assert [each for stretch in found for each in stretch] == newest_first(undated, query)


@given(
    query=queries(),
    size=st.integers(30, 90),
    sort=st.sampled_from(["event_date", "killed_min", "injured_max"]),
    descending=st.booleans(),
)
@settings(max_examples=20)
def test_pages_laid_end_to_end_are_the_whole_answer(counted, undated, query, size, sort, descending):
    asked = {"columns": ["event_id"], "sort": sort, "descending": descending}
    pages = [ids(counted.incidents(query, **asked, limit=size, offset=at)) for at in range(0, 301, size)]
    whole = ids(counted.incidents(query, **asked))
    assert [each for page in pages for each in page] == whole == in_order(undated, query, sort, descending=descending)


@pytest.mark.parametrize("sort", ["event_date", "killed_min", "place_name", "weapons", "event_id"])
@pytest.mark.parametrize("many", [0, 10_000])
def test_a_page_far_down_is_a_piece_of_the_whole(counted, store, monkeypatch, sort, many):
    monkeypatch.setattr(paging, "_FAR", 0)
    monkeypatch.setattr(paging, "_MANY", many)
    whole = store.incidents(EVERYTHING, sort=sort)
    for each in (counted, store):
        page = each.incidents(EVERYTHING, sort=sort, limit=50, offset=200)
        pd.testing.assert_frame_equal(page, whole.iloc[200:250].reset_index(drop=True))
        assert len(each.incidents(EVERYTHING, sort=sort, limit=50, offset=300)) == 0


def test_a_stretch_of_those_drawn_in_one_way_is_found_from_counts_too(counted):
    asked = {"columns": ["event_id"], "shown_as": "badge"}
    whole = ids(reading.newest(counted, EVERYTHING, **asked, limit=300))
    found = [ids(reading.newest(counted, EVERYTHING, **asked, limit=7, offset=at)) for at in range(0, 301, 7)]
    assert [each for stretch in found for each in stretch] == whole
    assert len(whole) == counted.row("SELECT count(*) FROM incidents WHERE shown_as = 'badge'")[0] > 0


def test_of_a_long_list_only_the_days_of_a_page_are_sorted(counted):
    """What an engine is asked for at the end: a day or two, however far down."""
    parts, passed = paging._parts(counted, paging.Listing(EVERYTHING), 5, 200)
    where, bound = paging.Listing(EVERYTHING).where(parts[0])
    (within,) = counted.row(f"SELECT count(*) FROM incidents WHERE {where}", bound)
    busiest = counted.counts(EVERYTHING, ["day"])["count"].max()
    assert (len(parts), passed < busiest, within <= 5 + 2 * busiest) == (1, True, True)
