"""Points in metres: easting and northing, with a zone, a code, one system for the file, or none that is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from geodata import importers
from geodata.errors import DataError, QuestionError
from geodata.importers import File, Options, mapping, projected

HIT = (33.6298, 42.8384)  # 299501 m east, 3723205 m north in zone 38N


def read(text, **said):
    return importers.read(File("mine.csv", body=text.encode()), Options(**said))


def points(done):
    kept = done.catalogue.incidents
    return list(zip(kept["latitude"].astype(float), kept["longitude"].astype(float), strict=True))


@pytest.mark.parametrize(("text", "code"), [
    ("38N", 32638), ("38", 32638), ("38.0", 32638), ("38S", 32638), ("38 R", 32638), ("UTM 38N", 32638), ("Zone 38 North", 32638), ("WGS_1984_UTM_Zone_38N", 32638),
    ("WGS84 / UTM zone 37N", 32637), ("٣٨N", 32638), ("EPSG:32638", 32638), ("32638", 32638), ("3857", 3857), ("38 South", 32738), ("38K", 32738),
])  # fmt: skip
def test_a_zone_or_a_code_names_a_coordinate_system(text, code):
    assert projected.system(text) == f"EPSG:{code}"


@pytest.mark.parametrize("text", ["", "Zone A", "61N", "0", "4326", "999999", "north", "38 I"])
def test_what_names_no_system_in_metres_is_not_guessed_at(text):
    assert projected.system(text) is None


@pytest.mark.parametrize(("text", "value"), [
    ("299501", 299501), ("299501.5", 299501.5), ("299501,5", 299501.5), ("3,723,205", 3723205), ("3 723 205,5", 3723205.5), ("299501 mE", 299501),
    ("٢٩٩٥٠١", 299501),
])  # fmt: skip
def test_metres_are_read_however_they_are_written(text, value):
    assert projected.metres(text) == value


@pytest.mark.parametrize(("head", "row"), [
    ("Easting,Northing,Zone", "299501,3723205,38N"), ("UTM E,UTM N,UTM zone", "299501,3723205,38S"), ("X,Y,EPSG", "299501,3723205,32638"),
    ("x,y,srid", "4768749,3979201,EPSG:3857"),
])  # fmt: skip
def test_columns_of_metres_are_found_and_become_degrees(head, row):
    done = read(f"Date,{head}\n2024-03-05,{row}\n")
    assert points(done) == [pytest.approx(HIT, abs=0.001)]
    assert done.catalogue.incidents[head.split(",")[0]].tolist() == [row.split(",")[0]]  # kept as it was, too


def test_each_row_is_converted_in_the_zone_that_it_names():
    done = read("Date,Easting,Northing,Zone\n2024-03-05,299501,3723205,38N\n2024-03-06,602662,3908839,37N\n")
    assert points(done) == [pytest.approx(HIT, abs=0.001), pytest.approx((35.3175, 40.1294), abs=0.001)]
    assert "converted from WGS 84 / UTM zone 37N to degrees (1 row" in "\n".join(done.report.sentences())


def test_metres_of_no_named_system_ask_and_take_the_answer():
    text = "Date,Easting,Northing\n2024-03-05,299501,3723205\n"
    with pytest.raises(QuestionError, match="EPSG:32638") as asked:
        read(text)
    assert asked.value.option == "crs"
    assert points(read(text, crs="38N")) == points(read(text, crs="EPSG:32638")) == [pytest.approx(HIT, abs=0.001)]
    with pytest.raises(DataError, match="in degrees"):
        read(text, crs="EPSG:4326")


def test_a_row_that_cannot_be_converted_is_kept_and_doubted():
    done = read("Date,Easting,Northing,Zone\n" + "2024-03-05,299501,3723205,38N\n" * 3
                + "2024-03-06,299501,,38N\n2024-03-06,299501,3723205,east bank\n2024-03-06,,,\n", columns={
                    "event_date": "Date", "easting": "Easting", "northing": "Northing", "crs": "Zone"})  # fmt: skip
    assert (done.report.kept, len(done.report.doubts)) == (6, 2)
    assert done.report.doubts["value"].tolist() == ["299501, ", "299501, 3723205"]


def test_columns_of_degrees_go_before_columns_of_metres():
    done = read("Date,Latitude,Longitude,Easting,Northing\n2024-03-05,33.64,42.83,1,2\n")
    assert points(done) == [(33.64, 42.83)]


def test_degrees_in_x_and_y_are_no_metres():
    assert points(read("Date,X,Y\n2024-03-05,42.83,33.64\n")) == [(33.64, 42.83)]


def test_a_zone_without_metres_is_a_column_of_its_own():
    table = importers.look(
        File("mine.csv", body=b"Date,Town,Zone\n2024-03-05,Hit,38\n"), Options(), importers.Limits.of_settings()
    ).table
    assert {each.column: each.field for each in mapping.propose(table)}["Zone"] == ""


@given(st.floats(29.2, 37.2), st.floats(36.1, 47.9))
def test_a_point_of_the_two_countries_comes_back_from_metres_to_a_metre(lat, lon):
    zone = int((lon + 180) // 6) + 1
    east, north = Transformer.from_crs(4326, 32600 + zone, always_xy=True).transform(lon, lat)
    done = read(f"Date,Easting,Northing,Zone\n2024-03-05,{east:.1f},{north:.1f},{zone}N\n")
    assert points(done) == [pytest.approx((lat, lon), abs=1e-5)]
