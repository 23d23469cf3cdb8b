"""Cells of a file → cells of our table, as text: each distinct text of a column is read once.

What a reader cannot make sense of stays as it is and is refused by the check; in columns that are only
good to have it is emptied, kept under the file's own column, and doubted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers import coordinates, counts, date_precision, dates, failed, projected
from geodata.importers.formats import ATLAS, ATLAS_COLUMNS, COMMON, Format
from geodata.importers.numbers import count, degrees
from geodata.importers.repeats import Repeats
from geodata.importers.table import Batch
from geodata.importers.tally import Tally, doubted
from geodata.importers.vocabularies import Reader, type_of
from geodata.schema.cells import Texts

_SOFT = ("country", "province", "event_type", "sub_event_type", "outcome", "confidence", "category", "killed_side")
_KEPT_TOO = (
    *_SOFT,
    "geo_precision",
    "time_precision",
    coordinates.POINT,
    *projected.FIELDS,
)  # the file's own column stays beside the converted one
_READ_TOGETHER = frozenset(
    (*counts.ENDS, coordinates.POINT, *projected.FIELDS)
)  # one cell says or needs more than one field
_TAKEN = {"row", "_id", "_aliases", "search_text", "shown_as", "mercator_x", "mercator_y", "cells beyond the header"}
_NOT_NAMED = {name.casefold() for name in (*ATLAS_COLUMNS, *_TAKEN)}
US_GROUP = "United States and coalition"
_IS_US = re.compile(
    r"military forces of the united states|global coalition|international coalition|inherent resolve|^united states\b"
    r"|^u\.?s\.?( and coalition)? forces|^us[- ]led coalition|government of united states", re.IGNORECASE)  # fmt: skip
# Types in which the first actor acts upon the second; in others the order says nothing.
_DIRECTED: Mapping[str, frozenset[str]] = {
    "acled": frozenset({"Explosions/Remote violence", "Violence against civilians"}),
    "gdelt": frozenset({"Explosions/Remote violence", "Violence against civilians", "Battles"}),
}
_REASONS = {
    "event_date": "read as a day", "latitude": "written as a plain decimal number", "longitude": "written as a plain decimal number",
    "country": "name or code read as ISO 3166", "province": "name read as ISO 3166-2", "geo_precision": "converted to our scale",
    "time_precision": "converted to our scale", "event_type": "read as a type of ACLED", "sub_event_type": "read as a sub-type of ACLED",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """All that was decided of a file before its rows are converted. `fields`: field → column."""

    form: Format
    fields: Mapping[str, str]
    stem: str
    date: dates.DateRule | None = None
    decimal: str = "."
    written: counts.Written = field(default_factory=counts.Written)
    repeats: Repeats = field(default_factory=Repeats)
    cache: dict[str, dict[str, str | None]] = field(default_factory=dict)
    system: str | None = None  # of points in metres whose row names none

    @property
    def is_ours(self) -> bool:
        return self.form is ATLAS

    @property
    def beside(self) -> frozenset[str]:
        """The columns that stay beside what is read of them, as some of their cells say more."""
        is_far = self.date is not None and self.date.sets_aside
        return self.written.otherwise | ({self.fields["event_date"]} if is_far else frozenset())


@dataclass(frozen=True)
class Converted:
    """Rows in our columns, as text; `rows` their numbers; `doubts` with ``at, column, value, reason``."""

    cells: dict[str, Texts]
    rows: np.ndarray
    doubts: pd.DataFrame


def convert(batch: Batch, plan: Plan, tally: Tally) -> Converted:
    """Return the rows of a batch in our columns, followed by those of the file's own that say more."""
    doubts: list[pd.DataFrame] = []
    found: dict[str, Texts] = {}
    for name, column in plan.fields.items():
        if name in _READ_TOGETHER and not plan.is_ours:
            continue
        texts = Texts.of(batch.cells[column]) if plan.is_ours else failed.stated(batch.cells, column, name, tally)
        reader = reader_of(name, plan)
        found[name] = texts if reader is None else _read(name, column, texts, reader, plan, tally, doubts)
    if not plan.is_ours:
        ranged, doubted_counts = counts.ranges(batch.cells, plan.fields, plan.written, tally)
        degrees_of, more = coordinates.split(batch.cells, plan.fields, found, tally)
        found |= ranged | degrees_of
        degrees_of, in_metres = projected.split(batch.cells, plan.fields, found, plan.system, tally)
        found |= degrees_of
        doubts += [*doubted_counts, *more, *in_metres]
        if plan.date is not None:
            days = Texts.of(batch.cells[plan.fields["event_date"]])
            precision = date_precision.stated(days, plan.date, found.get("time_precision"))
            found |= {} if precision is None else {"time_precision": precision}
    cells = found | _extras(batch.cells, plan)
    return Converted(
        cells if plan.is_ours else completed(cells, batch.rows, plan, tally),
        batch.rows,
        pd.concat(doubts, ignore_index=True) if doubts else pd.DataFrame(columns=["at", "column", "value", "reason"]),
    )


def reader_of(name: str, plan: Plan) -> Reader | None:
    """Return what reads the texts of a field, None where they are taken as they are."""
    if plan.is_ours:
        return None
    if name == "event_date" and plan.date is not None:
        rule = plan.date
        return lambda text: dates.written(rule.read(text))
    if name in ("latitude", "longitude"):
        return lambda text: degrees(text, plan.decimal)
    if name == "official_attack_number":
        return count
    return plan.form.readers.get(name, COMMON.get(name))


def _read(
    name: str, column: str, read: Texts, reader: Reader, plan: Plan, tally: Tally, doubts: list[pd.DataFrame]
) -> Texts:
    texts = read.held.to_pylist()
    known = plan.cache.setdefault(name, {"": ""})
    for text in texts:
        if text not in known:
            known[text] = reader(text)
    meant = [known[text] for text in texts]
    unread = "" if name in _SOFT else None
    after = [
        text if value is None and unread is None else value or "" for text, value in zip(texts, meant, strict=True)
    ]
    changed = [bool(value) and text != value for text, value in zip(texts, meant, strict=True)]
    if any(changed):
        first = changed.index(True)
        rows = int(read.where(np.array(changed)).sum())
        tally.add(name, _REASONS.get(name, "read in our words"), rows, texts[first], after[first])
    if name == "event_date" and plan.date is not None:
        doubts += doubted(column, read, [plan.date.doubts.get(text, "") for text in texts])
    if unread is not None:
        unknown = f"no {name.replace('_', ' ')} that we know: left empty here, kept in the file's own column"
        doubts += doubted(column, read, [unknown if value is None else "" for value in meant])
    return Texts(pa.array(after, pa.string()), read.codes)


def _extras(cells: pa.Table, plan: Plan) -> dict[str, Texts]:
    """Return the file's own columns that no field holds, or holds only converted, under names that are free."""
    whole = {column for name, column in plan.fields.items() if plan.is_ours or name not in _KEPT_TOO} - plan.beside
    extras = {}
    for column in cells.column_names:
        if column not in whole:
            free = f"{column} (file)" if column.casefold() in _NOT_NAMED else column
            extras[free] = Texts.of(cells[column])
    return extras


def completed(given: dict[str, Texts], numbers: np.ndarray, plan: Plan, tally: Tally) -> dict[str, Texts]:
    """Return the rows with what a file may leave out: ids, precisions, evidence and the kind of incident."""
    nothing = Texts.same("", len(numbers))
    rows = dict.fromkeys(ATLAS_COLUMNS, nothing) | given
    unnamed = ~rows["event_id"].is_given
    if unnamed.any():
        named = Texts.listed([f"{plan.stem}-{number}" for number in numbers])
        rows["event_id"] = rows["event_id"].replaced(unnamed, named)
        tally.add("event_id", "named by the file and the row, as the file gives none", int(unnamed.sum()))
    if plan.repeats.other_actor:
        other = Texts.listed([plan.repeats.other_actor.get(int(number), "") for number in numbers])
        rows["actor2"] = rows["actor2"].replaced(~rows["actor2"].is_given, other)
    _fill_precisions(rows, plan, tally)
    _fill_ranges(rows, plan, tally)
    rows["place_id"] = _place_ids(rows)
    untyped = ~rows["event_type"].is_given & rows["sub_event_type"].is_given
    if untyped.any():
        rows["event_type"] = rows["event_type"].replaced(
            untyped, rows["sub_event_type"].mapped(lambda text: type_of(text) or "")
        )
        tally.add("event_type", "taken from the sub-type", int(untyped.sum()))
    _fill(rows, "confidence", ~rows["confidence"].is_given, "medium", "not stated, so “medium”: one report", tally)
    return _with_category(rows, plan, tally)


def _fill(rows: dict[str, Texts], name: str, at: np.ndarray, text: str, reason: str, tally: Tally) -> None:
    """Put a text into some rows of a column that are empty."""
    rows[name] = rows[name].replaced(at, text)
    tally.add(name, reason, int(at.sum()), "", text)


def _place_ids(rows: dict[str, Texts]) -> Texts:
    """Return what tells places apart that have no key: their name, and the province or country that is stated."""
    unkeyed = ~rows["place_id"].is_given & rows["place_name"].is_given
    if not unkeyed.any():
        return rows["place_id"]
    stated = rows["province"].replaced(~rows["province"].is_given, rows["country"])
    name, where = (each.array().cast(pa.large_string()) for each in (rows["place_name"], stated))
    begins, ends, nothing = (pa.scalar(sign, pa.large_string()) for sign in (" (", ")", ""))
    within = pc.binary_join_element_wise(name, begins, where, ends, nothing)
    return rows["place_id"].replaced(unkeyed, Texts.of(pc.if_else(pc.equal(where, ""), name, within)))


_OF_WEEKS = {
    "time_precision": ("2", "a row counts a week, so 2: each day is known to within it"),
    "geo_precision": ("3", "a row counts a province, so 3: province only"),
}


def _fill_precisions(rows: dict[str, Texts], plan: Plan, tally: Tally) -> None:
    dated = rows["event_date"].is_given
    if plan.form.name == "acled_weekly":
        for name, (code, reason) in _OF_WEEKS.items():
            _fill(rows, name, ~rows[name].is_given, code, reason, tally)
    rows["time_precision"] = date_precision.counted(rows, tally)
    blank = dated & ~rows["time_precision"].is_given
    _fill(rows, "time_precision", blank, "1", "not stated, so 1: the day that the row gives", tally)
    pointed = rows["latitude"].is_given & rows["longitude"].is_given
    blank = pointed & ~rows["geo_precision"].is_given
    _fill(rows, "geo_precision", blank, "2", "not stated, so 2 (near the place) where there is a point", tally)


def with_precision(given: Mapping[str, Texts], tally: Tally) -> dict[str, Texts]:
    """Return the rows, those that neither state a precision nor have got a point by now with "province only"."""
    rows = dict(given)
    blank = ~rows["geo_precision"].is_given
    _fill(rows, "geo_precision", blank, "3", "not stated, so 3 (province only) where there is no point", tally)
    return rows


def _fill_ranges(rows: dict[str, Texts], plan: Plan, tally: Tally) -> None:
    """Put ranges the right way round where a format's own estimates cross: UCDP's low may exceed its best."""
    if plan.form.name != "ucdp":
        return
    names = ("killed_min", "killed_max")
    low, high = (rows[name].rows(pd.to_numeric(rows[name].distinct, errors="coerce").to_numpy()) for name in names)
    crossed = low > high
    if crossed.any():
        tally.add("killed", "the low estimate exceeds the high one: they changed places", int(crossed.sum()))
        least, most = (rows[name] for name in names)
        rows |= {"killed_min": least.replaced(crossed, most), "killed_max": most.replaced(crossed, least)}


def _with_category(rows: dict[str, Texts], plan: Plan, tally: Tally) -> dict[str, Texts]:
    """Return the rows with the kind of incident, which follows from the two groups as in our own data."""
    size = len(rows["category"])
    directed = (
        rows["event_type"].among(sorted(_DIRECTED[plan.form.name]))
        if plan.form.name in _DIRECTED
        else np.full(size, plan.form.name == "table")
    )
    for side in ("1", "2"):
        group = rows[f"actor{side}_group"]
        group = group.replaced(~group.is_given, _kinds(rows, f"inter{side}"))
        rows[f"actor{side}_group"] = group.replaced(directed & _of_us(rows[f"actor{side}"]), US_GROUP)
    blank = ~rows["category"].is_given
    if blank.any():
        by_us, on_us = (rows[f"actor{side}_group"].is_(US_GROUP) & directed for side in ("1", "2"))
        said = Texts(_CATEGORIES, np.select([on_us, by_us], [0, 1], 2).astype(np.int32))
        rows["category"] = rows["category"].replaced(blank, said)
        first = rows["category"].at(np.flatnonzero(blank)[:1])[0]
        tally.add("category", "follows from the two actors", int(blank.sum()), "", first)
    return rows


_CATEGORIES = pa.array(["attack_on_us_coalition", "us_coalition_strike", "other_attack"])
_INTER = {"1": "State forces", "2": "Rebel group", "3": "Political militia", "4": "Identity militia", "5": "Rioters", "6": "Protesters",
          "7": "Civilians", "8": "External/Other forces"}  # fmt: skip


def _kinds(rows: Mapping[str, Texts], name: str) -> Texts:
    """Return the kinds of actors that ACLED gives, older files by number; empty where there are none."""
    if name not in rows:
        return Texts.same("", len(rows["event_id"]))
    return rows[name].mapped(lambda text: _INTER.get(text, "" if text == "0" else text))


def _of_us(actors: Texts) -> np.ndarray:
    return actors.where(np.array([bool(_IS_US.search(text)) for text in actors.held.to_pylist()], dtype=bool))
