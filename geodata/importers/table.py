"""What every reader gives: the cells of one table as text, and how it was understood."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa

from geodata.errors import DataError

SURPLUS_REASON = "the row has {} cells, the header {}; is a separator unquoted?"


class Evidence(NamedTuple):
    """One thing that was found out about a file, and what says so."""

    what: str
    found: str
    because: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.found}" + (f" ({self.because})" if self.because else "")


class Inside(NamedTuple):
    """A sheet, layer or file inside another, by the name that chooses it; `rows` where they were counted."""

    name: str
    rows: int | None = None


@dataclass(frozen=True)
class File:
    """A file on disk, or one that somebody sent and that is only in memory."""

    name: str
    path: Path | None = None
    body: bytes = b""

    @classmethod
    def at(cls, path: Path) -> File:
        """Name a file on disk; `DataError` unless it is there and can be read."""
        try:
            with path.open("rb") as stream:
                stream.read(1)
        except OSError as error:
            raise DataError(f"Cannot read {path}: {error.strerror}. Give a file that is there, or a data package's folder.") from error  # fmt: skip
        return cls(str(path), path)

    @property
    def stem(self) -> str:
        return Path(self.name).stem

    @property
    def size(self) -> int:
        return len(self.body) if self.path is None else self.path.stat().st_size

    def open(self) -> BinaryIO:
        return io.BytesIO(self.body) if self.path is None else self.path.open("rb")

    @cached_property
    def head(self) -> bytes:
        """The first megabyte, by which a file is recognised."""
        with self.open() as stream:
            return stream.read(1 << 20)

    def read(self) -> bytes:
        return self.body if self.path is None else self.path.read_bytes()


@dataclass(frozen=True)
class Batch:
    """Some rows. ``cells``: text columns without missing values; ``rows``: their numbers in the file.

    ``faults``: number of a row → why it cannot be taken apart into cells. ``short``: rows that end before the
    header does, and with how many cells.
    """

    cells: pa.Table
    rows: np.ndarray
    faults: Mapping[int, str] = field(default_factory=dict)
    short: Mapping[int, int] = field(default_factory=dict)

    def pieces(self, size: int) -> Iterator[Batch]:
        """Give the rows in their order, at most `size` at a time."""
        for at in range(0, len(self.rows), size):
            rows = self.rows[at : at + size]
            faults = {row: why for row, why in self.faults.items() if rows[0] <= row <= rows[-1]}
            short = {row: cells for row, cells in self.short.items() if rows[0] <= row <= rows[-1]}
            yield Batch(self.cells.slice(at, size), rows, faults, short)


@dataclass(frozen=True)
class Table:
    """One table of a file. `batches` may be called again and gives the same rows again.

    `hxl` has a hashtag for each column, or is empty. `container` says what kind of file it was, `inside` what
    else it holds that could be read in place of this table, this table too. `made`: columns that are not the file's own
    but made of some. `some`, where there is one, gives the rows with the named columns alone, in less time.
    """

    name: str
    container: str
    columns: tuple[str, ...]
    batches: Callable[[], Iterable[Batch]]
    evidence: tuple[Evidence, ...] = ()
    hxl: tuple[str, ...] = ()
    has_header: bool = True
    about: Mapping[str, str] = field(default_factory=dict)
    inside: tuple[Inside, ...] = ()
    made: tuple[str, ...] = ()
    some: Callable[[Sequence[str]], Iterable[Batch]] | None = None

    def batches_of(self, columns: Sequence[str]) -> Iterable[Batch]:
        """Give the rows with at least these columns."""
        return self.batches() if self.some is None else self.some(columns)

    def with_rows(self, columns: Sequence[str], batches: Callable[[], Iterable[Batch]]) -> Table:
        """Return the table with other columns, and what gives their rows."""
        return replace(self, columns=tuple(columns), batches=batches, some=None)

    def sample(self, size: int = 200) -> pa.Table:
        """Return the first rows."""
        for batch in self.batches():
            return batch.cells.slice(0, size)
        return pa.table({name: pa.array([], pa.string()) for name in self.columns})


def of_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], first_row: int) -> Iterator[Batch]:
    """Give rows that are in memory as one batch, short ones filled up."""
    width = len(columns)
    faults = {
        first_row + at: SURPLUS_REASON.format(len(row), width)
        for at, row in enumerate(rows)
        if any(cell != "" for cell in row[width:])
    }
    filled = [[*row[:width], *[""] * (width - len(row))] for row in rows]
    across = list(zip(*filled, strict=True)) if filled else [()] * width
    cells = pa.table({name: pa.array(values, pa.string()) for name, values in zip(columns, across, strict=True)})
    yield Batch(cells, np.arange(first_row, first_row + len(rows)), faults)


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return names of columns with none empty and none twice."""
    taken: dict[str, int] = {}
    found = []
    for at, written in enumerate(names, start=1):
        name = " ".join(written.split()) or f"column_{at}"
        taken[name] = taken.get(name, 0) + 1
        found.append(name if taken[name] == 1 else f"{name}_{taken[name]}")
    return tuple(found)
