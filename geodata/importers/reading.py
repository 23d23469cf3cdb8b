"""A file → checked and located incidents, part by part, so that a file larger than memory can be read.

    file ─► detect ─► look (format, columns) ─► survey (dates, repeats) ─► convert ─► points ─► gazetteer ─► check ─► place

A row is kept, merged with a row that it repeats, or refused with every reason: ``kept + merged + refused`` is
the number of rows read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
import pyarrow as pa

from geodata import placing, schema
from geodata.ahead import ahead
from geodata.importers import convert, own_words, points, weekly
from geodata.importers.convert import Converted, Plan
from geodata.importers.formats import ATLAS_COLUMNS
from geodata.importers.gazetted import Gazetteer, NamedPlace
from geodata.importers.odd_rows import no_incidents, with_short
from geodata.importers.options import Options
from geodata.importers.progress import Progress, tell
from geodata.importers.survey import Look, Survey
from geodata.importers.table import Batch, Evidence
from geodata.importers.tally import REASON, ROW, Report, Tally
from geodata.schema.cells import Texts
from geodata.schema.check import PROBLEM_COLUMNS

_OURS = frozenset((*ATLAS_COLUMNS, *placing.STATED))


@dataclass(frozen=True)
class Beside:
    """Tables that come with the incidents: places to look up, sources, incidents elsewhere that rows may answer."""

    places: pd.DataFrame
    sources: pd.DataFrame | None = None
    other_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Part:
    """Some located incidents, with the lines of problems about them and about the rows refused among them.

    ``placed`` has them in our columns, ``own`` what the file says of the same rows beyond these, as it is; ``order`` is
    that of both together.
    """

    placed: pd.DataFrame
    own: Mapping[str, Texts]
    order: list[str]
    findings: pd.DataFrame
    refused: pd.DataFrame

    @property
    def incidents(self) -> pd.DataFrame:
        """The incidents as a catalogue has them."""
        return self.placed.assign(**{name: texts.series() for name, texts in self.own.items()})[self.order]

    def table(self) -> pa.Table:
        """Return the same as Arrow has it, texts that repeat held once."""
        whole = pa.Table.from_pandas(self.placed, preserve_index=False)
        for name, texts in self.own.items():
            whole = whole.append_column(name, texts.encoded())
        return whole.select(self.order)


@dataclass(slots=True)
class _Count:
    """Where the rows went so far."""

    read: int = 0
    kept: int = 0
    merged: int = 0
    incidents: int = 0
    undated: int = 0
    unplaced: int = 0
    refused_rows: list[pd.DataFrame] = field(default_factory=list)
    doubts: list[pd.DataFrame] = field(default_factory=list)


class Reading:
    """One pass over a file; `parts` gives the incidents, `report` then says what became of the rows."""

    def __init__(
        self, seen: Look, plan: Plan, total: int, evidence: tuple[Evidence, ...], options: Options, beside: Beside
    ) -> None:
        self.seen, self.plan, self.total = seen, plan, total
        self._evidence = (*seen.evidence, *evidence)
        self._beside = beside
        self._tally = Tally()
        self._gazetteer = Gazetteer(options.places)
        self._count = _Count()

    def parts(self, progress: Progress, at_once: int | None = None) -> Iterator[Part]:
        """Give the incidents in parts, of no more than so many rows `at_once`; `DataError` once `progress` says False."""
        for batch in ahead(self.seen.table.batches()):
            for some in [batch] if at_once is None else batch.pieces(at_once):
                yield self._part(some)
                tell(progress, self.seen.file.name, self._count.read, self.total)

    def _part(self, batch: Batch) -> Part:
        count = self._count
        count.read += len(batch.rows)
        whole, early = batch, self._refused_early(batch)
        merged = (
            np.isin(batch.rows, list(self.plan.repeats.merged))
            if self.plan.repeats.merged
            else np.zeros(len(batch.rows), bool)
        )
        count.merged += int(merged.sum())
        away = merged | np.isin(batch.rows, list(early)) if early else merged
        if away.any():
            batch = Batch(batch.cells.filter(pa.array(~away)), batch.rows[~away])
        converted = weekly.expanded(convert.convert(batch, self.plan, self._tally), self.plan)
        converted = with_short(converted, whole)
        own = {name: texts for name, texts in converted.cells.items() if name not in _OURS}
        checked, doubts = self._checked(
            converted, {name: converted.cells[name] for name in converted.cells.keys() - own}
        )
        lines = pd.concat([_lines(early), checked.refused], ignore_index=True) if early else checked.refused
        incidents, odd = placing.place(checked.rows, self._beside.places, own_first=self.plan.is_ours)
        odd = own_words.told(odd, {} if self.plan.is_ours else self.plan.fields)
        self._remember(whole, incidents, lines)
        findings = placing.stacked([frame for frame in (doubts, checked.findings, odd) if len(frame)])
        count.doubts.append(findings)
        if len(checked.refused):
            is_kept = ~np.isin(converted.rows, checked.refused["row"].to_numpy())
            own = {name: texts.take(is_kept) for name, texts in own.items()}
        return Part(incidents, own, _order(list(incidents.columns), list(converted.cells)), findings, lines)

    def _refused_early(self, batch: Batch) -> dict[int, str]:
        """Return the rows that cannot even be converted, with why."""
        repeats = self.plan.repeats.refused
        told = {int(row): repeats[int(row)] for row in batch.rows if int(row) in repeats} if repeats else {}
        return no_incidents(batch, self.plan) | dict(batch.faults) | told

    def _checked(self, converted: Converted, cells: dict[str, Texts]) -> tuple[schema.Checked, pd.DataFrame]:
        doubts, beside = converted.doubts, self._beside
        if self.plan.is_ours:
            return schema.check(
                cells, places=beside.places, sources=beside.sources, other_ids=beside.other_ids,
                optional=schema.OPTIONAL, numbers=converted.rows), pd.DataFrame()  # fmt: skip
        cells, outside = points.mended(cells, self._tally)
        cells = convert.with_precision(self._gazetteer.place(cells, self._tally), self._tally)
        checked = schema.check(
            cells, other_ids=beside.other_ids, optional=schema.OPTIONAL, numbers=converted.rows, ranges_close=False
        )
        fields = self.plan.fields
        checked = replace(
            checked, refused=own_words.told(checked.refused, fields), findings=own_words.told(checked.findings, fields)
        )
        doubts = pd.concat([doubts, own_words.told(outside, fields)], ignore_index=True)
        if len(doubts):
            at = doubts["at"].to_numpy(dtype=int)
            doubts = doubts.assign(table="incidents", row=converted.rows[at], id=cells["event_id"].at(at))
            doubts = doubts[doubts["row"].isin(checked.rows["row"])]
        return checked, doubts.reindex(columns=PROBLEM_COLUMNS)

    def _remember(self, batch: Batch, incidents: pd.DataFrame, refused: pd.DataFrame) -> None:
        count = self._count
        bad = refused["row"].unique()
        # A row that became several incidents is refused whole if one of them is.
        kept = incidents[~incidents["row"].isin(bad)] if len(bad) else incidents
        count.kept += kept["row"].nunique()
        count.incidents += len(kept)
        count.undated += int(kept["event_date"].isna().sum())
        count.unplaced += int((kept["shown_as"] == placing.TRAY).sum() - kept["event_date"].isna().sum())
        if len(bad):
            reasons = (
                (refused["column"].astype("str") + ": " + refused["reason"].astype("str"))
                .groupby(refused["row"])
                .agg(lambda told: "; ".join(dict.fromkeys(told)))
            )
            own = batch.cells.drop_columns(list(self.seen.table.made))
            rows = own.filter(pa.array(np.isin(batch.rows, bad))).to_pandas()
            numbers = batch.rows[np.isin(batch.rows, bad)]
            count.refused_rows.append(rows.assign(**{ROW: numbers, REASON: reasons.reindex(numbers).to_numpy()}))

    def places(self) -> tuple[NamedPlace, ...]:
        """Return the names of places that had no point, with candidates."""
        return self._gazetteer.places()

    def report(self) -> Report:
        """Say what became of the rows read so far."""
        count, table = self._count, self.seen.table
        refused = (
            pd.concat(count.refused_rows, ignore_index=True)
            if count.refused_rows
            else pd.DataFrame(columns=[*(name for name in table.columns if name not in table.made), ROW, REASON])
        )
        doubts = placing.stacked([frame for frame in count.doubts if len(frame)])
        return Report(
            self.seen.file.name, self.seen.form.title, count.read, count.kept, len(refused), count.merged, count.incidents,
            count.undated, count.unplaced, self._evidence, self._told(), tuple(self.plan.fields.items()),
            self._tally.changes(), doubts, refused,
        )  # fmt: skip

    def _told(self) -> tuple[str, ...]:
        monadic = self.seen.form.name == "acled" and "actor2" not in self.plan.fields
        merged = self.seen.form.name == "acled" and self._count.merged  # or rows that name both, each first once
        more = (
            ("This file has a row for each actor of an event (monadic): each event counts once, with both actors.",)
            if monadic or merged
            else ()
        )
        return (*self.seen.form.told, *more)


def _order(placed: list[str], cells: list[str]) -> list[str]:
    """Return all columns in their order: the file's own stand before what says where the row was and lies."""
    first = placed[: placed.index("row")]
    there = {*first, *(name for name in cells if name not in _OURS)}
    return [
        *dict.fromkeys([*schema.INCIDENTS.names, *(name for name in cells if name in there)]),
        *placed[len(first) :],
    ]


def _lines(early: Mapping[int, str]) -> pd.DataFrame:
    lines = [("incidents", row, "", "row", "", why) for row, why in early.items()]
    return pd.DataFrame(lines, columns=PROBLEM_COLUMNS)


def begin(surveyed: Survey, options: Options, beside: Beside | None = None) -> Reading:
    """Decide how to read a file that was looked through."""
    plan, evidence = surveyed.decided(options)
    nothing = pd.DataFrame(columns=[*schema.PLACES.names], dtype="str")
    without = Beside(schema.check_table(nothing, schema.PLACES).rows)
    return Reading(surveyed.seen, plan, surveyed.rows, evidence, options, beside or without)
