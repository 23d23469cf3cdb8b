"""Answers remembered for whoever asks next, so many of each kind, until the data that they are of are let go.

`functools.lru_cache` cannot let go of one store: a file that its reader took away, or an import that was replaced, would stay
with its rows and connections until other answers had taken the place of its last one. A cache in the store itself would
stand in a circle with it. Here what is let go is gone at once, and no answer of it is remembered again.

Parts of one page ask at once: of those who ask the same, one works and all wait.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition
from typing import Any, TypeVar
from weakref import WeakSet

from cachetools import LRUCache, cached

from geodata.store import Store

Ask = TypeVar("Ask", bound=Callable[..., Any])

_kinds: list[Any] = []
_let_go: WeakSet[Store] = WeakSet()


class _Answers(LRUCache[Any, Any]):
    """Those of one kind, by what was asked; of data that were let go there are none."""

    def __setitem__(self, asked: tuple[object, ...], answer: object) -> None:
        if not any(isinstance(each, Store) and each in _let_go for each in asked):
            super().__setitem__(asked, answer)


def remembered(most: int) -> Callable[[Ask], Ask]:
    """Remember the last `most` answers of a function of stores, queries and other values that have a hash."""

    def of(ask: Ask) -> Ask:
        asked = cached(_Answers(most), condition=Condition())(ask)
        _kinds.append(asked)
        return asked

    return of


def let_go(*stores: Store) -> None:
    """Forget every answer of some stores; none of those that are still being made will be remembered."""
    _let_go.update(stores)
    for asked in _kinds if stores else ():
        with asked.cache_condition:
            gone = [key for key in asked.cache if any(isinstance(each, Store) and each in _let_go for each in key)]
            for key in gone:
                del asked.cache[key]
