"""The store of a place whose data may be replaced while they are read."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from geodata.errors import GeodataError
from geodata.store.opening import IN_PLACE, opened
from geodata.store.questions import Store

_LOOK_EVERY_S = 1.0


class Current:
    """Gives the store of what is kept at one place, opened anew once another file has been renamed into it.

    Whoever holds the older store reads on from the older file; nobody waits while the new one is opened but
    the one who found it. Files that are not read in place are read once.
    """

    def __init__(self, given: Path | str | None, *, look_every_s: float = _LOOK_EVERY_S) -> None:
        self._given = given
        self._look_every_s = look_every_s
        path = None if given is None else Path(given)
        self._watched = path if path is not None and path.suffix.lower() in IN_PLACE else None
        self._opening = threading.Lock()
        self._seen, self._looked = self._stamp(), time.monotonic()
        self._store = opened(given)

    def store(self) -> Store:
        """Return the store of the newest data that can be opened."""
        if self._watched is None or time.monotonic() - self._looked < self._look_every_s:
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
        try:
            self._store = opened(self._given)
        except GeodataError:
            return  # half a copy, or another program's lock: the older data stay, and the next look tries again
        self._seen = found

    def _stamp(self) -> tuple[int, int, int] | None:
        if self._watched is None or not self._watched.exists():
            return None
        about = self._watched.stat()
        return about.st_ino, about.st_mtime_ns, about.st_size
