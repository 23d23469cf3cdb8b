"""What incidents can be counted by. Keys are the public names of fields, and the spans of time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from geodata.rules import SEVERAL


@dataclass(frozen=True, slots=True)
class Key:
    """One key. Rows are grouped by `column`, a day by its `unit` of time; `value` takes what is counted out of a group, `say` writes it.

    Grouping comes first because a million rows hold few groups: what is costly is done once for each.
    """

    column: str
    value: str = "{}"
    say: Callable[[date], str] | None = None
    unit: str = ""

    @property
    def grouped(self) -> str:
        """What rows are grouped by."""
        return f"CAST(date_trunc('{self.unit}', {self.column}) AS date)" if self.unit else self.column

    @property
    def touches(self) -> str:
        """What of the rows it takes to know the group: a column, or a unit of time."""
        return self.unit or self.column


def _span(unit: str, form: str) -> Key:
    return Key("event_date", say=lambda day: day.strftime(form), unit=unit)


# key → how it is counted; counted keys are the public names of fields wherever a field compares that column
KEYS: Mapping[str, Key] = MappingProxyType({
    "country": Key("country"),
    "province": Key("province"),
    "area": Key("area"),
    "place": Key("place_id"),
    "day": Key("event_date", say=date.isoformat),
    "week": _span("week", "%G-W%V"),
    "month": _span("month", "%Y-%m"),
    "category": Key("category"),
    "event_type": Key("event_type"),
    "sub_event_type": Key("sub_event_type"),
    "outcome": Key("outcome"),
    "weapon": Key("weapons_text", value="unnest(coalesce(string_to_array(substr({0}, 2, length({0}) - 2), ';'), "
                                        "CAST(ARRAY[NULL] AS text[])))"),
    "actor": Key("actor1_group"),
    "target": Key("actor2_group"),
    "claimed_by": Key("claimed_by"),
    "dataset": Key("dataset", value=f"unnest(coalesce(string_to_array({{0}}, '{SEVERAL}'), CAST(ARRAY[NULL] AS text[])))"),
    "evidence": Key("confidence"),
    "precision": Key("geo_precision"),
    "time_precision": Key("time_precision"),
    "shown_as": Key("shown_as"),
})  # fmt: skip
