"""Headline figures of an answer: how many, of what kind, killed and injured as ranges.

Casualties were coded unevenly over the periods, so every total says for how many incidents it is
stated, and what is not stated is not counted as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
        if not self.of:
            return "–"
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
    # A maximum alone leaves the least at 0; a minimum alone is all we have for the most.
    return (
        f"CAST(coalesce(sum(n * {low}), 0) AS bigint), CAST(coalesce(sum(n * coalesce({high}, {low})), 0) AS bigint), "
        f"CAST(coalesce(sum(n) FILTER (WHERE coalesce({low}, {high}) IS NOT NULL), 0) AS bigint), "
        f"CAST(coalesce(sum(n) FILTER (WHERE {low} IS NOT NULL AND {high} IS NULL), 0) AS bigint)"
    )


def figures(store: Store, query: IncidentQuery) -> Figures:
    """Return the headline figures of the incidents that answer `query`, counted in one pass."""
    asked, bound = store.source(
        query, ["category", "shown_as", "killed_min", "killed_max", "injured_min", "injured_max"]
    )
    groups = store.engine.rows(
        f"""SELECT category, shown_as, CAST(sum(n) AS bigint), min(first_day), max(last_day),
        {_casualties("killed")}, {_casualties("injured")} FROM {asked} GROUP BY category, shown_as""",
        bound,
    )
    total = sum(group[2] for group in groups)
    return Figures(
        incidents=total,
        by_category=_counted(CATEGORY, [(group[0], group[2]) for group in groups]),
        shown_as=_counted(("dot", "badge", "tray"), [(group[1], group[2]) for group in groups]),
        killed=_summed([group[5:9] for group in groups], total),
        injured=_summed([group[9:13] for group in groups], total),
        first=min((group[3] for group in groups if group[3]), default=None),
        last=max((group[4] for group in groups if group[4]), default=None),
    )


def _counted(values: Iterable[str], found: list[tuple[str, int]]) -> Mapping[str, int]:
    return MappingProxyType({value: sum(n for each, n in found if each == value) for value in values})


def _summed(groups: list[tuple[int, ...]], total: int) -> CasualtyRange:
    fewest, most, stated, opened = (sum(column) for column in zip((0, 0, 0, 0), *groups, strict=True))
    return CasualtyRange(fewest, most, stated, total, opened > 0)
