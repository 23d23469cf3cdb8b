"""JSON that is no map is a table of its records."""

import json

import pytest

from geodata import importers
from geodata.errors import DataError
from geodata.importers import File, detect
from tests.unit.test_import_files import FILES, read


def of(held):
    return importers.read(File("x.json", body=(held if isinstance(held, str) else json.dumps(held)).encode()))


def test_the_list_inside_an_answer_of_an_interface_is_read_with_what_its_records_nest():
    done = read("records.json")
    assert set(dict(done.report.fields)) == {"event_date", "place_name", "latitude", "longitude", "killed_min"}
    incidents = done.catalogue.incidents
    assert incidents["killed_max"].fillna(-1).tolist() == [5, -1]
    assert (incidents["tags"].tolist(), incidents["verified"].tolist()) == (["one;two", ""], ["", "true"])


def test_a_record_a_line_is_read_with_a_point_in_a_list():
    incidents = read("records.jsonl").catalogue.incidents
    assert incidents["latitude"].iloc[0] == 33.64
    assert incidents["place_name"].tolist() == ["Hit", "Mosul"]


def test_keys_that_only_some_records_have_are_columns_of_all():
    done = of([{"date": "2025-01-05", "place": "Hit"}, {"place": "Mosul", "killed": 2.0}])
    assert done.catalogue.incidents["killed_min"].tolist()[1] == 2


@pytest.mark.parametrize(
    ("name", "kind"), [("points.geojson", "GeoJSON"), ("records.json", "JSON"), ("records.jsonl", "JSON")]
)
def test_json_is_a_map_or_records_by_its_content(name, kind):
    assert detect.kind_of(File.at(FILES / name), importers.Limits.of_settings()) == kind


@pytest.mark.parametrize("held", [
    pytest.param([], id="an empty list"), pytest.param([1, 2], id="numbers"), pytest.param({"a": []}, id="a list of nothing"),
    pytest.param('{"date": "2025-01-05"', id="cut off"), pytest.param('{"a":' * 5000 + "1" + "}" * 5000, id="too deep"),
    pytest.param([{str(at): 1 for at in range(3000)}], id="too wide"), pytest.param([{"a": {str(at): 1 for at in range(3000)}}], id="too wide inside"),
])  # fmt: skip
def test_json_without_records_is_refused_in_one_sentence(held):
    with pytest.raises(DataError) as refused:
        of(held)
    assert "\n" not in str(refused.value)
