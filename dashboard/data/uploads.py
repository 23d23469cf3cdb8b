"""Uploads read once for each way of reading them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from geodata import importers
from geodata.errors import DataError
from geodata.importers import File, Import, Limits, Look, Options
from geodata.importers.reading import Progress

_KEPT = 3
_read: OrderedDict[tuple[str, str, str], Import] = OrderedDict()
_looking = Lock()


def limits() -> Limits:
    return Limits.of_settings()


def refuse_large(name: str, size: int) -> None:
    """Refuse a file that is larger than the setting allows; a browser is told so before it sends one."""
    most = limits().upload_mb
    if size > most << 20:
        raise DataError(
            f"{name} has {size >> 20:,} MB. Accepted here: up to {most:,} MB (setting GEODATA_MAX_UPLOAD_MB). Larger files of incidents "
            "are read on the command line: `python -m geodata import FILE --to mine.duckdb`."
        )


def imported(name: str, body: bytes, options: Options, progress: Progress) -> Import:
    """Return what became of an upload; the last few are kept, so that a page can be drawn again."""
    key = (name, hashlib.sha256(body).hexdigest(), repr(options))
    with _looking:
        if key in _read:
            return _read[key]
    refuse_large(name, len(body))
    done = importers.read(File(name, body=body), options, progress=progress)
    with _looking:
        _read[key] = done
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return done


def looked(name: str, body: bytes, options: Options) -> Look:
    """Return how an upload would be read."""
    refuse_large(name, len(body))
    return importers.look(File(name, body=body), options, limits())
