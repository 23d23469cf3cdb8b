"""Problems in the words of the file that they are about: its own columns in place of our fields."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from geodata.importers import coordinates, counts, projected

_NO_NUMBER = "not a whole number"
_NO_COUNT = f"{_NO_NUMBER}, a range (3-5) or a bound (at least 4, 4+)"
_NO_DAY = "not a date (YYYY-MM-DD)"
_NO_DATE = "not a date that we can read (such as 2024-03-05, or 2024-03 for a month)"
_PLAIN_WORDS = frozenset(
    {"province", "country", "category", "confidence", "outcome", "weapons", "damage", "notes", "point"}
)  # in sentences too


def told(lines: pd.DataFrame, fields: Mapping[str, str]) -> pd.DataFrame:
    """Return lines of problems (``column, reason`` and others) with the columns of the file.

    `fields`: our field → column. A field that the file has no column for keeps its name.
    """
    of_points = dict.fromkeys(coordinates.AXES, fields[coordinates.POINT]) if coordinates.POINT in fields else {}
    if projected.EASTING in fields:
        of_points |= dict(zip(coordinates.AXES, (fields[projected.NORTHING], fields[projected.EASTING]), strict=True))
    renamed = {name: column for name, column in (of_points | dict(fields)).items() if name != column}
    if not len(lines):
        return lines
    of_people = lines["column"].isin(list(counts.ENDS)) & (lines["reason"] == _NO_NUMBER)
    reasons = lines["reason"].astype("str").mask(of_people, _NO_COUNT)
    reasons = reasons.mask((lines["column"] == "event_date") & (lines["reason"] == _NO_DAY), _NO_DATE)
    in_reasons = [name for name in renamed if name not in _PLAIN_WORDS]
    if in_reasons:
        named = re.compile(rf"\b({'|'.join(in_reasons)})\b")
        meant = {text: named.sub(lambda found: f"“{renamed[found[1]]}”", text) for text in reasons.unique()}
        reasons = reasons.map(meant)
    return lines.assign(column=lines["column"].astype("str").replace(renamed), reason=reasons)
