"""One immutable question about incidents, with one meaning everywhere it is written.

A query is shown as widgets, kept in the link, typed as command-line flags, said as a sentence and run
as SQL. Each field declares its column, its rule and its words once (`geodata.rules`); every form below
derives from that declaration, so no two forms can drift apart. Several values of one field are "any
of", different fields are "and", and an unknown cell answers no comparison.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Self

from geodata import rules
from geodata.errors import GeodataError, QueryError
from geodata.linked import Linked, Params
from geodata.names import country_code, province_code, province_names
from geodata.rules import Bbox, Filter
from geodata.schema import vocabulary as words


def _filter(
    column: str, rule: rules.Rule, read: rules.Reader, label: str, meaning: str, phrase: str = "{}", **more: Any
) -> Any:
    """Declare one field; `many` in `more` lets it hold several values."""
    declared = Filter(column=column, rule=rule, read=read, label=label, meaning=meaning, phrase=phrase, **more)
    return field(default=() if declared.many else None, metadata={"filter": declared})


def _any_of(column: str, read: rules.Reader, label: str, meaning: str, phrase: str = "{}", **more: Any) -> Any:
    return _filter(column, more.pop("rule", rules.ANY_OF), read, label, meaning, phrase, many=True, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentQuery(Linked):
    """The incidents a reader asked for; the default asks for all of them.

    Field names are public: they are the parameters of the link, the widget keys and (with ``--``) the
    command-line flags. Values are read and canonical on construction, sorted and without repeats;
    `QueryError` names every one that cannot be read.
    """

    refusal: ClassVar[type[GeodataError]] = QueryError

    # fmt: off
    since: date | None = _filter(
        "event_date", rules.FROM, rules.read_date, "From", "first local day, YYYY-MM-DD", "since {}", say=rules.say_date)
    until: date | None = _filter(
        "event_date", rules.UP_TO, rules.read_date, "Until", "last local day, YYYY-MM-DD", "until {}", say=rules.say_date)
    country: tuple[str, ...] = _any_of(
        "country", country_code, "Country", "ISO code or name: IQ, SY, JO", "in {}", say=words.COUNTRY.label)
    province: tuple[str, ...] = _any_of(
        "province", province_code, "Province", "ISO 3166-2 code, name or alias: IQ-AN, Anbar", "in {}",
        say=lambda code: province_names()[code].name)
    area: tuple[str, ...] = _any_of("area", rules.read_text, "Area", "an area of boundaries of one's own", "in {}", is_open=True)
    category: tuple[str, ...] = _any_of(
        "category", rules.term(words.CATEGORY), "Kind", "which way the attack went",
        say=lambda value: words.CATEGORY[value].phrase)
    event_type: tuple[str, ...] = _any_of(
        "event_type", rules.term(words.EVENT_TYPE), "Event type", "ACLED event type", say=str.lower)
    sub_event_type: tuple[str, ...] = _any_of(
        "sub_event_type", rules.term(words.SUB_EVENT_TYPE), "Sub-event type", "ACLED sub-event type", say=str.lower)
    outcome: tuple[str, ...] = _any_of(
        "outcome", rules.term(words.OUTCOME), "Outcome", "what came of it", say=lambda value: words.OUTCOME[value].phrase)
    weapon: tuple[str, ...] = _any_of(
        "weapons", rules.read_text, "Weapon", "weapon as reported: rockets, one-way attack drone", "with {}",
        rule=rules.ANY_IN_LIST, is_open=True, say=rules.say_weapon)
    actor: tuple[str, ...] = _any_of(
        "actor1_group", rules.read_text, "Actor", "group that acted", "by {}", is_open=True)
    target: tuple[str, ...] = _any_of(
        "actor2_group", rules.read_text, "Target", "group that was attacked", "against {}", is_open=True)
    claimed_by: tuple[str, ...] = _any_of(
        "claimed_by", rules.read_text, "Claimed by", "who claimed it", "claimed by {}", is_open=True)
    place: tuple[str, ...] = _any_of(
        "place_id", rules.read_text, "Place", "place_id of a site or town: al-asad", "at {}", is_open=True)
    dataset: tuple[str, ...] = _any_of(
        "dataset", rules.read_text, "Data set", "one of several data sets that are shown as one", "from {}",
        rule=rules.ANY_IN_TEXT, is_open=True)
    evidence: str | None = _filter(
        "confidence", rules.AT_LEAST_LEVEL, rules.term(words.EVIDENCE), "Evidence",
        "at least: low claimed, medium reported, high confirmed", say=lambda value: words.EVIDENCE[value].phrase)
    precision: int | None = _filter(
        "geo_precision", rules.AT_MOST, rules.read_precision, "Precision of place",
        "at most: 1 exact site, 2 near it, 3 province only", say=lambda value: words.GEO_PRECISION[str(value)].phrase)
    killed: int | None = _filter(
        "killed_min", rules.AT_LEAST, rules.read_count, "Killed, at least",
        "fewest killed by any account", "{} or more killed")
    injured: int | None = _filter(
        "injured_min", rules.AT_LEAST, rules.read_count, "Injured, at least",
        "fewest injured by any account", "{} or more injured")
    text: str | None = _filter(
        "search_text", rules.ALL_WORDS, rules.read_words, "Words",
        "words, or beginnings of words, all found in notes, damage, place names or actors", "mentioning “{}”")
    bbox: Bbox | None = _filter(
        "longitude, latitude", rules.INSIDE, Bbox.read, "Box", "west,south,east,north in degrees", "inside {}")
    # fmt: on

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name, declared in FILTERS.items():
            value = getattr(self, name)
            values, wrong = _read(name, declared, [str(each) for each in _listed(value)])
            problems += wrong
            # Read back from its own text, a value is canonical however it was given: "Anbar" is IQ-AN.
            one = values[0] if values else None
            object.__setattr__(self, name, tuple(sorted(set(values))) if declared.many else one)
        if problems:
            raise QueryError(*problems)

    def to_params(self) -> dict[str, list[str]]:
        """Return only what was asked, as link parameters in field order."""
        return {name: [str(each) for each in _listed(value)] for name, _, value in self._given()}

    @classmethod
    def understood(cls, params: Params) -> tuple[Self, tuple[str, ...]]:
        """Return what can be understood of `params`, and a sentence for each part that cannot."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name, texts in params.items():
            if name not in FILTERS:
                problems.append(f"Unknown filter {name!r}; known filters: {', '.join(FILTERS)}.")
                continue
            read, wrong = _read(name, FILTERS[name], texts)
            problems += wrong
            if read:
                values[name] = tuple(read) if FILTERS[name].many else read[0]
        return cls(**values), tuple(problems)

    def to_flags(self) -> list[str]:
        """Return the same question as command-line flags, one ``--name=value`` each."""
        return [f"--{flag_name(name)}={value}" for name, values in self.to_params().items() for value in values]

    def to_sql(self) -> tuple[str, list[Any]]:
        """Return a ``WHERE`` expression for DuckDB and its bound values; no text of the query is in it."""
        clauses, bound = ["TRUE"], []
        for _, declared, value in self._given():
            clause, values = declared.rule.sql(declared.column, value)
            clauses.append(clause)
            bound += values
        return " AND ".join(clauses), bound

    def parts(self, place_names: Mapping[str, str] = MappingProxyType({})) -> list[rules.Part]:
        """Return the question in words, one removable part for each thing asked."""
        said = [
            rules.Part((name,), declared.words(value, place_names if name == "place" else {}))
            for name, declared, value in self._given()
        ]
        return rules.joined_dates(said, self.since, self.until)

    def sentence(self, count: int | None = None, place_names: Mapping[str, str] = MappingProxyType({})) -> str:
        """Say the question, after the number of incidents that answer it where `count` is given."""
        return rules.sentence(self.parts(place_names), self.category, count)

    def __str__(self) -> str:
        return self.sentence()

    def without(self, *names: str) -> Self:
        """Return the same question with some fields no longer asked."""
        kept = {name: values for name, values in self.to_params().items() if name not in names}
        return type(self).from_params(kept)

    def asked(self) -> tuple[str, ...]:
        """Return the names of the fields that narrow the answer."""
        return tuple(name for name, _, _ in self._given())

    def _given(self) -> Iterator[tuple[str, Filter, Any]]:
        for name, declared in FILTERS.items():
            if (value := getattr(self, name)) not in (None, ()):
                yield name, declared, value


FILTERS: Mapping[str, Filter] = MappingProxyType(
    {each.name: each.metadata["filter"] for each in dataclasses.fields(IncidentQuery)}
)


_SHOWN = 60  # letters of a value that a message repeats


def flag_name(name: str) -> str:
    """Return the command-line form of a field name: the same word, underscores as hyphens."""
    return name.replace("_", "-")


def _listed(value: Any) -> Iterable[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple | set | frozenset) and not isinstance(value, Bbox) else (value,)


def _given(text: str) -> str:
    """Return what was given as a message shows it: quoted, and cut where it is long."""
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _read(name: str, declared: Filter, texts: Sequence[str]) -> tuple[list[Any], list[str]]:
    """Return the values that `texts` stand for, and a sentence for each that stands for none."""
    if not declared.many and len(set(texts)) > 1:
        return [], [f"Filter {name!r} takes one value; got {len(texts)}: {', '.join(map(_given, texts))}. Keep one."]
    values, problems = [], []
    for text in texts:
        try:
            values.append(declared.read(text))
        except GeodataError as error:
            problems.append(f"Filter {name!r} cannot read {_given(text)}: {error}")
    return values, problems
