"""Where the names of columns stand in the first rows of a table: after lines of preamble, before a row of hashtags, or nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from geodata.importers.table import Evidence

LOOKED_AT = 60  # rows
_NUMBER_OR_DAY = re.compile(r"[-+]?[\d٠-٩۰-۹][\d٠-٩۰-۹.,:/\-TZ ]*")
_HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\s*\+[a-z][a-z0-9_]*)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """`names` as written, empty if there are none; the first `skipped` rows hold no data; `hxl` hashtags."""

    names: tuple[str, ...]
    hxl: tuple[str, ...]
    skipped: int
    width: int
    evidence: tuple[Evidence, ...]


def find(rows: Sequence[Sequence[str]], given: int | None = None) -> Header:
    """Return where the header is among the first rows of a table, or take row `given` (from 1; 0 for none)."""
    width = _width(rows)
    tags = next((at for at, row in enumerate(rows) if _is_hxl(row)), None)
    if given is not None:
        at = given - 1 if given else None
        told = [Evidence("header row", str(given) if given else "none", "given")]
    else:
        at, told = _detected(rows, width, tags)
    hxl: tuple[str, ...] = ()
    skipped = 0 if at is None else at + 1
    if tags is not None and tags >= skipped - 1:
        hxl, skipped = tuple(cell.strip() for cell in rows[tags]), tags + 1
        told.append(Evidence("HXL", f"row {tags + 1}", "its cells are hashtags"))
    if at is not None and at > 0 and at != tags:
        told.append(
            Evidence(
                "preamble",
                f"{at} row{'s' * (at > 1)} left out",
                "they stand before the header" if at > 1 else "it stands before the header",
            )
        )
    names = tuple(rows[at]) if at is not None and at < len(rows) else ()
    return Header(tuple(names), hxl, skipped, max(width, len(names)), tuple(told))


def _width(rows: Sequence[Sequence[str]]) -> int:
    """Return how many cells most rows have; of equally many rows, the wider."""
    counted = Counter(len(row) for row in rows if any(cell.strip() for cell in row))
    return max(counted, key=lambda width: (counted[width] * (width > 1 or len(counted) == 1), width), default=0)


def _is_hxl(row: Sequence[str]) -> bool:
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) >= 2 and sum(bool(_HASHTAG.fullmatch(cell)) for cell in filled) >= 0.6 * len(filled)


def _is_datum(cell: str) -> bool:
    return bool(_NUMBER_OR_DAY.fullmatch(cell.strip()))


def _next(rows: Sequence[Sequence[str]], at: int) -> Sequence[str]:
    """Return the first row after one that holds anything."""
    return next((row for row in rows[at + 1 :] if any(cell.strip() for cell in row)), ())


def _detected(rows: Sequence[Sequence[str]], width: int, tags: int | None) -> tuple[int | None, list[Evidence]]:
    """Return the row of the names: the first that is as wide as the data and holds words only."""
    if tags is not None:
        before = next((at for at in range(tags - 1, -1, -1) if any(cell.strip() for cell in rows[at])), None)
        return (tags if before is None else before), [
            Evidence("header row", str((tags if before is None else before) + 1), "the row before the hashtags")
        ]
    for at, row in enumerate(rows[:LOOKED_AT]):
        filled = [cell.strip() for cell in row if cell.strip()]
        if len(filled) < max(2, round(0.7 * width)) and not (width == 1 and filled):
            continue
        repeats = len(filled) - len({each.casefold() for each in filled})
        if any(map(_is_datum, filled)) or (repeats > 1 and not any(map(_is_datum, _next(rows, at)))):
            return None, [Evidence("header row", "none", f"row {at + 1} holds data")]  # fmt: skip
        return at, [Evidence("header row", str(at + 1), "the first row as wide as the data, and it holds names only")]
    return None, [Evidence("header row", "none", "no row holds names")]
