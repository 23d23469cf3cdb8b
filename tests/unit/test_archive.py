import json

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from geodata import archive, catalogue, rollups
from geodata.errors import DataError, ExportError
from geodata.query import IncidentQuery
from geodata.store import Current, opened
from geodata.summarise import figures
from tests.strategies import made_of

FRAMES = [
    "incidents",
    "sources",
    "places",
    "official_counts",
    "key_dates",
    "coverage",
    "duplicates",
    "refused",
    "findings",
    "areas",
]


@pytest.fixture(scope="module")
def kept(bundled, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "bundled.duckdb"
    archive.write(bundled, path)
    return path


@pytest.mark.parametrize("name", FRAMES)
def test_what_is_kept_comes_back(bundled, kept, name):
    before, after = getattr(bundled, name), getattr(catalogue.read(kept), name)
    pd.testing.assert_frame_equal(after, before, check_dtype=False)


def test_manifest_and_version_come_back(bundled, kept):
    again = archive.read(kept)
    assert (again.manifest, again.version) == (bundled.manifest, bundled.version)


def test_refused_rows_come_back(tmp_path):
    made = made_of({"event_date": "x"}, {}).catalogue
    archive.write(made, tmp_path / "a.duckdb")
    assert archive.read(tmp_path / "a.duckdb").refused_rows == 1


def test_an_empty_catalogue_comes_back(tmp_path):
    archive.write(made_of().catalogue, tmp_path / "a.duckdb")
    assert len(archive.read(tmp_path / "a.duckdb").incidents) == 0


def test_a_new_catalogue_replaces_the_old_one_whole(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    archive.write(made_of({}).catalogue, path)
    assert len(archive.read(path).incidents) == 1
    assert [each.name for each in tmp_path.iterdir()] == ["a.duckdb"]


def test_a_missing_catalogue_is_refused_with_the_command_that_makes_one(tmp_path):
    with pytest.raises(DataError, match=r"import FILE --to none.duckdb"):
        archive.read(tmp_path / "none.duckdb")


def test_what_is_no_catalogue_is_refused(tmp_path):
    (tmp_path / "a.duckdb").write_bytes(b"not a database at all" * 100)
    with pytest.raises(DataError, match="as a catalogue"):
        archive.read(tmp_path / "a.duckdb")


def test_another_database_is_refused(tmp_path):
    with duckdb.connect(str(tmp_path / "a.duckdb")) as database:
        database.execute("CREATE TABLE t AS SELECT 1")
    with pytest.raises(DataError, match="as a catalogue"):
        archive.read(tmp_path / "a.duckdb")


def test_data_of_another_version_are_refused_with_what_to_do(bundled):
    older = archive.said(bundled.manifest, "v1").replace(archive.FORMAT, "incident-atlas-catalogue-4")
    with pytest.raises(DataError, match=r"another version \(incident-atlas-catalogue-4\)\. Import them again"):
        archive.understood(older)


def test_a_locked_catalogue_is_refused_with_what_to_do(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    with duckdb.connect(str(path)), pytest.raises(DataError, match="If another program has it open, close that first"):
        archive.read(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ExportError, match="Give a path in a folder that can be written"):
        archive.write(made_of().catalogue, tmp_path / "nowhere" / "a.duckdb")


def test_a_catalogue_read_in_place_answers_what_the_data_answer(store, kept):
    in_place = opened(kept)
    assert (in_place.version, in_place.columns, in_place.place_names) == (
        store.version,
        store.columns,
        store.place_names,
    )
    for asked in (IncidentQuery(), IncidentQuery(country="SY", weapon="rockets", text="deir")):
        pd.testing.assert_frame_equal(in_place.incidents(asked), store.incidents(asked))
        assert figures(in_place, asked) == figures(store, asked)


@pytest.mark.parametrize("in_parts", [False, True])
def test_a_catalogue_keeps_counts_made_once_and_answers_from_them(store, bundled, tmp_path, monkeypatch, in_parts):
    monkeypatch.setattr(rollups, "FEWEST_INCIDENTS", 0)
    monkeypatch.setattr(rollups, "LEAST_SMALLER", 0)
    monkeypatch.setattr(rollups, "MANY", 0)
    path = tmp_path / "a.duckdb"
    if in_parts:
        archive.write_parts([pa.Table.from_pandas(bundled.incidents)], lambda _: bundled, path)
    else:
        archive.write(bundled, path)
    in_place = opened(path)
    assert in_place.counted_ahead == {*rollups.TABLES}
    assert in_place.source(IncidentQuery(country="SY"), ["category"])[0].count("FROM counted WHERE") == 1
    assert figures(in_place, IncidentQuery(country="SY")) == figures(store, IncidentQuery(country="SY"))


def test_an_older_catalogue_is_read_on_while_a_new_one_takes_its_place(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    older = opened(path)
    archive.write(made_of({}).catalogue, path)
    assert [each.count(IncidentQuery()) for each in (older, opened(path), older)] == [436, 1, 436]


def test_nothing_but_the_catalogue_can_be_read_through_it(kept):
    with pytest.raises(duckdb.PermissionException):
        opened(kept).row(f"SELECT * FROM read_text('{__file__}')")


def test_a_view_in_place_of_a_table_is_refused(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    with duckdb.connect(str(path)) as database:
        database.execute(f"DROP TABLE places; CREATE VIEW places AS FROM read_text('{__file__}')")
    with pytest.raises(DataError, match="no table 'places'"):
        opened(path)


def test_an_import_becomes_visible_without_opening_anew(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    current = Current(path, look_every_s=0)
    older = current.store()
    archive.write(made_of({}).catalogue, path)
    assert [current.store().count(IncidentQuery()), older.count(IncidentQuery())] == [1, 436]
    assert current.store() is current.store()


@pytest.mark.parametrize("change", [lambda path: path.unlink(), lambda path: path.write_bytes(b"half a copy")])
def test_the_older_data_stay_where_no_newer_can_be_opened(kept, tmp_path, change):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    current = Current(path, look_every_s=0)
    path.rename(tmp_path / "older.duckdb")
    (tmp_path / "a.duckdb").touch()
    change(path)
    assert current.store().count(IncidentQuery()) == 436


def test_columns_that_hold_one_value_in_all_parts_come_back_as_others_do(bundled, tmp_path):
    told = {"alike": ["x", "x"], "by part": ["x", "y"], "late": [None, "y"], "early": ["x", None], "none": [None, None]}
    halves = [
        half.assign(**{name: pd.Series(two[at], index=half.index, dtype="str") for name, two in told.items()})
        for at, half in enumerate([bundled.incidents[:200], bundled.incidents[200:]])
    ]
    archive.write_parts([pa.Table.from_pandas(half) for half in halves], lambda _: bundled, tmp_path / "a.duckdb")
    pd.testing.assert_frame_equal(archive.read(tmp_path / "a.duckdb").incidents, pd.concat(halves), check_dtype=False)


@pytest.fixture
def once_kept(bundled, tmp_path):
    """A catalogue written in parts, of which a column of one value has an awkward name and value."""
    path = tmp_path / "a.duckdb"
    told = bundled.incidents.assign(**{AWKWARD: "it's; \\ --"})
    archive.write_parts([pa.Table.from_pandas(told)], lambda _: bundled, path)
    return path


AWKWARD = 'one "value", é'


def test_a_column_of_one_value_is_no_part_of_the_rows_and_is_seen_by_every_program(once_kept, bundled):
    with duckdb.connect(str(once_kept), read_only=True) as database:
        assert AWKWARD not in database.view(archive.VARYING).columns
    with duckdb.connect() as database:
        database.execute(f"ATTACH '{once_kept}' AS other (READ_ONLY)")
        quoted = AWKWARD.replace('"', '""')
        assert database.execute(f'SELECT DISTINCT "{quoted}" FROM other.incidents').fetchall() == [("it's; \\ --",)]
    assert set(archive.read(once_kept).incidents[AWKWARD]) == {"it's; \\ --"}


@pytest.mark.parametrize(
    "lie", [["VARCHAR FROM read_text('/etc/hostname')", "x"], ["VARCHAR", ["x"]], ["VARCHAR", "\0"], "x", None]
)
def test_what_is_kept_once_is_not_believed_where_it_is_no_value(once_kept, lie):
    with duckdb.connect(str(once_kept)) as database:
        told = json.loads(database.execute(f"SELECT text FROM {archive.ABOUT}").fetchall()[0][0])
        told["once"]["values"][AWKWARD] = lie
        database.execute(f"UPDATE {archive.ABOUT} SET text = ?", [json.dumps(told)])
    with pytest.raises(DataError, match="Cannot open"):
        opened(once_kept)


def test_rows_without_their_table_are_refused(once_kept):
    with duckdb.connect(str(once_kept)) as database:
        database.execute(
            f"DROP VIEW incidents; DROP TABLE {archive.VARYING}; CREATE TABLE incidents AS SELECT 1 AS row"
        )
    with pytest.raises(DataError, match="no table 'incidents_varying'"):
        opened(once_kept)
