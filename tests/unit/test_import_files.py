"""A file for every oddity that real ones have, each broken in one named way; the rows are made up."""

from pathlib import Path

import pandas as pd
import pytest

from geodata import importers
from geodata.errors import DataError, QuestionError

FILES = Path(__file__).parents[1] / "files"
ACLED = ["2024-01-05", "2024-02-13", "2024-03-28"]


def read(name, **said):
    return importers.read(FILES / name, importers.Options(**said))


def days(done):
    return [str(day)[:10] for day in done.catalogue.incidents["event_date"].dropna()]


@pytest.mark.parametrize(("name", "form", "kept", "merged", "refused"), [
    ("acled.csv", "ACLED events", 3, 0, 0), ("acled_bom_utf8.csv", "ACLED events", 3, 0, 0), ("acled_utf16.csv", "ACLED events", 3, 0, 0),
    ("acled_cp1252.csv", "ACLED events", 3, 0, 0), ("acled_mac_roman.csv", "ACLED events", 3, 0, 0),
    ("acled_cr_line_ends.csv", "ACLED events", 3, 0, 0), ("acled_semicolons.csv", "ACLED events", 3, 0, 0),
    ("acled_preamble.csv", "ACLED events", 3, 0, 0), ("acled_embedded_newlines.csv", "ACLED events", 3, 0, 0),
    ("acled_upper_case_header.csv", "ACLED events", 3, 0, 0), ("acled_numeric_strings.csv", "ACLED events", 3, 0, 0),
    ("acled_older.csv", "ACLED events", 3, 0, 0), ("acled_monadic.csv", "ACLED events", 3, 3, 0),
    ("acled_repeated_ids.csv", "ACLED events", 3, 1, 2), ("acled_weekly.csv", "ACLED weekly aggregates", 2, 0, 0),
    ("acled_dates_missing.csv", "ACLED events", 3, 0, 0), ("acled_dates_impossible.csv", "ACLED events", 2, 0, 1),
    ("acled_event_types_vary.csv", "ACLED events", 3, 0, 0), ("ucdp_sea.csv", "UCDP GED events", 3, 0, 0),
    ("ucdp.csv", "UCDP GED events", 3, 0, 0), ("ucdp_no_header.csv", "UCDP GED events", 3, 0, 0), ("ucdp_hdx.csv", "UCDP GED events", 3, 0, 0),
    ("gdelt.CSV", "GDELT 2.0 events", 3, 0, 0), ("gdelt.zip", "GDELT 2.0 events", 3, 0, 0), ("hxl.csv", "a table of one's own", 2, 0, 0),
    ("own_table.csv", "a table of one's own", 2, 0, 0), ("own_table_arabic.csv", "a table of one's own", 2, 0, 0),
    ("names_without_points.csv", "a table of one's own", 4, 0, 0), ("ragged.csv", "a table of one's own", 2, 0, 1),
    ("tabs.tsv", "a table of one's own", 1, 0, 0), ("second_sheet.xlsx", "a table of one's own", 2, 0, 0),
    ("dates_as_dates.xlsx", "a table of one's own", 2, 0, 0), ("sheet.ods", "a table of one's own", 2, 0, 0),
    ("points.geojson", "a table of one's own", 2, 0, 0), ("points_utm.gpkg", "a table of one's own", 2, 0, 0),
    ("points.kml", "a table of one's own", 2, 0, 0), ("points.kmz", "a table of one's own", 2, 0, 0),
    ("shapefile.zip", "a table of one's own", 2, 0, 0), ("points.parquet", "a table of one's own", 2, 0, 0),
    ("plain.parquet", "a table of one's own", 2, 0, 0),
    ("records.json", "a table of one's own", 2, 0, 0), ("records.jsonl", "a table of one's own", 2, 0, 0),
    ("points_in_one_column.csv", "a table of one's own", 7, 0, 1), ("dates_far_off.csv", "a table of one's own", 7, 0, 0), ("counts.csv", "a table of one's own", 7, 0, 1),
])  # fmt: skip
def test_every_row_of_a_file_is_accounted_for(name, form, kept, merged, refused):
    report = read(name).report
    assert (report.form, report.kept, report.merged, report.refused) == (form, kept, merged, refused)
    assert report.read == kept + merged + refused


@pytest.mark.parametrize("name", [
    "acled.csv", "acled_bom_utf8.csv", "acled_utf16.csv", "acled_cr_line_ends.csv", "acled_semicolons.csv", "acled_preamble.csv",
    "acled_upper_case_header.csv", "acled_numeric_strings.csv",
])  # fmt: skip
def test_encoding_separator_line_ends_and_header_change_nothing_of_the_incidents(name):
    columns = [
        "event_id",
        "event_date",
        "latitude",
        "longitude",
        "geo_precision",
        "time_precision",
        "province",
        "killed_min",
        "shown_as",
    ]
    found, plain = (read(each).catalogue.incidents[columns] for each in (name, "acled.csv"))
    pd.testing.assert_frame_equal(found, plain)


@pytest.mark.parametrize(("name", "found"), [
    ("acled_dates_two_digit_year.csv", ["2022-01-05", "2022-02-13", "2022-03-28"]),
    ("acled_dates_day_first.csv", ["2019-12-31", "2020-02-01", "2020-04-03"]),
    ("acled_dates_iso_z.csv", ACLED), ("acled_dates_arabic_digits.csv", ACLED),
    ("acled_dates_eight_digits.csv", ["2017-07-01", "2017-07-02", "2018-01-01"]),
    ("acled_dates_missing.csv", ["2024-01-05", "2024-03-28"]), ("acled_dates_impossible.csv", ["2024-01-05", "2024-03-28"]),
    ("own_table.csv", ["2024-02-13", "2024-03-01"]), ("own_table_arabic.csv", ["2024-02-13", "2024-03-01"]),
    ("dates_as_dates.xlsx", ["2024-01-05", "2024-02-06"]), ("gdelt.CSV", ["2024-01-05"] * 3),
])  # fmt: skip
def test_days_are_read_however_they_are_written(name, found):
    assert days(read(name)) == found


def test_the_order_of_day_and_month_is_said_with_what_decided_it():
    (told,) = [each for each in read("acled_dates_day_first.csv").report.evidence if each.what == "dates"]
    assert str(told) == "dates: day first in 'event_date' (31-12-19: 31 cannot be a month)"


@pytest.mark.parametrize("name", ["acled_dates_undecidable.csv", "acled_dates_mixed.csv"])
def test_a_column_of_dates_that_says_nothing_asks(name):
    with pytest.raises(QuestionError, match="--day-first or --month-first") as asked:
        read(name)
    assert (asked.value.option, asked.value.choices) == ("day_first", ("yes", "no"))


@pytest.mark.parametrize(("day_first", "found"), [
    (True, ["2024-06-01", "2024-03-02", "2024-05-04"]), (False, ["2024-01-06", "2024-02-03", "2024-04-05"]),
])  # fmt: skip
def test_an_answer_decides_the_column(day_first, found):
    assert days(read("acled_dates_undecidable.csv", day_first=day_first)) == found


def test_rows_written_the_other_way_are_refused_once_the_order_is_said():
    done = read("acled_dates_mixed.csv", day_first=True)
    assert done.report.refused_rows["event_date"].tolist() == ["12/31/2023"]


@pytest.mark.parametrize(("name", "column", "values"), [
    pytest.param("acled.csv", "geo_precision", [2, 2, 3], id="ACLED's town is near the place"),
    pytest.param("acled.csv", "time_precision", [1, 3, 2], id="ACLED's time is ours, and not mistaken for place"),
    pytest.param("ucdp.csv", "geo_precision", [1, 3, 3], id="UCDP's precisions of place"),
    pytest.param("ucdp.csv", "time_precision", [1, 3, 3], id="UCDP's precisions of time"),
    pytest.param("gdelt.CSV", "geo_precision", [2, 3, 3], id="GDELT's kinds of place"),
    pytest.param("hxl.csv", "geo_precision", [2, 2], id="not stated, with a point"),
    pytest.param("names_without_points.csv", "geo_precision", [2, 2, 3, 3], id="found by name, or not at all"),
])  # fmt: skip
def test_precisions_are_converted_by_format(name, column, values):
    assert read(name).catalogue.incidents[column].tolist() == values


@pytest.mark.parametrize(("name", "shown", "said"), [
    ("acled_zero_zero.csv", "dot", "0, 0 is no place here"),  # found again by its name
    ("acled_swapped.csv", "dot", "latitude and longitude changed places"),
    ("acled_centroid.csv", "badge", "the point is the middle of Iraq"),
    ("acled_province_centroid.csv", "badge", "the point is the middle of Wasit"),
    ("ucdp.csv", "dot", "the point is that of the country alone"),
    ("gdelt.CSV", "dot", "the point is that of the country alone"),
    ("names_without_points.csv", "dot", "found by name in the gazetteer"),
])  # fmt: skip
def test_a_point_that_cannot_be_meant_is_mended_and_said(name, shown, said):
    done = read(name)
    assert done.catalogue.incidents["shown_as"].iloc[0] == shown
    assert any(said in each.reason for each in done.report.changes)


def test_a_swapped_point_lies_where_its_country_says():
    row = read("acled_swapped.csv").catalogue.incidents.iloc[0]
    assert (row["latitude"], row["longitude"], row["province"]) == (33.6416, 42.8251, "IQ-AN")


def test_a_point_outside_the_countries_is_kept_and_doubted():
    done = read("acled_outside.csv")
    row = done.catalogue.incidents.iloc[0]
    assert (row["shown_as"], row["latitude"]) == ("dot", 37.0)
    assert pd.isna(row["province"])
    assert "the point lies outside Iraq and Syria" in done.report.doubts["reason"].str.cat()


def test_types_of_events_are_known_in_any_case_and_spacing():
    found, plain = (
        read(name).catalogue.incidents[["event_type", "sub_event_type"]]
        for name in ("acled_event_types_vary.csv", "acled.csv")
    )
    pd.testing.assert_frame_equal(found, plain)


def test_an_event_at_sea_is_kept_without_a_province_and_doubted():
    done = read("ucdp_sea.csv")
    row = done.catalogue.incidents.iloc[1]
    assert (row["geo_precision"], row["shown_as"], row["latitude"]) == (3, "tray", 35.2)
    assert "the point lies outside Iraq and Syria" in done.report.doubts["reason"].str.cat()


@pytest.mark.parametrize(("name", "province"), [
    pytest.param("acled_coast.csv", "SY-TA", id="in the sea off a coast town"),
    pytest.param("acled_border.csv", "IQ-DI", id="half a kilometre beyond a border"),
])  # fmt: skip
def test_a_point_just_outside_the_polygons_gets_the_nearest_province_and_a_second_look(name, province):
    done = read(name)
    assert done.catalogue.incidents["province"].iloc[0] == province
    assert "the nearest lies within 5 km" in done.report.doubts["reason"].str.cat()


def test_an_incident_without_a_date_stays_in_the_tray():
    done = read("acled_dates_missing.csv")
    assert done.catalogue.incidents["shown_as"].tolist() == ["dot", "tray", "badge"]
    assert done.report.undated == 1


def test_a_monadic_file_counts_each_event_and_its_dead_once():
    incidents = read("acled_monadic.csv").catalogue.incidents
    assert incidents["killed_min"].tolist() == [0, 4, 1]
    assert incidents["actor2"].iloc[1] == "Unidentified Military Forces"


def test_weekly_counts_become_incidents_whose_dead_count_once():
    incidents = read("acled_weekly.csv").catalogue.incidents
    assert incidents["event_id"].tolist() == ["2180-1", "2180-2", "2180-3", "3010"]
    assert incidents["killed_min"].fillna(-1).tolist() == [5, -1, -1, 0]


def test_weekly_counts_have_the_precision_of_a_week_and_the_report_says_nothing_else():
    done = read("acled_weekly.csv")
    assert set(done.catalogue.incidents["time_precision"]) == {2}
    told = [(each.after, each.reason) for each in done.report.changes if each.field == "time_precision"]
    assert told == [("2", "a row counts a week, so 2: each day is known to within it")]


def test_an_event_that_attacks_us_forces_is_one_only_where_the_order_of_actors_says_so():
    assert read("acled.csv").catalogue.incidents["category"].tolist() == [
        "attack_on_us_coalition",
        "other_attack",
        "other_attack",
    ]


def test_a_low_estimate_above_the_high_one_changes_places():
    row = read("ucdp.csv").catalogue.incidents.iloc[1]
    assert (row["killed_min"], row["killed_max"], row["best"]) == (7, 9, "5")


@pytest.mark.parametrize(("name", "what", "found"), [
    ("acled_utf16.csv", "encoding", "UTF-16"), ("acled_cp1252.csv", "encoding", "cp1252"), ("acled_mac_roman.csv", "encoding", "mac_roman"),
    ("acled_semicolons.csv", "separator", "semicolon"), ("acled_semicolons.csv", "decimal mark", "comma"),
    ("acled_preamble.csv", "header row", "3"), ("ucdp_hdx.csv", "HXL", "row 2"), ("second_sheet.xlsx", "sheet", "Incidents"),
    ("points_utm.gpkg", "coordinates", "converted from WGS 84 / UTM zone 38N to WGS 84 degrees"), ("tabs.tsv", "separator", "tab"),
])  # fmt: skip
def test_what_is_detected_is_said(name, what, found):
    assert found in [each.found for each in read(name).report.evidence if each.what == what]


def test_letters_of_an_old_encoding_come_out_right():
    assert "café, a façade and a résumé" in read("acled_mac_roman.csv").catalogue.incidents["notes"].iloc[0]


def test_points_without_a_coordinate_system_ask_and_take_the_answer():
    with pytest.raises(QuestionError, match="--crs EPSG:4326"):
        read("shapefile_no_crs.zip")
    assert read("shapefile_no_crs.zip", crs="EPSG:4326").catalogue.incidents["latitude"].tolist() == [33.64, 34.69]


@pytest.mark.parametrize(("name", "said"), [
    ("bad_empty.csv", "is empty"), ("bad_blank.csv", "is empty"), ("bad_binary.csv", "is binary"), ("bad_entities.kml", "XML entities"),
    ("bad_deep.geojson", "nests brackets"), ("bad_encrypted.xlsx", "encrypted with a password"), ("bad_many_columns.csv", "3,000 columns"),
    ("bad_bomb.zip", "would grow to 80 MB"), ("bad_page.html", "is a web page"), ("bad_other_table.csv", "does not look like incidents"),
    ("bad_open_quote.csv", "opened in line 2 is never closed"),
])  # fmt: skip
def test_what_is_no_table_of_incidents_is_refused_in_one_sentence_that_says_what_to_do(name, said):
    with pytest.raises(DataError) as refused:
        read(name)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_an_empty_point_of_a_map_file_is_a_row_without_a_point_and_no_warning(recwarn):
    shape = '{"type": "Feature", "geometry": {"type": "Point", "coordinates": []}, "properties": {"Date": "2024-03-05", "Town": "Hit"}}'
    body = f'{{"type": "FeatureCollection", "features": [{shape}]}}'.encode()
    assert importers.read(importers.File("mine.geojson", body=body)).report.kept == 1
    assert not [each for each in recwarn if each.category is RuntimeWarning]


def test_every_file_is_used():
    used = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in FILES.iterdir() if f'"{path.name}"' not in used] == []
