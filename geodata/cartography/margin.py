"""What stands around a map: title, scale bar, north arrow, projection, caption."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

import numpy as np
from matplotlib.path import Path

from geodata import manifest, provinces
from geodata.cartography import fonts
from geodata.cartography.answer import Answer
from geodata.cartography.direction import own, verbatim
from geodata.cartography.sheet import CAP, Rect, Sheet
from geodata.cartography.view import View
from geodata.cartography.words import LANGUAGES, say_count, say_day, say_list
from geodata.names import DATA
from geodata.schema import vocabulary
from geodata.style import Ground

_LEADING = 1.36
_MOST_PROVINCES = 2  # named in a title
_STRIKE = "us_coalition_strike"
_RIVERS, _TOWNS = "GSHHG (LGPL-3.0)", "GeoNames (CC BY 4.0)"


def title_of(answer: Answer, language: str) -> str:
    """Return the title of a map that was given none: the kind of incident asked for or found, and where.

    A place that is asked for alone is named, else one or two provinces that are, else the countries of those
    found; a kind that is asked for stands alone but for the place.
    """
    kinds, say, place = answer.query.category, LANGUAGES[language], _asked_place(answer, language)
    where = say["at"].format(where=place) if place else ""
    if len(kinds) == 1:
        what = say.get(kinds[0], vocabulary.CATEGORY[kinds[0]].phrase)
    else:
        what = say[_found(answer)]
        named = say_list(_asked_provinces(answer, language) or _countries(answer, say), say)
        where = where or (say["in"].format(where=named) if named else "")
    return " ".join(filter(None, (what[0].upper() + what[1:], where)))


def _found(answer: Answer) -> str:
    """Return the word for all incidents found together: strikes by the United States and the coalition are no attacks."""
    found = {kind for kind, count in answer.figures.by_category.items() if count}
    if not found or {_STRIKE} < found:
        return "reported incidents"
    return "reported strikes" if found == {_STRIKE} else "reported attacks"


def _asked_place(answer: Answer, language: str) -> str | None:
    asked = answer.query.place
    names = answer.arabic_names if language == "ar" else answer.place_names
    return names.get(asked[0]) if len(asked) == 1 else None


def _asked_provinces(answer: Answer, language: str) -> list[str]:
    asked = answer.query.province
    known = [provinces.known()[code] for code in asked] if len(asked) <= _MOST_PROVINCES else []
    return [each.name_ar if language == "ar" else each.name for each in known]


def _countries(answer: Answer, say: Mapping[str, str]) -> list[str]:
    here = set(answer.incidents["country"].dropna().unique())
    return [say[code] for code in vocabulary.COUNTRY if code in here]


def _arabic_question(answer: Answer) -> list[str]:
    """Return what was asked in Arabic, and last what has English words only: weapons, actors, words looked for."""
    query, say = answer.query, LANGUAGES["ar"]
    names = {"province": _asked_provinces(answer, "ar"), "country": [say[each] for each in query.country],
             "place": [answer.arabic_names[each] for each in query.place if each in answer.arabic_names]}  # fmt: skip
    said = {name: [say["in"].format(where=say_list(found, say))] for name, found in names.items()
            if found and len(found) == len(getattr(query, name))}  # fmt: skip
    if query.category:
        said["category"] = [say_list([say[each] for each in query.category], say)]
    for name, day in (("since", query.since), ("until", query.until)):
        if day:
            said[name] = [say[name].format(day=say_day(day, "ar"))]
    left = query.without(*said)
    if left.place:  # its English names are not known here
        return [verbatim(answer.question)]
    told = f"{say['comma']} ".join(part for name in query.asked() for part in said.get(name, []))
    return [*filter(None, [told]), *([verbatim(str(left))] if left.asked() else [])]


def subtitle_of(answer: Answer, language: str) -> str:
    """Return the question in words, with the dates of the incidents where it names none."""
    found, say = answer.figures, LANGUAGES[language]
    asked = answer.query.asked()
    said = answer.sentence
    if "sentence" in say:
        said = " · ".join([say["sentence"].format(count=say_count(found.incidents)), *_arabic_question(answer)])
    if found.first is None or found.last is None or {"since", "until"} & set(asked):
        return said
    days = [say_day(day, language) for day in dict.fromkeys((found.first, found.last))]
    return f"{said}{say['comma']} {' – '.join(days)}"


def caption_parts(answer: Answer, boundary_vintage: str, made: date, language: str) -> list[str]:
    """Return what the caption says, a sentence each: dates, sources, licence, version, boundaries, ground."""
    found, say = answer.figures, LANGUAGES[language]
    dates = say["no_dates"]
    if found.first and found.last:
        first, last = say_day(found.first, language), say_day(found.last, language)
        dates = (say["day"] if first == last else say["dates"]).format(first=first, last=last)
    sources = say["sources"].format(sources=say_count(answer.sources), publishers=say_count(answer.publishers))
    number = answer.manifest.version
    version = verbatim(f"{number} ({answer.version})" if number else answer.version)
    credit = answer.manifest.show_on_image or answer.manifest.title
    licence = answer.manifest.licence
    is_told = licence == "not stated" or licence in credit or ("CC BY" in credit and "CC BY" in licence)
    stated = "" if is_told else f" {say['licence'].format(licence=verbatim(licence))}."
    return [
        f"{dates}; {sources}." if answer.sources else f"{dates}.",
        f"{own(credit)}.{stated}",
        say["made"].format(day=say_day(made, language), version=version) + ".",
        say["absence"],
        say["boundaries"].format(vintage=own(boundary_vintage)),
        *([say["areas"].format(source=own(answer.boundaries.source))] if answer.boundaries else []),
        say["ground"].format(rivers=verbatim(_RIVERS), towns=verbatim(_TOWNS)),
    ]


def draw_lines(sheet: Sheet, lines: list[str], left: float, top: float, size: float, color: str, role: str,
               weight: fonts.Weight = "regular", leading: float = _LEADING) -> float:  # fmt: skip
    """Set lines from their upper left corner; return where they end."""
    line = top - CAP * size
    for text in lines:
        sheet.text(left, line, text, size, color, role=role, weight=weight)
        line -= size * leading
    return line + size * leading - 0.24 * size


def bar_km(pt_per_km: float, longest_pt: float) -> float:
    """Return a round number of kilometres that fits in `longest_pt` points."""
    longest = longest_pt / pt_per_km
    power = 10.0 ** np.floor(np.log10(longest))
    return float(max(step * power for step in (1, 2, 5) if step * power <= longest))


def draw_scale(
    sheet: Sheet, view: View, left: float, middle: float, size: float, colours: Ground, say: Mapping[str, str]
) -> float:
    """Draw north arrow, scale bar and what they rest on along a line; return where they end."""
    left = _north_arrow(sheet, left, middle, size, colours, say) + size * 1.2
    lat = view.middle_lat
    pt_per_km = view.pt_per_km * view.projection.scale(lat)
    km = bar_km(pt_per_km, size * 15)
    right = left + km * pt_per_km
    line = middle - CAP * size / 2
    bar = Rect(left, middle - size * 0.16, right, middle + size * 0.16)
    sheet.rect(bar, face=colours.halo, edge=colours.text, width=0.6)
    sheet.rect(Rect(left, bar.bottom, (left + right) / 2, bar.top), face=colours.text, edge=colours.text, width=0.6)
    box = sheet.text(right + size * 0.6, line, f"{km:g} {say['km']}", size, colours.text, role="scale")
    sheet.facts.texts["scale"] = f"{km:g} km = {right - left:.2f} pt at {lat:.4f} N"
    return box.right + size * 1.6


def _north_arrow(
    sheet: Sheet, left: float, middle: float, size: float, colours: Ground, say: Mapping[str, str]
) -> float:
    high, wide = size * 1.5, size * 0.9
    x = left + wide / 2
    foot, tip = middle - high / 2, middle + high / 2
    needle = [(x, tip), (x + wide / 2, foot), (x, foot + high * 0.25), (x - wide / 2, foot), (x, tip)]
    sheet.path(Path(np.array(needle), [1, 2, 2, 2, 79]), face=colours.text)
    box = sheet.text(
        left + wide + size * 0.3,
        middle - CAP * size / 2,
        say["north"],
        size,
        colours.text,
        role="north",
        weight="semibold",
    )
    return box.right


def scale_texts(view: View, say: Mapping[str, str]) -> list[str]:
    """Return what is said beside the scale bar, fullest first."""
    projection, lat = view.projection, view.middle_lat
    named = say["projection"].format(south=projection.south_parallel, north=projection.north_parallel)
    true = say["scale"].format(lat=lat)
    return [f"{true} · {named}", named, true]


@cache
def boundary_vintage() -> str:
    """Return of which state the boundaries are, as the package of the bundled layers says."""
    boundaries = manifest.read_descriptor(DATA).get("boundaries") or {}
    return str(boundaries.get("vintage", "Natural Earth 1:10m")).rstrip(".")
