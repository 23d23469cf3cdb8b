"""The incidents of a map as entries of a list: numbered as on the map, each with what is known and from whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd

from geodata import style
from geodata.cartography.answer import arabic_names
from geodata.cartography.direction import own, verbatim
from geodata.cartography.words import LANGUAGES, say_day
from geodata.names import province_names
from geodata.query import IncidentQuery
from geodata.schema import vocabulary
from geodata.store import Store

_NAMED_SOURCES = 5


@dataclass(frozen=True)
class Entry:
    """One incident of a list: its number, category, a line in bold, then what is known and from whom."""

    number: int
    category: str
    head: str
    body: str


def entries(store: Store, query: IncidentQuery, language: str = "en") -> list[Entry]:
    """Return the incidents by date, numbered from 1 as on the map; what is told of them is in English."""
    incidents = store.incidents(query)
    shown_as = store.incidents(query, columns=["shown_as"])["shown_as"]
    sources = _publishers(store, incidents["event_id"])
    arabic, kept = (arabic_names(store), verbatim) if language == "ar" else ({}, str)
    rows = zip(incidents.to_dict("records"), shown_as, strict=True)
    return [
        Entry(number, row["category"], f"{say_day(row['event_date'], language)} · {_where(row, arabic, language)}",
              kept(_told(row, way, sources.get(row["event_id"], []))))
        for number, (row, way) in enumerate(rows, start=1)
    ]  # fmt: skip


def _where(row: Mapping[str, object], arabic: Mapping[str, str], language: str) -> str:
    """Return place and province in a language; on Arabic pages a name in Latin letters is a run of its own."""
    province = province_names().get(str(row["province"]))
    place, say = _text(row["place_name"]), LANGUAGES[language]
    names = [place, province.name if province else ""]
    if language == "ar":
        names = [own(arabic.get(str(row["place_id"]), place)) if place else "", province.name_ar if province else ""]
    return f"{say['comma']} ".join(dict.fromkeys(filter(None, names))) or say["no place"]


_NOT_A_DOT = {"badge": "counted in its province", "tray": "not on the map"}


def _told(row: Mapping[str, object], shown_as: str, publishers: Sequence[str]) -> str:
    """Return what is known of an incident, and from whom."""
    outcome = _text(row["outcome"])
    casualties = ((what, _span(row[f"{what}_min"], row[f"{what}_max"])) for what in ("killed", "injured"))
    facts = [
        style.CATEGORY[str(row["category"])].label,
        ", ".join(cast("Iterable[str]", row["weapons"])),
        vocabulary.OUTCOME.label(outcome) if outcome else "",
        *(f"{span} {what}" for what, span in casualties if span),
        vocabulary.EVIDENCE.label(_text(row["confidence"])).lower(),
        _NOT_A_DOT.get(shown_as, ""),
    ]
    more = len(publishers) - _NAMED_SOURCES
    named = ", ".join(publishers[:_NAMED_SOURCES]) + (f" and {more} more" if more > 0 else "")
    return f"{'; '.join(filter(None, facts))}." + (f" Sources: {named}." if named else "")


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _span(low: object, high: object) -> str:
    """Return a range in words; a range that is not stated is empty, never 0."""
    least, most = _text(low), _text(high)
    if not least or not most:
        return f"{least} or more" if least else f"up to {most}" if most else ""
    return least if least == most else f"{least}–{most}"


def _publishers(store: Store, event_ids: pd.Series) -> Mapping[str, list[str]]:
    sources = store.sources(event_ids)
    if sources.empty:
        return {}
    return {str(key): list(dict.fromkeys(group)) for key, group in sources.groupby("event_id")["publisher"]}
