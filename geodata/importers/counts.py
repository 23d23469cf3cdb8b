"""Numbers of people as reports write them: “3-5”, “at least 4”, “4+”, “up to 7”, as the fewest and the most.

What names no number (“dozens”) is left empty, kept in the file's own column and doubted, as is a day that a spreadsheet
has made of “3-5”. What is no number at all stays as it is, and the check refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata.importers import failed
from geodata.importers.dates import MONTHS
from geodata.importers.numbers import count, latin_digits
from geodata.importers.tally import Tally, doubted
from geodata.schema.cells import Texts

# field → the two ends of its range
ENDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {f"{what}_{end}": (f"{what}_min", f"{what}_max") for what in ("killed", "injured") for end in ("min", "max")}
)
_PLAIN = "written as a plain number"
_EXACT = "a plain number in a column that also holds ranges or bounds: so many and no more"
_NUMBER = r"(\d{1,3}(?:[., '\u00a0\u202f]\d{3})+|\d+(?:[.,]0+)?)"
_LEAST = r"at least|a minimum of|minimum|min\.?|no (?:fewer|less) than|not less than|mindestens|au moins|al menos|على الأقل|على الاقل|ما لا يقل عن|لا يقل عن|>=|≥"
_ABOVE = r"more than|over|above|mehr als|über|plus de|más de|أكثر من|اكثر من|>"
_MOST = r"up to|at most|a maximum of|maximum|max\.?|no more than|not more than|bis zu|höchstens|jusqu'à|au plus|hasta|لا يزيد عن|ما يصل إلى|<=|≤"
_BELOW = r"less than|fewer than|under|below|weniger als|unter|moins de|menos de|أقل من|اقل من|<"
_ABOUT = r"about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?|c\.|etwa|rund|environ|unos|حوالي|نحو|~|≈"
_TO = r"-|to|or|and|until|bis|à|a|y|et|und|إلى|الى|أو|او|و"


class Count(NamedTuple):
    """What a cell says: the fewest and the most, empty where it says neither; why it was changed, what is doubtful."""

    least: str
    most: str = ""
    reason: str = ""
    doubt: str = ""


# How a cell may be written → what it says, from its numbers in order.
_WRITTEN: Sequence[tuple[re.Pattern[str], str, str]] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning, reason)
    for pattern, meaning, reason in (
        (rf"(?:between|from|entre|de|zwischen|von|بين|من)?\s*{_NUMBER}\s*(?:{_TO})\s*{_NUMBER}", "range", "a range: the fewest and the most"),
        (rf"(?:{_LEAST})\s*{_NUMBER}\s*\+?|{_NUMBER}\s*(?:\+|or more|and more|at least|على الأقل|على الاقل|أو أكثر|فأكثر)", "least",
         "“at least”: the fewest, with an open end"),
        (rf"(?:{_ABOVE})\s*{_NUMBER}\s*\+?", "above", "“more than”: one more at the fewest, with an open end"),
        (rf"(?:{_MOST})\s*{_NUMBER}", "most", "“up to”: the most, the fewest is not stated"),
        (rf"(?:{_BELOW})\s*{_NUMBER}", "below", "“fewer than”: one fewer at the most, the fewest is not stated"),
        (rf"(?:{_ABOUT})\s*{_NUMBER}\s*\+?|{_NUMBER}\s*(?:[?~]|\(?approx\.?\)?|\(\?\))", "about", "“about”: that number, with an open end"),
    )
)  # fmt: skip
_NONE = frozenset({"none", "nil", "zero", "no", "nobody", "keine", "keiner", "aucun", "ninguno", "لا يوجد", "لا أحد"})
_NOT_STATED = frozenset({"-", "?", "??", "n/a", "na", "n.a.", "nan", "null", "unknown", "unk", "unclear", "not known", "not stated",
                         "not reported", "unspecified", "tbc", "tbd", "unbekannt", "inconnu", "desconocido", "غير معروف", "غير محدد",
                         "غير معلوم", "مجهول"})  # fmt: skip
_VAGUE = frozenset({"dozens", "several", "many", "some", "a few", "few", "multiple", "numerous", "scores", "hundreds", "a number",
                    "dutzende", "mehrere", "einige", "plusieurs", "des dizaines", "dizaines", "varios", "decenas", "docenas",
                    "عشرات", "العشرات", "عدد", "عدد من", "عدة", "كثير"})  # fmt: skip
_ISO_DAY = re.compile(r"\d{4}-(\d{2})-(\d{2})(?:[ T]00:00:00)?")
_SHORT_DAY = re.compile(
    r"(?P<day>\d{1,2})[- ](?P<month>[^\W\d]{3,})|(?P<month_first>[^\W\d]{3,})[- ](?P<number>\d{1,2})"
)


@dataclass(frozen=True, slots=True)
class Written:
    """What whole columns of counts hold: those in which some cells are no plain numbers, those with ranges or bounds."""

    otherwise: frozenset[str] = frozenset()
    bounded: frozenset[str] = frozenset()


def written(columns: Mapping[str, Iterable[str]]) -> Written:
    """Say how the counts of columns, given by their distinct texts, are written."""
    found = {
        column: [each for text in texts if (each := read(text)) is not None and each.reason != _PLAIN]
        for column, texts in columns.items()
    }
    return Written(
        frozenset(column for column, counts in found.items() if any(each.reason or each.doubt for each in counts)),
        frozenset(column for column, counts in found.items() if any(each.reason in _BOUNDS for each in counts)),
    )


_BOUNDS = frozenset(reason for _, meaning, reason in _WRITTEN if meaning != "about")


@lru_cache(10_000)
def read(text: str) -> Count | None:
    """Return what a cell says of a number of people, None where it says nothing that is known."""
    given = text.strip().lstrip("'").strip()
    plain = count(given)
    if not plain or re.fullmatch(r"[-+]?\d+", plain):
        return Count(plain, reason=_PLAIN if plain != text else "")
    said = " ".join(latin_digits(given).casefold().translate(_DASHES).split())
    if said in _NONE:
        return Count("0", "0", "says that there were none")
    if said in _NOT_STATED:
        return Count("", reason="says that it is not stated: left empty")
    if said in _VAGUE:
        return Count("", doubt="names no number: left empty here, kept in the file's own column")
    if (meant := _spreadsheets_day(said)) is not None:
        return Count("", doubt=f"a spreadsheet has probably made a day of “{meant}”: left empty here, kept in the file's own column. "
                               f"Write “{meant.replace('-', ' to ')}”")  # fmt: skip
    return _ranged(said)


_DASHES = {ord(sign): "-" for sign in "–—‒‑−"}


def _ranged(said: str) -> Count | None:
    for pattern, meaning, reason in _WRITTEN:
        if found := pattern.fullmatch(said):
            numbers = [int(re.sub(r"\D", "", count(number))) for number in found.groups() if number]
            first, last = numbers[0], numbers[-1]
            if meaning == "range" and first > last:
                return None
            ends = {"range": (first, last), "least": (first, ""), "above": (first + 1, ""), "most": ("", first),
                    "below": ("", max(first - 1, 0)), "about": (first, "")}  # fmt: skip
            least, most = map(str, ends[meaning])
            doubt = f"“about {first}” is read as {first}" if meaning == "about" else ""
            return Count(least, most, reason, doubt)
    return None


def _spreadsheets_day(said: str) -> str | None:
    """Return the range that a spreadsheet took for a day: May 3 comes of “3-5” and of “5-3”."""
    if iso := _ISO_DAY.fullmatch(said):
        numbers = [int(iso[1]), int(iso[2])]
    elif short := _SHORT_DAY.fullmatch(said):
        month = MONTHS.get(short["month"] or short["month_first"] or "", 0)
        numbers = [month, int(short["day"] or short["number"])]
    else:
        return None
    return f"{min(numbers)}-{max(numbers)}" if all(numbers) else None


def ranges(
    cells: pa.Table, fields: Mapping[str, str], how: Written, tally: Tally
) -> tuple[dict[str, Texts], list[pd.DataFrame]]:
    """Return the ends of the ranges of killed and injured that a batch states, and doubts (``at, column, value, reason``).

    A column gives its own end first. Where it holds a whole range, the other end is taken from it too, unless a column
    of its own says that.
    """
    own: dict[str, Texts] = {}
    others: dict[str, Texts] = {}
    doubts: list[pd.DataFrame] = []
    for name in (name for name in ENDS if name in fields):
        texts = failed.stated(cells, fields[name], name, tally)
        ends = _ends(name, texts, tally, is_exact=fields[name] in how.bounded)
        own[name] = ends[name]
        others |= {end: held for end, held in ends.items() if end != name and held.is_given.any()}
        said = [read(text) for text in texts.held.to_pylist()]
        doubts += doubted(fields[name], texts, [each.doubt if each else "" for each in said])
    for name, texts in others.items():
        own[name] = own[name].replaced(~own[name].is_given, texts) if name in own else texts
    return own, doubts


def _ends(name: str, texts: Texts, tally: Tally, *, is_exact: bool) -> dict[str, Texts]:
    held = texts.held.to_pylist()
    counts = [read(text) or Count(text) for text in held]
    is_plain = [not each.most and each.reason in ("", _PLAIN) and re.fullmatch(r"\d+", each.least) for each in counts]
    if is_exact:
        counts = [each._replace(most=each.least, reason=_EXACT) if plain else each for each, plain in zip(counts, is_plain, strict=True)]  # fmt: skip
    elif name.endswith("_max"):  # a number alone, or what is no number, stands at the end that its column is of
        counts = [
            each._replace(least="", most=each.least) if not each.most and each.reason in ("", _PLAIN) else each
            for each in counts
        ]
    for reason in dict.fromkeys(each.reason for each in counts if each.reason):
        at = np.array([each.reason == reason for each in counts])
        first = counts[int(np.argmax(at))]
        shown = first.least if reason == _PLAIN or first.least == first.most else f"{first.least}–{first.most}"
        tally.add(name, reason, int(texts.where(at).sum()), held[int(np.argmax(at))], shown)
    ends = [pa.array(each, pa.string()) for each in zip(*((each.least, each.most) for each in counts), strict=True)]
    return {end: Texts(values, texts.codes) for end, values in zip(ENDS[name], ends or [texts.held] * 2, strict=True)}
