"""Incidents → files: what answers a question, with the question, the sources and the licence written in.

    store + query ─► extract ─► one of FORMATS ─► bytes ─► save

One module a family of formats; each takes an `Extract` and returns the bytes of a file. Every format
keeps incidents without a known point, and leaves what is not stated empty. The same extract gives the
same bytes.

A data set that may not be passed on as rows is refused in every format. That includes the lists of
sources (.bib, .ris): they are a table of the data set too, and say which incidents each page reports.
"""

from geodata.export.extract import Extract, extract
from geodata.export.files import FORMATS, MOST_WHOLE, WRITERS, Format, refusal, save, to_bytes, whole_or_nothing, write
from geodata.export.geojson import answer, geojson_text, plain_rows, records
from geodata.export.naming import file_stem
from geodata.export.tables import csv_text, guarded_cell, guarded_csv

__all__ = [
    "FORMATS", "MOST_WHOLE", "WRITERS", "Extract", "Format", "answer", "csv_text", "extract", "file_stem", "geojson_text", "guarded_cell",
    "guarded_csv", "plain_rows", "records", "refusal", "save", "to_bytes", "whole_or_nothing", "write",
]  # fmt: skip
