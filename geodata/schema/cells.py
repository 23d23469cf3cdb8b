"""Texts of a table by columns, each distinct text of a column held and looked at once: columns of incidents repeat themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_LOOKED_AT = 1_000  # rows by which a column is known as one that repeats itself
_STR = pd.StringDtype(na_value=np.nan)
_TEXT = pa.large_string()  # what pandas holds texts in


@dataclass(frozen=True)
class Texts:
    """One column without missing cells.

    ``codes`` says for each row which of ``held`` it holds; None where each row has a value of its own. Of ``held``
    several may be one text, and some may stand in no row.
    """

    held: pa.Array
    codes: np.ndarray | None = None

    @classmethod
    def of(cls, cells: pa.Array | pa.ChunkedArray | pd.Series) -> Texts:
        """Return a column with the space around its texts taken off; a missing cell is an empty one."""
        array = pa.array(cells.astype("str"), from_pandas=True) if isinstance(cells, pd.Series) else cells
        array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
        if array.null_count:
            array = pc.fill_null(array, "")
        if pc.count_distinct(array.slice(0, _LOOKED_AT)).as_py() > min(len(array), _LOOKED_AT) / 2:
            return cls(pc.utf8_trim_whitespace(array))
        encoded = array.dictionary_encode()
        return cls(pc.utf8_trim_whitespace(encoded.dictionary), encoded.indices.to_numpy())

    @classmethod
    def same(cls, text: str, size: int) -> Texts:
        """Return a column of one text."""
        return cls(pa.array([text], _TEXT), np.zeros(size, dtype=np.int32))

    @classmethod
    def listed(cls, texts: Sequence[str]) -> Texts:
        """Return a column with a text of its own for each row."""
        return cls(pa.array(texts, _TEXT))

    def __len__(self) -> int:
        return len(self.held) if self.codes is None else len(self.codes)

    @cached_property
    def is_given(self) -> np.ndarray:
        """Whether each row holds a text that is not empty."""
        return ~self.is_("")

    def is_(self, text: str) -> np.ndarray:
        """Return whether each row holds this text."""
        return self.where(_flags(pc.equal(self.held, text)))

    def among(self, texts: Sequence[str]) -> np.ndarray:
        """Return whether each row holds one of these texts."""
        return self.where(_flags(pc.is_in(self.held, value_set=pa.array(texts, self.held.type))))

    def where(self, flags: np.ndarray) -> np.ndarray:
        """Return for each row the flag of its value."""
        if not flags.any():
            return np.zeros(len(self), dtype=bool)
        found: np.ndarray = self.rows(flags)
        return found

    def rows(self, of_values: Any) -> Any:
        """Return for each row what an array has for its value."""
        return of_values if self.codes is None else of_values.take(self.codes)

    def mapped(self, read: Callable[[str], str]) -> Texts:
        """Return the column with each text replaced by what `read` makes of it."""
        return Texts(pa.array([read(text) for text in self.held.to_pylist()], _TEXT), self.codes)

    def replaced(self, at: np.ndarray, by: str | Texts) -> Texts:
        """Return the column with other texts in some rows: one text, or those of another column."""
        if not at.any():
            return self
        other = Texts.same(by, len(self)) if isinstance(by, str) else by
        size = len(self.held)
        values = pa.chunked_array([self.held.cast(_TEXT), other.held.cast(_TEXT)]).combine_chunks()
        return Texts(values, np.where(at, other._codes + size, self._codes))  # noqa: SLF001  of its own class

    @property
    def _codes(self) -> np.ndarray:
        return np.arange(len(self.held), dtype=np.int32) if self.codes is None else self.codes

    def take(self, rows: np.ndarray) -> Texts:
        """Return the column of these rows, or of those where a mask is True."""
        if self.codes is not None:
            return Texts(self.held, self.codes[rows])
        return Texts(self.held.filter(pa.array(rows)) if rows.dtype == bool else self.held.take(pa.array(rows)))

    def at(self, rows: np.ndarray) -> list[str]:
        """Return the texts of these rows."""
        return list(self.take(rows).array().to_pylist())

    def objects(self) -> np.ndarray:
        """Return the texts as Python's own, one a row."""
        found: np.ndarray = self.rows(self.held.to_numpy(zero_copy_only=False))
        return found

    def array(self) -> pa.Array:
        """Return the texts, one a row."""
        return self.held if self.codes is None else self.held.take(pa.array(self.codes))

    def encoded(self) -> pa.Array:
        """Return the column as Arrow holds texts that repeat, one a row where they do not."""
        if self.codes is None:
            return self.held
        return pa.DictionaryArray.from_arrays(pa.array(self.codes, pa.int32()), self.held)

    def series(self, values: pa.Array | None = None) -> pd.Series:
        """Return the texts as pandas has them, or those that go in place of the values."""
        given = self.held if values is None else values
        whole = given if self.codes is None else given.take(pa.array(self.codes))
        return of_arrow(whole)

    @cached_property
    def meant(self) -> dict[str, pd.Series]:
        """What `geodata.schema.meaning` has read of the values, by the kind of column that it was asked for."""
        return {}

    @cached_property
    def distinct(self) -> pd.Series:
        """The values as pandas has them."""
        return of_arrow(self.held)


@dataclass(frozen=True)
class Cells:
    """Columns of one length, and the number of each row. `key` is the column that names a row in lists of problems."""

    columns: Mapping[str, Texts]
    row: np.ndarray
    key: str

    def __len__(self) -> int:
        return len(self.row)

    def __getitem__(self, name: str) -> Texts:
        return self.columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self.columns


def of_frame(frame: pd.DataFrame) -> dict[str, Texts]:
    """Return the columns of a frame, by name."""
    return {str(name): Texts.of(frame[name]) for name in frame}


def of_arrow(texts: pa.Array) -> pd.Series:
    """Return texts as pandas has them, missing ones too."""
    return pd.Series(_STR.__from_arrow__(texts.cast(_TEXT)))


def _flags(found: pa.Array) -> np.ndarray:
    flags: np.ndarray = found.to_numpy(zero_copy_only=False)
    return flags
