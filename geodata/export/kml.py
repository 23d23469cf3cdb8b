"""Incidents as KML: a placemark each, in two folders, with and without a known point.

Google Earth reads a description as HTML, so there text is escaped twice; the same words stand unescaped
in the extended data, for programs. No icon, style or script is fetched from anywhere.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from geodata import style
from geodata.export.extract import COLUMNS, PARTED_BY, Extract, is_web
from geodata.export.geojson import plain_rows

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, production 2
_TYPES = {"integer": "int", "number": "double"}
POINTED, POINTLESS = "With a known point", "Without a known point"


def kml(taken: Extract) -> bytes:
    """Return an extract as KML 2.2."""
    rows = plain_rows(taken.incidents)
    folders = {
        POINTED: [row for row in rows if row["latitude"] is not None],
        POINTLESS: [row for row in rows if row["latitude"] is None],
    }
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<kml xmlns="http://www.opengis.net/kml/2.2">',
        "<Document>",
        *_about(taken),
        *_schema(taken),
        *(line for name, inside in folders.items() for line in _folder(name, inside)),
        "</Document>",
        "</kml>",
    ]
    return ("\n".join(lines) + "\n").encode()


def _about(taken: Extract) -> Iterable[str]:
    """Return what the file is, in the order that the specification asks for."""
    about = taken.about()
    yield _element("name", about["title"])
    told = (about["sentence"], about["citation"], f"Licence: {about['licence']}", about["reading"], about["boundaries"])
    yield _element("description", "<br/>".join(html.escape(line) for line in told if line))
    for category, symbol in style.CATEGORY.items():
        yield f'<Style id="{category}"><IconStyle><color>{_colour(symbol.colour)}</color></IconStyle></Style>'
    yield "<ExtendedData>"
    for name, value in about.items():
        yield f"<Data name={quoteattr(name)}>{_element('value', value)}</Data>"
    yield "</ExtendedData>"


def _colour(rgb: str) -> str:
    """Return ``#RRGGBB`` as KML writes colours: alpha, blue, green, red."""
    return f"ff{rgb[5:7]}{rgb[3:5]}{rgb[1:3]}".lower()


def _schema(taken: Extract) -> Iterable[str]:
    yield '<Schema name="incident" id="incident">'
    for name in taken.incidents:
        kind = _TYPES.get(COLUMNS[name].kind, "string") if name in COLUMNS else "string"
        yield f'<SimpleField type="{kind}" name={_quoted(name)}/>'
    yield "</Schema>"


def _folder(name: str, rows: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    yield f"<Folder>{_element('name', name)}"
    for row in rows:
        yield from _placemark(row)
    yield "</Folder>"


def _placemark(row: Mapping[str, Any]) -> Iterable[str]:
    yield "<Placemark>"
    yield _element("name", ", ".join(filter(None, [row["event_date"], row["place_name"]])))
    yield _element("description", _description(row))
    yield f"<TimeStamp><when>{row['event_date']}</when></TimeStamp>"
    yield f"<styleUrl>#{row['category']}</styleUrl>"
    yield '<ExtendedData><SchemaData schemaUrl="#incident">'
    for name, value in row.items():
        if value is not None and value != []:
            text = PARTED_BY[name].join(value) if name in PARTED_BY else str(value)
            yield f"<SimpleData name={_quoted(name)}>{_text(text)}</SimpleData>"
    yield "</SchemaData></ExtendedData>"
    if row["latitude"] is not None:
        yield f"<Point><coordinates>{row['longitude']!r},{row['latitude']!r}</coordinates></Point>"
    yield "</Placemark>"


def _description(row: Mapping[str, Any]) -> str:
    """Return what happened and where it is reported, as HTML."""
    links = (f'<a href="{html.escape(url)}">{html.escape(url)}</a>' for url in row["source_urls"] if is_web(url))
    return "<br/>".join(filter(None, [html.escape(row["notes"] or ""), *links]))


def _element(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>"


def _text(text: str) -> str:
    # A parser turns a bare carriage return into a new line; its number stays what it is.
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _quoted(name: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", name))
