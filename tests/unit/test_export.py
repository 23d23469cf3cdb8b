import csv
import dataclasses
import io
import json

import pandas as pd
import pyogrio
import pytest
from pyarrow import parquet

from geodata import export, importers
from geodata.errors import ExportError, StoreError
from geodata.export import files, streaming
from geodata.query import IncidentQuery
from geodata.store import Store
from tests.strategies import frame, incident, made_of, sample

EVERYTHING = IncidentQuery()


def lines(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(("cell", "written"), [
    ("=1+1", "'=1+1"), ("+49", "'+49"), ("-x", "'-x"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("'=1", "''=1"),
    ("a=1", "a=1"), ("'quoted'", "'quoted'"), ("", ""), ("قصف", "قصف"),
])  # fmt: skip
def test_what_looks_like_a_formula_gets_an_apostrophe(cell, written):
    assert export.guarded_cell(cell) == written


def test_csv_of_the_bundled_data_has_every_row_and_its_sources(store):
    written = lines(export.csv_text(store, EVERYTHING))
    assert len(written) == 436
    assert all(line["source_urls"].startswith("http") for line in written)
    assert sum(len(line["source_urls"].split()) for line in written) == 1126


def test_lists_in_csv_are_parted_by_semicolons():
    (line,) = lines(export.csv_text(made_of({"weapons": "rockets;mortar"}).store, EVERYTHING))
    assert line["weapons"] == "rockets;mortar"


def test_what_is_missing_is_an_empty_cell():
    (line,) = lines(export.csv_text(made_of({"place_id": "taji"}).store, EVERYTHING))
    assert (line["killed_min"], line["latitude"], line["responds_to"]) == ("", "", "")


def test_coordinates_west_and_south_stay_numbers():
    own = {"place_id": "", "place_name": "Ocean", "latitude": "-1", "longitude": "-2.5"}
    (line,) = lines(export.csv_text(made_of(own).store, EVERYTHING))
    assert (line["latitude"], line["longitude"]) == ("-1.0", "-2.5")


def test_a_header_that_looks_like_a_formula_gets_an_apostrophe():
    text = export.csv_text(sample(frame(incident(**{"=1+1": "x"}))).store, EVERYTHING)
    assert "'=1+1" in text.partition("\r\n")[0].split(",")


def test_no_incidents_are_a_header_alone(store):
    assert export.csv_text(store, IncidentQuery(since="2030-01-01")).count("\r\n") == 1


def test_geojson_says_question_licence_and_version(store):
    told = json.loads(export.geojson_text(store, IncidentQuery(country="JO")))
    assert (told["query"], told["sentence"]) == ("country=JO", "1 incident in Jordan")
    assert told["licence"] == store.manifest.licence
    assert told["data_version"] == store.version


def test_geojson_has_longitude_first_and_null_where_no_point_is_known():
    told = json.loads(export.geojson_text(made_of({"place_id": "al-asad"}, {"place_id": "taji"}).store, EVERYTHING))
    assert [feature["geometry"] for feature in told["features"]] == [
        {"type": "Point", "coordinates": [42.4, 33.8]},
        None,
    ]


def test_a_record_holds_plain_values():
    (record,) = export.records(made_of({"weapons": "mortar", "killed_min": "1"}).store, EVERYTHING)
    assert record["event_date"] == "2024-01-01"
    assert (record["weapons"], record["responds_to"], record["killed_min"], record["killed_max"]) == (
        ["mortar"],
        [],
        1,
        None,
    )


def test_csv_begins_with_a_mark_that_spreadsheets_know(store):
    assert export.to_bytes(store, IncidentQuery(country="JO"), ".CSV").startswith(b"\xef\xbb\xbfevent_id,")


def test_an_unknown_ending_is_refused(store, tmp_path):
    with pytest.raises(ExportError, match=r"No data format ends in '.doc'. Accepted: .csv, .xlsx"):
        export.write(store, EVERYTHING, tmp_path / "a.doc")


@pytest.mark.parametrize("ending", export.WRITERS)
def test_rows_that_may_not_be_passed_on_are_not(ending):
    made = made_of({}).catalogue
    closed = dataclasses.replace(made, manifest=dataclasses.replace(made.manifest, redistribute_rows=False))
    with pytest.raises(ExportError, match="may not be passed on as rows"):
        export.to_bytes(Store(closed), EVERYTHING, ending)


def test_nothing_is_left_where_nothing_could_be_written(tmp_path):
    (tmp_path / "taken.csv").mkdir()
    with pytest.raises(ExportError, match="Give a path in a folder that exists"):
        export.save(tmp_path / "taken.csv", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["taken.csv"]


def test_a_file_is_replaced_whole(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"old and long")
    export.save(tmp_path / "a.csv", b"new")
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


@pytest.mark.parametrize("ending", sorted(set(streaming.ENDINGS) - {".bib", ".ris"}))
def test_a_file_written_piece_by_piece_reads_back_as_the_incidents_it_was_asked_for(store, tmp_path, ending):
    path = tmp_path / f"a{ending}"
    streaming.write(store, IncidentQuery(province="IQ-AN"), path)
    assert set(importers.read(path).catalogue.incidents["event_id"]) == set(
        store.incidents(IncidentQuery(province="IQ-AN"))["event_id"]
    )


@pytest.fixture
def in_parts_of_fifty(monkeypatch):
    monkeypatch.setitem(Store.batches.__kwdefaults__, "size", 50)


@pytest.mark.usefixtures("in_parts_of_fifty")
def test_geoparquet_written_in_parts_holds_and_says_what_one_made_whole_does(store, tmp_path):
    path = tmp_path / "a.parquet"
    streaming.write(store, EVERYTHING, path)
    parts, whole = (
        parquet.ParquetFile(each) for each in (path, io.BytesIO(export.to_bytes(store, EVERYTHING, ".parquet")))
    )
    assert parts.num_row_groups > 5
    assert parts.read().equals(whole.read())
    theirs, ours = ({**each.metadata.metadata} for each in (whole, parts))
    assert {name: ours[name] for name in theirs if name != b"ARROW:schema"} == {
        name: said for name, said in theirs.items() if name != b"ARROW:schema"
    }


@pytest.mark.usefixtures("in_parts_of_fifty")
@pytest.mark.parametrize("layer", ["incidents", "sources", "about"])
def test_a_geopackage_written_in_parts_holds_what_one_made_whole_does(store, tmp_path, layer):
    parts, whole = tmp_path / "a.gpkg", tmp_path / "whole.gpkg"
    streaming.write(store, EVERYTHING, parts)
    whole.write_bytes(export.to_bytes(store, EVERYTHING, ".gpkg"))
    ours, theirs = (pyogrio.read_dataframe(each, layer=layer) for each in (parts, whole))
    order = ["event_id", "url"] if layer == "sources" else list(ours)[:1]
    pd.testing.assert_frame_equal(
        *(pd.DataFrame(each).sort_values(order, ignore_index=True) for each in (ours, theirs))
    )


@pytest.mark.parametrize("ending", [".xlsx", ".kml", ".zip"])
def test_a_format_that_cannot_hold_so_many_says_so_before_any_is_read(store, monkeypatch, ending):
    monkeypatch.setattr(files, "FORMATS", {ending: dataclasses.replace(export.FORMATS[ending], most=435)})
    monkeypatch.setattr(files, "extract", None)
    with pytest.raises(ExportError, match=rf"A {ending} file holds at most 435 incidents, these are 436. Export .csv"):
        export.to_bytes(store, EVERYTHING, ending)


def test_pieces_that_cannot_be_had_to_the_end_leave_the_file_as_it_was(store, tmp_path, monkeypatch):
    def broken(*_):
        yield b"half"
        raise StoreError("No connection to the database.")

    (tmp_path / "a.csv").write_bytes(b"whole")
    monkeypatch.setattr(streaming, "PIECES", {".csv": broken})
    with pytest.raises(StoreError):
        streaming.write(store, EVERYTHING, tmp_path / "a.csv")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a.csv", b"whole")]


def test_rows_that_may_not_be_passed_on_are_not_piece_by_piece_either(tmp_path):
    made = made_of({}).catalogue
    closed = dataclasses.replace(made, manifest=dataclasses.replace(made.manifest, redistribute_rows=False))
    with pytest.raises(ExportError, match="may not be passed on as rows"):
        streaming.write(Store(closed), EVERYTHING, tmp_path / "a.csv")
