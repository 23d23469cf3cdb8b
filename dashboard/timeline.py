"""What the timeline reads by URL, and the frame that playback shows. No Streamlit.

The timeline counts by day and follows every filter but the dates, which it sets. The browser sums days to
weeks and months, so zooming asks for nothing. During playback the rows of the map stay where they are: a
frame, a period within the question, only says which of them are drawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dashboard import data
from dashboard.remembering import remembered
from geodata import style
from geodata.query import IncidentQuery
from geodata.store import Store

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Frame:
    """The local days, both included, that playback shows at one moment."""

    since: date
    until: date

    @classmethod
    def read(cls, text: object) -> Frame | None:
        """Return the frame that the browser names as ``2023-10-18/2023-10-24``; None where it names none."""
        first, _, last = text.partition("/") if isinstance(text, str) else ("", "", "")
        try:
            frame = cls(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError:
            return None
        return frame if frame.since <= frame.until else None

    def __str__(self) -> str:
        return f"{self.since}/{self.until}"

    @property
    def when(self) -> str:
        """Say the days."""
        return f"{self.since:%-d %b %Y} – {self.until:%-d %b %Y}"

    @property
    def days(self) -> tuple[int, int]:
        """The first and the last day, counted from 1 January 1970 as the rows of the map count them."""
        return (self.since - EPOCH).days, (self.until - EPOCH).days

    def of(self, query: IncidentQuery) -> IncidentQuery:
        """Return the part of the question that the frame shows."""
        since = max(filter(None, (query.since, self.since)))
        return replace(query, since=since, until=min(filter(None, (query.until, self.until))))


@remembered(64)
def body(store: Store, query: IncidentQuery) -> str:
    """Return incidents by day and category, the key dates and the periods of few sources as JSON.

    ``days``: [day, a count for each of ``kinds``]; days without incidents are left out. ``first`` and
    ``last`` are those of the whole data, so the axis stays whatever is asked.
    """
    first, last = data.span(store)
    counted = store.counts(query.without("since", "until"), ["day", "category"]).dropna(subset="day")
    days: dict[str, list[int]] = {}
    for day, category, count in counted.itertuples(index=False):
        days.setdefault(day, [0] * len(style.CATEGORY))[list(style.CATEGORY).index(category)] += int(count)
    said = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "kinds": [{"label": each.label, "colour": each.colour} for each in style.CATEGORY.values()],
        "days": [[day, *counts] for day, counts in days.items()],
        "marks": [_mark(each) for each in data.key_dates(store)],
        "thin": [
            {"since": each.since.isoformat(), "until": each.until.isoformat(), "reason": each.reason}
            for each in data.coverage_spans(store) if each.is_thin
        ],
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _mark(each: data.KeyDate) -> Mapping[str, Any]:
    return {
        "since": each.day.isoformat(),
        "until": each.until.isoformat(),
        "label": each.label,
        "when": each.when,
        "note": each.note,
        "kind": each.kind,
    }
