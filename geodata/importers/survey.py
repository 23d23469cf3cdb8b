"""The first look at a file: which table, which format, which column holds what, and what the whole of a column says.

Dates, decimal marks and repeated ids are decided over all rows before one is read, in one pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from geodata.errors import DataError
from geodata.importers import coordinates, counts, dates, day_parts, detect, mapping, projected, repeats
from geodata.importers.convert import Plan
from geodata.importers.formats import ATLAS, FORMATS, TABLE, TABLE_OF_TYPES, Format, named, recognised, renamed
from geodata.importers.numbers import decimal_mark
from geodata.importers.options import Limits, Options
from geodata.importers.progress import Progress, tell
from geodata.importers.table import Evidence, File, Table

_COORDINATES_LOOKED_AT = 20_000


@dataclass(frozen=True)
class Look:
    """One table of a file, the format it is of and the column of each field."""

    file: File
    kind: str
    table: Table
    others: Mapping[str, Table]
    form: Format
    fields: Mapping[str, str]
    evidence: tuple[Evidence, ...]


Opened = tuple[str, list[Table]]  # the kind of a file and its tables, as they stand


def look(file: File, options: Options, limits: Limits, *, opened: Opened | None = None) -> Look:
    """Return how a file would be read; `DataError` if it cannot be, `QuestionError` if its owner must say.

    `opened`: the tables of the same file, if it was opened before with options of the same `of_the_opening`.
    """
    kind, tables = opened or detect.tables(file, options, limits)
    tables = [named(table) for table in tables]
    table = max(tables, key=lambda each: _likeness(each, options))
    form = recognised(table) if options.form is None else FORMATS.get(options.form)
    if form is None:
        raise DataError(f"Unknown format {options.form!r}. Accepted: {', '.join(FORMATS)}.")
    if options.columns:
        form = TABLE if form is ATLAS or (options.form is None and form is TABLE) else form
    if not table.has_header and len(table.columns) == len(form.names):
        table = renamed(table, form.names)
    fields, why = _fields(file, table, form, options)
    others = {each.name: each for each in tables if each is not table}
    told = (detect.evidence(kind), *table.evidence, Evidence("format", form.title, why))
    return Look(file, kind, table, others, form, fields, told)


def _likeness(table: Table, options: Options) -> tuple[bool, int, int]:
    """Rank tables of one file: a known format first, then the one with most columns that mean something, then the widest."""
    known = recognised(table)
    if known is not TABLE:
        return True, len(known.needs), len(table.columns)
    if options.columns:
        return set(options.columns.values()) <= set(table.columns), 0, len(table.columns)
    return False, sum(bool(each.field) for each in mapping.propose(table)), len(table.columns)


def _fields(file: File, table: Table, form: Format, options: Options) -> tuple[dict[str, str], str]:
    given = dict(options.columns)
    mapping.check(given, "The mapping")
    if lost := [column for column in given.values() if column and column not in table.columns]:
        raise DataError(
            f"{file.name} has no column {lost[0]!r}. Its columns: {', '.join(map(repr, table.columns[:40]))}."
        )
    if form is not TABLE:
        chosen = form.used(table.columns) | given
        return {name: column for name, column in chosen.items() if column}, "by the names of its columns"
    if given:
        _refuse_half_points(file.name, given)
        return {name: column for name, column in given.items() if column}, "the columns are given"
    found = {each.field: each.column for each in mapping.propose(table) if each.field}
    if options.form is None and not found.keys() & {"event_date", "latitude", "easting", "place_name", "province"}:
        if options.sheet is None and len(table.inside) > 1:
            raise detect.which(
                f"{file.name} holds {len(table.inside)} tables, of which none looks like incidents.",
                [each.name for each in table.inside],
            )
        if not table.has_header:
            raise DataError(
                f"{file.name} does not look like incidents: no row was taken for the names of its columns. Say which row holds them "
                "(--header-row 1), or name columns by their number (--column event_date=column_1)."
            )
        raise DataError(
            f"{file.name} does not look like incidents: of its columns {', '.join(map(repr, table.columns[:8]))} none seems to hold a "
            "date, a place or a point. If it is a table of incidents all the same, say so (--as table, the format “a table of one's own”), and "
            "then which column holds what (--mapping FILE, or --column event_date=\"My date\").")  # fmt: skip
    return found, "its columns were compared with ours"


def _refuse_half_points(name: str, given: Mapping[str, str]) -> None:
    in_degrees, in_metres = coordinates.AXES, (projected.EASTING, projected.NORTHING)
    for one, other in (in_degrees, in_degrees[::-1], in_metres, in_metres[::-1]):
        if given.get(one) and not given.get(other):
            raise DataError(
                f"{name}: column {given[one]!r} is said to hold the {one}, and none the {other}. A point has both: name a column "
                f"of {other} too, or let {given[one]!r} be kept as it is."
            )


@dataclass(frozen=True)
class Survey:
    """What all rows of a file hold in the columns that are decided as a whole: distinct texts, and rows of one id.

    `days`, `degrees`: distinct texts. `people`: those of each column of killed or injured.
    """

    seen: Look
    rows: int
    days: Mapping[str, None]
    degrees: Mapping[str, None]
    people: Mapping[str, Mapping[str, None]]
    repeats: repeats.Repeats

    def decided(self, options: Options) -> tuple[Plan, tuple[Evidence, ...]]:
        """Return how the rows are read, and what says so; `QuestionError` if only the owner of the file knows."""
        seen = self.seen
        if seen.form is ATLAS:
            return Plan(seen.form, seen.fields, seen.file.stem), ()
        told = []
        rule = None
        known: dict[str, dict[str, str | None]] = {}
        if "event_date" in seen.fields:
            rule, meant = dates.decide(seen.fields["event_date"], self.days, day_first=options.day_first)
            known["event_date"] = {
                text: "" if dates.is_unstated(text) else dates.written(day) for text, day in meant.items()
            }
            known["event_date"][""] = ""
            told.append(rule.evidence)
        elif seen.form is TABLE:
            told.append(Evidence("dates", "none", "no column is said or seems to hold them; name one if there is"))
        mark, why = decimal_mark(self.degrees, options.decimal)
        told += [why] if why else []
        form, fields = _with_sub_types(seen)
        system, of_metres = projected.agreed(seen.fields, options.crs)
        told += of_metres
        plan = Plan(form, fields, seen.file.stem, rule, mark, counts.written(self.people), self.repeats, known, system)
        return plan, tuple(told)


def _with_sub_types(seen: Look) -> tuple[Format, Mapping[str, str]]:
    """Return format and columns with the sub-type of an event read where its type is, if no column of its own says it."""
    if seen.form is not TABLE or "event_type" not in seen.fields or "sub_event_type" in seen.fields:
        return seen.form, seen.fields
    return TABLE_OF_TYPES, {**seen.fields, "sub_event_type": seen.fields["event_type"]}


def survey(seen: Look, limits: Limits, progress: Progress) -> Survey:
    """Look through all rows of a file once."""
    table, fields = day_parts.joined(seen.table, seen.fields)
    seen = replace(seen, table=table, fields=fields)
    wanted = {
        name: seen.fields[name] for name in ("event_date", "latitude", "longitude", "event_id") if name in seen.fields
    }
    days: dict[str, None] = {}
    degrees: dict[str, None] = {}
    people: dict[str, dict[str, None]] = {seen.fields[name]: {} for name in counts.ENDS if name in seen.fields}
    ids: list[pa.Array] = []
    rows = 0
    for batch in seen.table.batches_of(list(dict.fromkeys([*wanted.values(), *people]))):
        rows += len(batch.rows)
        limits.check_rows(seen.file.name, rows)
        tell(progress, seen.file.name, rows, 0)
        if "event_date" in wanted:
            days |= dict.fromkeys(pc.utf8_trim_whitespace(pc.unique(batch.cells[wanted["event_date"]])).to_pylist())
        for axis in ("latitude", "longitude"):
            if axis in wanted and len(degrees) < _COORDINATES_LOOKED_AT:
                degrees |= dict.fromkeys(pc.unique(batch.cells[wanted[axis]]).to_pylist())
        for column in people:
            people[column] |= dict.fromkeys(pc.unique(batch.cells[column]).to_pylist())
        if "event_id" in wanted:
            ids += batch.cells[wanted["event_id"]].chunks
    days.pop("", None)
    found = repeats.Repeats() if seen.form is ATLAS else _repeats(seen, ids)
    return Survey(seen, rows, days, degrees, people, found)


def _repeats(seen: Look, ids: list[pa.Array]) -> repeats.Repeats:
    if not ids:
        return repeats.Repeats()
    several = repeats.repeated(pa.chunked_array(ids))
    if not len(several):
        return repeats.Repeats()
    monadic = seen.form.name == "acled" and "actor2" not in seen.fields
    actor = seen.fields.get("actor1") if monadic else None
    return repeats.resolve(
        seen.table.batches(), seen.fields["event_id"], several, actor, swaps=seen.form.name == "acled"
    )
