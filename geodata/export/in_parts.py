"""Incidents of any number as GeoParquet or GeoPackage, written part by part: what is held at once is one batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import pandas as pd

from geodata.export import geoformats
from geodata.export.extract import Extract, taken_from
from geodata.query import IncidentQuery
from geodata.store import Store


def batches(store: Store, query: IncidentQuery, limit: int | None = None, offset: int = 0) -> Iterator[Extract]:
    """Yield what answers by date in extracts of some thousand incidents, at least one, each with its sources."""
    sentence = store.sentence(query, store.count(query))
    day = date.today()  # noqa: DTZ011  # the day where the file is made
    for incidents in store.batches(query, limit=limit, offset=offset):
        yield taken_from(store, query, incidents, sentence, day)


def geoparquet(store: Store, query: IncidentQuery, path: Path) -> None:
    """Write the file that `geodata.export.geoformats.geoparquet` makes of the whole answer, in more row groups."""
    from pyarrow import parquet

    taken = batches(store, query)
    first = next(taken)
    schema = geoformats.pointed(first).schema
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        file.write_table(geoformats.pointed(first))
        for each in taken:
            file.write_table(geoformats.pointed(each).cast(schema))
        geo = geoformats.geo(_corners(store, query))
        file.add_key_value_metadata(about_all(store, query, first) | {"geo": json.dumps(geo)})


def geopackage(store: Store, query: IncidentQuery, path: Path) -> None:
    """Write the file that `geodata.export.geoformats.geopackage` makes of the whole answer."""
    with TemporaryDirectory(dir=path.parent) as folder:  # SQLite writes beside its file, and GDAL wants its ending
        made = Path(folder) / "incidents.gpkg"
        for number, taken in enumerate(batches(store, query)):
            if not number:
                first, about = taken, about_all(store, query, taken)
            for name, table in geoformats.layers(taken).items():
                geoformats.add_layer(made, name, table, taken, about)
        geoformats.add_layer(made, "about", geoformats.about_layer(about), first, about)
        geoformats.date_layers(made, first)
        made.replace(path)


def about_all(store: Store, query: IncidentQuery, first: Extract) -> dict[str, str]:
    """Return what a file of many parts says of itself; the numbers are those of the whole answer."""
    where, bound = query.to_sql()
    count, without = store.row(f"SELECT count(*), count(*) - count(latitude) FROM incidents WHERE {where}", bound)
    of_these = f"event_id IN (SELECT event_id FROM incidents WHERE {where})"
    (pages,) = store.row(f"SELECT count(DISTINCT url) FROM sources WHERE {of_these}", bound)
    return first.about() | {"incidents": str(count), "without_point": str(without), "source_pages": str(pages)}


def _corners(store: Store, query: IncidentQuery) -> pd.DataFrame:
    """Return two points between which all others lie; none where no point is known."""
    where, bound = query.to_sql()
    edges = store.frame(
        f"""SELECT min(longitude) AS west, min(latitude) AS south, max(longitude) AS east, max(latitude) AS north
        FROM incidents WHERE {where}""",
        bound,
    ).iloc[0]
    return pd.DataFrame({"longitude": [edges["west"], edges["east"]], "latitude": [edges["south"], edges["north"]]})


FILES: Mapping[str, Callable[[Store, IncidentQuery, Path], None]] = MappingProxyType(
    {".parquet": geoparquet, ".gpkg": geopackage}
)
