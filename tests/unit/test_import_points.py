"""Points however they are written: in one column, with minutes and seconds, in the grid of maps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import importers
from geodata.importers import File, Options, coordinates
from geodata.importers.numbers import degrees
from tests.unit.test_import_files import read

HIT = (33.64, 42.83)


@pytest.mark.parametrize("text", [
    "33.64, 42.83", "33.64,42.83", "33.64 42.83", "33.64;42.83", "[33.64, 42.83]", "(33.64, 42.83)", "33.64 42.83 0 0", "33,64; 42,83",
    "٣٣٫٦٤, ٤٢٫٨٣", "33.64N 42.83E", "33°38'24\"N 42°49'48\"E", "N33°38'24\", E42°49'48\"", "POINT (42.83 33.64)", "POINT Z (42.83 33.64 12)",
    "SRID=4326;POINT(42.83 33.64)", "POLYGON ((42.82 33.63, 42.84 33.63, 42.84 33.65, 42.82 33.65, 42.82 33.63))",
    '{"type": "Point", "coordinates": [42.83, 33.64]}', "38SKC9874524354", "38S KC 98745 24354", "38S 298752 3724365", "UTM 38N 298752mE 3724365mN",
])  # fmt: skip
def test_a_point_is_read_however_it_is_written(text):
    assert tuple(map(float, coordinates.read(text))) == pytest.approx(HIT, abs=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "near the bridge",
        "3, 5",
        "38SKC",
        "38S KC 1 2",
        "POINT",
        "POINT (430000 3700000)",
        "33.64",
        "2025-01-05",
        "95.1, 190.2",
    ],
)
def test_what_is_no_point_is_not_guessed_at(text):
    assert coordinates.read(text) is None


@pytest.mark.parametrize("text", ["", "[null, null]", "()"])
def test_a_cell_may_say_nowhere(text):
    assert coordinates.read(text) == ("", "")


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(["{:.5f}, {:.5f}", "[{:.5f} {:.5f}]", "{:.5f};{:.5f}"])
)
def test_a_pair_comes_back_as_latitude_and_longitude(lat, lon, form):
    assert tuple(map(float, coordinates.read(form.format(lat, lon)))) == pytest.approx((lat, lon), abs=1e-5)


@pytest.mark.parametrize(("text", "value"), [
    ("33°38'24\"N", 33.64), ("33° 38′ 24″ N", 33.64), ("33 38 24 N", 33.64), ("33:38:24", 33.64), ("33°38.4'S", -33.64), ("42°49'48\"W", -42.83),
])  # fmt: skip
def test_degrees_may_have_minutes_and_seconds(text, value):
    assert float(degrees(text, ".")) == value


@pytest.mark.parametrize("text", ["a bus", "10:61:99x", "", "12 May 2024"])
def test_what_is_no_degrees_stays_as_it_is(text):
    assert degrees(text, ".") == text


def test_a_column_of_points_is_found_by_its_cells_and_every_row_is_placed_or_doubted():
    done = read("points_in_one_column.csv")
    incidents = done.catalogue.incidents
    assert dict(done.report.fields)["point"] == "Coordinates"
    assert incidents["latitude"].iloc[:5].tolist() == pytest.approx([33.64] * 5, abs=0.01)
    assert incidents["Coordinates"].iloc[6] == "near the bridge"
    assert done.report.doubts["value"].tolist() == ["near the bridge"]


def test_a_column_can_be_said_to_hold_points():
    body = b"Date,Where exactly\n2025-01-05,33.64 42.83\n2025-01-06,unknown\n"
    done = importers.read(File("x.csv", body=body), Options(columns={"event_date": "Date", "point": "Where exactly"}))
    assert done.catalogue.incidents["longitude"].tolist()[0] == 42.83


def test_a_column_of_degrees_goes_before_one_of_points():
    body = b"Date,Lat,Long,GPS\n2025-01-05,36.34,43.13,33.64 42.83 0 0\n2025-01-06,,,33.64 42.83 0 0\n"
    assert importers.read(File("x.csv", body=body)).catalogue.incidents["latitude"].tolist() == [36.34, 33.64]


def test_a_cell_whose_formula_failed_says_nothing_and_is_told():
    done = read("points_in_one_column.csv")
    assert done.catalogue.incidents["killed_min"].isna().tolist()[3]
    assert any("a formula of the spreadsheet failed" in each.reason for each in done.report.changes)


def test_a_note_at_the_foot_of_a_sheet_is_no_incident():
    assert read("points_in_one_column.csv").report.refused_rows["reason"].tolist() == [
        "row: a note, not an incident: the row has a single cell, and no date"
    ]


def test_columns_of_a_form_with_groups_are_known_by_their_last_part():
    body = b"start,details/incident_date,details/location_name,casualties/killed,_gps_latitude,_gps_longitude\n,2025-01-05,Hit,1,33.64,42.83\n"
    assert set(dict(importers.read(File("x.csv", body=body)).report.fields)) == {
        "event_date",
        "place_name",
        "killed_min",
        "latitude",
        "longitude",
    }


@pytest.mark.parametrize(("word", "sub_type"), [
    ("IED", "Remote explosive/landmine/IED"), ("indirect fire", "Shelling/artillery/missile attack"), ("Drone strike", "Air/drone strike"),
    ("قصف", "Shelling/artillery/missile attack"), ("Rocket", "Shelling/artillery/missile attack"), ("سيارة مفخخة", "Remote explosive/landmine/IED"),
])  # fmt: skip
def test_a_sub_type_in_the_column_of_types_gives_its_type_too(word, sub_type):
    done = importers.read(File("x.csv", body=f"Date,Town,Type\n2025-01-05,Hit,{word}\n".encode()))
    kept = done.catalogue.incidents
    assert (kept["event_type"].tolist(), kept["sub_event_type"].tolist()) == (
        ["Explosions/Remote violence"],
        [sub_type],
    )
    assert done.report.doubts.empty


def test_a_type_alone_has_no_sub_type_and_is_doubted_once_if_it_is_unknown():
    done = importers.read(File("x.csv", body=b"Date,Town,Type\n2025-01-05,Hit,Battles\n2025-01-06,Hit,loud noise\n"))
    assert done.catalogue.incidents["sub_event_type"].isna().all()
    assert done.report.doubts["reason"].str.startswith("no event type that we know").tolist() == [True]


def test_a_column_of_sub_types_goes_before_the_column_of_types():
    done = importers.read(File("x.csv", body=b"Date,Town,Type,Sub type\n2025-01-05,Hit,IED,Grenade\n"))
    assert done.catalogue.incidents["sub_event_type"].tolist() == ["Grenade"]


def test_a_point_found_by_name_says_which_precision_it_has():
    body = b"Date,Town,geo_precision\n2025-01-05,Hit,\n2025-01-06,Hit,3\n"
    done = importers.read(File("x.csv", body=body))
    said = [each.reason for each in done.report.changes if each.reason.startswith("found by name")]
    assert said == ["found by name in the gazetteer, so precision 2 (near the place)",
                    "found by name in the gazetteer, precision 3 (province only) as the row says"]  # fmt: skip
    assert done.catalogue.incidents["geo_precision"].tolist() == [2, 3]


def test_a_point_outside_that_lies_inside_the_other_way_round_is_asked_about():
    done = importers.read(File("x.csv", body=b"Date,Lat,Long\n2025-01-05,42.83,33.64\n2025-01-06,10,10\n"))
    assert ["swapped" in each for each in done.report.doubts["reason"]] == [True, False]
