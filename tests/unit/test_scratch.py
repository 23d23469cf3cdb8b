"""What an import holds on disk: a folder of its own, gone with it, or by the next import if it was killed."""

import signal
import subprocess
import sys

import pyarrow as pa
import pytest

from geodata import archive, catalogue, names, scratch

HOLDS = "import sys, time, pathlib; from geodata import scratch\nwith scratch.beside(pathlib.Path(sys.argv[1])) as folder: (folder / 'part').write_text('x'); print(folder, flush=True); time.sleep(60)"  # fmt: skip


@pytest.fixture
def other(tmp_path):
    """Another program that has such a folder, until it is killed; and that folder."""
    command = [sys.executable, "-c", HOLDS, str(tmp_path / "mine.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=names.DATA.parents[1]) as program:
        program.stdout.readline()
        yield program, next(tmp_path.glob(f"{scratch.PREFIX}*"))
        program.kill()


def test_what_a_killed_import_left_is_removed_by_the_next(other, tmp_path):
    program, folder = other
    program.send_signal(signal.SIGKILL)
    program.wait()
    assert folder.is_dir()
    archive.write(catalogue.read(), tmp_path / "another.duckdb")
    assert [each.name for each in tmp_path.iterdir()] == ["another.duckdb"]


def test_a_folder_in_use_stays_whoever_imports_meanwhile(other, tmp_path):
    _, folder = other
    archive.write(catalogue.read(), tmp_path / "another.duckdb")
    assert (folder / "part").read_text() == "x"


def test_two_imports_of_one_program_have_a_folder_each(tmp_path):
    with scratch.beside(tmp_path / "a") as one, scratch.beside(tmp_path / "a") as other:
        assert one.is_dir()
        assert one != other
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_surely_a_leftover_stays(tmp_path):
    (tmp_path / f"{scratch.PREFIX}mine").mkdir()
    scratch.remove_leftovers(tmp_path)
    assert (tmp_path / f"{scratch.PREFIX}mine").is_dir()


def test_a_link_in_place_of_the_lock_leads_nowhere(tmp_path):
    (tmp_path / "kept").write_text("x")
    folder = tmp_path / f"{scratch.PREFIX}x"
    folder.mkdir()
    (folder / "in-use").symlink_to(tmp_path / "kept")
    scratch.remove_leftovers(tmp_path)
    assert folder.is_dir()


def test_two_imports_to_one_name_do_not_meet(tmp_path):
    """The second begins and ends while the first still writes."""
    target, whole = tmp_path / "mine.duckdb", catalogue.read()
    parts = [pa.Table.from_pandas(whole.incidents, preserve_index=False)]
    archive.write_parts(parts, lambda _: archive.write(whole, target) or whole, target)
    assert len(archive.read(target).incidents) == len(whole.incidents)
    assert [each.name for each in tmp_path.iterdir()] == ["mine.duckdb"]
