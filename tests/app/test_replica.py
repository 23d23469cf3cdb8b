"""A standby of the database, which follows it and takes nothing, serves the dashboard and every question as it stands."""

from __future__ import annotations

import time
from collections.abc import Callable

import pandas as pd
import psycopg
import pytest

from dashboard.link import PAGES
from geodata.errors import ExportError
from geodata.query import IncidentQuery
from geodata.store import KEYS, Current, Store, laying, loading, opened, reading
from geodata.summarise import figures
from tests import engines, postgres
from tests.app import conftest as page
from tests.app.conftest import complaints, forget
from tests.strategies import made_of

pytestmark = pytest.mark.xdist_group("replica")  # one replica for all
EVERYTHING, ASKED = IncidentQuery(), IncidentQuery(country="SY", weapon="rockets", since="2023-10-20", text="drone")
TILE = {"zoom": 5, "x": 19, "y": 12}
NAMED = "2024-01-28-tower-22-drone"
# What a store is asked, by name.
QUESTIONS: dict[str, Callable[[Store], object]] = {
    "incidents": lambda store: store.incidents(ASKED),
    "a page of them": lambda store: store.incidents(EVERYTHING, sort="killed_max", descending=True, limit=20, offset=40),
    "all of them, in stretches": lambda store: pd.concat(list(store.batches(EVERYTHING, columns=["event_id", "weapons"]))),
    "one": lambda store: store.frame("SELECT * FROM incidents WHERE event_id = ?", [NAMED]),
    "counts": lambda store: [store.counts(ASKED, [key]).to_dict() for key in KEYS],
    "choices": lambda store: store.counts_each(ASKED, store.fields),
    "figures": lambda store: figures(store, ASKED),
    "sites": lambda store: store.sites(ASKED),
    "bins": lambda store: store.bins(EVERYTHING, **TILE),
    "dots of a tile": lambda store: store.in_tile(EVERYTHING, **TILE, columns=["event_id", "place_name"]),
    "sources": lambda store: store.sources([NAMED]),
    "sources of an answer": lambda store: store.sources_of(ASKED),
    "links": lambda store: store.links(NAMED),
    "the list": lambda store: reading.newest(store, ASKED, columns=["event_id"], limit=50),
    "those beside one": lambda store: reading.beside(store, EVERYTHING, NAMED),
    "those on the list": lambda store: reading.answering(store, EVERYTHING, [NAMED, "none"]),
    "areas": lambda store: laying.tally(store, EVERYTHING),
    "names": lambda store: (store.place_names, store.columns, store.lacking, store.understand(IncidentQuery(place="tower-22"))),
    "tables": lambda store: [
        getattr(store, name).to_dict() for name in ("key_dates", "coverage", "duplicates", "official_counts", "findings", "refused")
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def primary(bundled):
    with postgres.cluster() as address:
        loading.write(bundled, address)
        yield address


@pytest.fixture(scope="module")
def replica(primary):
    with postgres.standby(primary) as address:
        yield address


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_is_answered_by_a_replica_as_by_the_data(replica_store, store, name):
    ours, theirs = QUESTIONS[name](store), QUESTIONS[name](replica_store)
    if isinstance(ours, pd.DataFrame):
        pd.testing.assert_frame_equal(theirs, ours)
    else:
        assert theirs == ours or repr(theirs) == repr(ours)  # a missing cell is no cell's equal


@pytest.fixture(scope="module")
def replica_store(replica):
    store = opened(replica)
    yield store
    store.engine.close()


@pytest.fixture
def shown(replica, monkeypatch):
    monkeypatch.setenv("GEODATA_STORE", replica)
    forget()
    yield
    forget()


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_shown_from_a_replica(name):
    app = page.opened(page=name, country="SY")
    assert (list(app.exception), complaints(app)) == ([], [])


def test_an_import_into_the_database_is_seen_on_its_replica(primary, replica):
    current = Current(replica, look_every_s=0)
    assert current.store().count(EVERYTHING) == 436
    loading.write(made_of({}, {}).catalogue, primary)
    deadline = time.monotonic() + 30
    while current.store().count(EVERYTHING) != 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert current.store().count(EVERYTHING) == 2


def test_an_import_into_a_replica_is_refused_and_says_why(replica):
    with pytest.raises(ExportError, match=r"read-only transaction\. The data there are as they were"):
        loading.write(made_of({}).catalogue, replica)


def test_the_questions_of_other_tests_are_asked_where_nothing_can_be_written(primary):
    with (
        psycopg.connect(f"{engines.of_its_own(primary)}{engines.READ_ONLY}") as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("CREATE TABLE one ()")
