"""Rows with the name of a place and no point: what the gazetteer knows of them, and what a person chose.

A name is placed by itself only where the gazetteer is sure and nothing else fits as well. All others keep
no point until somebody chooses one of their candidates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from geodata import gazetteer, names
from geodata.gazetteer import Candidate
from geodata.importers.tally import Tally
from geodata.schema.cells import Texts

LEAVE = ""  # the choice to leave a name without a point
_NO_PLACES = {
    "",
    "unknown",
    *(names.fold(name) for name in names.COUNTRY_NAMES.values()),
}  # a country is no place in it
_ASKED = ["place_name", "country", "province"]
MOST_NAMES = 5_000  # looked up in one file; each costs milliseconds


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """One name without a point: in how many rows, what it may mean, and which candidate is used (None: no point)."""

    name: str
    country: str
    province: str
    rows: int
    candidates: tuple[Candidate, ...]
    used: Candidate | None

    @property
    def key(self) -> str:
        """What a choice for this name is kept under."""
        return f"{self.name}|{self.country}|{self.province}"


def candidate_key(candidate: Candidate) -> str:
    """Return what names a candidate in a choice."""
    return candidate.place_id or (f"geonames:{candidate.geoname_id}" if candidate.geoname_id else candidate.province)


class Gazetteer:
    """The names of one file, each looked up once. Only while a file is read."""

    def __init__(self, choices: Mapping[str, str]) -> None:
        self._choices = choices
        self._places: dict[tuple[str, str, str], NamedPlace] = {}

    def place(self, given: Mapping[str, Texts], tally: Tally) -> dict[str, Texts]:
        """Return the rows, those with a name and no point placed where that is decided."""
        rows = dict(given)
        lost = np.flatnonzero(~rows["latitude"].is_given & rows["place_name"].is_given)
        if lost.size:
            asked = pd.DataFrame({name: rows[name].at(lost) for name in _ASKED}, index=lost)
            for (name, country, province), group in asked.groupby(_ASKED, sort=False):
                found = self._looked_up(str(name), str(country), str(province), len(group))
                if found is not None and found.used is not None:
                    _put(rows, group.index.to_numpy(), found, found.used, tally)
        return rows

    def places(self) -> tuple[NamedPlace, ...]:
        """Return every name that was looked up, undecided ones first, then the most frequent."""
        return tuple(sorted(self._places.values(), key=lambda each: (each.used is not None, -each.rows, each.name)))

    def _looked_up(self, name: str, country: str, province: str, rows: int) -> NamedPlace | None:
        key = (name, country, province)
        known = self._places.get(key)
        if known is None:
            if names.fold(name) in _NO_PLACES or len(self._places) >= MOST_NAMES:
                return None
            found = gazetteer.find(name, country=country or None, province=province or None)
            if not found and province:  # another district of that name is better than none, for a person to judge
                found = gazetteer.Found(
                    name, gazetteer.find(name, country=country or None).candidates, is_ambiguous=True
                )
            known = NamedPlace(name, country, province, 0, found.candidates, self._chosen(key, found))
        self._places[key] = NamedPlace(name, country, province, known.rows + rows, known.candidates, known.used)
        return self._places[key]

    def _chosen(self, key: tuple[str, str, str], found: gazetteer.Found) -> Candidate | None:
        choice = self._choices.get("|".join(key), self._choices.get(key[0]))
        if choice is None:
            return found.best
        return next((each for each in found.candidates if candidate_key(each) == choice), None)


def _put(rows: dict[str, Texts], where: np.ndarray, found: NamedPlace, used: Candidate, tally: Tally) -> None:
    """Give rows that name one place what is known of it."""
    at = np.zeros(len(rows["province"]), dtype=bool)
    at[where] = True
    if used.province and not rows["province"].is_given[where].all():
        rows["province"] = rows["province"].replaced(at, used.province)
    rows["country"] = rows["country"].replaced(at & ~rows["country"].is_given, used.country)
    if used.kind == "province" or used.lat is None:
        rows["geo_precision"] = rows["geo_precision"].replaced(at, "3")
        tally.add("place", "a name that means a whole province is shown in it", len(where), found.name, used.name)
        return
    rows["latitude"] = rows["latitude"].replaced(at, repr(used.lat))
    rows["longitude"] = rows["longitude"].replaced(at, repr(used.lon))
    is_province = at & rows["geo_precision"].is_("3")
    rows["geo_precision"] = rows["geo_precision"].replaced(at & ~is_province, "2")
    placed = f"{used.name} ({used.lat:.3f} N {used.lon:.3f} E)"
    for those, precision in (
        (at & ~is_province, "so precision 2 (near the place)"),
        (is_province, "precision 3 (province only) as the row says"),
    ):
        tally.add("point", f"found by name in the gazetteer, {precision}", int(those.sum()), found.name, placed)
