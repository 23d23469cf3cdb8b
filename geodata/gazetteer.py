"""Place names to candidates: the sites of the incidents, GeoNames towns and the provinces in one gazetteer.

Two different places that fit about equally well are reported, never chosen between.

Context: a fuzzy ratio alone takes "Qaim" for "Qasim" and loses "Rumaylan" for "Rmeilan". Options: a
transliteration library (knows one standard, and our names follow none); a phonetic code (made for English);
equality in the forms of `_spelling`, then a ratio for slips of the finger. Decision: the last, because a
score then says what agreed.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from geodata import _spelling, names, provinces
from geodata.errors import PlaceError

Kind = Literal["site", "town", "province"]

APART_KM = 10.0  # as the ring drawn around "near this place": within it two names may mean one place
CLOSE = 3.0  # scores no farther apart than this fit equally well
SURE = 86.0  # below this a match is a suggestion, never the answer
SHOWN = 70.0  # below this two names have little to do with each other

# Score by what agrees: the same letters, the same core and a word for the kind of place, the same core, the
# same consonants. Where only most letters agree: their ratio (0 to 100) times `_TYPING`.
_SAME, _SAME_KIND, _SAME_CORE, _SAME_CONSONANTS, _TYPING = 100.0, 93.0, 89.0, 86.0, 0.95
_SHORTEST_TYPED = 4  # three letters with one wrong are another name

_OF_PROVINCE = ("-governorate", "-province")  # how keys of sites end that are no site but all of a province
_RANK: dict[Kind, int] = {"site": 0, "town": 1, "province": 2}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place that a name may mean. Coordinates are WGS 84 degrees, both None where no point is known.

    `score` is 0 to 100, `matched` the spelling that earned it. `place_id` is set for a site of ``places.csv``,
    `geoname_id` and `population` for a town; `province` is an ISO 3166-2 code, empty where it is none of ours.
    `radius_km` is set for a province, whose point is only where its label stands: of a circle of its area.
    """

    name: str
    kind: Kind
    lon: float | None
    lat: float | None
    country: str
    province: str
    score: float = 0
    matched: str = ""
    place_id: str = ""
    geoname_id: int | None = None
    population: int = 0
    radius_km: float | None = None

    def __str__(self) -> str:
        point = "no known point" if self.lat is None else f"{self.lat:.4f} N {self.lon:.4f} E"
        key = self.place_id or (f"GeoNames {self.geoname_id}" if self.geoname_id else self.province)
        where = self.province or self.country
        return f"{self.score:5.1f}  {self.kind:8}  {self.name}  ({where}; {point}; {key}; matched {self.matched!r})"


@dataclass(frozen=True, slots=True)
class Found:
    """What a name may mean, best first. An unknown name has no candidates.

    It is ambiguous if a place that scores within `CLOSE` of the first candidate is another place: more than
    `APART_KM` from it or, where either is a province or has no point, not in the same province.
    """

    name: str
    candidates: tuple[Candidate, ...]
    is_ambiguous: bool

    @property
    def best(self) -> Candidate | None:
        """The first candidate if it may be taken without asking: not ambiguous, and `SURE` or better."""
        if self.is_ambiguous or not self.candidates or self.candidates[0].score < SURE:
            return None
        return self.candidates[0]

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.candidates)

    def __len__(self) -> int:
        return len(self.candidates)

    def __str__(self) -> str:
        if not self.candidates:
            return f"{self.name!r} is not in the gazetteer. Try another spelling, or a larger place near it."
        if self.is_ambiguous:
            verdict = "may mean different places"
        else:
            verdict = "is known" if self.best else "is unknown; these are like it"
        return "\n".join([f"{self.name!r} {verdict}:", *map(str, self.candidates)])


def find(name: str, *, country: str | None = None, province: str | None = None, limit: int = 5) -> Found:
    """Return what `name`, in English or Arabic, may mean.

    Parameters
    ----------
    name
        As people write it: ``"Ain al Asad"``, ``"عين الأسد"``, ``"Deir Ezzor"``.
    country, province
        Only places there; a code, a name or an alias.
    limit
        The most candidates to give. Ambiguity is judged before the rest are cut off.

    Raises
    ------
    PlaceError
        If `name` holds no letter or digit, or nothing is known as `country` or `province`.
    """
    if not names.fold(name):
        raise PlaceError(f"{name!r} holds no letter or digit. Give the name of a place, a town or a province.")
    in_country = names.country_code(country) if country else None
    in_province = names.province_code(province) if province else None
    fitting = [
        place
        for place in _matches(name)
        if in_country in (None, place.country) and in_province in (None, place.province)
    ]
    ranked = sorted(fitting, key=_order)
    rivals = [place for place in ranked[1:] if ranked[0].score - place.score <= CLOSE and _are_apart(ranked[0], place)]
    return Found(name, tuple(ranked[:limit]), is_ambiguous=bool(rivals))


def _order(place: Candidate) -> tuple[float, bool, int, int, str]:
    """Best score first; of equals those with a point, then sites, then the most populous; last what stands for a province."""
    rank = _RANK["province" if place.place_id.endswith(_OF_PROVINCE) else place.kind]
    return -place.score, place.lat is None, rank, -place.population, place.name


def _are_apart(one: Candidate, other: Candidate) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return _division(one) != _division(other)
    if "province" in (one.kind, other.kind):
        return _division(one) != _division(other)
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return 111.2 * math.hypot(east, one.lat - other.lat) > APART_KM  # kilometres of a degree, good to 1 %


def _division(place: Candidate) -> str:
    return place.province or place.country


def _matches(name: str) -> list[Candidate]:
    """Every place that `name` may mean, with the best score that any of its spellings earns."""
    index = _index()
    scores = _scores(name, index)
    best: dict[int, int] = {}
    for spelling in sorted(scores, key=lambda each: (scores[each], -each)):
        best[index.owners[spelling]] = spelling
    return [
        replace(index.places[owner], score=scores[spelling], matched=index.written[spelling])
        for owner, spelling in best.items()
    ]


def _scores(name: str, index: _Index) -> dict[int, float]:
    """Score of every spelling that has enough in common with `name`."""
    from rapidfuzz import fuzz, process

    asked = _spelling.forms(name)
    scores: dict[int, float] = {}
    if len(asked.bare) >= _SHORTEST_TYPED:
        alike = process.extract(
            asked.bare, index.bare, scorer=fuzz.ratio, score_cutoff=SHOWN / _TYPING, limit=None
        )  # fmt: skip
        scores = {spelling: _typed(ratio, asked.bare, known) for known, ratio, spelling in alike}
    for spelling, forms in enumerate(index.forms):
        if earned := _agreement(asked, forms):
            scores[spelling] = max(scores.get(spelling, 0.0), earned)
    return scores


def _typed(ratio: float, asked: str, known: str) -> float:
    """Return the score of a ratio; sure only for one slip of the finger, as "Kampala" is much like "Karbala"."""
    from rapidfuzz.distance import OSA

    score = round(ratio * _TYPING, 1)
    return score if OSA.distance(asked, known) <= 1 else min(score, SURE - 1)


def _agreement(asked: _spelling.Forms, known: _spelling.Forms) -> float:
    if asked.joined == known.joined or asked.bare == known.bare:
        return _SAME
    if asked.core == known.core:
        return _SAME_KIND if asked.kinds & known.kinds else _SAME_CORE
    return _SAME_CONSONANTS if asked.consonants and asked.consonants == known.consonants else 0.0


@dataclass(frozen=True, slots=True)
class _Index:
    """Spelling n is written ``written[n]``, has ``forms[n]`` and means ``places[owners[n]]``."""

    places: list[Candidate]
    owners: list[int]
    written: list[str]
    forms: list[_spelling.Forms]
    bare: list[str]


@cache
def _index() -> _Index:
    entries = [*_sites(), *_towns(), *_provinces()]
    spelled: list[tuple[int, str]] = []
    for owner, (_, ways) in enumerate(entries):
        distinct: dict[str, str] = {}
        for way in ways:
            distinct.setdefault(names.fold(way), way.strip())
        spelled += [(owner, way) for folded, way in distinct.items() if folded]
    forms = [_spelling.forms(way) for _, way in spelled]
    return _Index(
        places=[place for place, _ in entries],
        owners=[owner for owner, _ in spelled],
        written=[way for _, way in spelled],
        forms=forms,
        bare=[each.bare for each in forms],
    )


_Entry = tuple[Candidate, list[str]]  # a place, and every way of writing it


def _sites() -> Iterator[_Entry]:
    for row in _rows("places.csv"):
        lon, lat = (float(row[axis]) if row[axis] else None for axis in ("longitude", "latitude"))
        site = Candidate(
            row["name"], "site", lon, lat, row["country_iso2"], row["admin1_code"], place_id=row["place_id"]
        )  # fmt: skip
        yield site, [row["name"], *_parts(row["name"]), *row["aliases"].split(";")]


def _parts(name: str) -> list[str]:
    """Names inside a name: "Harir / Bashur airfield", "Al-Malikiyah (Derik)", "Mazzeh, Damascus" (the first only).

    But "Erbil, Pirmam road" is not Erbil: a part that is the name of a province says where the place lies.
    """
    provinces_by_name = {names.fold(each.name) for each in names.province_names().values()}
    parts = re.split(r"[/();]|,.*", name)
    return [part for part in parts if "not named" not in part and names.fold(part) not in provinces_by_name]


def _towns() -> Iterator[_Entry]:
    for row in _rows("gazetteer.csv"):
        town = Candidate(
            row["name"], "town", float(row["lon"]), float(row["lat"]), row["country"], row["province"],
            geoname_id=int(row["geoname_id"]), population=int(row["population"] or 0),
        )  # fmt: skip
        yield town, [row["name"], *row["alternate_names"].split(";")]


def _provinces() -> Iterator[_Entry]:
    for code, name in names.province_names().items():
        shape = provinces.known()[code]
        radius_km = round(math.sqrt(shape.area_km2 / math.pi))
        province = Candidate(
            name.name, "province", shape.label_lon, shape.label_lat, name.country, code, radius_km=radius_km
        )  # fmt: skip
        said = [f"{name.name} governorate", f"{name.name} province", f"محافظة {name.name_ar}"]
        yield province, [name.name, name.name_ar, *said, *name.aliases, code, name.pcode]


def _rows(file: str) -> Iterator[dict[str, str]]:
    with (names.DATA / file).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
