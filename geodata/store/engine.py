"""What runs the questions: an engine takes SQL with bound values and gives rows; the store composes the SQL.

An engine is shared by threads and sessions. A question that nobody waits for any more is stopped through
`stopping`: what runs inside that block on this thread is interrupted when `Stop.now` is called from another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, runtime_checkable

import pandas as pd
import pyarrow as pa

from geodata.errors import GeodataError
from geodata.manifest import Manifest
from geodata.store.dialects import Dialect

Row = tuple[Any, ...]
PART = 20_000  # rows of an answer that comes part by part
_AGAIN_S = 0.1


class Stopped(GeodataError):  # noqa: N818  # no error of anybody: the one who asked has gone
    """A question was stopped because nobody waits for its answer."""


@runtime_checkable
class Engine(Protocol):
    """Tables of one catalogue, wherever they are kept: ``incidents``, ``sources``, ``places`` and what was refused."""

    dialect: Dialect
    manifest: Manifest
    version: str
    in_memory: bool  # whether the rows are only in this process, and so are to be written nowhere
    finds_words: bool  # whether words are found by an index, so that a search looks through few rows

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of an answer."""
        ...

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        """Return an answer as a frame with the types of `as_frame`."""
        ...

    def stream(self, sql: str) -> AbstractContextManager[pa.RecordBatchReader]:
        """Give an answer of any size part by part, while the block runs."""
        ...

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table other than that of incidents, as the catalogue has it."""
        ...

    def close(self) -> None:
        """Let go of files and connections."""
        ...


_FRAME_TYPES: Mapping[pa.DataType, Any] = {
    pa.int64(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.string(): pd.StringDtype(na_value=float("nan")),
}


def as_frame(table: pa.Table) -> pd.DataFrame:
    """Return Arrow as a frame: whole numbers that may be missing, days as days, lists as lists."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=_FRAME_TYPES.get)
    return frame


class Stop:
    """Says to whatever runs inside its `stopping` block that nobody waits for it any more."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interrupt: Callable[[], object] | None = None
        self._idle = threading.Event()
        self.is_asked = False

    def now(self) -> None:
        """Interrupt the question that runs, and refuse those that would follow; returns at once."""
        with self._lock:
            self.is_asked = True
            if self._interrupt is not None:
                threading.Thread(target=self._until_idle, daemon=True).start()

    def _until_idle(self) -> None:
        """Interrupt again until it has worked: an engine forgets what comes just before its question begins."""
        while not self._idle.is_set():
            with self._lock:
                if self._interrupt is not None:
                    self._interrupt()
            self._idle.wait(_AGAIN_S)

    @contextmanager
    def may_interrupt(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Let `now` call `interrupt` while the block runs; raise `Stopped` if it was called before."""
        with self._lock:
            if self.is_asked:
                raise Stopped("Nobody waits for this answer any more.")
            self._interrupt = interrupt
            self._idle.clear()
        try:
            yield
        finally:
            with self._lock:
                self._interrupt = None
                self._idle.set()


_CURRENT: ContextVar[Stop | None] = ContextVar("stop", default=None)


@contextmanager
def stopping(stop: Stop) -> Iterator[None]:
    """Put the questions that this thread asks inside the block under `stop`."""
    token = _CURRENT.set(stop)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def is_stopped() -> bool:
    """Return whether nobody waits for what this thread asks."""
    stop = _CURRENT.get()
    return stop is not None and stop.is_asked


@contextmanager
def interruptible(interrupt: Callable[[], object]) -> Iterator[None]:
    """For engines: run a question that `interrupt` ends, if this thread is inside a `stopping` block."""
    stop = _CURRENT.get()
    if stop is None:
        yield
        return
    with stop.may_interrupt(interrupt):
        yield
