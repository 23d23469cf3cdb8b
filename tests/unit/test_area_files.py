"""Files of areas are read whoever published them, mended where they are broken, and all that was decided is said."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from click.testing import CliRunner

from geodata import archive, cartography, catalogue, export, importers
from geodata.__main__ import main
from geodata.cartography.layout import Layout
from geodata.errors import DataError, QuestionError
from geodata.importers import File, Limits, areas
from geodata.importers.areas import AreaOptions
from geodata.query import IncidentQuery
from geodata.store import Store, laying, opened
from tests.districts import districts, written
from tests.unit.test_import_files import FILES

EVERYTHING = IncidentQuery()
BOWTIE = shapely.Polygon([(43, 33), (44, 34), (44, 33), (43, 34)])
SQUARE = shapely.box(43, 33, 44, 34)


@pytest.fixture
def file(tmp_path):
    """Write areas of which columns and shapes are given."""

    def write(shapes, **columns):
        gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326").to_file(tmp_path / "own.geojson", engine="pyogrio")
        return tmp_path / "own.geojson"

    return write


def found(brought, what):
    return [each for each in brought.evidence if each.what == what]


@pytest.mark.parametrize("ending", ["d.geojson", "d.gpkg", "d.shp.zip", "d.kml", "d.parquet"])
def test_the_same_areas_are_read_from_every_format(tmp_path, ending):
    brought = areas.read(written(tmp_path / ending))
    expected = districts().set_index("name").geometry
    assert set(brought.boundaries.named) == set(expected.index)
    for name, area in brought.boundaries.named.items():
        assert area.shape.symmetric_difference(expected[name]).area < 1e-6


@pytest.mark.parametrize("publisher", ["COD-AB", "GADM", "geoBoundaries"])
def test_columns_of_publishers_are_known(tmp_path, publisher):
    brought = areas.read(written(tmp_path / "d.geojson", publisher))
    area = brought.boundaries.areas["IQ-AN-NE"]
    assert (area.name, area.part_of) == ("Al Anbar NE", "Al Anbar")
    assert publisher in brought.columns.because


@pytest.mark.parametrize(("columns", "name", "code"), [
    pytest.param(["admin2Name_en", "admin2Pcode", "admin1Name_en"], "admin2Name_en", "admin2Pcode", id="older COD-AB"),
    pytest.param(["adm3_name", "adm3_pcode", "adm2_name", "adm2_pcode"], "adm3_name", "adm3_pcode", id="newer COD-AB, the deepest level"),
    pytest.param(["NAME_0", "NAME_1", "GID_1"], "NAME_1", "GID_1", id="GADM of a higher level"),
    pytest.param(["shapeGroup", "shapeType", "shapeName", "shapeID"], "shapeName", "shapeID", id="geoBoundaries"),
    pytest.param(["District", "population"], "District", "", id="by the name of the column"),
    pytest.param(["القضاء", "x"], "القضاء", "", id="in Arabic"),
    pytest.param(["foo", "bar"], "foo", "", id="by its values"),
])  # fmt: skip
def test_the_column_of_names_is_decided(file, columns, name, code):
    values = {column: [f"{column} a", f"{column} b"] for column in columns}
    brought = areas.read(file([SQUARE, shapely.box(44, 33, 45, 34)], **values))
    assert (brought.columns.name, brought.columns.code) == (name, code)


def test_where_no_column_tells_the_areas_apart_it_is_asked(file):
    path = file([SQUARE, shapely.box(44, 33, 45, 34)], kind=["a", "a"])
    with pytest.raises(QuestionError, match="--area-name") as asked:
        areas.read(path)
    assert asked.value.choices == ("kind",)


def test_a_column_that_is_said_goes_before_and_one_that_is_not_there_is_refused(tmp_path):
    path = written(tmp_path / "d.geojson")
    assert areas.read(path, AreaOptions(name="ADM1_EN", code="ADM1_PCODE")).boundaries.areas["IQ-AN"].name == "Al Anbar"
    with pytest.raises(DataError, match="no column 'ADM9'"):
        areas.read(path, AreaOptions(name="ADM9"))


def test_a_shape_that_crosses_itself_is_repaired_and_what_that_did_to_its_area_is_said(file):
    brought = areas.read(file([BOWTIE, shapely.box(45, 33, 46, 34)], name_en=["bow", "square"]))
    (said,) = found(brought, "shapes")
    assert said.found == "1 shape repaired"
    assert said.because.startswith("self-intersection; their area was ")
    assert said.because.endswith(" km² and is 5,153.1 km²")
    assert brought.boundaries.named["bow"].shape.is_valid
    assert brought.boundaries.named["bow"].area_km2 == pytest.approx(
        brought.boundaries.named["square"].area_km2 / 2, rel=0.01
    )


def test_rows_of_one_code_are_one_area_and_names_that_repeat_say_what_they_are_part_of(file):
    shapes = [shapely.box(x, 33, x + 1, 34) for x in range(43, 47)]
    path = file(
        shapes,
        ADM2_EN=["Center", "Center", "Center", "Hit"],
        ADM2_PCODE=["A1", "A1", "B1", "A2"],
        ADM1_EN=["Anbar", "Anbar", "Babil", "Anbar"],
    )
    brought = areas.read(path)
    assert list(brought.boundaries.named) == ["Center (Anbar)", "Hit", "Center (Babil)"]
    assert found(brought, "areas in several rows")[0].found == "1 row joined"
    assert brought.boundaries.named["Center (Anbar)"].shape.area == pytest.approx(2)


def test_points_and_lines_are_left_out_and_counted(file):
    brought = areas.read(file([SQUARE, shapely.Point(44, 33)], name_en=["a", "b"]))
    assert (list(brought.boundaries.named), found(brought, "left out")[0].found) == (["a"], "1 row")


def test_coordinates_are_converted_and_a_missing_system_is_asked(tmp_path):
    metres = districts().to_crs("EPSG:32638")
    lat = areas.read(written(tmp_path / "utm.gpkg", frame=metres)).boundaries.areas["IQ-AN-NE"].shape.centroid.y
    assert lat == pytest.approx(districts().set_index("code").geometry["IQ-AN-NE"].centroid.y, abs=1e-6)
    bare = written(tmp_path / "bare.gpkg", frame=metres.set_crs(None, allow_override=True))
    with pytest.raises(QuestionError, match="coordinate system"):
        areas.read(bare)
    assert areas.read(bare, AreaOptions(crs="EPSG:32638")).boundaries.areas[
        "IQ-AN-NE"
    ].shape.centroid.y == pytest.approx(lat)


def test_numbers_that_are_no_degrees_ask_for_their_system(file):
    path = file([shapely.box(200_000, 3_600_000, 300_000, 3_700_000)], name_en=["a"])
    with pytest.raises(QuestionError, match="no degrees"):
        areas.read(path)


def test_overlaps_are_said_and_go_to_the_lower_code(file):
    brought = areas.read(file([SQUARE, shapely.box(43.5, 33, 44.5, 34)], name=["second", "first"], code=["2", "1"]))
    assert "overlaps: 25.0% of their area" in str(found(brought, "overlaps")[0])
    assert brought.boundaries.locate([43.7], [33.5]).tolist() == ["first"]


def test_one_of_several_layers_is_asked_for(tmp_path):
    for layer in ("adm1", "adm2"):
        districts().rename(columns={"name": "ADM2_EN"}).to_file(tmp_path / "two.gpkg", layer=layer, engine="pyogrio")
    with pytest.raises(QuestionError, match="2 layers of areas: adm1, adm2"):
        areas.read(tmp_path / "two.gpkg")
    assert len(areas.read(tmp_path / "two.gpkg", AreaOptions(layer="adm1")).boundaries.areas) == 128


def test_more_areas_than_the_limit_are_refused(tmp_path):
    with pytest.raises(DataError, match="128 areas"):
        areas.read(written(tmp_path / "d.geojson"), limits=Limits(200, 2_000, 1_000, 10_000, areas=100))


def test_a_table_holds_no_shapes(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="holds no shapes"):
        areas.read(tmp_path / "t.csv")


# ---- laid over incidents ------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def laid(bundled, tmp_path_factory):
    """The bundled data under the districts."""
    path = written(tmp_path_factory.mktemp("areas") / "districts.geojson")
    return Store(laying.laid(bundled, areas.read(path).boundaries))


@pytest.fixture(scope="session")
def joined(store):
    """How many incidents a spatial join finds in each district."""
    rows = store.incidents(EVERYTHING)
    rows = rows[rows["latitude"].notna() & (rows["geo_precision"] < 3)]
    points = gpd.GeoDataFrame(rows, geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs="EPSG:4326")
    return gpd.sjoin(points, districts(), predicate="intersects")["name"].value_counts().to_dict()


def test_the_bundled_incidents_count_as_a_spatial_join_counts_them(laid, joined):
    counted = laid.counts(EVERYTHING, ["area"]).dropna()
    assert dict(zip(counted["area"], counted["count"], strict=True)) == joined


def test_a_catalogue_file_remembers_its_boundaries(laid, tmp_path):
    archive.write(laying.catalogue_of(laid), tmp_path / "laid.duckdb")
    kept = opened(tmp_path / "laid.duckdb")
    assert kept.boundaries.version == laid.boundaries.version
    pd.testing.assert_frame_equal(kept.counts(EVERYTHING, ["area"]), laid.counts(EVERYTHING, ["area"]))


def test_data_without_boundaries_have_no_column_of_areas(store, laid):
    assert "area" not in store.columns
    assert "area" in laid.columns


def test_a_column_of_areas_that_a_file_brings_is_asked_by_and_stays_under_boundaries(tmp_path, few_rows):
    store = Store(few_rows(area=["Hit", "Hit", ""]))
    assert store.count(IncidentQuery(area=("Hit",))) == 2
    under = laying.laid(store, areas.read(written(tmp_path / "d.geojson")).boundaries)
    assert under.incidents.sort_values("row")["area_stated"].tolist()[:2] == ["Hit", "Hit"]


@pytest.fixture
def few_rows(bundled):
    def made(**columns):
        incidents = bundled.incidents.head(3).assign(
            **{name: pd.array(values, dtype="str") for name, values in columns.items()}
        )
        return type(bundled)(
            **{**{each: getattr(bundled, each) for each in bundled.__dataclass_fields__}, "incidents": incidents}
        )

    return made


def test_a_shaded_map_is_drawn_on_the_areas_and_names_their_source(laid, joined):
    facts = cartography.rendered(laid, EVERYTHING, Layout(style="choropleth", dpi=72)).facts
    assert facts.shaded == joined
    assert (facts.legend["own_areas"], facts.legend["abroad"], facts.legend["province_only"], facts.legend["tray"]) == (
        364,
        4,
        57,
        11,
    )
    assert "Areas: districts.geojson, columns of COD-AB (OCHA), brought by the reader." in facts.texts["caption"]
    assert facts.said("legend heading")[0] == "Incidents by area"
    assert "364 in shaded areas" in cartography.describe(facts)


def test_a_shaded_map_names_the_areas_that_have_room_and_no_provinces(laid):
    facts = cartography.rendered(laid, EVERYTHING, Layout(style="choropleth", dpi=72)).facts
    named = facts.said("area")
    assert {"Al Anbar SW", "Homs SE", "Nineveh NW"} <= set(named) <= set(laid.boundaries.named)
    assert len(named) == len(set(named)) > 30
    assert facts.said("province") == []


def test_a_shaded_map_of_part_of_the_areas_says_how_many_incidents_lie_outside_it(laid, joined):
    facts = cartography.rendered(laid, EVERYTHING, Layout(style="choropleth", extent="SY-DY", dpi=72)).facts
    assert facts.legend["own_areas"] + facts.legend["outside"] == 364
    assert facts.shaded.items() <= joined.items()


def run(*args):
    return CliRunner().invoke(main, list(args))


def test_the_command_line_counts_and_filters_by_areas(tmp_path, joined):
    path = str(written(tmp_path / "d.geojson"))
    counted = run("query", "--areas", path, "--by", "area", "--format", "csv", "--area", "Al Anbar NE")
    assert (counted.exit_code, counted.stdout) == (0, f"area,count\nAl Anbar NE,{joined['Al Anbar NE']}\n")
    told = run("query", "--areas", path, "--limit", "1")
    assert "364 of 436 incidents lie in one of the areas, 4 in none of them" in told.stderr
    assert "names of the areas: 'ADM2_EN'" in told.stderr


def test_an_export_has_the_areas_in_a_column(tmp_path):
    done = run("export", "--areas", str(written(tmp_path / "d.gpkg")), "--to", str(tmp_path / "out.csv"))
    assert done.exit_code == 0
    rows = pd.read_csv(tmp_path / "out.csv", dtype=str)
    assert rows["area"].notna().sum() == 364


@pytest.mark.parametrize("name", ["acled.csv", "ucdp.csv", "export.zip"])
def test_an_import_keeps_the_areas_with_the_incidents(tmp_path, store, name):
    path, kept, file = written(tmp_path / "districts.geojson"), tmp_path / "mine.duckdb", FILES / name
    if name == "export.zip":
        file = tmp_path / name
        file.write_bytes(export.to_bytes(store, EVERYTHING, ".zip"))
    said = run("import", str(file), "--to", str(kept), "--areas", str(path))
    assert said.exit_code == 0, said.output
    assert "lie in one of the areas" in said.output
    back, whole = archive.read(kept), catalogue.under(importers.read(file).catalogue, areas.read(path).boundaries)
    assert (back.version, len(back.areas)) == (whole.version, 128)
    assert back.incidents["area"].fillna("").tolist() == whole.incidents["area"].fillna("").tolist()
    assert run("query", "--data", str(kept), "--by", "area", "--format", "csv").stdout.startswith("area,count\n")


def test_areas_that_cannot_be_read_stop_an_import_before_its_work(tmp_path):
    said = run(
        "import", str(FILES / "acled.csv"), "--to", str(tmp_path / "a.duckdb"), "--areas", str(FILES / "own_table.csv")
    )
    assert said.exit_code != 0
    assert not list(tmp_path.iterdir())


def test_an_area_that_is_not_there_is_refused_with_the_nearest(tmp_path):
    done = run("query", "--areas", str(written(tmp_path / "d.geojson")), "--area", "Anbar NW")
    assert done.exit_code == 2
    assert "Nearest: 'Al Anbar NW'" in done.stderr


@pytest.mark.parametrize("args", [["--by", "area"], ["--area", "Hit"]])
def test_without_boundaries_nothing_is_said_to_lie_in_an_area(args):
    done = run("query", "--format", "csv", *args)
    assert (
        ("no incident here lies in an area" in done.stderr)
        if args[0] == "--area"
        else done.stdout == "area,count\n,436\n"
    )


def test_reading_says_how_many_areas_are_done_and_stops_when_told(tmp_path):
    file, told = File.at(written(tmp_path / "districts.geojson")), []
    layer = areas.layer_of(file, None, Limits.of_settings())
    areas.of_layer(
        file, layer, AreaOptions(), Limits.of_settings(), progress=lambda *far: bool(told.append(far)) or True
    )
    assert (told[0], told[-1]) == ((0, 128), (127, 128))
    with pytest.raises(DataError, match="was stopped"):
        areas.of_layer(file, layer, AreaOptions(), Limits.of_settings(), progress=lambda done, _: done < 5)
