"""A zip explains itself, and is a sound data package when unzipped."""

import csv
import dataclasses
import io
import zipfile

import frictionless
import pandas as pd
import pytest
import yaml

from geodata import catalogue, manifest
from geodata.query import IncidentQuery
from geodata.store import Store
from tests import readers
from tests.readers import EVERYTHING, JORDAN, NOTHING, made
from tests.strategies import made_of


def unzipped(store, folder, query=EVERYTHING):
    return readers.unzipped(made(store, ".zip", query), folder)


def test_a_zip_holds_tables_that_explain_themselves(store):
    archive = zipfile.ZipFile(io.BytesIO(made(store, ".zip")))
    assert archive.namelist() == [
        "README.txt", "CITATION.cff", "datapackage.json", "incidents.csv", "sources.csv",
        "official_counts.csv", "key_dates.csv", "coverage.csv", "duplicates.csv", "incidents.geojson"]  # fmt: skip
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("query", [NOTHING, IncidentQuery(category="us_coalition_strike")], ids=str)
def test_an_unzipped_package_is_read_without_a_refused_row(store, tmp_path, query):
    again = catalogue.read(unzipped(store, tmp_path, query))
    assert again.refused.empty
    assert (len(again.incidents), again.manifest.licence) == (store.count(query), store.manifest.licence)


def test_a_package_of_a_package_holds_the_same_rows(store, tmp_path):
    again = Store(catalogue.read(unzipped(store, tmp_path)))
    assert again.count(EVERYTHING) == 436
    assert readers.csv(made(again, ".csv")) == readers.csv(made(store, ".csv"))


@pytest.mark.parametrize(("query", "files"), [(EVERYTHING, 7), (NOTHING, 4)], ids=str)
def test_frictionless_finds_nothing_wrong_with_a_package(store, tmp_path, query, files):
    report = frictionless.validate(str(unzipped(store, tmp_path, query) / "datapackage.json"))
    assert (report.valid, report.stats["tasks"]) == (True, files)


@pytest.mark.parametrize("table", ["official_counts", "key_dates", "coverage", "duplicates"])
def test_a_package_of_all_holds_what_is_known_beside_the_incidents(store, tmp_path, table):
    again = catalogue.read(unzipped(store, tmp_path))
    pd.testing.assert_frame_equal(getattr(again, table), getattr(catalogue.read(), table))


def test_a_package_of_a_part_holds_no_count_of_all_and_no_line_of_an_incident_left_out(store, tmp_path):
    again = catalogue.read(unzipped(store, tmp_path, IncidentQuery(since="2024-01-01")))
    assert again.refused.empty
    assert again.official_counts.empty
    assert 0 < len(again.key_dates) < len(store.key_dates)
    assert 0 < len(again.duplicates) < len(store.duplicates)


def test_a_package_without_sources_has_no_table_of_them(tmp_path):
    folder = unzipped(made_of({}, {}).store, tmp_path)
    assert not (folder / "sources.csv").exists()
    assert len(catalogue.read(folder).incidents) == 2


def test_a_package_names_the_incidents_that_its_own_answer_elsewhere(tmp_path):
    store = made_of({"event_date": "2023-11-18"}, {"responds_to": "e0", "event_date": "2024-01-01"}).store
    folder = unzipped(store, tmp_path, IncidentQuery(since="2024-01-01"))
    assert manifest.answered_elsewhere(manifest.read_descriptor(folder)) == {"e0"}
    assert catalogue.read(folder).refused.empty


def test_a_readme_says_in_words_what_was_asked(store, tmp_path):
    text = (unzipped(store, tmp_path, JORDAN) / "README.txt").read_text()
    assert "1 incident in Jordan." in text
    assert "?country=JO" in text
    assert all(fact in text for fact in (store.manifest.licence_url, store.version, "2026-11-22", "never 0"))


def test_a_readme_describes_every_column(store, tmp_path):
    folder = unzipped(store, tmp_path, JORDAN)
    text = (folder / "README.txt").read_text()
    names = [name for path in folder.glob("*.csv") for name in next(csv.reader(path.open(encoding="utf-8-sig")))]
    assert [name for name in names if f"\n{name}: " not in text] == []


def test_a_citation_is_sound_whatever_a_title_holds(tmp_path):
    made_up = made_of({}).catalogue
    odd = dataclasses.replace(made_up.manifest, title='A "title": of - #many\n{signs}', name="Some Name!")
    folder = unzipped(Store(dataclasses.replace(made_up, manifest=odd)), tmp_path)
    told = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (told["cff-version"], told["type"], told["title"]) == ("1.2.0", "dataset", odd.title)
    assert frictionless.validate(str(folder / "datapackage.json")).valid
