"""What DuckDB and PostgreSQL say differently; everything else in the SQL of this project both understand alike.

Context: the same questions go to both engines, and answers must be equal row for row. A query builder would hide
the SQL behind a language of its own; two sets of queries would drift apart. So the SQL keeps to what both speak
(``LIKE``, ``FILTER (WHERE …)``, ``CAST(date_trunc(…) AS date)``, ``= ANY(list)``, ``unnest``, ``>>``), formats dates in
Python once they are counted, and the few differences stand in this table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType
from typing import Literal

import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Dialect:
    """One engine's ways.

    `marks` rewrites the ``?`` of bound values (no literal of ours holds one). `types`: the column types that a
    table of incidents needs, by the type of the Arrow column it is made of; texts sort by code point in both.
    `is_columnar`: whether rows are kept by column, so that a look at one column costs no more than that column.
    `reads_bit`: whether the bit of a number is set among bound ones, which lie in their bytes in `bit_order`.
    """

    name: str
    marks: Callable[[str], str]
    types: Mapping[pa.DataType, str]
    is_columnar: bool
    reads_bit: str
    bit_order: Literal["big", "little"]


def _numbered(sql: str) -> str:
    """Return ``$1, $2 …`` in place of question marks, but for those in names of columns."""
    numbers = count(1)
    return re.sub(r'"[^"]*"|\?', lambda found: f"${next(numbers)}" if found[0] == "?" else found[0], sql)


DUCKDB = Dialect(
    "DuckDB",
    marks=lambda sql: sql,
    types=MappingProxyType({}),  # it takes Arrow as it is
    is_columnar=True,
    reads_bit="get_bit(CAST(? AS bit), CAST({} AS integer)) = 1",
    bit_order="big",
)
POSTGRESQL = Dialect(
    "PostgreSQL",
    marks=_numbered,
    types=MappingProxyType(
        {
            pa.string(): 'text COLLATE "C"',
            pa.list_(pa.string()): 'text[] COLLATE "C"',
            pa.date32(): "date",
            pa.int64(): "bigint",
            pa.int32(): "integer",
            pa.float64(): "double precision",
            pa.bool_(): "boolean",
            pa.timestamp("us"): "timestamp",
        }
    ),
    is_columnar=False,
    reads_bit="get_bit(CAST(? AS bytea), {}) = 1",
    bit_order="little",
)
