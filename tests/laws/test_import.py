"""Laws of reading files: no row is lost, form is not content, and what we write we read."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import export, importers
from geodata.errors import DataError
from geodata.importers import File
from geodata.query import IncidentQuery
from geodata.store import Store
from tests.readers import DAY
from tests.strategies import ODD_CELLS, catalogues

EVERYTHING = IncidentQuery()
DATA_ENDINGS = [".csv", ".xlsx", ".geojson", ".gpkg", ".kml", ".parquet", ".zip"]
CELLS = {
    "event_id_cnty": ["IRQ1", "IRQ2", "IRQ3", ""], "event_date": ["05 January 2024", "31 December 2023", ""], "time_precision": ["1", "2", "3"],
    "event_type": ["Battles", "battles", "Riots"], "sub_event_type": ["Armed clash", "Attack", ""], "actor1": ["A", "B", ""],
    "actor2": ["C", ""], "country": ["Iraq", "Syria", "Chad", ""], "admin1": ["Al Anbar", "Idleb", "Nowhere", ""],
    "location": ["Hit", "Mosul", "", "?"], "latitude": ["33.64", "0", "42.83", "", "95"], "longitude": ["42.83", "0", "33.64", "", "x"],
    "geo_precision": ["1", "2", "3"], "notes": ["", "Made-up", 'two\nlines, "quoted"'], "fatalities": ["0", "4", "many", ""],
}  # fmt: skip


def tables():
    cell = {
        name: st.sampled_from(values) | st.sampled_from(ODD_CELLS[:12])
        if name in ("notes", "actor1")
        else st.sampled_from(values)
        for name, values in CELLS.items()
    }
    return st.lists(st.fixed_dictionaries(cell), min_size=1, max_size=6).map(
        lambda rows: pd.DataFrame(rows, columns=list(CELLS), dtype="str")
    )


def read(rows, encoding="utf-8", **written):
    text = rows.to_csv(index=False, **written)
    return importers.read(File("law.csv", body=text.encode(encoding)))


@settings(max_examples=30)
@given(tables())
def test_kept_and_merged_and_refused_are_the_rows_read(rows):
    done = read(rows)
    report = done.report
    assert report.kept + report.merged + report.refused == report.read == len(rows)
    assert (len(done.catalogue.incidents), len(report.refused_rows)) == (report.kept, report.refused)
    assert (report.refused_rows["reason"] != "").all()


@settings(max_examples=20)
@given(
    tables(),
    st.permutations(list(CELLS)),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(",;\t|"),
)
def test_order_of_columns_encoding_line_ends_and_separator_do_not_matter(rows, order, encoding, ends, separator):
    rows = rows.assign(notes=rows["notes"].str.replace("\n", " "))  # a line end inside a cell is content
    plain = read(rows).catalogue.incidents
    other = read(rows[order], encoding, lineterminator=ends, sep=separator).catalogue.incidents
    pd.testing.assert_frame_equal(other[plain.columns].drop(columns="event_id"), plain.drop(columns="event_id"))


@pytest.mark.parametrize("ending", DATA_ENDINGS)
@settings(max_examples=10)
@given(catalogues(max_size=4))
def test_what_we_write_we_read(ending, made):
    store = made.store
    file = File(f"made{ending}", body=export.to_bytes(store, EVERYTHING, ending, made=DAY))
    if ending in (".geojson", ".kml", ".gpkg") and not len(made.rows):
        return  # a map file without features has no columns to be known by
    again = Store(importers.read(file).catalogue)
    before, after = store.incidents(EVERYTHING), again.incidents(EVERYTHING)
    pd.testing.assert_frame_equal(after[before.columns], before, check_dtype=False)


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_the_bundled_incidents_come_back_exactly_with_their_sources(ending, store):
    again = Store(importers.read(File(f"bundled{ending}", body=export.to_bytes(store, EVERYTHING, ending))).catalogue)
    before, after = store.incidents(EVERYTHING), again.incidents(EVERYTHING)
    pd.testing.assert_frame_equal(after[before.columns], before)
    ids = list(before["event_id"])
    assert set(again.sources(ids)["url"]) == set(store.sources(ids)["url"])


@pytest.mark.parametrize("ending", DATA_ENDINGS)
def test_incidents_of_others_without_types_or_sources_come_back_too(ending):
    body = b"Incident ID,Date,Town,Governorate,Killed\nX1,2025-01-05,Kirkuk,Kirkuk,1\nX2,,Baqubah,Diyala,0\n"
    store = Store(importers.read(File("own.csv", body=body)).catalogue)
    again = importers.read(File(f"own{ending}", body=export.to_bytes(store, EVERYTHING, ending)))
    assert (again.report.kept, again.report.refused) == (2, 0)
    assert list(again.catalogue.incidents["place_name"]) == ["Kirkuk", "Baqubah"]


@given(st.binary(max_size=400))
def test_whatever_bytes_come_the_answer_is_a_report_or_one_sentence(body):
    said = []
    try:
        report = importers.read(File("any", body=body)).report
        said = [report.kept + report.merged + report.refused == report.read]
    except DataError as error:
        said = ["\n" not in str(error)]
    assert said == [True]
