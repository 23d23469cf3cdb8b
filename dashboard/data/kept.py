"""The data sets kept on this machine: each opened once, and anew when another file is in its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from dashboard.remembering import let_go
from geodata import home
from geodata.errors import GeodataError
from geodata.store import Store, opened
from geodata.store.laying import catalogue_of

_Stamp = tuple[int, int, int]
_open: dict[
    Path, tuple[_Stamp, Store | str]
] = {}  # what a file was when it was opened, and its store or why there is none
_opening = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A data set of everybody who uses this dashboard, called `name` in the folder."""

    name: str
    store: Store


def may_keep() -> bool:
    """Return whether the setting names a folder for data sets."""
    return home.folder() is not None


def sets() -> tuple[Kept, ...]:
    """Return the data sets that are kept and can be opened, by name."""
    looked = ((path.stem, _opened(path)) for path in _paths())
    return tuple(Kept(name, store) for name, store in looked if isinstance(store, Store))


def problems() -> tuple[str, ...]:
    """Return why some files of the folder cannot be opened."""
    return tuple(told for told in map(_opened, _paths()) if isinstance(told, str))


def found(key: str) -> Store | None:
    """Return the kept data set of that version, None if there is none."""
    return next((each.store for each in sets() if each.store.version == key), None)


def keep(store: Store) -> None:
    """Keep a data set under its title; `ExportError` if the folder cannot be written."""
    home.keep(catalogue_of(store), home.name_for(store.manifest.title, store.version))


def remove(name: str) -> None:
    """Remove a data set, for everybody; who reads it still reads on."""
    home.remove(name)


def _paths() -> Sequence[Path]:
    """Return the files that are there; those that are not there any more are let go."""
    there = home.paths()
    with _opening:
        gone = [_open.pop(path) for path in set(_open) - set(there)]
    _let_go(gone)
    return there


def _let_go(gone: Iterable[tuple[_Stamp, Store | str]]) -> None:
    let_go(*(store for _, store in gone if isinstance(store, Store)))


def _opened(path: Path) -> Store | str | None:
    """Return the store of a file, or why it cannot be opened; None where it has just gone."""
    try:
        about = path.stat()
    except OSError:
        return None
    stamp = (about.st_ino, about.st_mtime_ns, about.st_size)
    with _opening:
        if path in _open and _open[path][0] == stamp:
            return _open[path][1]
        gone = [_open.pop(path)] if path in _open else []
        try:
            found: Store | str = opened(path)
        except GeodataError as error:
            found = str(error)
        _open[path] = (stamp, found)
    _let_go(gone)
    return found
