"""Days as people write them, decided once for a whole column, with what decided it.

Guessing row by row reads a third of "31-12-19" wrong. So every distinct text of a column is looked at
before one is read: the order of day and month that all of them allow is the order. Where both do, the
owner of the file is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from geodata.errors import QuestionError
from geodata.importers.numbers import latin_digits
from geodata.importers.table import Evidence

_ENGLISH = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
            "december")  # fmt: skip
# As written in Iraq and Syria, in Egypt and the press, and in French and German exports of spreadsheets.
_OTHERS = {
    "كانون الثاني": 1, "شباط": 2, "اذار": 3, "آذار": 3, "أذار": 3, "نيسان": 4, "ايار": 5, "أيار": 5, "حزيران": 6, "تموز": 7, "اب": 8,
    "آب": 8, "أب": 8, "ايلول": 9, "أيلول": 9, "تشرين الاول": 10, "تشرين الأول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
    "كانون الأول": 12, "يناير": 1, "فبراير": 2, "مارس": 3, "ابريل": 4, "أبريل": 4, "مايو": 5, "يونيو": 6, "يوليو": 7, "اغسطس": 8,
    "أغسطس": 8, "سبتمبر": 9, "اكتوبر": 10, "أكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
    "janv": 1, "janvier": 1, "févr": 2, "février": 2, "mars": 3, "avr": 4, "avril": 4, "mai": 5, "juin": 6, "juil": 7, "juillet": 7,
    "août": 8, "déc": 12, "décembre": 12, "januar": 1, "februar": 2, "märz": 3, "juni": 6, "juli": 7, "okt": 10, "oktober": 10,
    "dez": 12, "dezember": 12, "sept": 9,
}  # fmt: skip
MONTHS: Mapping[str, int] = MappingProxyType(
    {name: at for at, name in enumerate(_ENGLISH, 1)} | {name[:3]: at for at, name in enumerate(_ENGLISH, 1)} | _OTHERS
)
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AP]M)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_FLAG = "--day-first or --month-first"
_SHAPES = {
    "year first": re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.IGNORECASE),
    "eight digits": re.compile(r"(\d{4})(\d{2})(\d{2})"),
    "numbers": re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE),
    "named month": re.compile(rf"(?:\w+,\s*)?(\d{{1,2}})(?:st|nd|rd|th)?[-/. ]+([^\W\d]+(?: [^\W\d]+)?)\.?[-/., ]+(\d{{4}}|\d{{2}}){_TIME}",
                              re.IGNORECASE),
    "named month first": re.compile(rf"(?:\w+,\s*)?([^\W\d]+(?: [^\W\d]+)?)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}", re.IGNORECASE),
    "month only": re.compile(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})|([^\W\d]+(?: [^\W\d]+)?)\.?[-/, ]+(\d{4})|([^\W\d]+)(?:-| ?['’])(\d{2})"),
    "serial": re.compile(r"(\d{5})(?:\.\d+)?"),
    "milliseconds since 1970": re.compile(r"(\d{12,13})(?:\.0*)?"),  # as map servers write them
}  # fmt: skip
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of spreadsheets
_SERIALS = range(25_569, 73_051)  # 1970 to 2099
YEARS = range(1900, 2101)  # a day of any other year is a slip of the keyboard
_SET_ASIDE = "is the year"
_APART_YEARS = 20  # that days are from all others of their column to be doubted
_WEEK = 7  # days, which a precision of time of 2 may span
_ABOUT = re.compile(r"(?:(?:on or )?about|around|approx(?:imately|\.)?|circa|ca?\.|~|early|mid|late|beginning of|end of|(?:the )?night of|"
                    r"vers|environ|etwa|um den|حوالي|نحو)[ -]*", re.IGNORECASE)  # fmt: skip
_SAID = re.compile(
    r"(?<![a-z])(?:dd?|jj?|tt?)[-/. ]?mm?[-/. ]?[yj]|(?<![a-z])mm?[-/. ]?dd?[-/. ]?y", re.IGNORECASE
)  # in names of columns
_NOT_STATED = frozenset({"-", "?", "??", "n/a", "na", "n.a.", "nan", "nat", "null", "none", "unknown", "unk", "not known", "not stated", "tbc", "tbd",
                         "unbekannt", "inconnu", "desconocido", "غير معروف", "غير محدد"})  # fmt: skip
_UNTIL = re.compile(r"\s+(?:-|–|—|to|until|till|through|bis|au|al|إلى|الى|حتى)\s+|\s*[–—]\s*", re.IGNORECASE)
_DAYS_OF_MONTH = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|/|&|to|and|und|et|y|إلى|الى|و)\s*(\d{1,2})(?:st|nd|rd|th)?[-. ]+([^\W\d].*)",
    re.IGNORECASE,
)
_MONTH_AND_DAYS = re.compile(
    r"([^\W\d]+)\.? (\d{1,2})(?:st|nd|rd|th)?\s*(?:-|–|—|to|and)\s*(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.IGNORECASE
)
_CENTURY_TURN = 69  # two digits up to it are of this century, as POSIX has it


@dataclass(frozen=True, slots=True)
class DateRule:
    """How the days of one column are read, and why some texts are doubted. A month, or several days, give their first day."""

    day_first: bool
    evidence: Evidence
    doubts: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> date | None:
        """Return the day that `text` means, or None if it means none."""
        ends = _ends(text)
        days = [_READERS[shape](parts, self.day_first) if shape else None for shape, parts in map(_taken_apart, ends)]
        return days[0] if len(days) == 1 or (days[0] and days[1] and days[0] <= days[1]) else None

    def precision(self, text: str) -> str:
        """Return the precision of time that `text` itself says: 3 for a month, 2 for some days; empty for a day."""
        ends = _ends(text)
        if len(ends) == 1:
            return (
                "3"
                if _taken_apart(ends[0])[0] == "month only"
                else "2"
                if ends[0] != latin_digits(text).strip()
                else ""
            )
        first, last = (self.read(end) for end in ends)
        return "" if first is None or last is None else "2" if (last - first).days < _WEEK else "3"

    @property
    def sets_aside(self) -> bool:
        """Whether some text names a year that no incident is of."""
        return any(reason.startswith(_SET_ASIDE) for reason in self.doubts.values())


def decide(
    column: str, texts: Iterable[str], *, day_first: bool | None = None
) -> tuple[DateRule, dict[str, date | None]]:
    """Return how to read the days of a column, of which `texts` are all distinct ones, and what each of them means.

    Raises
    ------
    QuestionError
        If day and month could be either way round and it makes a difference, or the column mixes both.
    """
    held = list(texts)
    is_day_first, evidence = _order(column, held, day_first)
    rule = DateRule(is_day_first, evidence)
    meant = {text: rule.read(text) for text in held}
    return replace(rule, doubts=_doubts(meant)), meant


def _order(column: str, texts: Iterable[str], given: bool | None) -> tuple[bool, Evidence]:
    """Return whether the day comes before the month, and what says so."""
    shapes: dict[str, str] = {}
    numbers: list[tuple[str, int, int]] = []
    for end in (each for text in texts for each in _ends(text)):
        shape, parts = _taken_apart(end)
        if shape:
            shapes.setdefault(shape, end)
        if shape == "numbers":
            numbers.append((end, int(parts[0]), int(parts[2])))
    kinds = ", ".join(f"{shape} ({text.strip()!r})" for shape, text in shapes.items()) or "none that can be read"
    day_says = next((text for text, first, second in numbers if first > 12 >= second), None)
    month_says = next((text for text, first, second in numbers if second > 12 >= first), None)
    if given is not None:
        return given, Evidence("dates", f"{'day' if given else 'month'} first in {column!r}", "given")
    if day_says and month_says:
        raise QuestionError(
            f"Column {column!r} mixes day first ({day_says!r}) and month first ({month_says!r}). Which is right? Rows "
            "written the other way are then refused, to be mended.", "day_first", ("yes", "no"), _FLAG)  # fmt: skip
    if day_says or month_says:
        text = day_says or month_says or ""
        number = re.split(r"[-/.]", latin_digits(text))[0 if day_says else 1]
        order = "day" if day_says else "month"
        why = f"{text.strip()}: {int(number)} cannot be a month"
        return bool(day_says), Evidence("dates", f"{order} first in {column!r}", why)
    if said := _SAID.search(column):
        is_day = said[0][0] in "dDjJtT"
        return is_day, Evidence("dates", f"{'day' if is_day else 'month'} first in {column!r}", "its name says so")
    if either := next((text for text, first, second in numbers if first != second), None):
        raise QuestionError(
            f"Column {column!r}: does {either.strip()!r} begin with the day or with the month? No row says.",
            "day_first", ("yes", "no"), _FLAG)  # fmt: skip
    return True, Evidence("dates", f"{kinds} in {column!r}")


def is_unstated(text: str) -> bool:
    """Return whether a cell says in words that it gives no day."""
    return text.strip().casefold() in _NOT_STATED


def written(day: date | None) -> str | None:
    """Return a day as text, None for none; empty for one of a year that is set aside."""
    return None if day is None else day.isoformat() if day.year in YEARS else ""


def _doubts(days: Mapping[str, date | None]) -> dict[str, str]:
    """Return which texts of a column are doubted for their year, and why."""
    undated = "says that no day is stated: kept without a date"
    told = {text: undated for text in days if is_unstated(text)}
    last = datetime.now(UTC).date() + timedelta(days=1)  # it is tomorrow already somewhere
    groups = _apart(sorted({day.year for day in days.values() if day and day.year in YEARS}))
    sizes = [sum(day is not None and day.year in group for day in days.values()) for group in groups]
    most = max(sizes, default=0)
    lone = {
        year: f"is {year} meant? The other days are of {groups[sizes.index(most)][0]} to {groups[sizes.index(most)][-1]}"
        for group, size in zip(groups, sizes, strict=True) if 2 * size <= most for year in group
    }  # fmt: skip
    for text, day in days.items():
        if day is None:
            continue
        if day.year not in YEARS:
            told[text] = (
                f"{_SET_ASIDE} {day.year:04} meant? Kept without a date; the text stays in the file's own column"
            )
        elif day > last:
            told[text] = f"the day lies in the future: is {day.year} meant?"
        elif day.year in lone:
            told[text] = lone[day.year]
    return told


def _apart(years: Sequence[int]) -> list[list[int]]:
    """Return ascending years in groups that lie far from each other."""
    groups: list[list[int]] = []
    for year in years:
        if groups and year - groups[-1][-1] < _APART_YEARS:
            groups[-1].append(year)
        else:
            groups.append([year])
    return groups


def _ends(text: str) -> tuple[str, ...]:
    """Return the first and the last day that a text of several days names, as texts; `text` alone for any other."""
    plain = _ABOUT.sub("", latin_digits(text).strip())
    if found := _DAYS_OF_MONTH.fullmatch(plain):
        return f"{found[1]} {found[3]}", f"{found[2]} {found[3]}"
    if found := _MONTH_AND_DAYS.fullmatch(plain):
        return f"{found[1]} {found[2]}, {found[4]}", f"{found[1]} {found[3]}, {found[4]}"
    ends = tuple(_UNTIL.split(plain))
    return ends if len(ends) == 2 and all(_taken_apart(end)[0] for end in ends) else (plain,)


def _taken_apart(text: str) -> tuple[str, tuple[str, ...]]:
    plain = latin_digits(text).strip()
    for shape, pattern in _SHAPES.items():
        if found := pattern.fullmatch(plain):
            if shape == "serial" and int(found[1]) not in _SERIALS:
                continue
            return shape, tuple(group or "" for group in found.groups())
    return "", ()


def _day(year: str, month: str, day: str) -> date | None:
    whole = int(year)
    if len(year) == 2:
        whole += 2000 if whole < _CENTURY_TURN else 1900
    number = int(month) if month.isdecimal() else MONTHS.get(month.casefold().strip(), 0)
    try:
        return date(whole, number, int(day))
    except ValueError:
        return None


def _in_numbers(parts: tuple[str, ...], day_first: bool) -> date | None:
    first, _, second, year = parts
    return _day(year, second, first) if day_first else _day(year, first, second)


def _month_only(parts: tuple[str, ...], _: bool) -> date | None:
    months = [(parts[0], parts[1]), (parts[3], parts[2]), (parts[5], parts[4]), (parts[7], parts[6])]
    return next((_day(year, month, "1") for year, month in months if year), None)


def _of_milliseconds(parts: tuple[str, ...], _: bool) -> date | None:
    day = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(parts[0]))
    return day.date() if day.year in YEARS else None


_READERS: Mapping[str, Callable[[tuple[str, ...], bool], date | None]] = {
    "year first": lambda parts, _: _day(parts[0], parts[2], parts[3]),
    "eight digits": lambda parts, _: _day(*parts) if int(parts[0]) in YEARS else None,  # else any number is a day
    "numbers": _in_numbers,
    "named month": lambda parts, _: _day(parts[2], parts[1], parts[0]),
    "named month first": lambda parts, _: _day(parts[2], parts[0], parts[1]),
    "month only": _month_only,
    "milliseconds since 1970": _of_milliseconds,
    "serial": lambda parts, _: _SERIAL_ZERO + timedelta(days=int(parts[0])),
}
