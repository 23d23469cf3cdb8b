"""Headline figures of an answer: how many, of what kind, killed and injured as ranges.

Casualties were coded unevenly over the periods, so every total says for how many incidents it is
stated, and what is not stated is not counted as zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.style import CATEGORY


@dataclass(frozen=True, slots=True)
class CasualtyRange:
    """Fewest and most people by any account, summed over the incidents that state a number.

    `stated` of `of` incidents state one. `is_open`: some incident gives a minimum only, so the true
    upper end lies above `most`; written with a plus sign.
    """

    fewest: int
    most: int
    stated: int
    of: int
    is_open: bool

    def __str__(self) -> str:
        if not self.stated:
            return "not stated"
        span = f"{self.fewest:,}" if self.fewest == self.most else f"{self.fewest:,}–{self.most:,}"
        return f"{span}+" if self.is_open else span

    @property
    def coverage(self) -> str:
        return f"stated for {self.stated:,} of {self.of:,}"


@dataclass(frozen=True, slots=True)
class Figures:
    """Headline figures of one answer. `shown_as` counts dots, badges and the tray; `first` and `last` are local days."""

    incidents: int
    by_category: Mapping[str, int]
    shown_as: Mapping[str, int]
    killed: CasualtyRange
    injured: CasualtyRange
    first: date | None
    last: date | None


def _casualties(what: str) -> str:
    low, high = f"{what}_min", f"{what}_max"
    stated = f"({low} IS NOT NULL OR {high} IS NOT NULL)"
    # A maximum alone leaves the least at 0; a minimum alone is all we have for the most.
    return (
        f"coalesce(sum(coalesce({low}, 0)) FILTER ({stated}), 0)::BIGINT, "
        f"coalesce(sum(coalesce({high}, {low})) FILTER ({stated}), 0)::BIGINT, "
        f"count(*) FILTER ({stated}), count(*), coalesce(bool_or({low} IS NOT NULL AND {high} IS NULL), FALSE)"
    )


def figures(store: Store, query: IncidentQuery) -> Figures:
    """Return the headline figures of the incidents that answer `query`."""
    where, bound = query.to_sql()
    row = store.row(
        f"SELECT {_casualties('killed')}, {_casualties('injured')}, min(event_date), max(event_date) FROM incidents WHERE {where}",
        bound,
    )
    categories = store.counts(query, ["category"]).set_index("category")["count"]
    shown = store.counts(query, ["shown_as"]).set_index("shown_as")["count"]
    return Figures(
        incidents=int(row[3]),
        by_category=MappingProxyType({value: int(categories.get(value, 0)) for value in CATEGORY}),
        shown_as=MappingProxyType({value: int(shown.get(value, 0)) for value in ("dot", "badge", "tray")}),
        killed=CasualtyRange(*row[0:5]),
        injured=CasualtyRange(*row[5:10]),
        first=row[10],
        last=row[11],
    )
