"""Data view: bring a file, see how it was read, correct that, look places through, and show it on the map."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import datasets, refusals, session, waiting
from dashboard.data import Answer, kept, uploads
from dashboard.data.uploads import Upload
from dashboard.link import Link
from dashboard.untrusted import plain
from dashboard.views import data_areas, data_changes, data_reading, data_report, data_sets
from geodata.errors import DataError, QuestionError
from geodata.importers import Import, Options

TITLE = "Data"
INTRO = """
Bring a file of incidents and get the same map, filters, cards and exports. It is recognised by its content: ACLED, UCDP GED, GDELT,
sheets with HXL tags, any table as CSV, XLSX or ODS, JSON, GeoJSON, GeoPackage, KML, zipped shapefile, Parquet, or one of our own exports.
**The file stays in the memory of this server, for this browser alone. Nothing is written to disk or sent anywhere.**
"""
KEPT_ALONE = "Only what you then choose to keep is written to a folder of this server."


def show(here: Link, answer: Answer) -> None:
    open_sets = data_sets.stores()
    data_sets.show(here, open_sets)
    data_sets.together(open_sets)
    data_changes.show(here, open_sets)
    st.markdown("#### Bring a file")
    st.markdown(INTRO + (f"\n{KEPT_ALONE}" if kept.may_keep() else ""))
    try:
        most = uploads.limits().upload_mb
    except DataError as error:
        st.error(plain(str(error)))
        return
    given = st.file_uploader("A file of incidents", key="incident-file", max_upload_size=most)
    st.caption(
        f"Up to {most:,} MB here. Larger files: `python -m geodata import FILE --to mine.duckdb`, then the setting `GEODATA_STORE=mine.duckdb`."
    )
    if given is not None:
        _reviewed(Upload(given.name, given.file_id, session.token(), given.getvalue()))
    data_areas.show(here, answer)


def _reviewed(upload: Upload) -> None:
    """Read the file as the person says, show what became of it, and offer to open it."""
    options = data_reading.options(upload)
    if options is None:
        return
    done, options = _read(upload, options)
    if done is None:
        return
    options = data_report.places_chosen(done, options)
    done, _ = _read(upload, options) if options.places else (done, options)
    if done is None:
        return
    data_report.show(done)
    if done.report.kept:
        st.button(
            f"Show {done.report.incidents:,} incidents on the map",
            type="primary",
            key="open-set",
            on_click=_open,
            args=(done,),
        )


def _read(upload: Upload, options: Options) -> tuple[Import | None, Options]:
    """Return what the file holds, and the options that it was read with: a question about it may be answered here."""
    with refusals.told(data_reading.HEADING):
        try:
            return _awaited(upload, options), options
        except QuestionError as error:
            if error.option != "day_first":
                raise
            if (first := data_reading.day_order(upload, error.question)) is not None:
                answered = replace(options, day_first=first)
                return _awaited(upload, answered), answered
    return None, options


def _awaited(upload: Upload, options: Options) -> Import | None:
    return waiting.awaited(upload.read(options), "file-read", "Reading", upload.forget)


def _open(done: Import) -> None:
    try:
        brought = datasets.add(session.token(), done)
    except DataError as error:
        st.error(plain(str(error)))
        return
    data_sets.open_set(brought.key)
