"""Uploads looked at and read in the background, once for each way of reading them; the last few results are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from dashboard import work
from dashboard.work import Made, Make, Progress, Work
from geodata import importers
from geodata.errors import DataError
from geodata.importers import File, Import, Limits, Look, Opened, Options, Survey

_KEPT = 8  # of all browsers: a look and a reading of each upload
_REMEDY = "Save the file as CSV UTF-8 and try that."
Held = TypeVar("Held")
_Key = tuple[str, str, str, str]
_works: OrderedDict[_Key, Work[Any]] = OrderedDict()
_surveys: OrderedDict[_Key, Survey] = OrderedDict()
_openings: OrderedDict[_Key, Opened] = OrderedDict()
_changing = Lock()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the browser `owner` sent; `number` tells it from all others."""

    name: str
    number: str
    owner: str
    body: bytes = field(repr=False)

    def says_itself(self) -> bool:
        """Return whether it says itself how it is read, so that there is nothing to look at."""
        try:
            return importers.says_itself(self.file(), limits())
        except DataError:
            return False  # told where it is looked at

    def looked(self, options: Options) -> Work[Look]:
        """Return the work of finding out how the file would be read."""
        return self.work(
            "look", options, lambda _: importers.look(self.file(), options, limits(), opened=self._opened(options))
        )

    def read(self, options: Options) -> Work[Import]:
        """Return the work of reading the file, which says how many rows are done."""

        def make(progress: Progress) -> Import:
            surveyed = None if self.says_itself() else self._looked_through(options, progress)
            return importers.read(self.file(), options, progress=progress, surveyed=surveyed)

        return self.work("read", options, make)

    def _looked_through(self, options: Options, progress: Progress) -> Survey:
        """Return what all rows hold, found once for every order of days and choice of places."""

        def make() -> Survey:
            opened = self._opened(options)
            return importers.look_through(self.file(), options, limits=limits(), progress=progress, opened=opened)

        return self._once(_surveys, repr(options.of_the_look), make)

    def _opened(self, options: Options) -> Opened:
        """Return the tables of the file, opened once for its look and for all readings of it."""
        return self._once(
            _openings, repr(options.of_the_opening), lambda: importers.opened(self.file(), options, limits())
        )

    def _once(self, held: OrderedDict[_Key, Held], said: str, make: Callable[[], Held]) -> Held:
        """Return what is held of the file as it is `said` to be, made now if it is not; the last few are held."""
        key = (self.owner, self.number, "", said)
        with _changing:
            found = held.get(key)
        if found is None:
            found = make()
            with _changing:
                held[key] = found
                while len(held) > _KEPT // 2:
                    held.popitem(last=False)
        return found

    def forget(self) -> None:
        """Stop what is being done with the file, and begin anew when that is asked for."""
        with _changing:
            for key in [key for key in _works if key[:2] == (self.owner, self.number)]:
                _works.pop(key).cancel()
            for held in (_surveys, _openings):
                for key in [key for key in held if key[:2] == (self.owner, self.number)]:
                    del held[key]

    def file(self) -> File:
        """Return the file; `DataError` if it is larger than the setting allows."""
        refuse_large(self.name, len(self.body))
        return File(self.name, body=self.body)

    def work(self, kind: str, said: object, make: Make[Made]) -> Work[Made]:
        """Return the work of one `kind` that is done with the file as it is `said` to be: begun, under way or ended."""
        key = (self.owner, self.number, kind, repr(said))
        with _changing:
            if key not in _works or _works[key].is_forgotten:
                self._stop_others()
                _works[key] = work.in_turn(self.name, make, _REMEDY)
            _works.move_to_end(key)
            while len(_works) > _KEPT:
                _works.popitem(last=False)[1].cancel()
            return _works[key].look()

    def _stop_others(self) -> None:
        """Stop other ways of reading the file: nobody waits for them any more."""
        for key, other in list(_works.items()):
            if key[:2] == (self.owner, self.number) and other.is_running:
                _works.pop(key).cancel()


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
