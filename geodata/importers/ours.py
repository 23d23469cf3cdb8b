"""Our own exports, read back: the incidents as they were written, with their sources and what the file says of itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata import catalogue, schema
from geodata import manifest as manifests
from geodata.catalogue import Catalogue
from geodata.errors import DataError
from geodata.importers import delimited, detect
from geodata.importers.manifests import about_in_geojson, about_in_rows, of_export
from geodata.importers.options import Limits, Options
from geodata.importers.reading import Beside
from geodata.importers.survey import Look
from geodata.importers.table import Batch, File, Table
from geodata.manifest import Manifest
from geodata.names import DATA
from geodata.schema import frictionless

_GUARD = r"^'((?:')*[=+\-@\t\r])"  # the apostrophe that exports set before what a spreadsheet would run


_PIECE = 4 << 20  # bytes


def unguarded(table: Table) -> Table:
    """Return the table of a CSV without the apostrophes that its export set."""

    def batches() -> Iterator[Batch]:
        for batch in table.batches():
            texts = [pc.replace_substring_regex(cells, _GUARD, r"\1") for cells in batch.cells.columns]
            yield Batch(pa.table(texts, names=list(columns)), batch.rows, batch.faults)

    columns = tuple(re.sub(_GUARD, r"\1", name) for name in table.columns)
    return table.with_rows(columns, batches)


# What other programs put beside the columns of our exports: numbers and labels of features.
_OF_PROGRAMS = {"Name", "description", "timestamp", "begin", "end", "id", "fid"}


def bare(table: Table) -> Table:
    """Return the table of a map file without what programs add to our columns."""

    def batches() -> Iterator[Batch]:
        for batch in table.batches():
            yield replace(batch, cells=batch.cells.select(list(columns)))

    columns = tuple(name for name in table.columns if name not in _OF_PROGRAMS)
    return table.with_rows(columns, batches)


def whole(table: Table) -> pd.DataFrame:
    """Return all rows of a table, every cell as text."""
    parts = [batch.cells.to_pandas() for batch in table.batches()]
    return (
        pd.concat(parts, ignore_index=True).astype("str")
        if parts
        else pd.DataFrame(columns=list(table.columns), dtype="str")
    )


def beside(seen: Look) -> tuple[Beside, Manifest, Mapping[str, pd.DataFrame]]:
    """Return what comes with incidents of our own: places, their sources where the file has them, and its manifest."""
    places = schema.check_table(catalogue.read_rows(DATA / schema.PLACES.path), schema.PLACES)
    bundled = frozenset(catalogue.read_rows(DATA / schema.INCIDENTS.path)["event_id"])
    about = dict(seen.table.about)
    if "about" in seen.others:
        about |= about_in_rows(whole(seen.others["about"]))
    if seen.kind == "GeoJSON":
        about |= about_in_geojson(seen.file.head)
    tables = {}
    sources = None
    if "sources" in seen.others and len(rows := whole(seen.others["sources"])):
        checked = schema.check_table(rows.drop(columns=["fid"], errors="ignore"), schema.SOURCES)
        sources, tables["refused"] = checked.rows, checked.refused
        tables["sources"] = sources.drop(columns="row")
    tables["places"] = places.rows.drop(columns="row")
    return Beside(places.rows, sources, bundled), of_export(about, seen.file), tables


def from_addresses(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return a row of sources for each address that incidents bring in a column of their own."""
    if "source_urls" not in incidents or not (incidents["source_urls"].fillna("") != "").any():
        nothing = pd.DataFrame(columns=list(schema.SOURCES.names), dtype="str")
        return schema.check_table(nothing, schema.SOURCES).rows.drop(columns="row")
    listed = incidents.set_index("event_id")["source_urls"].astype("str").fillna("").str.split().explode()
    listed = listed[listed.astype("str").str.match(r"(?i)https?://[^\s/]+")]
    hosts = [urlsplit(url).netloc.removeprefix("www.") for url in listed]
    rows = pd.DataFrame({"event_id": listed.index, "publisher": hosts, "title": None, "url": listed.to_numpy()})
    typed = rows.assign(published=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[us]"), supports=None)
    texts = [name for name in schema.SOURCES.names if name != "published"]
    return typed.astype(dict.fromkeys(texts, "str"))[list(schema.SOURCES.names)]


def package(file: File, limits: Limits) -> Catalogue:
    """Return the catalogue of a data package in a zip, read in memory."""
    names = detect.entries(file, limits)
    descriptor_at = next(name for name in names if PurePosixPath(name).name == manifests.DESCRIPTOR)
    folder = descriptor_at.removesuffix(manifests.DESCRIPTOR)
    try:
        descriptor = json.loads(detect.member(file, descriptor_at))
        paths = {str(each["name"]): folder + str(each["path"]) for each in descriptor["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{file.name} has a {manifests.DESCRIPTOR} that cannot be read: {error}. Export the package anew."
        ) from error
    wanted = {table.name: paths[table.name] for table in schema.TABLES if table.name in paths}
    if schema.INCIDENTS.name not in wanted or any(path not in names for path in wanted.values()):
        raise DataError(f"The package {file.name} has no table 'incidents', or names tables that it does not hold.")
    plain = Options(encoding="utf-8-sig", separator=",", header_row=1)
    members = {name: File(path, body=detect.member(file, path)) for name, path in wanted.items()}
    texts = {name: whole(unguarded(delimited.read(each, plain, limits))) for name, each in members.items()}
    elsewhere = manifests.answered_elsewhere(descriptor)
    return catalogue.assemble(
        texts, manifests.of_package(descriptor), version(file), other_ids=elsewhere, optional=frictionless.may_be_empty(descriptor))  # fmt: skip


def version(file: File, said: str = "") -> str:
    """Return twelve hexadecimal digits that change with every byte of the file and with how it was read."""
    import hashlib

    digest = hashlib.sha256()
    with file.open() as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
    digest.update(said.encode())
    return digest.hexdigest()[:12]
