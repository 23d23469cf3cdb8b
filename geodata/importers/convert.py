"""Cells of a file → cells of our table, as text: each distinct text of a column is read once.

What a reader cannot make sense of stays as it is and is refused by the check; in columns that are only
good to have it is emptied, kept under the file's own column, and doubted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers.dates import DateRule
from geodata.importers.formats import ATLAS, ATLAS_COLUMNS, COMMON, Format
from geodata.importers.numbers import count, degrees
from geodata.importers.repeats import Repeats
from geodata.importers.table import Batch
from geodata.importers.tally import Tally
from geodata.importers.vocabularies import Reader, type_of

COUNTS = ("killed_min", "killed_max", "injured_min", "injured_max", "official_attack_number")
_SOFT = ("country", "province", "event_type", "sub_event_type", "outcome", "confidence", "category", "killed_side")
_KEPT_TOO = (*_SOFT, "geo_precision", "time_precision")  # the file's own column stays beside the converted one
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
    date: DateRule | None = None
    decimal: str = "."
    repeats: Repeats = field(default_factory=Repeats)
    cache: dict[str, dict[str, str | None]] = field(default_factory=dict)

    @property
    def is_ours(self) -> bool:
        return self.form is ATLAS


@dataclass(frozen=True)
class Converted:
    """Rows in our columns, as text; `rows` their numbers; `doubts` with ``at, column, value, reason``."""

    frame: pd.DataFrame
    rows: np.ndarray
    doubts: pd.DataFrame


def convert(batch: Batch, plan: Plan, tally: Tally) -> Converted:
    """Return the rows of a batch in our columns, followed by those of the file's own that say more."""
    cells = batch.cells
    doubts: list[pd.DataFrame] = []
    found: dict[str, pa.Array] = {}
    for name, column in plan.fields.items():
        values = pc.utf8_trim_whitespace(cells[column].combine_chunks())
        reader = reader_of(name, plan)
        found[name] = values if reader is None else _read(name, column, values, reader, plan, tally, doubts)
    frame = pa.table({**found, **_extras(cells, plan)}).to_pandas().astype("str")
    frame = frame if plan.is_ours else completed(frame, batch.rows, plan, tally)
    return Converted(
        frame,
        batch.rows,
        pd.concat(doubts, ignore_index=True) if doubts else pd.DataFrame(columns=["at", "column", "value", "reason"]),
    )


def reader_of(name: str, plan: Plan) -> Reader | None:
    """Return what reads the texts of a field, None where they are taken as they are."""
    if plan.is_ours:
        return None
    if name == "event_date" and plan.date is not None:
        rule = plan.date
        return lambda text: None if (day := rule.read(text)) is None else day.isoformat()
    if name in ("latitude", "longitude"):
        return lambda text: degrees(text, plan.decimal)
    if name in COUNTS:
        return count
    return plan.form.readers.get(name, COMMON.get(name))


def _read(
    name: str, column: str, values: pa.Array, reader: Reader, plan: Plan, tally: Tally, doubts: list[pd.DataFrame]
) -> pa.Array:
    encoded = values.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    known = plan.cache.setdefault(name, {"": ""})
    for text in texts:
        if text not in known:
            known[text] = reader(text)
    meant = [known[text] for text in texts]
    indices = encoded.indices.to_numpy()
    soft = name in _SOFT
    after = [
        "" if value is None and soft else text if value is None else value
        for text, value in zip(texts, meant, strict=True)
    ]
    changed = [
        at for at, (text, new) in enumerate(zip(texts, after, strict=True)) if text != new and meant[at] is not None
    ]
    if changed:
        rows = int(np.isin(indices, changed).sum())
        tally.add(name, _REASONS.get(name, "read in our words"), rows, texts[changed[0]], after[changed[0]])
    unknown = [at for at, value in enumerate(meant) if value is None and soft]
    if unknown:
        places = np.flatnonzero(np.isin(indices, unknown))
        doubts.append(pd.DataFrame({
            "at": places, "column": column, "value": [texts[at] for at in indices[places]],
            "reason": f"no {name.replace('_', ' ')} that we know: left empty here, kept in the file's own column",
        }))  # fmt: skip
    return pa.array(after, pa.string()).take(encoded.indices)


def _extras(cells: pa.Table, plan: Plan) -> dict[str, pa.Array]:
    """Return the file's own columns that no field holds, or holds only converted, under names that are free."""
    whole = {column for name, column in plan.fields.items() if plan.is_ours or name not in _KEPT_TOO}
    extras = {}
    for column in cells.column_names:
        if column not in whole:
            extras[f"{column} (file)" if column.casefold() in _NOT_NAMED else column] = cells[column].combine_chunks()
    return extras


def completed(frame: pd.DataFrame, numbers: np.ndarray, plan: Plan, tally: Tally) -> pd.DataFrame:
    """Return the rows with what a file may leave out: ids, precisions, evidence and the kind of incident."""
    rows = frame.reindex(columns=[*dict.fromkeys([*ATLAS_COLUMNS, *frame.columns])], fill_value="")
    unnamed = rows["event_id"] == ""
    if unnamed.any():
        rows.loc[unnamed, "event_id"] = [f"{plan.stem}-{number}" for number in numbers[unnamed.to_numpy()]]
        tally.add("event_id", "named by the file and the row, as the file gives none", int(unnamed.sum()))
    if plan.form.name == "acled" and "actor2" not in plan.fields and plan.repeats.other_actor:
        rows["actor2"] = pd.Series(
            [plan.repeats.other_actor.get(int(number), "") for number in numbers], index=rows.index, dtype="str"
        )
    _fill_precisions(rows, plan, tally)
    _fill_ranges(rows, plan, tally)
    untyped = (rows["event_type"] == "") & (rows["sub_event_type"] != "")
    if untyped.any():
        rows.loc[untyped, "event_type"] = rows.loc[untyped, "sub_event_type"].map(type_of)
        tally.add("event_type", "taken from the sub-type", int(untyped.sum()))
    blank = rows["confidence"] == ""
    rows.loc[blank, "confidence"] = "medium"
    tally.add("confidence", "not stated, so “medium”: one report", int(blank.sum()), "", "medium")
    return _with_category(rows, plan, tally)


def _fill_precisions(rows: pd.DataFrame, plan: Plan, tally: Tally) -> None:
    dated = rows["event_date"] != ""
    if plan.date is not None and "event_date" in plan.fields:
        known = plan.cache.get("event_date", {})
        months = {day for text, day in known.items() if day and plan.date.is_month(text)}
        of_month = dated & (rows["time_precision"] == "") & rows["event_date"].isin(list(months))
        rows.loc[of_month, "time_precision"] = "3"
        tally.add("time_precision", "only the month is stated: dated to its first day", int(of_month.sum()), "", "3")
    blank = dated & (rows["time_precision"] == "")
    rows.loc[blank, "time_precision"] = "1"
    tally.add("time_precision", "not stated, so 1: the day that the row gives", int(blank.sum()), "", "1")
    if plan.form.name == "acled_weekly":
        rows["geo_precision"], rows["time_precision"] = "3", "2"
    pointed = (rows["latitude"] != "") & (rows["longitude"] != "")
    blank = pointed & (rows["geo_precision"] == "")
    rows.loc[blank, "geo_precision"] = "2"
    tally.add("geo_precision", "not stated, so 2 (near the place) where there is a point", int(blank.sum()), "", "2")


def with_precision(rows: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """Return the rows, those that neither state a precision nor have got a point by now with "province only"."""
    blank = rows["geo_precision"] == ""
    tally.add("geo_precision", "not stated, so 3 (province only) where there is no point", int(blank.sum()), "", "3")
    return rows.assign(geo_precision=rows["geo_precision"].mask(blank, "3")) if blank.any() else rows


def _fill_ranges(rows: pd.DataFrame, plan: Plan, tally: Tally) -> None:
    """Put ranges the right way round where a format's own estimates cross: UCDP's low may exceed its best."""
    if plan.form.name != "ucdp":
        return
    low, high = (pd.to_numeric(rows[name], errors="coerce") for name in ("killed_min", "killed_max"))
    crossed = low > high
    if crossed.any():
        tally.add("killed", "the low estimate exceeds the high one: they changed places", int(crossed.sum()))
        rows.loc[crossed, ["killed_min", "killed_max"]] = rows.loc[crossed, ["killed_max", "killed_min"]].to_numpy()


def _with_category(rows: pd.DataFrame, plan: Plan, tally: Tally) -> pd.DataFrame:
    """Return the rows with the kind of incident, which follows from the two groups as in our own data."""
    directed = (
        rows["event_type"].isin(_DIRECTED[plan.form.name])
        if plan.form.name in _DIRECTED
        else pd.Series(plan.form.name == "table", rows.index)
    )
    for side in ("1", "2"):
        kinds = _file_column(rows, f"inter{side}")
        group = rows[f"actor{side}_group"].where(rows[f"actor{side}_group"] != "", kinds)
        rows[f"actor{side}_group"] = group.mask(directed & _of_us(rows[f"actor{side}"]), US_GROUP).astype("str")
    blank = rows["category"] == ""
    if blank.any():
        by_us, on_us = ((rows[f"actor{side}_group"] == US_GROUP) & directed for side in ("1", "2"))
        said = np.select([on_us, by_us], ["attack_on_us_coalition", "us_coalition_strike"], "other_attack")
        rows["category"] = rows["category"].mask(blank, pd.Series(said, index=rows.index)).astype("str")
        tally.add(
            "category", "follows from the two actors", int(blank.sum()), "", str(rows.loc[blank, "category"].iloc[0])
        )
    return rows


_INTER = {"1": "State forces", "2": "Rebel group", "3": "Political militia", "4": "Identity militia", "5": "Rioters", "6": "Protesters",
          "7": "Civilians", "8": "External/Other forces"}  # fmt: skip


def _file_column(rows: pd.DataFrame, name: str) -> pd.Series:
    """Return the kinds of actors that ACLED gives, older files by number; empty where there are none."""
    if name not in rows:
        return pd.Series("", index=rows.index, dtype="str")
    return _each_distinct(rows[name], lambda text: _INTER.get(text, "" if text == "0" else text)).astype("str")


def _of_us(actors: pd.Series) -> pd.Series:
    return _each_distinct(actors, lambda text: bool(_IS_US.search(text))).astype(bool)


def _each_distinct(texts: pd.Series, read: Callable[[str], object]) -> pd.Series:
    """Return what `read` makes of a column, asked once for each text."""
    at, distinct = pd.factorize(texts, use_na_sentinel=False)
    return pd.Series([read(text) for text in distinct], dtype=object).take(at).set_axis(texts.index)


def expanded(converted: Converted, plan: Plan) -> Converted:
    """Return each row of weekly aggregates as so many incidents as it counts; other rows as they are."""
    if plan.form.name != "acled_weekly":
        return converted
    frame = converted.frame
    column = next(name for name in frame if name.casefold() == "events")
    times = pd.to_numeric(frame[column].map(count), errors="coerce").fillna(1).clip(1, 10_000).astype(int).to_numpy()
    at = np.repeat(np.arange(len(frame)), times)
    order = np.concatenate([np.arange(size) for size in times]) if len(times) else np.array([], dtype=int)
    rows = frame.iloc[at].reset_index(drop=True)
    several = times[at] > 1
    rows["event_id"] = np.where(several, rows["event_id"] + "-" + (order + 1).astype(str), rows["event_id"])
    rows["notes"] = [
        f"One of {size:,} events of the week that begins on {day}."
        for size, day in zip(times[at], rows["event_date"], strict=True)
    ]
    rows["killed_min"] = np.where(order == 0, rows["killed_min"], "")
    where = pd.Series(np.cumsum(times) - times)
    doubts = (
        converted.doubts.assign(at=converted.doubts["at"].map(where)) if len(converted.doubts) else converted.doubts
    )
    return Converted(rows.astype("str"), converted.rows[at], doubts)
