"""Days as logs have them: a month, several days, nearly a day, none, or in columns of their own."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import importers
from geodata.errors import DataError
from geodata.importers import File, Options, dates, day_parts

SECURE = st.dates(date(1990, 1, 1), date(2030, 12, 28))


def read(text, **said):
    return importers.read(File("mine.csv", body=text.encode()), Options(**said))


def days(done):
    kept = done.catalogue.incidents
    return [
        (str(day)[:10] if pd.notna(day) else "", None if pd.isna(precision) else int(precision))
        for day, precision in zip(kept["event_date"], kept["time_precision"], strict=True)
    ]


@pytest.mark.parametrize(("text", "day", "precision"), [
    ("2024-03", "2024-03-01", "3"), ("03/2024", "2024-03-01", "3"), ("March 2024", "2024-03-01", "3"), ("Mar-24", "2024-03-01", "3"),
    ("early March 2024", "2024-03-01", "3"), ("آذار 2024", "2024-03-01", "3"), ("كانون الثاني 2024", "2024-01-01", "3"),
    ("12-14 March 2024", "2024-03-12", "2"), ("March 12-14, 2024", "2024-03-12", "2"), ("2024-03-12 to 2024-03-14", "2024-03-12", "2"),
    ("12/03/2024 - 14/03/2024", "2024-03-12", "2"), ("2024-03-12 to 2024-04-14", "2024-03-12", "3"), ("night of 3-4 March 2024", "2024-03-03", "2"),
    ("about 5 March 2024", "2024-03-05", "2"), ("5th March 2024", "2024-03-05", ""), ("1709640000000", "2024-03-05", ""),
])  # fmt: skip
def test_a_text_means_its_first_day_and_says_how_well_that_is_known(text, day, precision):
    rule, meant = dates.decide("Date", [text], day_first=True)
    assert (str(meant[text]), rule.precision(text)) == (day, precision)


@pytest.mark.parametrize(
    "text", ["2024", "mid-2024", "Q1 2024", "14-12 March 2024", "33.6416", "12 IEDs", "March", "9999999999999"]
)
def test_what_is_no_day_is_not_guessed_at(text):
    assert dates.decide("Date", [text], day_first=True)[1][text] is None


def test_a_day_and_its_month_in_one_column_keep_their_own_precision():
    done = read("Date,Town\n2024-03,Hit\n2024-03-01,Hit\n2024-03-12 to 2024-03-14,Hit\n")
    assert sorted(days(done)) == [("2024-03-01", 1), ("2024-03-01", 3), ("2024-03-12", 2)]


def test_a_column_called_date_is_one_though_most_of_its_cells_cannot_be_read():
    done = read("Date,Town\n2024-03-05,Hit\nQ1 2024,Hit\nspring,Hit\nn/a,Hit\n")
    assert days(done) == [("2024-03-05", 1), ("", None)]
    assert done.report.refused == 2
    assert "says that no day is stated: kept without a date" in done.report.doubts["reason"].tolist()


def test_a_table_without_a_column_of_dates_says_so():
    assert "dates: none" in "\n".join(read("Town,Killed\nHit,1\n").report.sentences())


@pytest.mark.parametrize("head", ["Year,Month,Day", "iyear,imonth,iday", "السنة,الشهر,اليوم"])
def test_a_year_a_month_and_a_day_in_columns_are_one_date(head):
    done = read(f"{head},Town\n2024,3,5,Hit\n2024,3,0,Hit\n2024,0,0,Hit\n٢٠٢٤,٣,٦,Hit\n2024,March,7,Hit\n")
    assert days(done) == [("2024-03-05", 1), ("2024-03-01", 3), ("", None), ("2024-03-06", 1), ("2024-03-07", 1)]


def test_a_day_that_there_is_not_is_refused_with_its_parts():
    done = read("Year,Month,Day,Town\n2024,2,30,Hit\n2024,2,28,Hit\n")
    assert done.report.refused_rows["Day"].tolist() == ["30"]
    assert "Year, Month, Day" not in done.report.refused_rows  # the file has no such column


def test_a_column_of_whole_dates_goes_before_its_parts():
    done = read("year,month,event date,Town\n2023,1,2024-03-05,Hit\n")
    assert days(done) == [("2024-03-05", 1)]


def test_an_id_is_no_part_of_a_day():
    done = read("event id,year,month,Town\n1,2024,3,Hit\n2,2024,4,Hit\n")
    assert done.catalogue.incidents["event_id"].tolist() == ["1", "2"]


@given(SECURE, st.integers(0, 40))
def test_a_span_of_days_is_of_its_first_day(first, more):
    last = date.fromordinal(first.toordinal() + more)
    text = f"{first.isoformat()} to {last.isoformat()}"
    rule, meant = dates.decide("Date", [text])
    assert (meant[text], rule.precision(text)) == (first, "2" if more < 7 else "3")


@given(SECURE)
def test_parts_of_a_day_are_that_day(day):
    assert day_parts.written(str(day.year), day.strftime("%B"), f"{day.day}.0") == day.isoformat()


@pytest.mark.parametrize(("north", "east"), [("GPS N", "GPS E"), ("Lat N", "Lon E"), ("north", "east"), ("Y", "X")])
def test_columns_of_north_and_east_are_a_point(north, east):
    done = read(f"When,{north},{east}\n2024-03-05,33.64,42.83\n")
    assert done.catalogue.incidents["latitude"].tolist() == [33.64]


def test_one_half_of_a_point_is_no_point_and_refuses_no_row():
    done = read("Date,Town,Longitude\n2024-03-05,Hit,42.83\n")
    assert (done.report.kept, done.report.refused) == (1, 0)


def test_a_mapping_to_half_a_point_is_refused_before_any_row():
    with pytest.raises(DataError, match="A point has both"):
        read("Date,A,B\n2024-03-05,33.64,42.83\n", columns={"event_date": "Date", "latitude": "A"})


@pytest.mark.parametrize(
    ("head", "day"),
    [("Date (dd/mm/yyyy)", "2024-04-03"), ("Date [MM/DD/YYYY]", "2024-03-04"), ("Datum TT.MM.JJJJ", "2024-04-03")],
)
def test_the_name_of_a_column_may_say_the_order_of_its_days(head, day):
    assert days(read(f"{head},Town\n03/04/2024,Hit\n", columns={"event_date": head, "place_name": "Town"})) == [
        (day, 1)
    ]


def test_the_cells_of_a_column_say_more_of_its_order_than_its_name():
    assert days(read("Date (dd/mm/yyyy),Town\n03/24/2024,Hit\n")) == [("2024-03-24", 1)]


@pytest.mark.parametrize(("head", "field"), [
    ("Lat (WGS84)", "latitude"), ("Location (town)", "place_name"), ("Inc. #", "event_id"), ("Where", "place_name"), ("What happened", "notes"),
    ("Armed group responsible", "actor1"), ("Against", "actor2"), ("# Killed", "killed_min"), ("nwound", "injured_min"), ("Incident", ""), ("Where_prec", ""),
])  # fmt: skip
def test_a_column_is_known_by_its_name(head, field):
    held = {"latitude": "33.64", "event_id": "TT-1", "": "a blast"}.get(field, "3" if field.endswith("_min") else "Hit")
    body = f"Date,Longitude,{head}\n2024-03-05,42.83,{held}\n".encode()
    table = importers.look(File("mine.csv", body=body), Options(), importers.Limits.of_settings()).table
    assert {each.column: each.field for each in importers.propose(table)}[head] == field


def test_names_of_columns_may_repeat_above_rows_of_data():
    done = read('Date,Date,"Number\nkilled",Town,Town,Town,Notes\n2024-01-05,2024-01-09,2,Hit,Hit,Hit,a\n')
    assert (done.report.read, days(done)) == (1, [("2024-01-05", 1)])


def test_a_table_without_names_says_which_flag_names_them():
    with pytest.raises(DataError, match="--header-row"):
        read("7,x\n8,y\n9,z\n")
