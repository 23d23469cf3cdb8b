"""What every format of a data file promises; that its rows are all there: tests/laws/test_export_formats.py."""

import dataclasses
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import duckdb
import openpyxl
import pyogrio
import pytest

from geodata import export
from geodata.errors import ExportError
from geodata.store import Store
from tests import readers
from tests.readers import JORDAN, NOTHING, made, written
from tests.strategies import frame, incident, made_of, sample

ENDINGS = pytest.mark.parametrize("ending", export.WRITERS)
WAYS = pytest.mark.parametrize(("ending", "read"), readers.READERS.values(), ids=readers.READERS)
KML = "{http://www.opengis.net/kml/2.2}"


@ENDINGS
def test_the_same_extract_gives_the_same_bytes(store, ending):
    assert made(store, ending, JORDAN) == made(store, ending, JORDAN)


@WAYS
def test_no_incidents_are_a_file_without_rows(store, ending, read):
    assert read(made(store, ending, NOTHING)) == []


@pytest.fixture(scope="module")
def odd():
    """A store of four incidents without sources: nothing stated, nobody killed, no point, Arabic."""
    arabic = {"notes": "قصف عين الأسد", "weapons": "صاروخ;rockets"}
    return made_of(
        {"killed_min": ""}, {"killed_min": "0"}, {"place_id": "taji"}, arabic | {"place_id": "al-asad"}
    ).store


@pytest.fixture(scope="module", params=readers.READERS.values(), ids=readers.READERS)
def read_back(request, odd):
    """The four incidents as a program reads them."""
    ending, read = request.param
    return {row["event_id"]: row for row in read(made(odd, ending))}


def test_incidents_without_any_source_are_written(read_back):
    assert list(read_back) == ["e0", "e1", "e2", "e3"]


def test_not_stated_is_never_zero(read_back):
    assert ("killed_min" in read_back["e0"], read_back["e1"]["killed_min"]) == (False, 0)


def test_an_incident_without_a_point_stays(read_back):
    assert (read_back["e3"]["point"], "point" in read_back["e2"]) == ((42.4, 33.8), False)


def test_arabic_stays_arabic(read_back):
    assert (read_back["e3"]["notes"], read_back["e3"]["weapons"]) == ("قصف عين الأسد", ["صاروخ", "rockets"])


@pytest.mark.parametrize(("read", "ending", "kept_as"), [
    (readers.gpkg, ".gpkg", {"FID_", "Geom_", "name"}), (readers.parquet, ".parquet", {"FID", "Geom", "Geometry_", "name"}),
    (readers.kml, ".kml", {"FID", "Geom"}),
])  # fmt: skip
def test_a_column_of_a_stranger_takes_the_place_of_no_other(read, ending, kept_as):
    names = ["FID", "Geom", "name"] + (["Geometry"] if ending == ".parquet" else [])
    (row,) = read(made(sample(frame(incident(place_id="al-asad", **dict.fromkeys(names, "mine")))).store, ending))
    assert row["point"] == (42.4, 33.8)
    assert {name for name, value in row.items() if value == "mine"} >= kept_as


FACTS = {
    ".geojson": lambda path: json.loads(path.read_text()),
    ".gpkg": lambda path: dict(pyogrio.read_dataframe(path, layer="about")[["name", "text"]].to_numpy()),
    ".kml": lambda path: {
        each.get("name"): each.findtext(f"{KML}value")
        for each in ET.parse(path).iterfind(f"{KML}Document/{KML}ExtendedData/{KML}Data")
    },
    ".parquet": lambda path: dict(
        duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    ),
    ".xlsx": lambda path: dict(openpyxl.load_workbook(path)["about"].values),
    ".bib": lambda path: dict(re.findall(r"^% (\w+): (.*)$", path.read_text(), re.MULTILINE)),
}


@pytest.mark.parametrize("ending", FACTS)
def test_a_file_says_its_question_licence_citation_and_version(store, tmp_path, ending):
    told = FACTS[ending](written(store, ending, tmp_path, JORDAN))
    assert (told["query"], told["sentence"], told["made"]) == ("country=JO", "1 incident in Jordan", "2026-11-22")
    assert (told["licence"], told["citation"]) == (store.manifest.licence, store.manifest.citation)
    assert told["data_version"] == store.version


@ENDINGS
def test_rows_that_may_not_be_passed_on_are_in_no_format(store, bundled, ending):
    closed = dataclasses.replace(bundled.manifest, redistribute_rows=False)
    with pytest.raises(ExportError, match="may not be passed on as rows"):
        made(Store(dataclasses.replace(bundled, manifest=closed)), ending)


def test_the_command_line_and_the_documentation_name_every_format():
    from geodata.commands.export import export_command

    help_text = next(option.help for option in export_command.params if option.name == "path")
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
    assert re.findall(r"\.[a-z]+\b", help_text)[: len(export.WRITERS)] == list(export.WRITERS)
    incidents, maps = page.split("- `.png`")
    assert re.findall(r"^- `(\.[a-z]+)`", incidents, re.MULTILINE) == list(export.WRITERS)
    assert set(re.findall(r"^- `(\.[a-z]+)`", maps, re.MULTILINE)) == {".svg", ".pdf", ".gif", ".zip", ".html"}
