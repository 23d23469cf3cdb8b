"""Days by which others are dated: the marks of a timeline, each with the page that it is taken from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd


@dataclass(frozen=True, slots=True)
class KeyDate:
    """A day or, where `until` is later than `day`, a period. Local days.

    `url` is a page among the sources of incidents or running counts; `event_id` the incident it is taken
    from, or None where it is taken from a running count.
    """

    day: date
    until: date
    label: str
    kind: str
    note: str
    url: str
    event_id: str | None

    @property
    def is_period(self) -> bool:
        return self.until > self.day

    @property
    def when(self) -> str:
        """Say the day or the period."""
        first = f"{self.day:%-d %b %Y}"
        return f"{first} – {self.until:%-d %b %Y}" if self.is_period else first


def read(rows: pd.DataFrame) -> tuple[KeyDate, ...]:
    """Return the rows of the table of key dates, of a catalogue or a store, by day."""
    return tuple(_key_date(row) for row in rows.sort_values(["date", "label"]).to_dict("records"))


def within(dates: tuple[KeyDate, ...], first: date, last: date) -> tuple[KeyDate, ...]:
    """Return those of which some day lies from `first` to `last`, both included."""
    return tuple(each for each in dates if each.day <= last and each.until >= first)


def _key_date(row: dict[Any, Any]) -> KeyDate:
    day = row["date"].date()
    until = day if pd.isna(row["until"]) else row["until"].date()
    event_id = None if pd.isna(row["event_id"]) else str(row["event_id"])
    return KeyDate(day, max(day, until), row["label"], row["kind"], row["note"], row["url"], event_id)
