"""Whatever the format, another program reads the same incidents out of it, row for row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import export
from geodata.query import IncidentQuery
from tests import readers
from tests.strategies import cells_of_strangers, made_of, queries

EVERYTHING = IncidentQuery()
WAYS = pytest.mark.parametrize(("ending", "read"), readers.READERS.values(), ids=readers.READERS)
texts = st.fixed_dictionaries({name: cells_of_strangers() for name in ("notes", "damage", "my column")})


def true_rows(store, query):
    """The incidents as the store gives them, in the form in which the readers do."""
    urls = store.sources(store.incidents(query)["event_id"]).groupby("event_id", sort=False)["url"].agg(list)
    return [readers.plain(row | {"source_urls": urls.get(row["event_id"], [])}) for row in export.records(store, query)]


def read_back(store, query):
    """The rows that each program finds in its file."""
    made = {ending: export.to_bytes(store, query, ending) for ending, _ in readers.READERS.values()}
    return {name: read(made[ending]) for name, (ending, read) in readers.READERS.items()}


@WAYS
def test_the_bundled_incidents_are_read_back(store, ending, read):
    rows = read(export.to_bytes(store, EVERYTHING, ending))
    assert len(rows) == 436
    assert rows == true_rows(store, EVERYTHING)


@given(query=queries())
@settings(max_examples=3)
def test_what_answers_is_read_back_from_every_format(crowd_store, query):
    assert read_back(crowd_store, query) == dict.fromkeys(readers.READERS, true_rows(crowd_store, query))


@given(cells=st.lists(texts, max_size=3))
@settings(max_examples=4)
def test_text_of_strangers_is_read_back_from_every_format(cells):
    store = made_of(*cells).store
    assert read_back(store, EVERYTHING) == dict.fromkeys(readers.READERS, true_rows(store, EVERYTHING))
