"""What a filter may declare: how it compares in SQL, how its values are read, how they are said.

`geodata.query` is made of these pieces; nothing here knows which fields there are.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, Self

from geodata.errors import QueryError
from geodata.names import search_words
from geodata.schema.vocabulary import EVIDENCE, GEO_PRECISION, Vocabulary

Reader = Callable[[str], Any]
Clause = tuple[str, list[Any]]
SEVERAL = "; "  # between several values in one text
MAX_TEXT = 500  # letters; a longer value is a mistake or an attack, never a search
HAS_WORD = "{} LIKE ?"


@dataclass(frozen=True, slots=True)
class Rule:
    """One comparison. `sql` gives the clause for a column and a value, with the values to bind."""

    words: str
    sql: Callable[[str, Any], Clause]


def _marks(values: Iterable[Any]) -> str:
    return ", ".join("?" for _ in values)


def _levels_from(level: str) -> list[str]:
    levels = list(EVIDENCE)
    return levels[levels.index(level) :]


def _all_words(column: str, text: str) -> Clause:
    # The column holds every word after a blank, so " drone" finds words that begin with it.
    # Words hold letters and digits only, so nothing in them is a pattern.
    found = [f"% {word}%" for word in search_words(text)]
    return " AND ".join(HAS_WORD.format(column) for _ in found), list(found)


def _any_in_list(column: str, values: Iterable[str]) -> Clause:
    # Beside a list stands its text between semicolons, which no value holds: a tenth of the work of looking in lists.
    found = [f";{value};" for value in values if ";" not in value]
    either = " OR ".join(["FALSE", *(f"strpos({column}_text, ?) > 0" for _ in found)])
    return f"({either})", found


def _any_in_text(column: str, values: Iterable[str]) -> Clause:
    found = list(values)
    either = " OR ".join(f"? = ANY(string_to_array({column}, ?))" for _ in found)
    return f"({either})", [bound for value in found for bound in (value, SEVERAL)]


FROM = Rule("on or after", lambda column, day: (f"{column} >= ?", [day]))
UP_TO = Rule("on or before", lambda column, day: (f"{column} <= ?", [day]))
ANY_OF = Rule("any of", lambda column, values: (f"{column} IN ({_marks(values)})", list(values)))
ANY_IN_LIST = Rule("any of", _any_in_list)
ANY_IN_TEXT = Rule("any of", _any_in_text)
AT_LEAST = Rule("at least", lambda column, number: (f"{column} >= ?", [number]))
AT_MOST = Rule("at most", lambda column, number: (f"{column} <= ?", [number]))
AT_LEAST_LEVEL = Rule("at least", lambda column, level: ANY_OF.sql(column, _levels_from(level)))
ALL_WORDS = Rule("all words", _all_words)
INSIDE = Rule("inside", lambda _, box: ("longitude BETWEEN ? AND ? AND latitude BETWEEN ? AND ?",
                                        [box.west, box.east, box.south, box.north]))  # fmt: skip


class Bbox(NamedTuple):
    """A box in WGS 84 degrees, edges included."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def read(cls, text: str) -> Self:
        """Read ``west,south,east,north``; `QueryError` unless west ≤ east and south ≤ north on the globe."""
        numbers = [_degrees(part) for part in text.split(",")]
        if len(numbers) != 4 or any(map(math.isnan, numbers)):
            raise QueryError("give west,south,east,north in degrees, such as 38,33,44,36.")
        box = cls(*(number + 0.0 for number in numbers))
        if not (-180 <= box.west <= box.east <= 180 and -90 <= box.south <= box.north <= 90):
            raise QueryError(
                f"west ({box.west:g}) must not be more than east ({box.east:g}), nor south ({box.south:g}) more than north "
                f"({box.north:g}); longitudes go from -180 to 180, latitudes from -90 to 90."
            )
        return box

    def __str__(self) -> str:
        return ",".join(repr(number).removesuffix(".0") for number in self)


def _degrees(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The declaration of one field of a query.

    `column` of the store it compares, by `rule`; `read` turns text into a value or raises `GeodataError`;
    `label` stands by the widget, `meaning` in help texts; `phrase` holds ``{}`` where the said values go.
    `is_open`: the values are those of the data, not a closed vocabulary.
    """

    column: str
    rule: Rule
    read: Reader
    label: str
    meaning: str
    phrase: str
    many: bool = False
    is_open: bool = False
    say: Callable[[Any], str] = str

    def words(self, value: Any, names: Mapping[str, str]) -> str:
        """Say the values, joined by "or", with `names` in place of the values it knows."""
        values = value if self.many else (value,)
        said = [names[each] if each in names else self.say(each) for each in values]
        return self.phrase.format(" or ".join(said))


class Part(NamedTuple):
    """One removable piece of a question in words, and the fields it stands for."""

    fields: tuple[str, ...]
    text: str


def read_date(text: str) -> date:
    """Read a day, YYYY-MM-DD only: other orders of day and month cannot be told apart."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text.strip()):
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            pass
    raise QueryError("not a day. Give YYYY-MM-DD, such as 2023-11-21.")


def read_count(text: str) -> int:
    """Read a whole number that is not negative (below a thousand million, as nothing here is larger)."""
    if re.fullmatch(r"[0-9]{1,9}", text.strip()):
        return int(text)
    raise QueryError("not a whole number from 0 to 999999999.")


def read_precision(text: str) -> int:
    if text.strip() in GEO_PRECISION:
        return int(text)
    raise QueryError(
        "not one of: " + ", ".join(f"{term.value} ({term.label.lower()})" for term in GEO_PRECISION.values()) + "."
    )


def read_text(text: str) -> str:
    """Read a value of an open vocabulary: any short text that is not blank."""
    plain = text.strip()
    if not plain or len(plain) > MAX_TEXT or any("\ud800" <= letter <= "\udfff" for letter in plain):
        raise QueryError(f"give 1 to {MAX_TEXT} letters (in UTF-8).")
    return plain


def read_words(text: str) -> str:
    plain = " ".join(read_text(text).split())
    if not search_words(plain):
        raise QueryError("give at least one letter or digit to look for.")
    return plain


def term(vocabulary: Vocabulary) -> Reader:
    """Return a reader of one value of a closed vocabulary, in any case and punctuation."""

    def read(text: str) -> str:
        value = vocabulary.canonical(text)
        if value is None:
            raise QueryError(f"not one of: {'; '.join(vocabulary)}.")
        return value

    return read


def say_date(day: date) -> str:
    return f"{day.day} {day:%b %Y}"


def say_weapon(weapon: str) -> str:
    return "unknown weapons" if weapon == "unknown" else weapon


def joined_dates(parts: list[Part], since: date | None, until: date | None) -> list[Part]:
    """Return the parts with both dates as one period."""
    if since is None or until is None:
        return parts
    period = say_date(since) if since == until else f"{say_date(since)} – {say_date(until)}"
    return [Part(("since", "until"), period), *(part for part in parts if part.fields not in (("since",), ("until",)))]


_WHERE = {("country",), ("province",), ("area",), ("place",)}
_WHEN = {("since",), ("until",), ("since", "until")}


def sentence(parts: list[Part], categories: tuple[str, ...], count: int | None) -> str:
    """Join the parts: what, where, when, then the rest; a sentence without its full stop."""
    head = _head(next((part.text for part in parts if part.fields == ("category",)), None), categories, count)
    where = [part.text for part in parts if part.fields in _WHERE]
    when = [part.text for part in parts if part.fields in _WHEN]
    rest = [part.text for part in parts if part.fields not in _WHERE | _WHEN | {("category",)}]
    return ", ".join([" ".join([head, *where]), *when, *rest])


def _head(kinds: str | None, categories: tuple[str, ...], count: int | None) -> str:
    if kinds is None or len(categories) > 1:
        noun = ("incident" if count == 1 else "incidents") + (f" ({kinds})" if kinds else "")
        return f"All {noun}" if count is None and kinds is None else _counted(noun, count)
    return _counted(_SINGULAR.get(categories[0], kinds) if count == 1 else kinds, count)


def _counted(noun: str, count: int | None) -> str:
    return f"{noun[0].upper()}{noun[1:]}" if count is None else f"{count:,} {noun}"


_SINGULAR = {
    "attack_on_us_coalition": "attack on U.S. and coalition forces",
    "us_coalition_strike": "U.S. or coalition strike",
    "other_attack": "other attack",
}
