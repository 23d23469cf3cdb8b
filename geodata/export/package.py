"""Incidents as a zip that explains itself: a Frictionless data package with a README and a citation.

Unzipped, it is a package like the bundled one: `geodata check` passes it and the dashboard opens it.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from geodata.export.extract import COLUMNS, Extract
from geodata.export.geojson import geojson_of
from geodata.export.tables import csv_bytes, guarded_cell
from geodata.manifest import ANSWERED_ELSEWHERE, DESCRIPTOR, Manifest
from geodata.schema import INCIDENTS, SOURCES, TABLES, Table, frictionless
from geodata.schema.tables import OPTIONAL, Column

_WIDTH = 92
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time; one for all keeps the bytes the same
_READABLE = 0o644 << 16


def package(taken: Extract) -> bytes:
    """Return an extract as a zip."""
    tables = _tables(taken)
    data = {path: csv_bytes(frame) for path, (_, frame) in tables.items()}
    data["incidents.geojson"] = geojson_of(taken).encode()
    told = {
        "README.txt": _readme(taken, tables),
        "CITATION.cff": _citation(taken),
        DESCRIPTOR: json.dumps(_descriptor(taken, tables, data), ensure_ascii=False, indent=1) + "\n",
    }
    return _zipped({name: text.encode() for name, text in told.items()} | data)


def _tables(taken: Extract) -> dict[str, tuple[Table, pd.DataFrame]]:
    """Return the tables by path. Data that came without any sources have no table of them: `check` asks each for one."""
    incidents = {"incidents.csv": (INCIDENTS, taken.flat())}
    without = len(taken.incidents) and not len(taken.sources)
    sources = {} if without else {"sources.csv": (SOURCES, taken.sources)}
    beside = {table.path: (table, taken.beside[table.name]) for table in TABLES if table.name in taken.beside}
    return incidents | sources | beside


def _zipped(files: Mapping[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _READABLE
            archive.writestr(entry, content)
    return body.getvalue()


def _readme(taken: Extract, tables: Mapping[str, tuple[Table, pd.DataFrame]]) -> str:
    about = taken.about()
    query = (
        f"?{about['query']} (put it behind the dashboard's address)" if about["query"] else "none, all was asked for"
    )
    counts = (
        f"{about['incidents']} incidents, {about['without_point']} of them without a known point; "
        f"{about['source_pages']} pages reporting them, in {len(taken.sources)} rows of sources."
    )
    sections: dict[str, Iterable[str]] = {
        about["title"]: [f"{about['sentence']}."],
        "Question": [f"Link query: {query}"],
        "Counts": [counts],
        "Reading": [about["reading"], about["boundaries"]],
        "Licence": [f"{about['licence']} {about['licence_url']}".strip()],
        "Citation": [about["citation"] or "Not stated."],
        "Data version": [f"{about['data_version']}; this file was made on {about['made']}."],
        **{
            f"Columns of {path} ({table.title.lower()})": _columns(table, frame)
            for path, (table, frame) in tables.items()
        },
    }
    parts = (f"{head}\n{'=' * len(head)}\n" + "\n".join(map(_wrapped, lines)) for head, lines in sections.items())
    return "\n\n".join(parts) + "\n"


def _wrapped(line: str) -> str:
    return textwrap.fill(line, _WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


def _columns(table: Table, frame: pd.DataFrame) -> Iterable[str]:
    return (f"{name}: {_column(table, str(name), frame[name]).meaning}" for name in frame)


def _citation(taken: Extract) -> str:
    """Return a CITATION.cff (1.2.0). A JSON text is a YAML one, so nothing in a title can break it."""
    about = taken.about()
    lines = {
        "cff-version": "1.2.0",
        "message": about["citation"] or f"Cite {about['title']}.",
        "type": "dataset",
        "title": about["title"],
        "abstract": f"{about['sentence']}. {about['reading']}",
        "version": about["data_version"],
        "date-released": about["made"],
        **({"license-url": about["licence_url"]} if about["licence_url"] else {}),
    }
    written = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in lines.items()]
    authors = f"authors:\n  - name: {json.dumps(about['title'], ensure_ascii=False)}"
    return "\n".join([*written, authors]) + "\n"


def _descriptor(
    taken: Extract, tables: Mapping[str, tuple[Table, pd.DataFrame]], data: Mapping[str, bytes]
) -> dict[str, Any]:
    manifest, about = taken.manifest, taken.about()
    since, until = _covered(taken)
    licence = {"name": _identifier(manifest.licence), "title": manifest.licence}
    layer = {"name": "incidents_geojson", "profile": "data-resource", "crs": "EPSG:4326"}
    return {
        "profile": "data-package",
        "name": _identifier(manifest.name).lower(),
        "title": f"{manifest.title} (extract)",
        "version": manifest.version,
        "citation": manifest.citation,
        "show_on_image": manifest.show_on_image,
        "redistribute_rows": manifest.redistribute_rows,
        "description": f"{about['sentence']}. {about['reading']}",
        "licenses": [licence | ({"path": manifest.licence_url} if manifest.licence_url else {})],
        "extract": {name: about[name] for name in ("query", "sentence", "data_version", "made")},
        "coverage": {"temporal": {"start": since, "end": until}},
        "boundaries": {"note": about["boundaries"]},
        ANSWERED_ELSEWHERE: _elsewhere(taken),
        "resources": [
            *(_resource(path, data[path]) | _described(*tables[path], tables) for path in tables),
            _resource("incidents.geojson", data["incidents.geojson"]) | layer,
        ],
    }


def _identifier(text: str) -> str:
    """Return `text` as the specification wants a name: letters, digits, dots and dashes."""
    return re.sub(r"[^A-Za-z0-9._]+", "-", text).strip("-") or "unnamed"


def _covered(taken: Extract) -> tuple[str | None, str | None]:
    """Return the days that the data cover within the question."""
    manifest: Manifest = taken.manifest
    first = [day for day in (manifest.since, taken.query.since) if day]
    last = [day for day in (manifest.until, taken.query.until) if day]
    return _iso(max(first, default=None)), _iso(min(last, default=None))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _elsewhere(taken: Extract) -> list[str]:
    """Return the incidents that those of the extract answer, but that are not in it."""
    answered = {event_id for ids in taken.incidents["responds_to"] for event_id in ids}
    return sorted(answered - set(taken.incidents["event_id"]))


def _resource(path: str, body: bytes) -> dict[str, Any]:
    form, mediatype = ("csv", "text/csv") if path.endswith(".csv") else ("geojson", "application/geo+json")
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    return {"path": path, "format": form, "mediatype": mediatype, "encoding": "utf-8", "bytes": len(body), "hash": digest}  # fmt: skip


def _described(table: Table, frame: pd.DataFrame, tables: Mapping[str, tuple[Table, pd.DataFrame]]) -> dict[str, Any]:
    """Return what the schema says of a table, with the columns that its file has."""
    there = {other.name for other, _ in tables.values()}
    links = [link for link in table.links if link[1] in there and table.column(link[0]).kind != "list"]
    fields = [frictionless.field(_column(table, str(name), frame[name]), is_key=name == table.key) for name in frame]
    columns = {"fields": fields} | frictionless.key(table.key)
    keys = {"foreignKeys": [frictionless.link(table, *link) for link in links]} if links else {}
    return {
        "name": table.name, "title": table.title, "profile": "tabular-data-resource", "schema": columns | keys,
    }  # fmt: skip


def _column(table: Table, name: str, cells: pd.Series) -> Column:
    """Return what the schema says of a column; what others may leave empty is required only where none did."""
    known = dict(COLUMNS) | {column.name: column for column in table.columns}
    column = known.get(name) or Column(guarded_cell(name), "string", "A column of the file that was opened.")
    return replace(column, required=False) if name in OPTIONAL and (cells.isna() | (cells == "")).any() else column
