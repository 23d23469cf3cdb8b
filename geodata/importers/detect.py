"""What kind of file it is, by its content and never by its name, and the tables in it."""

from __future__ import annotations

import codecs
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from types import MappingProxyType

from geodata.errors import DataError, QuestionError
from geodata.importers import delimited, records, sheets, spatial
from geodata.importers import layers as spatial_layers
from geodata.importers.layers import Layer
from geodata.importers.options import Limits, Options
from geodata.importers.table import Evidence, File, Inside, Table

# What each kind is called, and how its content begins or what it holds.
KINDS: Mapping[str, str] = MappingProxyType({
    "text": "CSV, TSV or semicolons, in any encoding",
    "workbook": "Excel (XLSX, XLS) or OpenDocument (ODS)",
    "GeoJSON": "GeoJSON",
    "JSON": "JSON: a list of records, or a record a line",
    "GeoPackage": "GeoPackage",
    "KML": "KML",
    "KMZ": "KMZ",
    "shapefile": "shapefile in a zip",
    "Parquet": "Parquet or GeoParquet",
    "zipped text": "one CSV in a zip",
    "package": "data package in a zip",
    "catalogue": "catalogue (.duckdb)",
})  # fmt: skip
_ACCEPTED = (
    "Accepted: CSV, TSV, XLSX, ODS, GeoJSON, JSON, GeoPackage, KML, KMZ, zipped shapefile, Parquet, our own exports."
)
_PIECE = 1 << 20
_NEVER = 400  # times that a file may grow when it is unpacked; a table of zeros grows a thousand times


def kind_of(file: File, limits: Limits) -> str:
    """Return a name of `KINDS`; `DataError` for an empty file and for what is none of them."""
    head = file.head
    if not head.strip(b"\xef\xbb\xbf\0 \r\n\t"):
        raise DataError(f"{file.name} is empty. Give a file with a header line and a row per incident.")
    if head.startswith(b"PK"):
        return _kind_of_zip(file, limits)
    for kind, mark in (("Parquet", b"PAR1"), ("GeoPackage", b"SQLite format 3\0"), ("workbook", b"\xd0\xcf\x11\xe0")):
        if head.startswith(mark):
            return kind
    if head[8:12] == b"DUCK":
        return "catalogue"
    return _kind_of_text(file)


_OF_MAPS = re.compile(rb'"type"\s*:\s*"(?:Feature|FeatureCollection|GeometryCollection|Topology)"')
_OF_RECORDS = re.compile(rb'\[?\s*\{\s*"')  # brackets within brackets are told of as maps are


def _kind_of_text(file: File) -> str:
    head = file.head
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:4000]
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = head[:8000].decode("utf-16", "ignore").encode().lstrip()
    if start.startswith((b"{", b"[")):
        is_map = _OF_MAPS.search(head.replace(b"\0", b"")) or not _OF_RECORDS.match(start)
        return "GeoJSON" if is_map else "JSON"
    if start.startswith(b"<"):
        if b"<!doctype html" in start.lower() or b"<html" in start.lower():
            raise DataError(f"{file.name} is a web page, perhaps one that asks to log in. {_ACCEPTED}")
        if (
            b"<kml" in start
            or b"earth.google.com" in start
            or b"opengis.net/kml" in start
            or b"<!ENTITY" in start
            or b"<!DOCTYPE" in start
        ):
            return "KML"
        raise DataError(f"{file.name} is XML or HTML, but not KML. {_ACCEPTED}")
    for mark, what in _STRANGERS.items():
        if head.startswith(mark):
            raise DataError(f"{file.name} is {what}, not a table. {_ACCEPTED}")
    return "text"


_STRANGERS = {b"%PDF": "a PDF", b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture",
              b"\x1f\x8b": "packed with gzip (unpack it first)", b"7z\xbc\xaf": "packed with 7-Zip (unpack it first)",
              b"Rar!": "packed with RAR (unpack it first)"}  # fmt: skip


def _kind_of_zip(file: File, limits: Limits) -> str:
    names = entries(file, limits)
    endings = {PurePosixPath(name).suffix.lower() for name in names}
    if "[Content_Types].xml" in names or "content.xml" in names:
        return "workbook"
    if "datapackage.json" in {PurePosixPath(name).name for name in names}:
        return "package"
    for ending, kind in (
        (".shp", "shapefile"),
        (".kml", "KMZ"),
        (".csv", "zipped text"),
        (".tsv", "zipped text"),
        (".txt", "zipped text"),
    ):
        if ending in endings:
            return kind
    raise DataError(f"{file.name} is a zip of {', '.join(names[:5])}, none of which is a table. {_ACCEPTED}")


def entries(file: File, limits: Limits) -> list[str]:
    """Return the names in a zip; `DataError` if it is broken, locked, or would grow beyond the limits."""
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as packed:
            infos = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise DataError(f"{file.name} is a broken zip: {error}. Pack it anew.") from error
    if any(info.flag_bits & 1 for info in infos):
        raise DataError(f"{file.name} is a zip with a password. Pack it anew without one.")
    whole = sum(info.file_size for info in infos)
    if whole > limits.unpacked_mb << 20 or whole > max(_NEVER * file.size, 64 << 20):
        raise DataError(f"{file.name} would grow to {whole >> 20:,} MB when unpacked. Accepted: up to {limits.unpacked_mb:,} MB "
                        f"(setting GEODATA_MAX_UNPACKED_MB) and {_NEVER} times its size. Give the table itself.")  # fmt: skip
    return [info.filename for info in infos if not info.is_dir()]


def member(file: File, name: str) -> bytes:
    """Return one file of a zip, no more of it than the zip says it holds."""
    taken = []
    try:
        with file.open() as stream, zipfile.ZipFile(stream) as packed, packed.open(name) as inside:
            while piece := inside.read(
                _PIECE
            ):  # asked for at once, all that it grows to would be held before it is counted
                taken.append(piece)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise DataError(f"{file.name} is a broken zip: {error}. Pack it anew.") from error
    return b"".join(taken)


def tables(file: File, options: Options, limits: Limits) -> tuple[str, list[Table]]:
    """Return the kind of a file and its tables, at least one."""
    kind = kind_of(file, limits)
    read = {"text": _text, "zipped text": _zipped_text, "workbook": _workbook, "Parquet": _parquet, "JSON": _json}.get(
        kind, _gdal
    )
    return kind, read(file, kind, options, limits)


def _text(file: File, _: str, options: Options, limits: Limits) -> list[Table]:
    return [delimited.read(file, options, limits)]


def _zipped_text(file: File, _: str, options: Options, limits: Limits) -> list[Table]:
    names = [name for name in entries(file, limits) if PurePosixPath(name).suffix.lower() in (".csv", ".tsv", ".txt")]
    if len(names) > 1 and options.sheet not in names:
        raise which(f"{file.name} holds {len(names)} tables: {', '.join(names[:6])}.", names)
    name = options.sheet if options.sheet in names else names[0]
    table = delimited.read(File(f"{file.name}/{name}", body=member(file, str(name))), options, limits)
    return [replace(table, name=str(name), inside=tuple(map(Inside, names)))]


def which(told: str, names: Sequence[str]) -> QuestionError:
    """Return the question which part of a file holds the incidents."""
    return QuestionError(f"{told} Which one holds the incidents?", "sheet", tuple(names), "--sheet NAME")


def _workbook(file: File, _: str, options: Options, limits: Limits) -> list[Table]:
    limits.check_size(file.name, file.size)
    if file.head.startswith(b"PK"):
        _inflates_as_said(file, limits)
    return sheets.read(file, options, limits)


def _inflates_as_said(file: File, limits: Limits) -> None:
    """Refuse a zip whose parts grow beyond what its own table of contents says: other readers would follow them."""
    for name in entries(file, limits):
        member(file, name)


def _parquet(file: File, _: str, options: Options, limits: Limits) -> list[Table]:
    return [spatial.parquet(file, options, limits)]


def _json(file: File, _: str, options: Options, limits: Limits) -> list[Table]:
    return [records.read(file, options, limits)]


def _gdal(file: File, kind: str, options: Options, limits: Limits) -> list[Table]:
    return spatial.read(guarded(file, kind, options, limits), kind, options, limits)


def layers(file: File, options: Options, limits: Limits) -> list[Layer]:
    """Return the layers of a file with shapes, after the same checks as one of incidents."""
    kind = kind_of(file, limits)
    if kind == "Parquet":
        return [spatial_layers.parquet(file, limits)]
    if kind not in _GUARDS:
        raise DataError(
            f"{file.name} is {KINDS[kind]}, which holds no shapes. Accepted: {', '.join((*_GUARDS, 'GeoParquet'))}."
        )
    return spatial_layers.read(guarded(file, kind, options, limits), kind, options, limits)


def guarded(file: File, kind: str, options: Options, limits: Limits) -> File:
    """Return the file to give to GDAL, refused if it is made to do harm."""
    return _GUARDS[kind](file, options, limits)


_DEEPEST = 64  # brackets within brackets; a multipolygon has six


def _not_too_deep(file: File, _: Options, limits: Limits) -> File:
    depth = deepest = 0
    for byte in file.head:
        depth += (byte in b"[{") - (byte in b"]}")
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        raise DataError(
            f"{file.name} nests brackets more than {_DEEPEST} deep, which no map does. Save it anew from a GIS."
        )
    # GDAL takes a kilobyte for each column before it says how many there are.
    limits.check_columns(file.name, file.head.count(b'":') // max(file.head.count(b'"properties"'), 1))
    return file


def _without_entities(file: File, _: Options, limits: Limits) -> File:
    limits.check_size(file.name, file.size)
    spatial_layers.refuse_entities(file.name, file.read())
    return file


def _inside_kmz(file: File, _: Options, limits: Limits) -> File:
    name = next(name for name in entries(file, limits) if name.lower().endswith(".kml"))
    body = member(file, name)
    spatial_layers.refuse_entities(file.name, body)
    return File(f"{file.name}/{name}", body=body)


def _one_shapefile(file: File, options: Options, limits: Limits) -> File:
    _inflates_as_said(file, limits)
    shapes = [name for name in entries(file, limits) if name.lower().endswith(".shp")]
    if len(shapes) > 1 and options.sheet is None:
        names = [PurePosixPath(name).stem for name in shapes]
        raise which(f"{file.name} holds {len(shapes)} shapefiles: {', '.join(names[:6])}.", names)
    return file


def _as_it_is(file: File, _: Options, __: Limits) -> File:
    return file


_GUARDS: Mapping[str, Callable[[File, Options, Limits], File]] = MappingProxyType({
    "GeoJSON": _not_too_deep, "GeoPackage": _as_it_is, "KML": _without_entities, "KMZ": _inside_kmz, "shapefile": _one_shapefile,
})  # fmt: skip


def evidence(kind: str) -> Evidence:
    return Evidence("kind of file", KINDS[kind], "by its content")
