"""What the texts of a column mean: numbers, days, addresses, lists; each distinct text is read once."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.schema.cells import Texts
from geodata.schema.tables import Column

_WHOLE_NUMBER, _NUMBER = r"[+-]?[0-9]{1,9}", r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"


def read(texts: Texts, column: Column) -> pd.Series:
    """Return what the distinct texts of a column mean, missing where they mean nothing."""
    if column.kind not in texts.meant:
        pattern, meant = _PATTERNS[column.kind]
        distinct = texts.distinct
        texts.meant[column.kind] = meant(distinct.where(distinct.str.fullmatch(pattern) & (distinct != "")))
    return texts.meant[column.kind]


def _numbers(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text, errors="coerce").astype("float64")


def _days(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")


def _links(text: pd.Series) -> pd.Series:
    return text


# kind → what the text must look like, how it is read (missing where it cannot be)
_PATTERNS: dict[str, tuple[str, Callable[[pd.Series], pd.Series]]] = {
    "date": (r"\d{4}-\d{2}-\d{2}", _days),
    "integer": (_WHOLE_NUMBER, _numbers),
    "number": (_NUMBER, _numbers),
    "url": (r"(?i:https?)://[^\s/]+\S*", _links),
}
# kind → what to say of a text that cannot be read
MEANINGS = {
    "date": "not a date (YYYY-MM-DD)",
    "integer": "not a whole number",
    "number": "not a number",
    "url": "not a web address (http or https)",
}


_EMPTY = {"date": "datetime64[us]", "integer": "Int64", "number": "float64"}


def typed(texts: Texts, column: Column) -> pd.Series:
    """Return a checked column with its type; empty cells become missing.

    Lists stay text: values parted by semicolons, trimmed, each once.
    """
    if not texts.is_given.any():
        return pd.Series(None, index=range(len(texts)), dtype=_EMPTY.get(column.kind, "str"))
    if column.kind in ("date", "integer", "number"):
        meant = texts.rows(read(texts, column).array)
        return pd.Series(meant).astype("Int64") if column.kind == "integer" else pd.Series(meant)
    stated = pc.if_else(pc.equal(texts.held, ""), pa.scalar(None, texts.held.type), texts.held)
    if column.kind == "list":
        stated = pa.array([text and _each_once(text) for text in stated.to_pylist()], texts.held.type)
    return texts.series(stated)


def _each_once(text: str) -> str | None:
    return ";".join(dict.fromkeys(filter(None, map(str.strip, text.split(";"))))) or None
