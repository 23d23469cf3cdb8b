"""Incidents of any number as CSV or GeoJSON, their sources as BibTeX or RIS, piece by piece: what is held at once is one batch, never the answer.

What is sent as it is written comes from here; `geodata.export.in_parts` has the formats that only a file on disk can take.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from geodata.errors import ExportError
from geodata.export import in_parts, pages_in_parts, references
from geodata.export.files import refusal, whole_or_nothing
from geodata.export.geojson import features_of
from geodata.export.tables import guarded_csv
from geodata.query import IncidentQuery
from geodata.store import Store


def csv_pieces(store: Store, query: IncidentQuery, *, limit: int | None = None, offset: int = 0) -> Iterator[bytes]:
    """Yield the bytes of a CSV file, those of `geodata.export.tables.csv_bytes` of the whole answer."""
    yield b"\xef\xbb\xbf"
    for number, taken in enumerate(in_parts.batches(store, query, limit, offset)):
        text = guarded_csv(taken.flat())
        yield (text if not number else text.partition("\r\n")[2]).encode()


def geojson_pieces(store: Store, query: IncidentQuery, *, limit: int | None = None, offset: int = 0) -> Iterator[bytes]:
    """Yield a GeoJSON FeatureCollection (RFC 7946) with what must be said of the data before its features."""
    for number, taken in enumerate(in_parts.batches(store, query, limit, offset)):
        if not number:
            about = taken.about() | {"incidents": str(store.count(query))}
            about = {name: about[name] for name in about if name not in ("without_point", "source_pages")}
            yield (
                json.dumps({"type": "FeatureCollection", **about}, ensure_ascii=False)[:-1] + ', "features": ['
            ).encode()
        features = ",\n".join(json.dumps(each, ensure_ascii=False) for each in features_of(taken))
        yield ((",\n" if number and features else "") + features).encode()
    yield b"]}"


def bibtex_pieces(store: Store, query: IncidentQuery) -> Iterator[bytes]:
    """Yield the bytes that `geodata.export.references.bibtex` makes of the whole answer."""
    first = next(in_parts.batches(store, query, limit=1))
    yield from references.bibtex_pieces(
        first, in_parts.about_all(store, query, first), pages_in_parts.parts(store, query)
    )


def ris_pieces(store: Store, query: IncidentQuery) -> Iterator[bytes]:
    """Yield the bytes that `geodata.export.references.ris` makes of the whole answer."""
    first = next(in_parts.batches(store, query, limit=1))
    yield from references.ris_pieces(first, pages_in_parts.parts(store, query))


PIECES: Mapping[str, Callable[[Store, IncidentQuery], Iterator[bytes]]] = MappingProxyType(
    {".csv": csv_pieces, ".geojson": geojson_pieces}
)
_REFERENCES = MappingProxyType({".bib": bibtex_pieces, ".ris": ris_pieces})
ENDINGS = (*PIECES, *_REFERENCES, *in_parts.FILES)


def write(store: Store, query: IncidentQuery, path: Path) -> None:
    """Write the incidents to `path`, whose ending is one of `ENDINGS`, without holding them in memory; all or nothing.

    Raises
    ------
    ExportError
        If the data set may not be passed on as rows, or the file cannot be written.
    """
    if problem := refusal(store.manifest):
        raise ExportError(problem)
    ending = path.suffix.lower()
    with whole_or_nothing(path) as draft:
        if ending in in_parts.FILES:
            in_parts.FILES[ending](store, query, draft)
            return
        with draft.open("wb") as file:
            file.writelines({**PIECES, **_REFERENCES}[ending](store, query))
