"""Data sets put together in the background: one piece of work at a time for each browser."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import NamedTuple

from dashboard import datasets, work
from dashboard.work import Work
from geodata import combine
from geodata.combine import Combination
from geodata.manifest import in_words
from geodata.store import Store

_REMEDY = "Put fewer or smaller data sets together, or keep the incidents in one file."


class _Begun(NamedTuple):
    work: Work[Combination]
    stores: Mapping[str, Store]


_MOST = 4  # of all browsers: what is made and not taken holds a whole data set
_begun: OrderedDict[str, _Begun] = OrderedDict()
_changing = Lock()


def begin(owner: str, stores: Mapping[str, Store]) -> None:
    """Begin to put data sets, by what to call them, together for the browser `owner`; what it began before is stopped.

    `DataError` if that browser keeps no cookies.
    """
    datasets.refuse_unknown(owner)
    chosen = list(stores.values())
    forget(owner)
    made = work.in_turn(in_words(stores), lambda progress: combine.combined(chosen, progress=progress), _REMEDY)
    with _changing:
        _begun[owner] = _Begun(made, stores)
        while len(_begun) > _MOST:
            _begun.popitem(last=False)[1].work.cancel()


def under_way(owner: str) -> Work[Combination] | None:
    """Return what the browser `owner` began and nobody has taken yet; None where it is none, or left it alone."""
    with _changing:
        if owner in _begun and _begun[owner].work.is_forgotten:
            del _begun[owner]
        return _begun[owner].work.look() if owner in _begun else None


def again(owner: str) -> None:
    """Begin anew what was stopped."""
    if owner in _begun:
        begin(owner, _begun[owner].stores)


def forget(owner: str) -> None:
    """Let go of what the browser `owner` began."""
    with _changing:
        if owner in _begun:
            _begun.pop(owner).work.cancel()
