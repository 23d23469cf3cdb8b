"""Uploads read once for each way of reading them."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

from geodata import importers
from geodata.importers import File, Import, Limits, Look, Options
from geodata.importers.reading import Progress

_KEPT = 3
_read: OrderedDict[tuple[str, str, str], Import] = OrderedDict()
_looking = Lock()


def limits() -> Limits:
    return Limits.of_settings()


def imported(name: str, body: bytes, options: Options, progress: Progress) -> Import:
    """Return what became of an upload; the last few are kept, so that a page can be drawn again."""
    key = (name, hashlib.sha256(body).hexdigest(), repr(options))
    with _looking:
        if key in _read:
            return _read[key]
    done = importers.read(File(name, body=body), options, progress=progress)
    with _looking:
        _read[key] = done
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return done


def looked(name: str, body: bytes, options: Options) -> Look:
    """Return how an upload would be read."""
    return importers.look(File(name, body=body), options, limits())
