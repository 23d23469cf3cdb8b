import json
from datetime import date
from pathlib import Path

import pytest

from geodata import catalogue, manifest
from geodata.errors import DataError, GeodataError
from geodata.names import DATA
from tests.strategies import PLACES, frame, incident


def package(folder, **more):
    """Write a data package of one incident into `folder` and return the folder."""
    frame(incident(place_id="")).to_csv(folder / "incidents.csv", index=False)
    PLACES.to_csv(folder / "places.csv", index=False)
    resources = [{"name": name, "path": f"{name}.csv"} for name in ("incidents", "places")]
    (folder / "datapackage.json").write_text(json.dumps({"name": "made-up", "resources": resources} | more))
    return folder


def test_the_bundled_data_say_title_licence_and_coverage(bundled):
    told = bundled.manifest
    assert told.title.startswith("Incident Atlas")
    assert "CC BY 4.0" in told.licence
    assert (told.since, told.until) == (date(2023, 10, 18), date(2026, 3, 25))


@pytest.mark.parametrize("resource", manifest.read_descriptor(DATA)["resources"], ids=lambda each: each["name"])
def test_every_bundled_resource_is_there(resource):
    assert (DATA / resource["path"]).is_file()


@pytest.mark.parametrize("way", ["", "datapackage.json"])
def test_a_package_is_read_from_its_folder_or_descriptor(tmp_path, way):
    read = catalogue.read(package(tmp_path, title="Made up") / way)
    assert (read.manifest.title, len(read.incidents)) == ("Made up", 1)


def test_a_package_that_says_little_has_a_manifest_all_the_same():
    told = manifest.of_package({"name": "x"})
    assert (told.title, told.licence, told.since, told.redistribute_rows) == ("x", "not stated", None, True)


def test_a_bare_file_is_known_by_its_name():
    assert manifest.of_file(Path("mine.csv")).show_on_image == "Data: mine.csv"


@pytest.mark.parametrize("path", ["../incidents.csv", "/etc/passwd", "a/../../b.csv"])
def test_a_package_cannot_point_outside_its_folder(tmp_path, path):
    package(tmp_path, resources=[{"name": "incidents", "path": path}])
    with pytest.raises(DataError, match="lies outside its folder"):
        catalogue.read(tmp_path)


def test_a_package_cannot_lead_outside_by_a_symbolic_link(tmp_path):
    (tmp_path / "inside").mkdir()
    package(tmp_path / "inside", resources=[{"name": "incidents", "path": "out.csv"}])
    (tmp_path / "inside" / "out.csv").symlink_to("/etc/hostname")
    with pytest.raises(DataError, match="lies outside its folder"):
        catalogue.read(tmp_path / "inside")


@pytest.mark.parametrize(("text", "told"), [
    ("", "Cannot read"),
    ("{", "Cannot read"),
    ("[]", "lists no resources"),
    ('{"resources": {}}', "lists no resources"),
    ('{"resources": ["incidents.csv"]}', "lists no resources"),
    ('{"resources": []}', "has no resource named 'incidents'"),
    ('{"resources": [{"name": "incidents", "path": "none.csv"}]}', "Cannot read"),
    ('{"resources": [{"name": "incidents"}]}', "Cannot read"),
])  # fmt: skip
def test_a_broken_descriptor_is_refused(tmp_path, text, told):
    (tmp_path / "datapackage.json").write_text(text)
    with pytest.raises(GeodataError, match=told):
        catalogue.read(tmp_path)


@pytest.mark.parametrize("odd", [
    {"licenses": "CC0"}, {"licenses": ["CC0"]}, {"licenses": []}, {"coverage": "2023"}, {"coverage": {"temporal": [1]}},
    {"coverage": {"temporal": {"start": 2023}}}, {"title": None}, {"version": 3},
])  # fmt: skip
def test_odd_members_of_a_descriptor_do_no_harm(tmp_path, odd):
    assert len(catalogue.read(package(tmp_path, **odd)).incidents) == 1


def test_a_folder_without_descriptor_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"A data package has a datapackage.json beside its tables"):
        catalogue.read(tmp_path)


def test_incidents_of_a_package_need_their_columns(tmp_path):
    package(tmp_path)
    (tmp_path / "incidents.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="is not an incident file"):
        catalogue.read(tmp_path)
