"""Refusals and doubts name the columns that the person with the file knows."""

import pytest

from geodata import importers
from geodata.importers import File, Options

HEAD = "Datum;Ort;Lat.;Long.;Tote;Tote max\n"
COLUMNS = {"event_date": "Datum", "place_name": "Ort", "latitude": "Lat.", "longitude": "Long.", "killed_min": "Tote", "killed_max": "Tote max"}  # fmt: skip


def report(row):
    return importers.read(File("mine.csv", body=(HEAD + row + "\n").encode()), Options(columns=COLUMNS)).report


@pytest.mark.parametrize(("row", "reason"), [
    ("2024-02-30;Hit;33.64;42.83;1;2", "Datum: not a date that we can read (such as 2024-03-05, or 2024-03 for a month)"),
    ("2024-02-03;Hit;33.64;;1;2", "Lat.: given without “Long.”"), ("2024-02-03;Hit;133.64;42.83;1;2", "Lat.: greater than 90"),
    ("2024-02-03;Hit;33.64;42.83;a bus;2", "Tote: not a whole number, a range (3-5) or a bound (at least 4, 4+)"),
    ("2024-02-03;Hit;33.64;42.83;3;2", "Tote max: smaller than “Tote” (3)"),
])  # fmt: skip
def test_a_refused_row_is_told_with_the_columns_of_the_file(row, reason):
    assert report(row).refused_rows["reason"].tolist() == [reason]


@pytest.mark.parametrize(
    ("row", "column"), [("2024-02-03;Hit;51.5;0.1;1;2", "Lat."), ("2024-02-03;Hit;33.64;42.83;~2;", "Tote")]
)
def test_a_doubt_names_the_column_of_the_file(row, column):
    assert column in report(row).doubts["column"].tolist()


def test_words_of_a_sentence_are_not_taken_for_fields():
    body = b"Date,Lat,Long,Muhafaza\n2024-02-03,33.6416,42.8251,Baghdad\n"
    (told,) = importers.read(File("mine.csv", body=body)).report.doubts.itertuples()
    assert told.column == "Muhafaza"
    assert "km outside the stated province" in told.reason
