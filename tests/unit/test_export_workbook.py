"""An Excel workbook has dates as dates and numbers as numbers, and runs nothing."""

import dataclasses
import io
from datetime import datetime

import openpyxl
import pandas as pd
import pytest

from geodata import export
from geodata.errors import ExportError
from geodata.export import workbook
from tests.readers import EVERYTHING, JORDAN, made
from tests.strategies import frame, incident, made_of, sample


def sheet(store, name="incidents", query=EVERYTHING):
    return openpyxl.load_workbook(io.BytesIO(made(store, ".xlsx", query)))[name]


def cells(sheet, column):
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(column)] for row in sheet.iter_rows(min_row=2)]


@pytest.fixture(scope="module")
def book(store):
    return openpyxl.load_workbook(io.BytesIO(made(store, ".xlsx")))


def test_a_workbook_has_dates_as_dates_and_numbers_as_numbers(book):
    assert {type(cell.value) for cell in cells(book["incidents"], "event_date")} == {datetime}
    assert {type(cell.value) for cell in cells(book["incidents"], "killed_min")} == {int, type(None)}
    assert {cell.number_format for cell in cells(book["sources"], "published") if cell.value} == {"yyyy-mm-dd"}


@pytest.mark.parametrize("name", ["incidents", "sources", "about"])
def test_a_sheet_keeps_its_header_in_view_and_can_be_filtered(book, name):
    assert (book[name].freeze_panes, book[name].auto_filter.ref) == ("A2", book[name].dimensions)


def test_no_cell_of_a_workbook_is_a_formula():
    texts = ["=1+1", "+49", "-x", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1+1}", "a=1"]
    read = cells(sheet(made_of(*({"notes": text} for text in texts)).store), "notes")
    assert [(cell.data_type, cell.value) for cell in read] == [("s", text) for text in texts]
    assert [cell.quotePrefix for cell in read] == [True] * 5 + [False] * 2


def test_a_header_of_a_workbook_is_no_formula():
    header = sheet(sample(frame(incident(**{"=1+1": "x"}))).store)[1]
    assert [cell.data_type for cell in header if cell.value == "=1+1"] == ["s"]


def test_links_of_a_workbook_lead_to_the_pages_of_the_sources(store):
    links = cells(sheet(store, "sources", JORDAN), "url")
    assert links
    assert all(cell.hyperlink.target == cell.value for cell in links)


def test_only_web_addresses_become_links():
    addresses = {"https://a.example/": True, "HTTP://a.example/": True, "javascript:alert(1)": False,
                 "file:///etc/passwd": False, "internal:about!A1": False, "https://a.example/" + "x" * 2100: False}  # fmt: skip
    taken = dataclasses.replace(
        export.extract(made_of({}).store, EVERYTHING), sources=pd.DataFrame({"url": list(addresses)})
    )
    read = cells(openpyxl.load_workbook(io.BytesIO(workbook.workbook(taken)))["sources"], "url")
    assert {cell.value: cell.hyperlink is not None for cell in read} == addresses


def test_a_text_longer_than_excel_holds_is_cut_and_says_so():
    (cell,) = cells(sheet(made_of({"notes": "x" * 40_000}).store), "notes")
    assert len(cell.value) == 32_767
    assert cell.value.endswith("(cut: Excel holds 32,767 letters)")


def test_more_rows_than_a_sheet_holds_are_refused(store, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 436)
    with pytest.raises(ExportError, match=r"A sheet holds 435 rows, these are 1,126. Export .csv, .parquet"):
        made(store, ".xlsx")
