"""The next thing is made while the last is used: reading, reckoning and writing go on side by side on two processors.

Worth its thread where the work is Arrow's or DuckDB's, which let other threads run meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pyarrow as pa

Item = TypeVar("Item")
_END = object()


def ahead(items: Iterable[Item]) -> Iterator[Item]:
    """Give the same items in the same order, each made in another thread while the one before it is used.

    What the making of an item raises is raised in its turn. Whoever stops early leaves no thread behind.
    """
    source = iter(items)
    with ThreadPoolExecutor(1, "ahead") as worker:
        coming = worker.submit(next, source, _END)
        try:
            while (item := coming.result()) is not _END:
                coming = worker.submit(next, source, _END)
                yield item  # type: ignore[misc]
        finally:
            if isinstance(source, Iterator) and hasattr(source, "close"):
                worker.submit(source.close).result()
            worker.submit(pa.default_memory_pool().release_unused).result()  # what a thread took, it alone gives back
