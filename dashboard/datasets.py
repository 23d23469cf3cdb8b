"""The data sets that people brought: in memory only, each for the browser that brought it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass

from dashboard.remembering import let_go
from geodata.catalogue import Catalogue
from geodata.combine import Combination
from geodata.errors import DataError
from geodata.importers import Import
from geodata.store import Store

MOST_OF_ONE, MOST = 4, 24  # kept of one browser and in all; the oldest goes first


@dataclass(frozen=True, eq=False, slots=True)
class DataSet:
    """One upload, or several data sets put together.

    `key` is the version of its data, which changes with every byte and with how it was read; `note` says what
    became of the parts. `beneath`: under boundaries that were laid over a data set, the key of that one, empty for
    the one open at the start.
    """

    key: str
    owner: str
    title: str
    store: Store
    note: str = ""
    beneath: str | None = None


_open: OrderedDict[tuple[str, str], DataSet] = OrderedDict()
_changing = threading.Lock()


def add(owner: str, done: Import | Combination) -> DataSet:
    """Open an upload or a combination for the browser `owner`; `DataError` if that keeps no cookies."""
    if isinstance(done, Combination):
        store, note = done.store, done.sentence()
    else:
        store, note = Store(done.catalogue), ""
    return _kept(DataSet(store.version, owner, store.manifest.title, store, note))


def add_laid(owner: str, laid: Catalogue, title: str, beneath: str) -> DataSet:
    """Open a data set with boundaries laid over it, as `add` does; `beneath` is the key of the one without."""
    return _kept(DataSet(laid.version, owner, title, Store(laid), beneath=beneath))


def _kept(brought: DataSet) -> DataSet:
    owner = brought.owner
    refuse_unknown(owner)
    with _changing:
        gone = [_open.pop((owner, brought.key), None)]
        _open[owner, brought.key] = brought
        own = [key for key in _open if key[0] == owner]
        oldest = [*own[: max(len(own) - MOST_OF_ONE, 0)], *list(_open)[: max(len(_open) - MOST, 0)]]
        gone += [_open.pop(key, None) for key in oldest]
    let_go(*(each.store for each in gone if each is not None))
    return brought


def refuse_unknown(owner: str) -> None:
    """Refuse a browser whose data cannot be kept apart from those of others."""
    if not owner:
        raise DataError(
            "This browser keeps no cookies, so its uploads cannot be told from those of others. Allow cookies for this page."
        )


def of(owner: str) -> list[DataSet]:
    """Return what the browser `owner` brought, oldest first."""
    return [each for each in list(_open.values()) if owner and each.owner == owner]


def found(key: str, owner: str) -> DataSet:
    """Return one data set of the browser `owner`; `DataError` if it has none of that name, whoever else may."""
    if not owner or (owner, key) not in _open:
        raise DataError(
            f"There is no data set {key[:20]!r} in this browser: it was brought by another one, or has been let go. Bring the file again."
        )
    return _open[owner, key]


def is_somebodys(key: str) -> bool:
    """Return whether any browser brought a data set of that name."""
    return any(name == key for _, name in list(_open))


def remove(key: str, owner: str) -> None:
    """Let a data set go."""
    with _changing:
        gone = _open.pop((owner, key), None)
    if gone is not None:
        let_go(gone.store)
