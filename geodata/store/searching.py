"""Looks for words once: which incidents hold them is kept as one bit for each row, and every later question reads the bit.

A page asks some twenty questions of one search, and each would look through the words of all incidents. Options were an
index of words in the catalogue (as large as the words, and half the time of an import), a table of those found (a database
may be read-only, and a common word finds half of the rows), and a list of their names in each question (a common word is
megabytes of names). Decision: a set of bits bound to the question, 125 KB for a million incidents, read by number of row
in a hundredth of the time. Both engines can, nothing is written, and files imported before gain as much. A database with
an index of trigrams goes without: it finds rare words sooner, and reads whole rows for a bit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from operator import attrgetter
from threading import Condition
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from cachetools import LRUCache, cachedmethod

from geodata.manifest import Manifest
from geodata.rules import HAS_WORD
from geodata.store.dialects import Dialect
from geodata.store.engine import Engine, Row

_WORD = HAS_WORD.format("search_text")
_WORDS = re.compile(f"{re.escape(_WORD)}(?: AND {re.escape(_WORD)})*")  # as `geodata.rules.ALL_WORDS` writes them
_MARKS = re.compile(rf'"[^"]*"|{_WORDS.pattern}|\?')  # a name in quotes may hold a question mark
_MOST_BYTES = 16_000_000  # of bits kept: 128 searches of a million incidents


class Searching:
    """An engine that answers as `engine` does, and has it look for the same words but once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialect: Dialect = engine.dialect
        self.manifest: Manifest = engine.manifest
        self.version = engine.version
        self.in_memory = engine.in_memory
        self.finds_words = engine.finds_words
        self._found: LRUCache[tuple[Any, ...], bytes] = LRUCache(_MOST_BYTES, getsizeof=len)
        self._looking = Condition()

    def rows(self, sql: str, bound: Sequence[Any] = ()) -> list[Row]:
        return self.engine.rows(*self._by_bits(sql, bound))

    def frame(self, sql: str, bound: Sequence[Any] = ()) -> pd.DataFrame:
        return self.engine.frame(*self._by_bits(sql, bound))

    @contextmanager
    def stream(self, sql: str) -> Iterator[pa.RecordBatchReader]:
        with self.engine.stream(sql) as parts:
            yield parts

    def table(self, name: str) -> pd.DataFrame:
        return self.engine.table(name)

    def close(self) -> None:
        self.engine.close()

    def _by_bits(self, sql: str, bound: Sequence[Any]) -> tuple[str, Sequence[Any]]:
        """Return the same question, with bits to read in place of words to look for."""
        if _WORD not in sql or not self._length:
            return sql, bound
        read: list[Any] = []
        values = iter(bound)
        for mark in (each[0] for each in _MARKS.finditer(sql) if not each[0].startswith('"')):
            taken = tuple(islice(values, mark.count("?")))
            read += taken if mark == "?" else [self._bits(taken)]
        return _WORDS.sub(self.dialect.reads_bit.format('"row"'), sql), read

    # Whoever asks for the same meanwhile waits for it, and nobody for other words.
    @cachedmethod(attrgetter("_found"), condition=attrgetter("_looking"))
    def _bits(self, words: tuple[str, ...]) -> bytes:
        """Return the bits of the rows that hold all of some words."""
        all_of_them = " AND ".join(_WORD for _ in words)
        rows = self.engine.frame(f'SELECT "row" FROM incidents WHERE {all_of_them}', words)["row"].to_numpy("int64")
        bits = np.zeros(self._length, dtype=bool)
        bits[rows] = True
        return np.packbits(bits, bitorder=self.dialect.bit_order).tobytes()

    @cached_property
    def _length(self) -> int:
        """How many bits a search takes: one for each number of a row; 0 where bits are of no use.

        That is where the engine finds words by an index, or rows cannot be told apart by their number.
        """
        if self.engine.finds_words:
            return 0
        if "row" not in self.engine.frame("SELECT * FROM incidents LIMIT 0"):
            return 0
        ((count, different, least, most),) = self.engine.rows(
            'SELECT count(*), count(DISTINCT "row"), min("row"), max("row") FROM incidents'
        )
        is_sound = count and different == count and least >= 0 and most < 8 * _MOST_BYTES
        return int(most) + 1 if is_sound else 0
