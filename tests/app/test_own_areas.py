"""Boundaries are brought, read, laid over the data shown, filtered by, and taken off again."""

import gzip
import json
import threading
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from dashboard import area_layer, data, datasets, waiting
from dashboard.data import own_areas, regions
from geodata import importers
from geodata.importers import areas as area_files
from geodata.query import IncidentQuery
from geodata.store import laying
from tests import oracle
from tests.app.conftest import MINE, complaints, opened, shown
from tests.districts import districts, written

FILES = Path(__file__).parents[1] / "files"
EVERYTHING = IncidentQuery()


@pytest.fixture
def file(tmp_path):
    return written(tmp_path / "districts.geojson")


@pytest.fixture
def laid(mine, file):
    """The bundled data under districts, open in this browser."""
    return own_areas.lay(data.store(), area_files.read(file), mine, "")


def given(path, **params):
    app = opened(page="data", **params)
    app.file_uploader(key="areas-file").upload(path.name, path.read_bytes()).run()
    return app


def test_districts_are_laid_over_the_data_and_their_map_is_shaded(mine, file):
    app = given(file)
    assert complaints(app) == []
    assert "COD-AB" in shown(app)
    app.button(key="areas-lay").click().run()
    assert complaints(app) == []
    assert app.query_params["shading"] in ("count", ["count"])
    assert "Incidents by area" in shown(app)
    assert "4 in none of them, 57 are known only to their province, 11 have no known place" in shown(app)


def layers_list(app):
    return next((each for each in app.selectbox if (each.key or "").startswith("areas-layer")), None)


def test_layers_of_areas_are_a_list_to_choose_from(mine, tmp_path):
    for name, rows in (("coarse", districts().head(40)), ("fine", districts())):
        rows.rename(columns={"name": "ADM2_EN"}).to_file(tmp_path / "two.gpkg", layer=name, engine="pyogrio")
    app = given(tmp_path / "two.gpkg")
    assert "Which one?" in complaints(app)[0]
    layers_list(app).set_value("coarse").run()
    assert complaints(app) == []
    assert app.button(key="areas-lay").label == "Lay 40 areas over the data"


def test_areas_are_read_behind_a_bar_and_cancelled(mine, file, monkeypatch):
    monkeypatch.setattr(waiting, "AT_ONCE_SECONDS", 0.0)
    go = threading.Event()
    monkeypatch.setattr(area_files, "layer_of", lambda *_: go.wait(30) and None)
    app = given(file)
    assert app.get("progress")[0].proto.text == "Looking at districts\\.geojson: opening it"
    app.button(key="areas-look-cancel").click().run()
    go.set()
    assert "was stopped. Nothing was changed." in " ".join(each.value for each in app.info)
    assert app.button(key="areas-look-again").label == "Begin again"


def test_an_area_is_a_filter(laid):
    app = opened(data=laid.key)
    app.multiselect(key="area").select("Al-Hasakah NE").run()
    assert complaints(app) == []
    expected = gpd.sjoin(_points(laid.store), districts(), predicate="intersects")["name"].value_counts()
    assert f"{expected['Al-Hasakah NE']} incidents in Al-Hasakah NE" in shown(app)


def _points(store):
    rows = store.incidents(EVERYTHING)
    rows = rows[rows["latitude"].notna() & (rows["geo_precision"] < 3)]
    return gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs="EPSG:4326")


def test_the_map_is_shaded_by_the_counts_of_a_spatial_join(laid):
    expected = gpd.sjoin(_points(laid.store), districts(), predicate="intersects")["name"].value_counts().to_dict()
    assert own_areas.shading_values(laid.store, EVERYTHING, "count") == expected


def _told(store, **asked):
    features = json.loads(regions.told(store, IncidentQuery(**asked)))["features"]
    return {each["properties"]["title"]: each["properties"]["line"] for each in features}


def test_each_area_tells_its_name_and_the_number_of_a_spatial_join(laid):
    expected = gpd.sjoin(_points(laid.store), districts(), predicate="intersects")["name"].value_counts().to_dict()
    told = _told(laid.store)
    assert {name: int(line.split()[0]) for name, line in told.items()} == {name: expected.get(name, 0) for name in told}
    assert (len(told), told["Al Anbar NW"], told["Al Anbar SW"]) == (
        128,
        "4 incidents, 1.3 per 10,000 km²",
        "0 incidents",
    )


def test_without_boundaries_provinces_tell_theirs(bundled_rows):
    rows = oracle.select(bundled_rows, killed=1)
    assert _told(data.store(), killed=1)["Al Anbar"].startswith(f"{(rows['province'] == 'IQ-AN').sum()} incidents, ")


def test_what_is_pointed_at_is_small_enough_to_be_sent_with_each_question(laid):
    assert len(gzip.compress(regions.told(laid.store, EVERYTHING).encode())) < 30_000


@pytest.mark.parametrize(("shading", "layers"), [("count", 1), ("none", 0)])
def test_regions_tell_their_numbers_where_they_are_shaded(laid, shading, layers):
    spec = json.loads(opened(data=laid.key, shading=shading).get("deck_gl_json_chart")[0].proto.json)
    found = [each for each in spec["layers"] if each["id"].startswith(area_layer.TOLD)]
    assert [each["pickable"] for each in found] == [True] * layers


def test_rates_are_per_ten_thousand_square_kilometres_of_the_full_shape(laid):
    count, rate = (own_areas.shading_values(laid.store, EVERYTHING, kind)["Al Anbar NE"] for kind in ("count", "rate"))
    km2 = (
        districts().set_index("name").loc[["Al Anbar NE"]].to_crs("ESRI:54034").area.iloc[0] / 1e6
    )  # an equal-area projection
    assert rate == pytest.approx(count / km2 * 10_000, rel=1e-3)


def test_shades_lie_on_the_areas_and_the_provinces_are_plain_under_them(laid):
    ground, shaded, *_ = area_layer.shaded("light", laid.store, "", {"Al Anbar NE": "#ff0000"})
    assert ground._sub_layer_props["polygons-fill"]["getFillColor"]["domain"] == ["-"]
    assert shaded._sub_layer_props["polygons-fill"]["getFillColor"]["domain"] == ["Al Anbar NE"]
    assert f"/layers/areas.json?v={laid.store.version}" in shaded.data


def test_boundaries_are_taken_off_and_the_data_under_them_are_shown(laid):
    app = opened(page="data", data=laid.key)
    app.button(key="areas-off").click().run()
    assert complaints(app) == []
    assert datasets.of(MINE) == []
    assert "data" not in app.query_params


def test_boundaries_laid_over_boundaries_take_their_place(laid, tmp_path):
    app = given(written(tmp_path / "others.gpkg", "GADM"), data=laid.key)
    app.button(key="areas-lay").click().run()
    assert complaints(app) == []
    newest = datasets.of(MINE)[-1]
    assert (newest.store.boundaries.name, newest.beneath) == ("others.gpkg", "")


def test_boundaries_lie_over_an_upload_too(mine, file):
    key = datasets.add(mine, importers.read(FILES / "acled.csv")).key
    app = given(file, data=key)
    app.button(key="areas-lay").click().run()
    assert complaints(app) == []
    assert laying.tally(datasets.of(mine)[-1].store, EVERYTHING).inside == 2


@pytest.mark.parametrize("page", ["incidents", "places", "compare", "sources", "data", "about"])
def test_every_page_shows_data_under_boundaries(laid, page):
    assert complaints(opened(page=page, data=laid.key)) == []


def test_without_boundaries_there_is_no_filter_by_area():
    assert "area" not in {each.key for each in opened().multiselect}


def test_a_link_that_asks_for_an_area_of_none_says_so():
    (said,) = complaints(opened(area="Hit"))
    assert "no incident here lies in an area" in said


def test_a_file_without_a_coordinate_system_asks_and_takes_the_answer(mine, tmp_path):
    bare = districts().to_crs("EPSG:32638").set_crs(None, allow_override=True)
    app = given(written(tmp_path / "bare.shp.zip", frame=bare))
    assert "does not say which coordinate system" in complaints(app)[0]
    app.text_input(key="areas-crs").set_value("EPSG:32638").run()
    assert complaints(app) == []
    assert "converted from WGS 84 / UTM zone 38N" in shown(app)


def test_the_column_of_names_can_be_said_otherwise(mine, file):
    app = given(file)
    app.selectbox(key="areas-name").select("ADM1_EN").run()
    app.selectbox(key="areas-code").select("ADM1_PCODE").run()
    assert "areas: 32" in shown(app).replace("\\", "")


def test_a_file_that_holds_no_areas_is_one_sentence(mine, tmp_path):
    path = tmp_path / "points.geojson"
    gpd.GeoDataFrame({"name": ["x"]}, geometry=[shapely.Point(44, 33)], crs="EPSG:4326").to_file(path)
    (said,) = complaints(given(path))
    assert "holds no areas" in said


def test_names_of_strangers_are_text_and_never_markup(mine, tmp_path):
    frame = districts().head(1).assign(name="<script>alert(1)</script> **bold** [x](javascript:1)")
    app = given(written(tmp_path / "hostile.geojson", frame=frame))
    app.button(key="areas-lay").click().run()
    assert complaints(app) == []
    assert not any("<script>" in each.proto.body for each in app.get("html"))
