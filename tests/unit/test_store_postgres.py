"""What only a database has: connections that are lost, imports beside readers, addresses with passwords."""

import pandas as pd
import psycopg
import pytest
from click.testing import CliRunner

from geodata import archive, changes
from geodata.__main__ import main
from geodata.errors import ExportError, QueryError, StoreError
from geodata.export import pages_in_parts
from geodata.keys import KEYS
from geodata.query import IncidentQuery
from geodata.store import Current, Store, loading, opened
from geodata.store.postgres import PostgreSQL, named
from tests import postgres
from tests.engines import ENDLESS, of_its_own
from tests.strategies import frame, incident, made_of, sample

EVERYTHING = IncidentQuery()
TABLES = ["key_dates", "coverage", "refused", "findings", "official_counts", "places"]
NOWHERE = "postgresql://reader:secret@127.0.0.1:9/atlas"


@pytest.fixture(scope="module")
def home(database, bundled):
    address = of_its_own(database)
    loading.write(bundled, address)
    return address


@pytest.fixture(scope="module")
def kept(home):
    store = opened(home)
    yield store
    store.engine.close()


@pytest.fixture
def own():
    """A database of one test's own, to be stopped and started."""
    with postgres.cluster() as address:
        loading.write(made_of({}, {}).catalogue, address)
        yield address


def test_references_written_in_parts_are_those_of_duckdb(kept, store, monkeypatch):
    monkeypatch.setitem(pages_in_parts.parts.__kwdefaults__, "size", 40)
    assert [*pages_in_parts.parts(kept, EVERYTHING)] == [*pages_in_parts.parts(store, EVERYTHING)]


def test_counts_of_too_many_rows_are_refused_with_the_same_number(kept, store):
    refused = []
    for each in (kept, store):
        with pytest.raises(QueryError, match="there would be") as error:
            each.counts(EVERYTHING, ["day", "weapon"], most=5)
        refused.append(str(error.value))
    assert refused[0] == refused[1]


def test_every_row_and_column_is_that_of_duckdb_in_the_same_order(kept, store):
    pd.testing.assert_frame_equal(kept.incidents(EVERYTHING), store.incidents(EVERYTHING))
    pd.testing.assert_frame_equal(kept.sources_of(EVERYTHING), store.sources_of(EVERYTHING))


def test_versions_kept_by_different_engines_are_compared(kept, store):
    found = changes.between(kept, store)
    assert (found.total, found.same) == (0, 436)


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_that_of_duckdb(kept, store, name):
    pd.testing.assert_frame_equal(kept.engine.table(name), store.engine.table(name))


@pytest.mark.parametrize(
    "column", ["event_id", "place_name", "notes", "killed_min", "weapons", "event_date", "longitude"]
)
@pytest.mark.parametrize("descending", [False, True])
def test_rows_sort_by_any_column_as_in_duckdb(kept, store, column, descending):
    asked = {"columns": ["event_id", column], "sort": column, "descending": descending}
    pd.testing.assert_frame_equal(kept.incidents(EVERYTHING, **asked), store.incidents(EVERYTHING, **asked))


@pytest.mark.parametrize("key", KEYS)
def test_counts_are_those_of_duckdb(kept, store, key):
    pd.testing.assert_frame_equal(
        kept.counts(EVERYTHING, [key, "category"]), store.counts(EVERYTHING, [key, "category"])
    )


def test_tiles_are_those_of_duckdb(kept, store):
    asked = {"zoom": 5, "x": 19, "y": 12, "grid": 64}
    pd.testing.assert_frame_equal(kept.bins(EVERYTHING, **asked), store.bins(EVERYTHING, **asked))


def test_letters_of_every_kind_come_back(database):
    odd = ['a"b', "a\\b", "{a,b}", "NULL", "\n", "صاروخ", "''", "50%"]
    made = sample(frame(*(incident(weapons=f"{text};x", notes=text) for text in odd)))
    address = of_its_own(database)
    loading.write(made.catalogue, address)
    pd.testing.assert_frame_equal(opened(address).incidents(EVERYTHING), Store(made.catalogue).incidents(EVERYTHING))


def test_a_catalogue_file_goes_into_a_database_as_it_is(database, bundled, store, tmp_path):
    archive.write(bundled, tmp_path / "a.duckdb")
    address = of_its_own(database)
    loading.copy(tmp_path / "a.duckdb", address)
    pd.testing.assert_frame_equal(opened(address).incidents(EVERYTHING), store.incidents(EVERYTHING))


def test_a_new_import_is_seen_while_readers_of_the_older_read_on(database):
    address = of_its_own(database)
    loading.write(made_of({}, {}).catalogue, address)
    current = Current(address, look_every_s=0)
    older = current.store()
    loading.write(made_of({}).catalogue, address)
    assert [current.store().count(EVERYTHING), older.count(EVERYTHING)] == [1, 2]


def test_an_import_that_has_been_replaced_twice_is_gone_and_says_so(database):
    address = of_its_own(database)
    loading.write(made_of({}).catalogue, address)
    older = opened(address)
    for _ in range(2):
        loading.write(made_of({}).catalogue, address)
    with pytest.raises(StoreError, match="replaced by newer ones"):
        older.count(EVERYTHING)


def test_an_import_that_fails_leaves_the_data_as_they_were(database, monkeypatch):
    address = of_its_own(database)
    loading.write(made_of({}, {}).catalogue, address)
    monkeypatch.setattr(loading, "_INDEXES", ("CREATE INDEX ON nothing (x)",))
    with pytest.raises(ExportError, match="as they were"):
        loading.write(made_of({}).catalogue, address)
    assert opened(address).count(EVERYTHING) == 2


def test_a_store_that_nobody_holds_any_more_lets_go_of_its_connections(home):
    store = opened(home)
    pool, count = store.engine.engine._pool, store.count(EVERYTHING)
    assert (count, pool.closed) == (436, False)
    del store
    assert pool.closed


def test_a_connection_that_was_lost_is_replaced(own):
    store = opened(own)
    with psycopg.connect(own, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
        )
    assert store.count(EVERYTHING) == 2


def test_a_question_that_is_stopped_in_place_of_another_is_asked_again(kept, monkeypatch):
    strays, execute = (
        iter([psycopg.errors.QueryCanceled("canceling statement due to user request")]),
        kept.engine.engine._execute,
    )

    def stopped_once(*asked):
        for stray in strays:
            raise stray
        return execute(*asked)

    monkeypatch.setattr(kept.engine.engine, "_execute", stopped_once)
    assert kept.count(EVERYTHING) == 436


def test_a_question_that_the_database_ends_itself_is_said_to_be(home):
    impatient = opened(f"{home}%20-cstatement_timeout%3D500")  # enough to open it, on any machine
    with pytest.raises(StoreError, match=r"ended this question .*statement timeout"):
        impatient.row(ENDLESS)


def test_a_database_that_is_away_says_so_and_answers_when_it_is_back(own, monkeypatch):
    monkeypatch.setattr("geodata.store.postgres.PATIENCE_S", 1.0)
    store = opened(own)
    folder = postgres.folder_of(own)
    postgres.stop(folder)
    with pytest.raises(StoreError, match="No connection to the database 'postgres'"):
        store.count(EVERYTHING)
    postgres.start(folder)
    assert store.count(EVERYTHING) == 2


def test_a_database_without_incidents_says_how_to_put_some_there(database):
    with pytest.raises(StoreError, match=r"There are no incidents in .* import FILE --to postgresql"):
        opened(of_its_own(database))


def test_no_message_tells_the_password():
    with pytest.raises(StoreError) as told:
        PostgreSQL(NOWHERE)
    assert named(NOWHERE) == "the database 'atlas' at '127.0.0.1'"
    assert "secret" not in str(told.value)


def test_the_command_line_imports_into_a_database_and_asks_it(database, tmp_path):
    made_of({}, {}).rows.to_csv(tmp_path / "mine.csv", index=False)
    address = of_its_own(database)
    put = CliRunner().invoke(main, ["import", str(tmp_path / "mine.csv"), "--to", address])
    asked = CliRunner().invoke(main, ["query", "--data", address, "--by", "country"])
    assert "2 incidents kept" in put.output
    assert asked.exit_code == 0
    assert "2" in asked.output
