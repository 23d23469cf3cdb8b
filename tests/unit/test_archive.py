import duckdb
import pandas as pd
import pytest

from geodata import archive, catalogue
from geodata.errors import DataError, ExportError
from tests.strategies import made_of

FRAMES = ["incidents", "sources", "places", "official_counts", "key_dates", "coverage", "refused", "findings"]


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


def test_a_locked_catalogue_is_refused_with_what_to_do(kept, tmp_path):
    path = tmp_path / "a.duckdb"
    path.write_bytes(kept.read_bytes())
    with duckdb.connect(str(path)), pytest.raises(DataError, match="If another program has it open, close that first"):
        archive.read(path)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ExportError, match="Give a path in a folder that can be written"):
        archive.write(made_of().catalogue, tmp_path / "nowhere" / "a.duckdb")
