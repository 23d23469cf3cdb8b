"""What is inside a file (sheets, layers, tables of a zip) is a list to choose from, and packages need no choice."""

import io
import zipfile

import pandas as pd
import pytest

from geodata import export
from geodata.query import IncidentQuery
from tests.app.conftest import complaints, opened

OWN = pd.DataFrame({"Date": ["2025-01-05", "2025-01-06"], "Town": ["Hit", "Mosul"]})
OTHER = OWN.head(1)
KML = """<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{}</Document></kml>"""
FOLDER = """<Folder><name>{0}</name><Placemark><name>{0} one</name><TimeStamp><when>2025-01-05</when></TimeStamp>
<Point><coordinates>42.83,33.64</coordinates></Point></Placemark></Folder>"""


def workbook(**sheets):
    body = io.BytesIO()
    with pd.ExcelWriter(body, engine="openpyxl") as book:
        for name, rows in sheets.items():
            rows.to_excel(book, sheet_name=name, index=False)
    return body.getvalue()


def zipped(**tables):
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        for name, rows in tables.items():
            packed.writestr(f"{name}.csv", rows.to_csv(index=False))
    return body.getvalue()


def given(name, body):
    app = opened(page="data")
    app.file_uploader(key="incident-file").upload(name, body).run()
    return app


def offered(app):
    return next((each for each in app.selectbox if (each.key or "").startswith("read-sheet")), None)


def rows_read(app):
    return app.metric[0].value


def test_the_sheets_of_a_workbook_are_listed_with_their_rows_and_the_one_taken_is_chosen(mine):
    app = given("two.xlsx", workbook(Notes=pd.DataFrame({"a": ["hello"]}), January=OWN, February=OTHER))
    assert complaints(app) == []
    assert (offered(app).options, offered(app).value) == (
        ["Notes (1 row)", "January (2 rows)", "February (1 row)"], "January")  # fmt: skip
    assert rows_read(app) == "2"


def test_another_sheet_is_read_once_it_is_chosen_and_the_first_again(mine):
    app = given("two.xlsx", workbook(January=OWN, February=OTHER))
    offered(app).set_value("February").run()
    assert (complaints(app), rows_read(app)) == ([], "1")
    offered(app).set_value("January").run()
    assert (complaints(app), rows_read(app)) == ([], "2")


def test_a_sheet_without_incidents_is_refused_and_the_list_stays(mine):
    app = given("two.xlsx", workbook(January=OWN, Notes=pd.DataFrame({"colour": ["red"], "shape": ["round"]})))
    offered(app).set_value("Notes").run()
    assert "does not look like incidents" in complaints(app)[0]
    assert offered(app).value == "Notes"


@pytest.mark.parametrize(("name", "make"), [("two.zip", zipped), ("two.xlsx", workbook)])
def test_where_nothing_says_which_the_list_asks(mine, name, make):
    odd = pd.DataFrame({"colour": ["red"], "shape": ["round"]})
    app = given(name, make(first=odd, second=odd))
    assert "Which one holds the incidents?" in complaints(app)[0]
    assert offered(app).value is None


def test_a_table_of_a_zip_is_chosen(mine):
    app = given("two.zip", zipped(january=OWN, february=OTHER))
    offered(app).set_value("february.csv").run()
    assert (complaints(app), rows_read(app)) == ([], "1")


def test_folders_of_a_kml_are_read_together_unless_one_is_chosen(mine):
    app = given("two.kml", KML.format(FOLDER.format("North") + FOLDER.format("South")).encode())
    assert (offered(app).options, offered(app).value, rows_read(app)) == (["North (1 row)", "South (1 row)"], None, "2")
    offered(app).set_value("South").run()
    assert (complaints(app), rows_read(app)) == ([], "1")


def test_a_file_with_one_table_offers_no_list(mine):
    assert offered(given("own.csv", OWN.to_csv(index=False).encode())) is None


def test_a_package_of_our_own_says_itself_how_it_is_read(mine, store):
    app = given("own.zip", export.to_bytes(store, IncidentQuery(), ".zip"))
    assert (complaints(app), rows_read(app)) == ([], "436")
