"""Data that cannot be shown are refused in a clear sentence, on every page, never with a traceback."""

import json
import re
import subprocess
import sys

import pytest

from dashboard.link import PAGES
from geodata import archive
from tests.app.conftest import bodies, complaints, opened, shown
from tests.oracle import DATA

BROKEN = {
    "missing.csv": None,
    "empty.csv": b"",
    "other.csv": b"name,colour\nx,red\n",
    "binary.csv": bytes(range(256)) * 8,
    "ragged.csv": b'event_id,event_date\n"unclosed',
    "missing.duckdb": None,
    "text.duckdb": b"not a catalogue",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_cannot_be_read_is_refused_in_one_clear_sentence(given, tmp_path, name):
    if BROKEN[name] is not None:
        (tmp_path / name).write_bytes(BROKEN[name])
    given(tmp_path / name)
    (said,) = complaints(opened())
    assert said.startswith("The data cannot be shown. ")
    assert name in said


@pytest.mark.parametrize(
    "descriptor", [None, "{", '{"resources": []}', '{"resources": [{"name": "incidents", "path": "no.csv"}]}']
)
def test_a_package_that_cannot_be_read_is_refused_in_one_clear_sentence(given, tmp_path, descriptor):
    if descriptor is not None:
        (tmp_path / "datapackage.json").write_text(descriptor)
    given(tmp_path)
    (said,) = complaints(opened())
    assert said.startswith("The data cannot be shown. ")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_so_when_the_data_are_not_there(given, tmp_path, page):
    given(tmp_path / "missing.csv")
    app = opened(page=page, country="SY")
    assert len(app.error) == 1
    assert not app.exception


@pytest.fixture
def locked(bundled, tmp_path):
    """A sound catalogue that another program holds open for writing."""
    path = tmp_path / "held.duckdb"
    archive.write(bundled, path)
    hold = f"import duckdb, sys; held = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        yield path
        holder.stdin.close()


def test_a_catalogue_held_by_another_program_says_to_close_that_first(given, locked):
    given(locked)
    (said,) = complaints(opened())
    assert "held.duckdb" in said
    assert "If another program has it open, close that first." in said


def test_a_catalogue_shows_what_its_package_shows(given, bundled, tmp_path):
    archive.write(bundled, tmp_path / "free.duckdb")
    given(tmp_path / "free.duckdb")
    from_catalogue = bodies(opened(killed="3", incident="2024-01-28-tower-22-drone"))
    given(DATA)
    assert bodies(opened(killed="3", incident="2024-01-28-tower-22-drone")) == from_catalogue


@pytest.mark.parametrize("licence", ["None: made up for a trial", "CC BY-SA 4.0"])
def test_about_says_the_licence_of_the_data_shown_and_apart_from_it_those_of_what_comes_with_the_program(
    given, few, licence
):
    folder = few(2).parent
    described = {
        "name": "trial",
        "title": "A trial",
        "licenses": [{"name": licence}],
        "resources": [{"name": "incidents", "path": "few.csv"}],
    }
    (folder / "datapackage.json").write_text(json.dumps(described))
    given(folder)
    (said,) = [body for body in bodies(opened(page="about")) if "What comes with this program" in body]
    own, bundled = said.split("What comes with this program")
    assert re.findall(r"<li>(.*?)</li>", own) == [f"A trial: {licence}"]
    assert "Sources of each incident" not in bundled
    assert "Natural Earth" in bundled
    assert "GeoNames" in bundled


def test_about_says_the_licence_of_the_bundled_incidents(given):
    given(DATA)
    (said,) = [body for body in bodies(opened(page="about")) if "What comes with this program" in body]
    assert "Attribution 4.0 (CC BY 4.0)" in said.split("What comes with this program")[0]


def test_a_refused_row_leaves_the_others_in_place(given, few):
    path = few(3)
    path.write_text(path.read_text().replace(",2023-10-18,", ",18.10.2023,", 1))
    given(path)
    app = opened()
    assert complaints(app) == []
    assert "2 incidents" in shown(app)
