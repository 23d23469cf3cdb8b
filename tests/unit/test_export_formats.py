"""What each format of a data file promises beyond its rows; that the rows are all there: tests/laws/test_export_formats.py."""

import csv
import dataclasses
import io
import json
import re
import sqlite3
import zipfile
from collections import Counter
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import bibtexparser
import duckdb
import frictionless
import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest
import yaml

from geodata import catalogue, export, manifest
from geodata.errors import ExportError
from geodata.export import workbook
from geodata.query import IncidentQuery
from geodata.store import Store
from tests import readers
from tests.strategies import frame, incident, made_of, sample

EVERYTHING, NOTHING, JORDAN = IncidentQuery(), IncidentQuery(since="2030-01-01"), IncidentQuery(country="JO")
DAY = date(2026, 11, 22)
ENDINGS = pytest.mark.parametrize("ending", export.WRITERS)
WAYS = pytest.mark.parametrize(("ending", "read"), readers.READERS.values(), ids=readers.READERS)
KML = "{http://www.opengis.net/kml/2.2}"


def made(store, ending, query=EVERYTHING):
    return export.to_bytes(store, query, ending, made=DAY)


@pytest.fixture
def on_disk(tmp_path):
    """Write a file and return its path."""

    def write(store, ending, query=EVERYTHING):
        path = tmp_path / f"file{ending}"
        path.write_bytes(made(store, ending, query))
        return path

    return write


def with_sources(*sources):
    """A store of one incident, e0, with the sources given."""
    return with_sources_of(frame(incident(event_id="e0")), *sources)


def with_sources_of(incidents, *sources):
    page = {
        "event_id": "e0",
        "publisher": "Paper",
        "title": "",
        "url": "https://a.example/",
        "published": "",
        "supports": "",
    }
    return sample(incidents, incident_sources=pd.DataFrame([page | source for source in sources], dtype="str")).store


def sheet(store, name="incidents", query=EVERYTHING):
    return openpyxl.load_workbook(io.BytesIO(made(store, ".xlsx", query)))[name]


def cells(sheet, column):
    header = [cell.value for cell in sheet[1]]
    return [row[header.index(column)] for row in sheet.iter_rows(min_row=2)]


# ---- what every format keeps ------------------------------------------------------------------------


@ENDINGS
def test_the_same_extract_gives_the_same_bytes(store, ending):
    assert made(store, ending, JORDAN) == made(store, ending, JORDAN)


@WAYS
def test_no_incidents_are_a_file_without_rows(store, ending, read):
    assert read(made(store, ending, NOTHING)) == []


@pytest.fixture(scope="module")
def odd():
    """A store of four incidents without sources: nothing stated, nobody killed, no point, Arabic."""
    arabic = {"notes": "قصف عين الأسد", "weapons": "صاروخ;rockets"}
    return made_of(
        {"killed_min": ""}, {"killed_min": "0"}, {"place_id": "taji"}, arabic | {"place_id": "al-asad"}
    ).store


@pytest.fixture(scope="module", params=readers.READERS.values(), ids=readers.READERS)
def read_back(request, odd):
    """The four incidents as a program reads them."""
    ending, read = request.param
    return {row["event_id"]: row for row in read(made(odd, ending))}


def test_incidents_without_any_source_are_written(read_back):
    assert list(read_back) == ["e0", "e1", "e2", "e3"]


def test_not_stated_is_never_zero(read_back):
    assert ("killed_min" in read_back["e0"], read_back["e1"]["killed_min"]) == (False, 0)


def test_an_incident_without_a_point_stays(read_back):
    assert (read_back["e3"]["point"], "point" in read_back["e2"]) == ((42.4, 33.8), False)


def test_arabic_stays_arabic(read_back):
    assert (read_back["e3"]["notes"], read_back["e3"]["weapons"]) == ("قصف عين الأسد", ["صاروخ", "rockets"])


@pytest.mark.parametrize(("read", "ending", "kept_as"), [
    (readers.gpkg, ".gpkg", {"FID_", "Geom_", "name"}), (readers.parquet, ".parquet", {"FID", "Geom", "Geometry_", "name"}),
    (readers.kml, ".kml", {"FID", "Geom"}),
])  # fmt: skip
def test_a_column_of_a_stranger_takes_the_place_of_no_other(read, ending, kept_as):
    names = ["FID", "Geom", "name"] + (["Geometry"] if ending == ".parquet" else [])
    (row,) = read(made(sample(frame(incident(place_id="al-asad", **dict.fromkeys(names, "mine")))).store, ending))
    assert row["point"] == (42.4, 33.8)
    assert {name for name, value in row.items() if value == "mine"} >= kept_as


FACTS = {
    ".geojson": lambda path: json.loads(path.read_text()),
    ".gpkg": lambda path: dict(pyogrio.read_dataframe(path, layer="about")[["name", "text"]].to_numpy()),
    ".kml": lambda path: {
        each.get("name"): each.findtext(f"{KML}value")
        for each in ET.parse(path).iterfind(f"{KML}Document/{KML}ExtendedData/{KML}Data")
    },
    ".parquet": lambda path: dict(
        duckdb.sql(f"SELECT decode(key), decode(value) FROM parquet_kv_metadata('{path}')").fetchall()
    ),
    ".xlsx": lambda path: dict(openpyxl.load_workbook(path)["about"].values),
    ".bib": lambda path: dict(re.findall(r"^% (\w+): (.*)$", path.read_text(), re.MULTILINE)),
}


@pytest.mark.parametrize("ending", FACTS)
def test_a_file_says_its_question_licence_citation_and_version(store, on_disk, ending):
    told = FACTS[ending](on_disk(store, ending, JORDAN))
    assert (told["query"], told["sentence"], told["made"]) == ("country=JO", "1 incident in Jordan", "2026-11-22")
    assert (told["licence"], told["citation"]) == (store.manifest.licence, store.manifest.citation)
    assert told["data_version"] == store.version


@ENDINGS
def test_rows_that_may_not_be_passed_on_are_in_no_format(store, bundled, ending):
    closed = dataclasses.replace(bundled.manifest, redistribute_rows=False)
    with pytest.raises(ExportError, match="may not be passed on as rows"):
        made(Store(dataclasses.replace(bundled, manifest=closed)), ending)


def test_the_command_line_and_the_documentation_name_every_format():
    from geodata.commands.export import export_command

    help_text = next(option.help for option in export_command.params if option.name == "path")
    page = (Path(__file__).parents[2] / "docs/formats.md").read_text(encoding="utf-8")
    assert re.findall(r"\.[a-z]+\b", help_text)[: len(export.WRITERS)] == list(export.WRITERS)
    assert re.findall(r"^- `(\.[a-z]+)`", page, re.MULTILINE) == list(export.WRITERS)


# ---- GIS formats -------------------------------------------------------------------------------------


def test_a_geopackage_has_its_layers_with_types_and_system(store, on_disk):
    path = on_disk(store, ".gpkg")
    layers = {name: pyogrio.read_info(path, layer=name) for name in ("incidents", "sources", "about")}
    types = dict(zip(layers["incidents"]["fields"], layers["incidents"]["dtypes"], strict=True))
    assert [layers[name]["features"] for name in ("incidents", "sources")] == [436, 1126]
    assert (layers["incidents"]["crs"], layers["incidents"]["geometry_type"]) == ("EPSG:4326", "Point")
    assert (types["event_date"], types["killed_min"]) == ("datetime64[D]", "int64")
    assert layers["incidents"]["layer_metadata"]["licence"] == store.manifest.licence


def test_a_geopackage_has_a_spatial_index_of_its_points(store, on_disk):
    with closing(sqlite3.connect(on_disk(store, ".gpkg"))) as database:
        assert database.execute("SELECT count(*) FROM rtree_incidents_geom").fetchone() == (369,)


def test_geoparquet_says_what_its_specification_asks_for(store, on_disk):
    from pyarrow import parquet

    geo = json.loads(parquet.read_schema(on_disk(store, ".parquet", JORDAN)).metadata[b"geo"])
    column = geo["columns"][geo["primary_column"]]
    assert (geo["version"], column["encoding"], column["geometry_types"]) == ("1.1.0", "WKB", ["Point"])
    assert (column["crs"]["id"], column["bbox"]) == (
        {"authority": "EPSG", "code": 4326},
        [38.70333, 33.31417, 38.70333, 33.31417],
    )


def test_geoparquet_without_a_point_names_no_box(on_disk):
    read = geopandas.read_parquet(on_disk(made_of({"place_id": "taji"}).store, ".parquet"))
    assert (len(read), read.geometry.isna().all(), read.crs) == (1, True, "EPSG:4326")


def test_lists_and_days_keep_their_types_in_parquet(store, on_disk):
    described = dict(
        duckdb.sql(f"DESCRIBE FROM '{on_disk(store, '.parquet')}'").df()[["column_name", "column_type"]].to_numpy()
    )
    assert (described["weapons"], described["source_urls"]) == ("VARCHAR[]", "VARCHAR[]")
    assert (described["event_date"], described["killed_min"]) == ("DATE", "BIGINT")


@pytest.fixture(scope="module")
def kml(store):
    return ET.fromstring(made(store, ".kml"))


def test_kml_puts_incidents_without_a_point_in_a_folder_of_their_own(kml):
    sizes = {
        folder.findtext(f"{KML}name"): len(folder.findall(f"{KML}Placemark")) for folder in kml.iter(f"{KML}Folder")
    }
    assert sizes == {"With a known point": 369, "Without a known point": 67}
    assert len(list(kml.iter(f"{KML}Point"))) == 369


def test_kml_shows_markup_of_strangers_as_text():
    root = ET.fromstring(made(made_of({"notes": "<script>alert(1)</script> & co\x01"}).store, ".kml"))
    placemark = next(root.iter(f"{KML}Placemark"))
    assert placemark.findtext(f"{KML}description").startswith("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co")


def test_kml_fetches_nothing(kml):
    tags = {element.tag.removeprefix(KML) for element in kml.iter()}
    assert not tags & {"href", "Icon", "Link", "NetworkLink", "GroundOverlay", "BalloonStyle"}


def test_kml_has_the_colours_of_the_screen(kml):
    styles = {each.get("id"): each.findtext(f".//{KML}color") for each in kml.iter(f"{KML}Style")}
    assert styles["attack_on_us_coalition"] == "ff005ed5"  # alpha, blue, green, red of #D55E00
    assert len(set(styles.values())) == 3


# ---- Excel -------------------------------------------------------------------------------------------


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


def test_only_web_addresses_become_links(odd):
    addresses = {"https://a.example/": True, "HTTP://a.example/": True, "javascript:alert(1)": False,
                 "file:///etc/passwd": False, "internal:about!A1": False, "https://a.example/" + "x" * 2100: False}  # fmt: skip
    taken = dataclasses.replace(export.extract(odd, EVERYTHING), sources=pd.DataFrame({"url": list(addresses)}))
    read = cells(openpyxl.load_workbook(io.BytesIO(workbook.workbook(taken)))["sources"], "url")
    assert {cell.value: cell.hyperlink is not None for cell in read} == addresses


def test_a_text_longer_than_excel_holds_is_cut_and_says_so():
    (cell,) = cells(sheet(made_of({"notes": "x" * 40_000}).store), "notes")
    assert len(cell.value) == 32_767
    assert cell.value.endswith("(cut: Excel holds 32,767 letters)")


def test_more_rows_than_a_sheet_holds_are_refused(store, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 436)
    with pytest.raises(ExportError, match=r"A sheet holds 435 rows, these are 1,126. Export .csv or .parquet"):
        made(store, ".xlsx")


# ---- the zip -----------------------------------------------------------------------------------------


def unzipped(store, folder, query=EVERYTHING):
    return readers.unzipped(made(store, ".zip", query), folder)


def test_a_zip_holds_tables_that_explain_themselves(store):
    archive = zipfile.ZipFile(io.BytesIO(made(store, ".zip")))
    assert archive.namelist() == [
        "README.txt", "CITATION.cff", "datapackage.json", "incidents.csv", "sources.csv", "incidents.geojson"]  # fmt: skip
    assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("query", [NOTHING, IncidentQuery(category="us_coalition_strike")], ids=str)
def test_an_unzipped_package_is_read_without_a_refused_row(store, tmp_path, query):
    again = catalogue.read(unzipped(store, tmp_path, query))
    assert again.refused.empty
    assert (len(again.incidents), again.manifest.licence) == (store.count(query), store.manifest.licence)


def test_a_package_of_a_package_holds_the_same_rows(store, tmp_path):
    again = Store(catalogue.read(unzipped(store, tmp_path)))
    assert again.count(EVERYTHING) == 436
    assert readers.csv(made(again, ".csv")) == readers.csv(made(store, ".csv"))


@pytest.mark.parametrize("query", [EVERYTHING, NOTHING], ids=str)
def test_frictionless_finds_nothing_wrong_with_a_package(store, tmp_path, query):
    report = frictionless.validate(str(unzipped(store, tmp_path, query) / "datapackage.json"))
    assert (report.valid, report.stats["tasks"]) == (True, 3)


def test_a_package_without_sources_has_no_table_of_them(odd, tmp_path):
    folder = unzipped(odd, tmp_path)
    assert not (folder / "sources.csv").exists()
    assert len(catalogue.read(folder).incidents) == 4


def test_a_package_names_the_incidents_that_its_own_answer_elsewhere(tmp_path):
    store = made_of({"event_date": "2023-11-18"}, {"responds_to": "e0", "event_date": "2024-01-01"}).store
    folder = unzipped(store, tmp_path, IncidentQuery(since="2024-01-01"))
    assert manifest.answered_elsewhere(manifest.read_descriptor(folder)) == {"e0"}
    assert catalogue.read(folder).refused.empty


def test_a_readme_says_in_words_what_was_asked(store, tmp_path):
    text = (unzipped(store, tmp_path, JORDAN) / "README.txt").read_text()
    assert "1 incident in Jordan." in text
    assert "?country=JO" in text
    assert all(fact in text for fact in (store.manifest.licence_url, store.version, "2026-11-22", "never 0"))


def test_a_readme_describes_every_column(store, tmp_path):
    folder = unzipped(store, tmp_path, JORDAN)
    text = (folder / "README.txt").read_text()
    names = [name for path in folder.glob("*.csv") for name in next(csv.reader(path.open(encoding="utf-8-sig")))]
    assert [name for name in names if f"\n{name}: " not in text] == []


def test_a_citation_is_sound_whatever_a_title_holds(tmp_path):
    made_up = made_of({}).catalogue
    odd = dataclasses.replace(made_up.manifest, title='A "title": of - #many\n{signs}', name="Some Name!")
    folder = unzipped(Store(dataclasses.replace(made_up, manifest=odd)), tmp_path)
    told = yaml.safe_load((folder / "CITATION.cff").read_text())
    assert (told["cff-version"], told["type"], told["title"]) == ("1.2.0", "dataset", odd.title)
    assert frictionless.validate(str(folder / "datapackage.json")).valid


# ---- references --------------------------------------------------------------------------------------


def entries(store, query=EVERYTHING):
    """The entries of a BibTeX file by bibtexparser, as dictionaries of fields."""
    library = bibtexparser.parse_string(made(store, ".bib", query).decode())
    assert library.failed_blocks == []
    return [
        {name: field.value for name, field in each.fields_dict.items()} | {"key": each.key} for each in library.entries
    ]


def references(store, query=EVERYTHING):
    """The references of a RIS file, as dictionaries of fields."""
    blocks = made(store, ".ris", query).decode().split("\r\nER  - \r\n")[:-1]
    return [dict(line.split("  - ", 1) for line in block.strip().split("\r\n")) for block in blocks]


@pytest.mark.parametrize("read", [entries, references])
def test_references_are_the_distinct_pages(store, bundled, read):
    read_urls = [each.get("url", each.get("UR")) for each in read(store)]
    assert Counter(read_urls) == Counter(set(bundled.sources["url"]))


def test_keys_of_references_are_distinct(store):
    keys = [each["key"] for each in entries(store)]
    assert len(set(keys)) == len(keys) == 710
    assert [each["ID"] for each in references(store)] == keys


def test_a_reference_names_its_incidents(bundled, store):
    for each in entries(store)[:50]:
        reported = set(bundled.sources.loc[bundled.sources["url"] == each["url"], "event_id"])
        assert set(re.findall(r"[\w-]+", each["note"].partition("incident")[2].removeprefix("s"))) == reported


def test_a_page_that_reports_two_incidents_is_one_reference():
    store = with_sources_of(
        frame(incident(event_id="e0"), incident(event_id="e1")), {}, {"event_id": "e1", "title": "T"}
    )
    (only,) = entries(store)
    assert (only["note"], only["title"]) == ("Reports incidents e0, e1", "T")


def test_an_undated_page_has_no_date():
    dated, undated = entries(with_sources({"published": "2024-02-01"}, {"url": "https://b.example/"}))
    assert (dated["date"], "date" in undated) == ("2024-02-01", False)


def test_signs_of_latex_are_letters_in_bibtex():
    (only,) = entries(with_sources({"title": r"50% of $5 & #1_a {x} \y ~z ^w", "publisher": "A & B"}))
    assert only["title"] == (r"50\% of \$5 \& \#1\_a \{x\} \textbackslash{}y \textasciitilde{}z \textasciicircum{}w")
    assert only["organization"] == r"A \& B"


def test_no_title_breaks_a_bibliography():
    titles = ["}", "{", "a\nb", "@online{x,", "\\", '"', "%", "عين الأسد", "a}\n\n@comment{", "ER  - "]
    urls = [f"https://a.example/{n}" for n in range(len(titles))]
    store = with_sources(*({"title": title, "url": url} for title, url in zip(titles, urls, strict=True)))
    assert [each["url"] for each in entries(store)] == urls
    assert [each["UR"] for each in references(store)] == urls


def test_an_address_with_braces_still_leads_to_its_page():
    (only,) = entries(with_sources({"url": "https://a.example/{b}?c=%20&d_e"}))
    assert only["url"] == "https://a.example/%7Bb%7D?c=%20&d_e"


def test_a_ris_reference_is_one_field_a_line():
    (only,) = references(with_sources({"title": "Two\nlines\rER  - ", "published": "2024-02-01"}))
    assert (only["TY"], only["TI"], only["DA"], only["PY"]) == ("ELEC", "Two lines ER -", "2024/02/01", "2024")
