"""The rows of a text file whose shape is known, read by Arrow block by block.

Rows that cannot be taken apart are repaired where only their last cells are missing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from geodata.errors import DataError
from geodata.importers.table import SURPLUS_REASON, Batch, File

_BLOCK = 4 << 20  # bytes read at a time: half the processor time of 16 MB, which do not stay in its cache
_LARGEST = 16 << 20  # where a cell does not fit into one
_TOGETHER = 16 << 20  # bytes of the blocks that are given as one batch
_MOST_SHORT = 0.2  # of the rows; a row that was cut off is rare


@dataclass(frozen=True, slots=True)
class Shape:
    """How the rows are written, and which columns are `wanted`; all where none is named."""

    encoding: str
    separator: str
    names: tuple[str, ...]
    skipped: int
    wanted: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[str, ...]:
        """The columns that are read."""
        return self.wanted or self.names


@dataclass(slots=True)
class _Odd:
    """Rows whose number of cells is not that of the header, as Arrow meets them: a block before it gives the others."""

    rows: list[tuple[int, str]] = field(default_factory=list)

    def __call__(self, row: object) -> str:
        self.rows.append((row.number, row.text))  # type: ignore[attr-defined]
        return "skip"

    def taken(self, last: int) -> list[tuple[int, str]]:
        """Take out those that stand among the rows before, or right after, the row that would be `last` without them."""
        size = 0
        while size < len(self.rows) and self.rows[size][0] <= last + size + 1:
            size += 1
        among, self.rows = self.rows[:size], self.rows[size:]
        return among


def read(file: File, shape: Shape, block: int = _BLOCK) -> Iterator[Batch]:
    """Give the rows in batches; `DataError` where they cannot be read further."""
    odd = _Odd()
    taken = 0  # rows of the file so far, the odd ones too
    try:
        for cells in _together(_blocks(file, shape, block, odd)):
            among = odd.taken(taken + cells.num_rows)
            yield from _whole(cells, among, taken, shape)
            taken += cells.num_rows + len(among)
        if odd.rows:
            yield from _whole(
                pa.table({name: pa.array([], pa.string()) for name in shape.given}), odd.rows, taken, shape
            )
    except (pa.ArrowInvalid, UnicodeError) as error:
        if "straddl" not in str(error):
            raise DataError(f"Cannot read {file.name} beyond row {taken}: {str(error).splitlines()[0][:160]}. "
                            "Look for a quotation mark that is never closed near there.") from error  # fmt: skip
        if block >= _LARGEST:
            raise DataError(f"{file.name} has a cell of more than {block >> 20} MB after row {taken}, which no text of an incident has. "
                            "Look for a quotation mark that is never closed near there.") from error  # fmt: skip
        yield from read(file, replace(shape, skipped=max(shape.skipped, taken)), _LARGEST)


def _blocks(file: File, shape: Shape, size: int, odd: _Odd) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv as arrow_csv

    options = {
        "read_options": arrow_csv.ReadOptions(
            use_threads=False, block_size=size, column_names=list(shape.names), encoding=_codec(shape.encoding)),
        "parse_options": arrow_csv.ParseOptions(
            delimiter=shape.separator, newlines_in_values=True, invalid_row_handler=odd),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(shape.names, pa.string()), strings_can_be_null=False, check_utf8=False,
            include_columns=list(shape.given)),
    }  # fmt: skip
    with file.open() as stream, arrow_csv.open_csv(stream, **options) as reader:
        yield from reader


def _together(blocks: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    """Give several blocks as one table: what follows costs as much for few rows as for many."""
    held: list[pa.RecordBatch] = []
    for block in blocks:
        held.append(block)
        if sum(each.nbytes for each in held) >= _TOGETHER:
            yield pa.Table.from_batches(held)
            held = []
    if held:
        yield pa.Table.from_batches(held)


def _whole(cells: pa.Table, odd: list[tuple[int, str]], before: int, shape: Shape) -> Iterator[Batch]:
    """Give the rows that Arrow kept and the odd ones among them, those after the header."""
    numbers = _numbers(before, cells.num_rows, [number for number, _ in odd])
    yield from _after_header(_with_repaired(Batch(cells, numbers), odd, shape), shape.skipped)


def _codec(encoding: str) -> str:
    return "utf8" if encoding in ("utf-8", "utf-8-sig") else encoding


def _numbers(before: int, size: int, odd: Iterable[int]) -> np.ndarray:
    """Return the numbers of the rows that Arrow kept, from 1, those of the odd ones left out."""
    skipped = {number - before for number in odd}
    if not skipped:
        return np.arange(before + 1, before + size + 1)
    everything = np.arange(1, size + len(skipped) + 1)
    return before + everything[~np.isin(everything, list(skipped))]


def _with_repaired(batch: Batch, odd: list[tuple[int, str]], shape: Shape) -> Batch:
    """Return the batch with its odd rows: short ones filled up, long ones with what is wrong."""
    if not odd:
        return batch
    width, faults, short, rows = len(shape.names), dict(batch.faults), {}, []
    for number, text in odd:
        cells = next(csv.reader(io.StringIO(text), delimiter=shape.separator), [])
        if any(cell.strip() for cell in cells[width:]):
            faults[number] = SURPLUS_REASON.format(len(cells), width)
        elif 0 < len(cells) < width:
            short[number] = len(cells)
        rows.append([*cells[:width], *[""] * (width - len(cells))])
    at = {name: position for position, name in enumerate(shape.names)}
    across = {name: pa.array([row[at[name]] for row in rows], pa.string()) for name in shape.given}
    cells = pa.concat_tables([batch.cells, pa.table(across)])
    numbers = np.concatenate([batch.rows, [number for number, _ in odd]])
    order = np.argsort(numbers, kind="stable")
    if len(short) > _MOST_SHORT * len(numbers):
        short = {}  # so many that its program leaves out what is empty at the end
    return Batch(cells.take(order), numbers[order], faults, short)


def _after_header(batch: Batch, skipped: int) -> Iterator[Batch]:
    """Give the rows after those that hold no data."""
    below = int(np.searchsorted(batch.rows, skipped + 1))
    faults = {row: why for row, why in batch.faults.items() if row > skipped}
    short = {row: cells for row, cells in batch.short.items() if row > skipped}
    left = replace(batch, cells=batch.cells.slice(below), rows=batch.rows[below:], faults=faults, short=short)
    if len(left.rows):
        yield left
