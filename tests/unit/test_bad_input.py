"""Files made to do harm, or made by mistake, get one clear sentence on the command line, within bounds of memory."""

import io
import json
import os
import resource
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import parquet

from geodata import importers
from geodata.errors import DataError
from geodata.importers import File, Limits, areas

FILES = Path(__file__).parents[1] / "files"
ROOT = Path(__file__).parents[2]
MEMORY = 4 << 30  # of addresses; the libraries alone take half of it
MB = 1 << 20
LAUGHS = '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><kml xmlns="http://www.opengis.net/kml/2.2"><name>&b;</name></kml>'


def zipped(**members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, body in members.items():
            target.writestr(name.replace("_", "."), body)
    return packed.getvalue()


def lying():
    """Return a zip whose table of contents says 1,000 bytes where 200 MB come out."""
    body = bytearray(zipped(doc_kml=b"<kml>" + b" " * (200 * MB)))
    for at in (22, body.find(b"PK\x01\x02") + 24):
        body[at : at + 4] = struct.pack("<I", 1_000)
    return bytes(body)


def repeating():
    """Return Parquet of 180 KB whose one text of 4 MB stands in 2,000 rows."""
    sink = io.BytesIO()
    texts = pa.DictionaryArray.from_arrays(np.zeros(2_000, dtype=np.int32), ["x" * 4_000_000])
    parquet.write_table(pa.table({"event_date": ["2024-01-01"] * 2_000, "notes": texts}), sink)
    return sink.getvalue()


def many_rows():
    sink = io.BytesIO()
    parquet.write_table(pa.table({"event_date": pa.array(np.zeros(300_000, dtype=np.int8))}), sink)
    return sink.getvalue()


def far_cell():
    """Return a workbook with a cell in the first and one in the last row and column."""
    sink = io.BytesIO()
    with xlsxwriter.Workbook(sink) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "event_date")
        sheet.write(1_048_575, 16_383, 1)
    return sink.getvalue()


def many_properties():
    feature = {
        "type": "Feature",
        "properties": {f"c{n}": 1 for n in range(200_000)},
        "geometry": {"type": "Point", "coordinates": [44, 33]},
    }
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def deep_later():
    """Return GeoJSON that nests deep beyond its first megabyte."""
    inside = "[" * 500_000 + "]" * 500_000
    return f'{{"type":"FeatureCollection","pad":"{"x" * 2 * MB}","features":[{{"type":"Feature","properties":{{"a":{inside}}},"geometry":null}}]}}'.encode()


HARMFUL = {
    "bomb.zip": (lambda: zipped(a_csv=b"0" * (100 * MB)), "would grow to 100 MB"),
    "bomb_of_shapes.zip": (lambda: zipped(a_shp=b"0" * (100 * MB)), "would grow to 100 MB"),
    "lying.kmz": (lying, "is a broken zip"),
    "repeating.parquet": (repeating, "grows to more than 64 MB"),
    "many_rows.parquet": (many_rows, "has more than 200,000 rows"),
    "far_cell.xlsx": (far_cell, "spans more cells than 64 MB hold"),
    "many_properties.geojson": (many_properties, "columns. Accepted: up to 1,000"),
    "deep_later.geojson": (deep_later, "nesting too deep"),
    "million.csv": (lambda: ",".join(f"c{n}" for n in range(1_000_000)).encode(), "columns. Accepted: up to 1,000"),
    "one_cell.csv": (lambda: b"event_date,notes\n2024-01-01," + b"x" * (40 * MB) + b"\n", "a cell of more than 16 MB"),
    "laughs.kmz": (lambda: zipped(doc_kml=LAUGHS.encode()), "declares XML entities"),
    "laughs_utf16.kml": (
        lambda: LAUGHS.replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16"),
        "declares XML entities",
    ),
    "laughs_utf16.kmz": (lambda: zipped(doc_kml=LAUGHS.encode("utf-16")), "declares XML entities"),
}


def bounded(*command):
    """Run the command line with little memory; return its exit code and what it complained of."""
    done = subprocess.run(
        [sys.executable, "-m", "geodata", *map(str, command)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
        env=os.environ | {"GEODATA_MAX_UNPACKED_MB": "64", "GEODATA_MAX_ROWS": "200000"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))  # fmt: skip
    return done.returncode, [line for line in done.stderr.splitlines() if not line.endswith("…")]


@pytest.mark.parametrize("name", HARMFUL)
def test_a_harmful_file_is_refused_in_one_sentence_and_little_memory(tmp_path, name):
    make, said = HARMFUL[name]
    (tmp_path / name).write_bytes(make())
    code, complaints = bounded("check", tmp_path / name)
    assert (code, len(complaints)) == (2, 1)
    assert said in complaints[0]


@pytest.mark.parametrize(
    "name", ["bomb_of_shapes.zip", "lying.kmz", "repeating.parquet", "deep_later.geojson", "laughs_utf16.kmz"]
)
def test_a_harmful_file_of_areas_is_refused_in_the_same_sentence(tmp_path, name):
    make, said = HARMFUL[name]
    (tmp_path / name).write_bytes(make())
    code, complaints = bounded("query", "--areas", tmp_path / name)
    assert (code, len(complaints)) == (2, 1)
    assert said in complaints[0]


@pytest.mark.parametrize(("name", "head"), [
    ("huge.geojson", b'{"type":"FeatureCollection"'), ("huge.gpkg", b"SQLite format 3\0"), ("huge.parquet", b"PAR1"),
    ("huge.kml", b"<kml>"), ("huge.xls", b"\xd0\xcf\x11\xe0"),
])  # fmt: skip
def test_three_gigabytes_of_a_kind_that_is_read_whole_are_refused_unread(tmp_path, name, head):
    with (tmp_path / name).open("wb") as target:
        target.write(head)
        target.truncate(3 << 30)  # takes no room on the disk
    with pytest.raises(DataError, match="has 3,072 MB and is of a kind that is read whole") as refused:
        importers.read(tmp_path / name)
    assert "GEODATA_MAX_WHOLE_MB" in str(refused.value)


@pytest.mark.parametrize("path", sorted(FILES.glob("bad_*")), ids=lambda path: path.name)
def test_what_is_no_file_of_areas_is_one_sentence(path):
    with pytest.raises(DataError) as refused:
        areas.read(File(path.name, body=path.read_bytes()))
    assert "\n" not in str(refused.value)


def test_a_limit_is_a_setting(monkeypatch):
    monkeypatch.setenv("GEODATA_MAX_WHOLE_MB", "1")
    assert Limits.of_settings().whole_mb == 1
    with pytest.raises(DataError, match="up to 1 MB"):
        importers.read(File("big.geojson", body=b'{"type":"FeatureCollection","features":[]' + b" " * (2 * MB) + b"}"))


def test_every_limit_is_documented_with_its_default():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, default in importers.SETTINGS.items():
        (line,) = [line for line in readme.splitlines() if line.startswith(f"| `{name}` |")]
        assert f"{default} unless given" in line.replace(",", "")
