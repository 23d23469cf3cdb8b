"""What a picture knows of how it was made: written into PNG, SVG and PDF alike, and read back.

The record is one ASCII word, ``incident-atlas:`` and JSON in URL-safe base64, because that survives every
place where the three formats keep their metadata, and is found again without parsing what a stranger sent.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from geodata.cartography.layout import Layout
from geodata.errors import DataError, GeodataError
from geodata.query import IncidentQuery
from geodata.store import Store

_WORD = re.compile(rb"incident-atlas:([A-Za-z0-9_=-]{2,200000})")
_LARGEST_BYTES = 400_000_000
_FORM = 1  # counted up when a record could no longer be read by older code


@dataclass(frozen=True, slots=True)
class Record:
    """The question, the layout and the data version of a picture, and the day it was drawn."""

    query: IncidentQuery
    layout: Layout
    data: str
    version: str
    made: date

    def word(self) -> str:
        """Return the record as one ASCII word."""
        return "incident-atlas:" + base64.urlsafe_b64encode(self.json().encode()).decode()

    def json(self) -> str:
        """Return the record as readable JSON."""
        return json.dumps(
            {"form": _FORM, "query": self.query.to_params(), "layout": self.layout.to_params(),
             "data": self.data, "version": self.version, "made": self.made.isoformat()},
            ensure_ascii=False,
        )  # fmt: skip

    def changed(self, store: Store) -> str | None:
        """Return a sentence if `store` holds other data than the picture was drawn from, else None."""
        if self.version == store.version:
            return None
        return (f"The data have changed since this map was drawn on {self.made.isoformat()}: it shows version "
                f"{self.version} of {self.data!r}, this is version {store.version} of {store.manifest.name!r}.")  # fmt: skip


def reopen(source: Path | str | bytes) -> Record:
    """Return what is recorded in a PNG, SVG or PDF map, given as a path or as the bytes of the file.

    Raises
    ------
    DataError
        If the file cannot be read or holds no record; nothing in it is run or parsed but the record.
    """
    name = "the file" if isinstance(source, bytes) else str(source)
    content = source if isinstance(source, bytes) else _bytes(Path(source))
    words = _WORD.findall(content)
    if not words:
        raise DataError(f"Cannot reopen {name}: no map record in it. Maps drawn here as PNG, SVG or PDF hold one; "
                        f"programs that edit or send pictures may strip it.")  # fmt: skip
    problems = []
    for word in words[:20]:  # a title may look like a record
        try:
            return _read(word)
        except GeodataError as problem:
            problems.append(str(problem))
        except (binascii.Error, ValueError, KeyError, TypeError, AttributeError):
            problems.append("Its record is damaged.")
    raise DataError(f"Cannot reopen {name}. {problems[0]} Ask for the map anew.")


def _read(word: bytes) -> Record:
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(word))
    return Record(
        IncidentQuery.from_params(told["query"]), Layout.from_params(told["layout"]),
        str(told["data"]), str(told["version"]), date.fromisoformat(told["made"]),
    )  # fmt: skip


def _bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            raise DataError(
                f"Cannot reopen {path}: larger than {_LARGEST_BYTES // 1_000_000} MB. Give a map drawn here."
            )
        return path.read_bytes()
    except OSError as problem:
        raise DataError(
            f"Cannot reopen {path}: {problem.strerror}. Give the path of a PNG, SVG or PDF map."
        ) from problem
