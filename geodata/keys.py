"""What incidents can be counted by. Keys are the public names of fields, and the spans of time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# key → SQL of its value; counted keys are the public names of fields wherever a field compares that column
KEYS: Mapping[str, str] = MappingProxyType({
    "country": "country",
    "province": "province",
    "place": "place_id",
    "day": "strftime(event_date, '%Y-%m-%d')",
    "week": "strftime(event_date, '%G-W%V')",
    "month": "strftime(event_date, '%Y-%m')",
    "category": "category",
    "event_type": "event_type",
    "sub_event_type": "sub_event_type",
    "outcome": "outcome",
    "weapon": "unnest(if(len(weapons) = 0, [NULL], weapons))",
    "actor": "actor1_group",
    "target": "actor2_group",
    "claimed_by": "claimed_by",
    "evidence": "confidence",
    "precision": "geo_precision",
    "shown_as": "shown_as",
})  # fmt: skip
