"""Days of a year that nobody meant keep their row, and are asked about."""

from datetime import date

import pytest

from geodata import importers
from geodata.importers import File, dates
from tests.unit.test_import_files import days, read


def doubts(done):
    return {row.value: (row.row, row.column, row.reason) for row in done.report.doubts.itertuples()}


def test_every_row_of_a_year_far_off_is_kept_and_doubted():
    done = read("dates_far_off.csv")
    assert (done.report.kept, done.report.refused, done.report.undated) == (7, 0, 3)
    assert days(done) == ["2024-02-05", "2095-02-15", "1974-02-16", "2024-02-17"]
    assert {value: (row, column) for value, (row, column, _) in doubts(done).items()} == {
        "13/02/2204": (3, "Date"), "14/02/0024": (4, "Date"), "15/02/2095": (5, "Date"), "16/02/1974": (6, "Date"), "18/02/1824": (8, "Date")}  # fmt: skip


@pytest.mark.parametrize(("value", "reason"), [
    ("13/02/2204", "is the year 2204 meant? Kept without a date"), ("14/02/0024", "is the year 0024 meant?"),
    ("15/02/2095", "the day lies in the future: is 2095 meant?"), ("16/02/1974", "is 1974 meant? The other days are of 2024 to 2024"),
])  # fmt: skip
def test_the_doubt_asks_about_the_year(value, reason):
    assert doubts(read("dates_far_off.csv"))[value][2].startswith(reason)


def test_a_day_that_is_set_aside_stays_in_the_files_own_column():
    incidents = read("dates_far_off.csv").catalogue.incidents
    assert incidents.loc[incidents["event_date"].isna(), "Date"].tolist() == ["13/02/2204", "14/02/0024", "18/02/1824"]


def test_a_file_of_many_decades_has_no_doubts():
    body = "Date,Town\n" + "".join(f"{year}-05-01,Hit\n" for year in range(1960, 2025, 15))
    assert not len(importers.read(File("long.csv", body=body.encode())).report.doubts)


def test_today_is_no_future():
    today = date.today()  # noqa: DTZ011  # the day here
    rule, _ = dates.decide("Date", [today.isoformat()])
    assert rule.doubts == {}
