"""An upload is looked through once, however often the order of its days is answered anew."""

import pandas as pd
import pytest

from dashboard.data.uploads import Upload
from dashboard.views import data_report
from geodata import importers
from geodata.errors import QuestionError
from geodata.importers import LEAVE, Options, _cells
from tests.unit.test_import_files import FILES

BODY = b"Date,Town\n01/06/2024,Hit\n02/03/2024,Mosul\n"


@pytest.fixture
def upload():
    given = Upload("mine.csv", "1", "me", BODY)
    yield given
    given.forget()


@pytest.fixture
def passes(monkeypatch):
    """A mark for each time that the rows of a file were looked through."""
    return calls(monkeypatch, importers, "look_through")


def calls(monkeypatch, module, name):
    """Return a list that has a mark for each call of a function from now on."""
    through, begun = getattr(module, name), []
    monkeypatch.setattr(module, name, lambda *given, **said: begun.append(1) or through(*given, **said))
    return begun


def done(upload, **said):
    work = upload.read(Options(**said))
    assert work.wait(30)
    return work.outcome()


def days(read):
    return [f"{day:%Y-%m-%d}" for day in read.catalogue.incidents["event_date"]]


def test_an_answer_about_days_decides_them_anew_without_another_look(upload, passes):
    with pytest.raises(QuestionError):
        done(upload)
    assert days(done(upload, day_first=True)) == ["2024-06-01", "2024-03-02"]
    assert days(done(upload, day_first=False)) == ["2024-01-06", "2024-02-03"]
    assert len(passes) == 1


def test_a_choice_of_place_needs_no_other_look(upload, passes):
    (first, *_) = done(upload, day_first=True).places
    done(upload, day_first=True, places={first.key: LEAVE})
    assert len(passes) == 1


def test_another_encoding_is_another_look(upload, passes):
    done(upload, day_first=True)
    done(upload, day_first=True, encoding="cp1252")
    assert len(passes) == 2


def test_what_is_forgotten_is_looked_through_again(upload, passes):
    done(upload, day_first=True)
    upload.forget()
    done(upload, day_first=True)
    assert len(passes) == 2


def test_a_table_of_refused_rows_begins_with_the_reason_and_keeps_the_order_of_the_file():
    refused = pd.DataFrame(columns=["Date", "Town", "Killed", "row in the file", "reason"])
    assert list(data_report.with_reason_first(refused)) == ["reason", "row in the file", "Date", "Town", "Killed"]


@pytest.fixture
def workbook():
    given = Upload("mine.xlsx", "2", "me", (FILES / "second_sheet.xlsx").read_bytes())
    yield given
    given.forget()


@pytest.fixture
def openings(monkeypatch):
    """A mark for each time that a workbook was opened."""
    return calls(monkeypatch, _cells, "sheets")


def test_a_workbook_is_opened_once_for_its_look_and_for_every_mapping_of_its_columns(workbook, openings):
    work = workbook.looked(Options())
    assert work.wait(30)
    fields = dict(work.outcome().fields)
    assert done(workbook, columns=fields).report.kept == 2
    assert done(workbook, columns={"event_date": fields["event_date"]}).report.kept == 2
    assert len(openings) == 1


def test_another_header_row_opens_a_workbook_again(workbook, openings):
    assert workbook.looked(Options()).wait(30)
    assert workbook.looked(Options(header_row=1)).wait(30)
    assert len(openings) == 2
