"""For which periods many sources were found and for which few: what every count over time must say.

The periods belong to the data, not to the program: data that do not state any say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

NOT_STATED = (
    "These data do not say for which periods they are complete: a month with few incidents may be a gap in the sources, "
    "not a lull."
)


@dataclass(frozen=True, slots=True)
class Span:
    """A period of local days, both included, for which many (`is_thin` false) or few sources were found."""

    since: date
    until: date
    is_thin: bool
    reason: str


def spans(rows: pd.DataFrame) -> tuple[Span, ...]:
    """Return the rows of the table of coverage, of a catalogue or a store, by day."""
    return tuple(
        Span(row["since"].date(), row["until"].date(), row["coverage"] == "thin", row["reason"])
        for row in rows.sort_values("since").to_dict("records")
    )


def thin(found: tuple[Span, ...], first: date, last: date) -> tuple[Span, ...]:
    """Return the periods of few sources from `first` to `last`, cut to these days."""
    return tuple(
        Span(max(each.since, first), min(each.until, last), is_thin=True, reason=each.reason)
        for each in found
        if each.is_thin and each.since <= last and each.until >= first
    )


def sentence(found: tuple[Span, ...]) -> str:
    """Say for which months the sources are dense, in the words that stand under every chart over time."""
    dense = [_months(each) for each in found if not each.is_thin]
    if not dense:
        return NOT_STATED
    listed = ", ".join(dense[:-1]) + " and " + dense[-1] if len(dense) > 1 else dense[0]
    between = " and thin between" if any(each.is_thin for each in found) else ""
    return f"Our sources are dense for {listed}{between}: a month with few incidents may be a gap in the sources, not a lull."


def _months(span: Span) -> str:
    # The sources may begin or end within a month; the sentence speaks of months.
    first, last = (f"{day:%B %Y}" for day in (span.since, span.until))
    return first if first == last else f"{first} to {last}"
