"""The bundled data is what its descriptor says, and can be read by anyone who knows data packages."""

import csv
import hashlib
import json
import re
import shutil
import tomllib

import frictionless
import pandas as pd
import pytest
import shapely

from geodata import manifest, schema
from geodata.build import datapackage, geojson, natural_earth
from geodata.names import DATA

DESCRIPTOR = manifest.read_descriptor(DATA)
RESOURCES = {resource["name"]: resource for resource in DESCRIPTOR["resources"]}
LAYERS = sorted(set(RESOURCES) - {table.name for table in schema.TABLES})
BUILD = DATA.parent / "build"
per_resource = pytest.mark.parametrize("resource", RESOURCES.values(), ids=list(RESOURCES))
per_shapes = pytest.mark.parametrize("path", sorted(DATA.glob("*.geojson")), ids=lambda path: path.stem)


def shapes(path):
    return [shapely.from_geojson(json.dumps(each["geometry"])) for each in json.loads(path.read_text())["features"]]


def rows(name):
    return pd.read_csv(DATA / RESOURCES[name]["path"], dtype="str", keep_default_na=False)


@pytest.fixture
def copied(tmp_path):
    return shutil.copytree(DATA, tmp_path / "data")


def verdict(folder):
    """What a stranger's program says of a package: none, or the first problems."""
    report = frictionless.Package(str(folder / manifest.DESCRIPTOR)).validate()
    return report.flatten(["name", "rowNumber", "fieldName", "type"])


def test_a_program_that_knows_data_packages_finds_nothing_wrong():
    assert verdict(DATA) == []


@pytest.mark.parametrize(("table", "given", "written", "problem"), [
    pytest.param("incidents", ",high\n", ",certain\n", "constraint-error", id="a value outside the vocabulary"),
    pytest.param("incidents", "2023-10-18,1,al-asad", "18.10.2023,1,al-asad", "type-error", id="a date in another form"),
    pytest.param("incidents", "2023-10-18,1,al-asad", "2023-10-18,1,nowhere", "foreign-key", id="an unknown place"),
    pytest.param("places", "\nakashat,", "\nabu-ghraib,", "primary-key", id="a key given twice"),
    pytest.param("places", "33.30563", "133.30563", "constraint-error", id="a latitude beyond the pole"),
])  # fmt: skip
def test_the_package_says_enough_to_find_a_bad_cell(copied, table, given, written, problem):
    path = copied / f"{table}.csv"
    path.write_text(path.read_text().replace(given, written, 1))
    datapackage.write(copied)  # with a true checksum, so that only the cell is wrong
    assert problem in {found[-1] for found in verdict(copied)}


@per_resource
def test_size_and_checksum_are_those_of_the_file(resource):
    content = (DATA / resource["path"]).read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


@per_resource
def test_each_resource_says_what_it_is_and_whose(resource):
    said = ("title", "description", "format", "mediatype", "encoding", "licenses", "sources")
    assert [word for word in said if not resource.get(word)] == []
    assert resource["licenses"][0]["path"].startswith("https://")


def test_every_file_is_described_and_every_described_file_is_there():
    assert sorted(path.name for path in DATA.iterdir() if path.name != manifest.DESCRIPTOR) == sorted(
        resource["path"] for resource in RESOURCES.values())  # fmt: skip


def test_the_descriptor_is_what_the_build_writes():
    assert datapackage.descriptor(DATA) == DESCRIPTOR


@pytest.mark.parametrize("name", [name for name in RESOURCES if RESOURCES[name]["format"] == "csv"])
def test_described_columns_are_those_of_the_file(name):
    with (DATA / RESOURCES[name]["path"]).open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == [field["name"] for field in RESOURCES[name]["schema"]["fields"]]


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_described_columns_mean_what_the_schema_says(table):
    described = {field["name"]: field for field in RESOURCES[table.name]["schema"]["fields"]}
    for column in table.columns:
        limits = described[column.name].get("constraints", {})
        assert described[column.name]["description"] == column.meaning
        assert limits.get("required", False) == column.required
        assert list(map(str, limits.get("enum", []))) == list(column.vocabulary or [])
        assert (limits.get("minimum"), limits.get("maximum")) == (column.minimum, column.maximum)
        assert limits.get("unique", False) == (column.name == table.key)


def test_the_manifest_says_who_to_name_and_what_is_covered():
    stated = manifest.of_package(DESCRIPTOR)
    days = rows("incidents")["event_date"]
    assert stated.title == "Incident Atlas: reported attacks in Iraq and Syria"
    assert (str(stated.since), str(stated.until)) == (days.min(), days.max())
    assert "CC BY 4.0" in stated.licence
    assert "CC BY 4.0" in stated.show_on_image
    assert stated.version in stated.citation
    assert stated.redistribute_rows


def test_numbers_in_the_descriptions_are_those_of_the_files():
    said = int(re.match(r"\d+", RESOURCES["incidents"]["description"])[0])
    assert said == len(rows("incidents"))


@pytest.mark.parametrize(
    "words", ["October 2023 to February 2024, October 2024 and March 2026", "not a lull", "never 0"]
)
def test_the_description_tells_the_limits_of_the_data(words):
    assert words in DESCRIPTOR["description"]


@pytest.mark.parametrize(("name", "licence"), [
    ("incidents", "CC-BY-4.0"), ("places", "CC-BY-4.0"), ("provinces", "public-domain"), ("neighbours", "public-domain"),
    ("rivers", "LGPL-3.0"), ("towns", "CC-BY-4.0"), ("gazetteer", "CC-BY-4.0"),
])  # fmt: skip
def test_third_party_layers_keep_their_licence(name, licence):
    assert [each["name"] for each in RESOURCES[name]["licenses"]] == [licence]


@pytest.mark.parametrize("name", LAYERS)
def test_each_layer_names_the_release_it_was_built_from(name):
    (source,) = RESOURCES[name]["sources"]
    assert source["version"] in source["title"]


def test_versions_are_pinned_alike_for_the_build_and_in_its_requirements():
    pins = dict(re.findall(r"^([\w-]+)==([\d.]+) +#", (BUILD / "requirements.txt").read_text(), re.MULTILINE))
    upstreams = tomllib.loads((BUILD / "layers.toml").read_text())["upstream"].values()
    built_from = {each["package"]: each["version"] for each in upstreams if each["registry"] == "PyPI"}
    assert built_from.items() <= pins.items()


@per_shapes
def test_shapes_are_valid_and_lie_in_the_region(path):
    assert all(shape.is_valid and not shape.is_empty for shape in shapes(path))
    assert natural_earth.WINDOW.covers(shapely.box(*shapely.total_bounds(shapes(path))))


@per_shapes
def test_shapes_are_written_one_a_line_and_the_same_every_time(path, tmp_path):
    features = json.loads(path.read_text())["features"]
    again = [geojson.Feature(each["properties"], shape) for each, shape in zip(features, shapes(path), strict=True)]
    geojson.write(again, tmp_path / path.name)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()
    assert path.read_text().count("\n") == len(features) + 2


def test_the_ground_and_the_provinces_fit_together():
    ground = shapes(DATA / "neighbours.geojson") + shapes(DATA / "provinces_screen.geojson")
    assert shapely.coverage_is_valid(ground)


def test_of_the_dashed_lines_the_western_is_the_border_drawn_and_the_eastern_runs_inside():
    west, east = shapes(DATA / "disputed_lines.geojson")
    quneitra = next(shape for shape in shapes(DATA / "provinces_screen.geojson") if shape.covers(west))
    assert quneitra.boundary.covers(west)
    assert quneitra.covers(east)
    assert not quneitra.boundary.covers(east)


def test_the_large_rivers_pass_the_cities_on_them():
    rivers = shapely.union_all(shapes(DATA / "rivers.geojson"))
    cities = {"Baghdad": (44.40, 33.34), "Mosul": (43.12, 36.34), "Deir ez-Zor": (40.14, 35.34), "Basra": (47.8, 30.5)}
    assert {name for name, at in cities.items() if shapely.distance(rivers, shapely.Point(at)) > 0.1} == set()


def test_forty_towns_are_labelled_the_largest_first():
    towns = rows("towns")
    assert towns["rank"].astype(int).tolist() == list(range(1, 41))
    assert towns["population"].astype(int).is_monotonic_decreasing
    assert towns["name"].head(3).tolist() == ["Baghdad", "Aleppo", "Mosul"]


def test_nothing_in_the_descriptor_belongs_to_one_machine():
    assert re.findall(r"registry\.|pypi\.org|npmjs|file:|/home|/tmp|/opt", json.dumps(DESCRIPTOR)) == []
