"""Columns that hold one value in all rows: kept once, in what a file says of itself, and put back by a view."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geodata._sql import literal, quoted

_KIND = re.compile(r"[A-Z]+")  # a type of DuckDB without parts


@dataclass(frozen=True)
class Once:
    """The columns of a table in their order; of each that is kept once, its type in DuckDB and its value, None for missing."""

    columns: tuple[str, ...]
    values: Mapping[str, tuple[str, Any]]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Once:
        """Return what `told` wrote; `ValueError`, `LookupError` or `TypeError` if something else wrote it."""
        values = {str(name): (str(kind), value) for name, (kind, value) in told["values"].items()}
        for kind, value in values.values():
            if not takes(kind, value):
                raise ValueError(f"no value to keep once: {value!r} as {kind}")
        return cls(tuple(map(str, told["columns"])), values)

    @property
    def told(self) -> dict[str, Any]:
        """The same, as JSON has it."""
        return {"columns": list(self.columns), "values": {name: list(each) for name, each in self.values.items()}}

    def whole(self, table: str) -> str:
        """Return the question for all columns of what is stored in `table` without these."""
        return f"SELECT {', '.join(map(self._column, self.columns))} FROM {table}"

    def _column(self, name: str) -> str:
        if name not in self.values:
            return quoted(name)
        kind, value = self.values[name]
        text = "NULL" if value is None else literal(value)
        return f"{text}::{kind} AS {quoted(name)}"


def takes(kind: str, value: Any) -> bool:
    """Return whether a value of this type can be kept once."""
    plain = value is None or isinstance(value, int | float) or (isinstance(value, str) and "\0" not in value)
    return plain and _KIND.fullmatch(kind) is not None
