"""GeoPackage, GeoParquet and KML say what GIS programs ask of them."""

import json
import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import duckdb
import geopandas
import pyogrio
import pytest

from tests.readers import JORDAN, made, written
from tests.strategies import made_of

KML = "{http://www.opengis.net/kml/2.2}"


def test_a_geopackage_has_its_layers_with_types_and_system(store, tmp_path):
    path = written(store, ".gpkg", tmp_path)
    layers = {name: pyogrio.read_info(path, layer=name) for name in ("incidents", "sources", "about")}
    types = dict(zip(layers["incidents"]["fields"], layers["incidents"]["dtypes"], strict=True))
    assert [layers[name]["features"] for name in ("incidents", "sources")] == [436, 1126]
    assert (layers["incidents"]["crs"], layers["incidents"]["geometry_type"]) == ("EPSG:4326", "Point")
    assert (types["event_date"], types["killed_min"]) == ("datetime64[D]", "int64")
    assert layers["incidents"]["layer_metadata"]["licence"] == store.manifest.licence


def test_a_geopackage_has_a_spatial_index_of_its_points(store, tmp_path):
    with closing(sqlite3.connect(written(store, ".gpkg", tmp_path))) as database:
        assert database.execute("SELECT count(*) FROM rtree_incidents_geom").fetchone() == (369,)


def test_geoparquet_says_what_its_specification_asks_for(store, tmp_path):
    from pyarrow import parquet

    geo = json.loads(parquet.read_schema(written(store, ".parquet", tmp_path, JORDAN)).metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (geo["version"], column["encoding"], column["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
    assert (column["crs"]["id"], column["bbox"]) == (
        {"authority": "EPSG", "code": 4326},
        [38.70333, 33.31417, 38.70333, 33.31417],
    )


def test_geoparquet_without_a_point_names_no_box(tmp_path):
    read = geopandas.read_parquet(written(made_of({"place_id": "taji"}).store, ".parquet", tmp_path))
    assert (len(read), read.geometry.isna().all(), read.crs) == (1, True, "EPSG:4326")


def test_lists_and_days_keep_their_types_in_parquet(store, tmp_path):
    described = dict(
        duckdb.sql(f"DESCRIBE FROM '{written(store, '.parquet', tmp_path)}'")
        .df()[["column_name", "column_type"]]
        .to_numpy()
    )
    assert (described["weapons"], described["source_urls"]) == ("VARCHAR[]", "VARCHAR[]")
    assert (described["event_date"], described["killed_min"]) == ("DATE", "BIGINT")


@pytest.fixture(scope="module")
def kml(store):
    return ET.fromstring(made(store, ".kml"))


def test_kml_puts_incidents_without_a_point_in_a_folder_of_their_own(kml):
    sizes = {
        folder.findtext(f"{KML}name"): len(folder.findall(f"{KML}Placemark")) for folder in kml.iter(f"{KML}Folder")
    }
    assert sizes == {"With a known point": 369, "Without a known point": 67}
    assert len(list(kml.iter(f"{KML}Point"))) == 369


def test_kml_shows_markup_of_strangers_as_text():
    root = ET.fromstring(made(made_of({"notes": "<script>alert(1)</script> & co\x01"}).store, ".kml"))
    placemark = next(root.iter(f"{KML}Placemark"))
    assert placemark.findtext(f"{KML}description").startswith("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co")


def test_kml_fetches_nothing(kml):
    tags = {element.tag.removeprefix(KML) for element in kml.iter()}
    assert not tags & {"href", "Icon", "Link", "NetworkLink", "GroundOverlay", "BalloonStyle"}


def test_kml_has_the_colours_of_the_screen(kml):
    styles = {each.get("id"): each.findtext(f".//{KML}color") for each in kml.iter(f"{KML}Style")}
    assert styles["attack_on_us_coalition"] == "ff005ed5"  # alpha, blue, green, red of #D55E00
    assert len(set(styles.values())) == 3
