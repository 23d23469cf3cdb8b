"""What a file of incidents is called: its question in a few words of plain ASCII, such as ``attacks-al-anbar-2023-11``."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from geodata.names import fold
from geodata.query import FILTERS, IncidentQuery

LONGEST = 60  # letters without the ending: mail programs and old archives cut longer names
_NOUNS = {"attack_on_us_coalition": "attacks", "us_coalition_strike": "strikes", "other_attack": "other-attacks"}
_TOLD = {"since", "until", "category"}  # said by the dates and the noun


def file_stem(query: IncidentQuery, place_names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the name of a file for the answer to `query`, without its ending.

    Letters a to z, digits and hyphens, never empty, at most `LONGEST` long; the same for the same question.
    What is asked is cut before the dates are.
    """
    noun = _NOUNS[query.category[0]] if len(query.category) == 1 else "incidents"
    dates = _dates(query.since, query.until)
    asked = [_slug(each) for name in FILTERS if name not in _TOLD for each in _said(query, name, place_names)]
    room = LONGEST - len(noun) - len(dates) - 2
    return "-".join(filter(None, (noun, _cut("-".join(filter(None, asked)), room), dates)))


def _said(query: IncidentQuery, name: str, place_names: Mapping[str, str]) -> list[str]:
    """Return the values asked of a field as they are called, without the words of a sentence around them."""
    value, declared = getattr(query, name), FILTERS[name]
    if value in (None, ()):
        return []
    names = place_names if name == "place" else {}
    if not declared.many:
        return [declared.words(value, names)]
    return [names[each] if each in names else declared.say(each) for each in value]


def _slug(text: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", fold(text)))


def _cut(slug: str, room: int) -> str:
    """Return a slug of whole words no longer than `room`; its first word is cut if it must be."""
    if len(slug) <= room:
        return slug
    whole = slug[: room + 1].rpartition("-")[0]
    return whole or slug[:room]


def _dates(since: date | None, until: date | None) -> str:
    if since and until:
        if since.day == 1 and until == until.replace(day=monthrange(until.year, until.month)[1]):
            if (since.year, since.month) == (until.year, until.month):
                return f"{since:%Y-%m}"
            if since.year == until.year and (since.month, until.month) == (1, 12):
                return f"{since:%Y}"
        return f"{since}" if since == until else f"{since}-to-{until}"
    return f"since-{since}" if since else f"until-{until}" if until else ""
