"""The store of a place whose data may be replaced while they are read."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from geodata.addresses import is_address
from geodata.errors import GeodataError
from geodata.store.opening import IN_PLACE, opened
from geodata.store.parquet import ENDINGS
from geodata.store.questions import Store

_LOOK_EVERY_S = 2.0


class Current:
    """Gives the store of what is kept at one place, opened anew once other data are there.

    Those are a file that was renamed into the place, or another import into a database. Whoever holds the older
    store reads on from it; nobody waits while the new one is opened but the one who found it. Files that are not
    read in place are read once. `let_go` is told of each store that another took the place of.
    """

    def __init__(
        self,
        given: Path | str | None,
        *,
        look_every_s: float = _LOOK_EVERY_S,
        let_go: Callable[[Store], object] | None = None,
    ) -> None:
        self._given = given
        self._look_every_s = look_every_s
        self._let_go = let_go
        self._stamp = _watching(given)
        self._opening = threading.Lock()
        self._seen, self._looked = self._stamp(), time.monotonic()
        self._store = opened(given)

    def store(self) -> Store:
        """Return the store of the newest data that can be opened."""
        if self._stamp is _nothing or time.monotonic() - self._looked < self._look_every_s:
            return self._store
        if self._opening.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._opening.release()
        return self._store

    def _look(self) -> None:
        self._looked, found = time.monotonic(), self._stamp()
        if found in (self._seen, None):
            return
        older = self._store
        try:
            self._store = opened(self._given)
        except GeodataError:
            return  # half a copy, or another program's lock: the older data stay, and the next look tries again
        self._seen = found
        if self._let_go is not None:
            self._let_go(older)


def _watching(given: Path | str | None) -> Callable[[], object]:
    """Return what tells whether other data are at a place: its value changes then, and is None where nobody can say."""
    if is_address(given):
        return partial(_import_at, str(given))
    path = None if given is None else Path(given)
    return partial(_file_at, path) if path is not None and path.suffix.lower() in (*IN_PLACE, *ENDINGS) else _nothing


def _nothing() -> None:
    """There is nothing to watch."""


def _file_at(path: Path) -> object:
    if not path.exists():
        return None
    about = path.stat()
    return about.st_ino, about.st_mtime_ns, about.st_size


def _import_at(address: str) -> object:
    from geodata.store.postgres import newest

    with suppress(GeodataError):
        return newest(address)[0]
    return None
