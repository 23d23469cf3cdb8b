"""Data sets kept between runs: whole or not at all, in the folder of the setting and nowhere else."""

import pytest

from geodata import catalogue, home
from geodata.errors import DataError, ExportError
from tests.strategies import frame, incident, made_of
from tests.unit.test_cli import complaints, run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(home.SETTING, str(tmp_path / "home"))
    return tmp_path / "home"


def test_what_is_kept_is_listed_and_comes_back(folder):
    home.keep(made_of({}).catalogue, "mine")
    assert [path.name for path in home.paths()] == ["mine.duckdb"]
    assert len(catalogue.read(folder / "mine.duckdb").incidents) == 1


def test_one_of_the_same_name_is_replaced_whole(folder):
    for size in (1, 2):
        home.keep(made_of(*[{}] * size).catalogue, "mine")
    assert [path.name for path in folder.iterdir()] == ["mine.duckdb"]
    assert len(catalogue.read(folder / "mine.duckdb").incidents) == 2


def test_what_is_removed_is_gone(folder):
    home.keep(made_of({}).catalogue, "mine")
    home.remove("mine")
    home.remove("mine")
    assert list(folder.iterdir()) == []


def test_other_files_of_the_folder_are_left_alone(folder):
    folder.mkdir()
    for name in ("notes.txt", "Other.duckdb", ".mine.duckdb.part"):
        (folder / name).write_text("mine")
    assert home.paths() == ()


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a b", "../a", "a/b", ".a", "a.duckdb", "é", "a" * 81, "a\n"])
def test_a_name_that_could_lead_elsewhere_is_refused(folder, name):
    with pytest.raises(DataError, match="is no name for a data set"):
        home.path_of(name)
    assert not folder.exists()


@pytest.mark.parametrize(("title", "name"), [
    ("ACLED: Iraq & Syria.csv", "acled-iraq-syria-csv-75d8c4"), ("../../etc/passwd", "etc-passwd-75d8c4"), ("", "data-set-75d8c4"),
    ("a" * 300, "a" * 66 + "-75d8c4"), ("صاروخ", "data-set-75d8c4"),
])  # fmt: skip
def test_any_title_gives_a_name(folder, title, name):
    assert home.name_for(title, "75d8c4") == name
    assert home.path_of(name).parent == folder


def test_without_the_setting_nothing_can_be_kept(monkeypatch):
    monkeypatch.delenv(home.SETTING, raising=False)
    assert (home.folder(), home.paths()) == (None, ())
    with pytest.raises(DataError, match="set GEODATA_HOME to a folder"):
        home.keep(made_of({}).catalogue, "mine")


def test_a_folder_that_cannot_be_made_is_refused(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv(home.SETTING, str(tmp_path / "file"))
    with pytest.raises(ExportError, match="Cannot make the folder"):
        home.keep(made_of({}).catalogue, "mine")


def test_an_import_is_kept_under_its_name(folder, tmp_path):
    frame(incident()).to_csv(tmp_path / "own.csv", index=False)
    ran = run("import", tmp_path / "own.csv", "--keep", "mine")
    assert (ran.exit_code, [path.name for path in home.paths()]) == (0, ["mine.duckdb"])
    assert str(folder / "mine.duckdb") in ran.stderr


@pytest.mark.parametrize("words", [[], ["--to", "a.duckdb", "--keep", "a"], ["--keep", "a/b"]])
def test_an_import_that_goes_nowhere_or_to_two_places_is_one_line(folder, tmp_path, words):
    frame(incident()).to_csv(tmp_path / "own.csv", index=False)
    ran = run("import", tmp_path / "own.csv", *words)
    assert (ran.exit_code, len(complaints(ran))) == (2, 1)
