"""Incidents counted by keys: the SQL, and dates written as the keys say.

Rows are grouped before anything is done with the groups, because a million rows hold few of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Never

import pandas as pd

from geodata.errors import QueryError
from geodata.keys import KEYS
from geodata.query import IncidentQuery
from geodata.store import source

Question = tuple[str, list[Any]]


def known(by: Sequence[str]) -> list[str]:
    """Return the keys, each once; `QueryError` if one is not among `KEYS` or there is none."""
    if unknown := [key for key in (by or [""]) if key not in KEYS]:
        raise QueryError(f"Cannot count by {unknown[0]!r}. Keys: {', '.join(KEYS)}.")
    return list(dict.fromkeys(by))


def together(query: IncidentQuery, keys: Sequence[str], tables: Collection[str]) -> Question:
    """Return the question how many incidents there are for each combination of the keys' values."""
    asked, bound = _asked(query, keys, tables)
    columns = _columns(keys)
    taken = ", ".join(KEYS[key].value.format(KEYS[key].grouped) + f' AS "{key}"' for key in keys)
    listed = ", ".join(f'"{key}"' for key in keys)
    order = ", ".join(f'"{key}" NULLS LAST' for key in keys)
    return (
        f"""WITH grouped AS (SELECT {columns}, sum(n) AS n FROM {asked} GROUP BY {columns}),
        taken AS (SELECT {taken}, n FROM grouped)
        SELECT {listed}, CAST(sum(n) AS bigint) AS count FROM taken GROUP BY {listed} ORDER BY {order}""",
        bound,
    )


def first(asked: Question, most: int | None) -> Question:
    """Return a question for the first `most` rows of another and one more, by which is seen that there are more."""
    sql, bound = asked
    return (sql, bound) if most is None else (f"{sql} LIMIT {int(most) + 1}", bound)


def how_many(asked: Question) -> Question:
    """Return the question how many rows another has."""
    sql, bound = asked
    return f"SELECT count(*) FROM ({sql}) AS counted", bound


def refuse(rows: int, by: Sequence[str], most: int) -> Never:
    """Refuse counts of more rows than are given."""
    raise QueryError(
        f"Counted by {', '.join(by)} there would be {rows:,} rows. Given are at most {most:,}. "
        "Count by fewer keys, or narrow the filters."
    )


def written(found: pd.DataFrame) -> pd.DataFrame:
    """Return the answer to `together` with spans of time in words: 2023-10, 2023-W43."""
    spans = {key: say for key in found if key in KEYS and (say := KEYS[key].say)}
    return found.assign(**{key: found[key].map(say, na_action="ignore").astype("str") for key, say in spans.items()})


def apart(query: IncidentQuery, keys: Sequence[str], tables: Collection[str], *, is_columnar: bool) -> Question:
    """Return the question how many incidents there are for each value of each key alone: rows of key, value, count.

    Those who answer are looked at once for each key. Where that is not `is_columnar`, every look reads whole rows: there
    they are made few before.
    """
    asked, bound = _asked(query, keys, tables)
    columns = _columns(keys)
    matched = f"SELECT {columns}, n FROM {asked}"
    if not is_columnar:
        matched = f"SELECT {columns}, CAST(sum(n) AS bigint) AS n FROM {asked} GROUP BY {columns}"
    counted = " UNION ALL ".join(
        f"SELECT '{key}' AS key, CAST({KEYS[key].value.format(KEYS[key].grouped)} AS text) AS value, n FROM "
        f"(SELECT {KEYS[key].grouped}, sum(n) AS n FROM matched GROUP BY {KEYS[key].grouped}) AS grouped"
        for key in keys
    )
    return (
        f"""WITH matched AS MATERIALIZED ({matched}), counted AS ({counted})
        SELECT key, value, CAST(sum(n) AS bigint) FROM counted WHERE value IS NOT NULL GROUP BY key, value""",
        bound,
    )


def _columns(keys: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(KEYS[key].column for key in keys))


def _asked(query: IncidentQuery, keys: Sequence[str], tables: Collection[str]) -> Question:
    columns, touched = ([getattr(KEYS[key], what) for key in keys] for what in ("column", "touches"))
    return source.of(query, columns, tables=tables, touched=touched)


def stretches(counted: Sequence[tuple[date | None, int]], size: int, *, day: str = "event_date") -> list[Question]:
    """Return clauses for stretches of days, each with about `size` rows or a single day, and their bound values.

    Those without a `day` are the last stretch; where there are no rows, one stretch has none.
    """
    days: list[tuple[date, date]] = []
    held = size
    for each, count in counted:
        if each is None:
            continue
        if held + count > size:
            days.append((each, each))
            held = 0
        days[-1] = (days[-1][0], each)
        held += count
    found: list[Question] = [(f"{day} BETWEEN ? AND ?", [*edges]) for edges in days]
    if not found or any(each is None for each, _ in counted):
        found.append((f"{day} IS NULL", []))
    return found
