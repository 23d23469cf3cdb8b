"""Every fixed word on a picture, by language. Words of vocabularies come from `geodata.style`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

ENGLISH: Mapping[str, str] = MappingProxyType({
    "title": "Reported attacks in Iraq and Syria",
    "incidents": "Incidents",
    "shown": "{shown} of {total} incidents shown",
    "places": "How well the place is known",
    "dot": "One dot, one incident",
    "ring": "of these, site known to within {km:g} km",
    "circle": "Circle: incidents at a site, by area",
    "hexagon": "In a hexagon",
    "in_province": "In a shaded province",
    "no_province": "No known province: not on the map",
    "count": "Incidents by province",
    "density": "Incidents per 10,000 km²",
    "per_month": "Incidents per month",
    "per_hexagon": "Incidents per hexagon, {km:g} km across",
    "per_day_bars": "Incidents a day",
    "per_week_bars": "Incidents a week",
    "per_month_bars": "Incidents a month",
    "gaps": "A gap may be one in the sources, not a lull.",
    "badge": "Province known only: a count",
    "tray": "No known place: not on the map",
    "outside": "Outside this map",
    "killed": "Killed",
    "injured": "Injured",
    "people": "People",
    "dates": "Incidents from {first} to {last} (local days)",
    "day": "Incidents of {first} (local day)",
    "no_dates": "No incident answers this question",
    "sources": "{sources} source records from {publishers} publishers",
    "made": "Drawn {day} from data version {version}",
    "boundaries": "Boundaries: {vintage}. They are de facto lines and imply no endorsement; disputed lines are dashed.",
    "ground": "Rivers: GSHHG (LGPL-3.0). Towns: GeoNames (CC BY 4.0).",
    "absence": "Absence of incidents is not absence of violence: coverage is uneven over time.",
    "projection": "Lambert conformal conic, true at {south:g}° and {north:g}° N",
    "scale": "scale bar true at {lat:.1f}° N",
    "north": "N",
    "km": "km",
})  # fmt: skip

LANGUAGES: Mapping[str, Mapping[str, str]] = MappingProxyType({"en": ENGLISH})
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip  # not strftime, whose names follow the server's locale


def say_day(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def say_month(day: date) -> str:
    return f"{_MONTHS[day.month - 1]} {day.year}"


def short_month(day: date) -> str:
    return _MONTHS[day.month - 1][:3]


def say_count(number: int) -> str:
    return f"{number:,}"
