"""A file taken away holds the same incidents, harms no spreadsheet, and can be read back."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import archive, catalogue, export
from geodata.query import IncidentQuery
from geodata.schema import INCIDENTS
from geodata.store import Store
from tests.strategies import catalogues, cells_of_strangers, frame, incident, made_of, queries, sample

EVERYTHING = IncidentQuery()
NUMBERS = {"latitude", "longitude"} | {
    column.name for column in INCIDENTS.columns if column.kind in ("integer", "number")
}
texts = st.fixed_dictionaries({name: cells_of_strangers() for name in ("notes", "damage", "actor1", "my column")})


def read_back(text):
    """Return the catalogue of a CSV text, through a file as a reader would."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "incidents.csv"
        path.write_bytes(text.encode("utf-8-sig"))
        return catalogue.read(path)


@given(cell=cells_of_strangers())
def test_a_guarded_cell_never_begins_as_a_formula(cell):
    assert export.guarded_cell(cell)[:1] not in tuple("=+-@\t\r")


@given(st.lists(texts, min_size=1, max_size=3))
@settings(max_examples=12)
def test_csv_read_back_is_the_same_rows(cells):
    made = made_of(*cells)
    again = read_back(export.csv_text(made.store, EVERYTHING))
    names = [*INCIDENTS.names, "my column"]
    assert again.refused.empty
    before = made.catalogue.incidents.sort_values(["event_date", "event_id"], ignore_index=True)
    pd.testing.assert_frame_equal(again.incidents[names], before[names])


@given(st.lists(texts, max_size=3))
@settings(max_examples=8)
def test_no_cell_of_a_csv_begins_as_a_formula(cells):
    lines = csv.DictReader(io.StringIO(export.csv_text(made_of(*cells).store, EVERYTHING), newline=""))
    found = [cell for line in lines for name, cell in line.items() if name not in NUMBERS]
    assert not [cell for cell in found if cell.startswith(tuple("=+-@\t\r"))]


@given(catalogues(max_size=6))
@settings(max_examples=5)
def test_csv_of_a_csv_is_the_same_csv(made):
    once = export.csv_text(Store(read_back(export.csv_text(made.store, EVERYTHING))), EVERYTHING)
    assert export.csv_text(Store(read_back(once)), EVERYTHING) == once


@given(query=queries())
@settings(max_examples=25)
def test_csv_and_geojson_hold_what_answers(crowd_store, query):
    answering = crowd_store.incidents(query)["event_id"].tolist()
    lines = csv.DictReader(io.StringIO(export.csv_text(crowd_store, query), newline=""))
    features = json.loads(export.geojson_text(crowd_store, query))["features"]
    assert [line["event_id"] for line in lines] == answering
    assert [feature["id"] for feature in features] == answering


@given(query=queries())
@settings(max_examples=25)
def test_geojson_is_strict_and_its_points_are_whole(crowd_store, query):
    text = export.geojson_text(crowd_store, query)
    collection = json.loads(text, parse_constant=lambda word: 1 / 0)
    points = [feature["geometry"] for feature in collection["features"]]
    assert collection["type"] == "FeatureCollection"
    assert all(point is None or [type(x) for x in point["coordinates"]] == [float, float] for point in points)


@given(cells=texts)
@settings(max_examples=8)
def test_geojson_gives_text_back_as_it_is(cells):
    (feature,) = json.loads(export.geojson_text(made_of(cells).store, EVERYTHING))["features"]
    assert {name: feature["properties"][name] or "" for name in cells} == cells


@given(query=queries())
@settings(max_examples=25)
def test_a_json_answer_can_be_written_and_counts_its_incidents(crowd_store, query):
    told = json.loads(json.dumps(export.answer(crowd_store, query), allow_nan=False))
    assert told["count"] == len(told["incidents"]) == crowd_store.count(query)
    assert tuple(told["query"]) == query.asked()


@given(catalogues(max_size=5), queries())
@settings(max_examples=8)
def test_a_catalogue_kept_in_a_file_gives_the_same_answers(made, query):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.duckdb"
        archive.write(made.catalogue, path)
        kept = Store(archive.read(path))
    assert export.csv_text(kept, query) == export.csv_text(made.store, query)
    assert export.geojson_text(kept, query) == export.geojson_text(made.store, query)


@given(st.lists(cells_of_strangers(), min_size=1, max_size=3, unique=True))
@settings(max_examples=5)
def test_headers_of_strangers_are_guarded_and_read_back(names):
    rows = frame(incident()).assign(**{f"{name}x": "1" for name in names})
    text = export.csv_text(sample(rows).store, EVERYTHING)
    header = next(csv.reader(io.StringIO(text, newline="")))
    assert not [name for name in header if name.startswith(tuple("=+-@\t\r"))]
    assert {f"{name}x" for name in names} <= set(read_back(text).incidents.columns)
