"""Keep each row or refuse it, saying every reason at once.

A row is refused when a cell cannot mean what its column says. What is odd but legitimate is a
finding (`geodata.schema.findings`) and keeps its row. Rows are numbered as a spreadsheet numbers
them: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd

from geodata.names import province_names
from geodata.schema import findings
from geodata.schema.cells import Cells, Texts, of_frame
from geodata.schema.meaning import MEANINGS, read, typed
from geodata.schema.tables import INCIDENTS, OWN_PLACE, SURPLUS, Column, Table

PROBLEM_COLUMNS = ["table", "row", "id", "column", "value", "reason"]
RANGES = (("killed_min", "killed_max"), ("injured_min", "injured_max"))
OWN_PROVINCE = next(column for column in OWN_PLACE if column.name == "province")


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of the rows of one table.

    ``rows``: the kept rows in file order with column types, and ``row``, their number in the file.
    ``refused`` and ``findings``: one line per problem with ``table, row, id, column, value, reason``.
    """

    rows: pd.DataFrame
    refused: pd.DataFrame
    findings: pd.DataFrame

    @property
    def refused_rows(self) -> int:
        """Return how many rows were refused, however many reasons each had."""
        return int(self.refused["row"].nunique())


Problems = Iterator[pd.DataFrame]


def check(
    rows: pd.DataFrame | Mapping[str, Texts],
    *,
    places: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    other_ids: Collection[str] = (),
    optional: Collection[str] = (),
    numbers: Iterable[int] | None = None,
    ranges_close: bool = True,
) -> Checked:
    """Check incidents: cells, ranges, unique ids, links to places and incidents, sources present.

    Parameters
    ----------
    rows
        Every cell as text, an empty one as ``""``, in a frame or by column; any columns beside the known ones are left as they are.
    places, sources
        Kept rows of those tables. Without them links to places and the presence of sources are not checked.
    other_ids
        Incidents outside the file that its rows may be reported as answering: a file may be an extract.
    optional
        Columns that these rows may leave empty although ours may not: files of others.
    numbers
        What each row is called in problems, ascending; its number in a spreadsheet unless given.
    ranges_close
        Whether a least number without a most is worth pointing at: in files of lowest estimates every row has that.

    Returns
    -------
    checked
        ``len(checked.rows) + checked.refused_rows == len(rows)``, always.
    """
    cells = _prepared(rows, INCIDENTS, numbers)
    known = INCIDENTS.columns + tuple(column for column in OWN_PLACE if column.name in cells)
    known = tuple(replace(column, required=False) if column.name in optional else column for column in known)
    problems = [*_cell_problems(cells, known), *_repeated_keys(cells, INCIDENTS), *_upside_down_ranges(cells)]
    if cells["responds_to"].is_given.any():
        ids = {*cells["event_id"].array().to_pylist(), *other_ids}
        problems += [_dangling(cells, INCIDENTS.column("responds_to"), ids, "no incident of that event_id")]
    problems += [*_answers_itself(cells), *_half_points(cells)]
    own = [column.name for column in OWN_PLACE if column.name in cells]
    if "province" in own:
        problems.append(_dangling(cells, OWN_PROVINCE, set(province_names()), "not an ISO 3166-2 code we know"))
    if places is not None:
        placed = np.any([cells[name].is_given for name in own], axis=0) if own else np.zeros(len(cells), dtype=bool)
        known_places = set(places["place_id"])
        problems.append(_dangling(cells, INCIDENTS.column("place_id"), known_places, "no such place", among=~placed))
    if sources is not None:
        sourceless = ~cells["event_id"].among(sources["event_id"].tolist())
        problems.append(_told(cells, sourceless, "event_id", "no source is given"))
    checked = _decided(cells, problems, INCIDENTS, known)
    odd = findings.of_incidents(checked.rows, sources=sources, ranges_close=ranges_close)
    return Checked(checked.rows, checked.refused, _gathered(odd, INCIDENTS))


def check_table(rows: pd.DataFrame, table: Table) -> Checked:
    """Check one of the other tables: cells and unique keys. Links between tables: `unresolved`."""
    cells = _prepared(rows, table)
    problems = [
        *_cell_problems(cells, table.columns),
        *_repeated_keys(cells, table),
        *_half_points(cells),
        *_upside_down_periods(cells),
    ]
    return _decided(cells, problems, table, table.columns)


def unresolved(checked: Checked, table: Table, column: str, known: Collection[str]) -> Checked:
    """Return `checked` with the rows refused whose `column` names nothing in `known`."""
    rows = checked.rows
    wrong = rows[column].notna() & ~rows[column].isin(list(known))
    if not wrong.any():
        return checked
    named = rows[[table.key or rows.columns[0], column]].astype("str")
    lines = pd.DataFrame({"row": rows["row"], "id": named.iloc[:, 0], "value": named.iloc[:, 1]})[wrong]
    more = _gathered([lines.assign(column=column, reason="leads to nothing")], table)
    refused = pd.concat([checked.refused, more], ignore_index=True)
    return Checked(rows[~wrong].reset_index(drop=True), refused, checked.findings)


def _prepared(rows: pd.DataFrame | Mapping[str, Texts], table: Table, numbers: Iterable[int] | None = None) -> Cells:
    """Return the cells with every column of the table present, and what each row is called."""
    given = of_frame(rows) if isinstance(rows, pd.DataFrame) else rows
    size = len(rows) if isinstance(rows, pd.DataFrame) else max(map(len, given.values()), default=0)
    named = {name: given[name] if name in given else Texts.same("", size) for name in table.names}
    columns = named | {name: texts for name, texts in given.items() if name not in named}
    called = np.arange(2, size + 2) if numbers is None else np.asarray(list(numbers), dtype=np.int64)
    return Cells(columns, called, table.key or next(iter(columns)))


_NOTHING = pd.DataFrame(columns=["row", "id", "value", "column", "reason"])


def _told(cells: Cells, wrong: np.ndarray, column: str, reason: str) -> pd.DataFrame:
    """Return one problem line for each row of `cells` where `wrong`."""
    if not wrong.any():
        return _NOTHING  # nearly always, and a frame costs more than the check itself
    lines = {"row": cells.row[wrong], "id": cells[cells.key].at(wrong), "value": cells[column].at(wrong)}
    return pd.DataFrame(lines).assign(column=column, reason=reason)


def _told_beside(cells: Cells, wrong: np.ndarray, column: str, reason: str, other: str) -> pd.DataFrame:
    """Return such lines with the cell of another column behind the reason."""
    lines = _told(cells, wrong, column, reason)
    return lines.assign(reason=[f"{reason} ({text})" for text in cells[other].at(wrong)]) if len(lines) else lines


def _cell_problems(cells: Cells, columns: tuple[Column, ...]) -> Problems:
    if SURPLUS in cells:
        yield _told(
            cells, cells[SURPLUS].is_given, SURPLUS, "the row has more cells than the header; is a comma unquoted?"
        )
    for column in columns:
        texts = cells[column.name]
        if column.required:
            yield _told(cells, ~texts.is_given, column.name, "must not be empty")
        if not texts.is_given.any():
            continue  # most columns of a file of others
        if column.vocabulary is not None:
            accepted = ", ".join(column.vocabulary) if len(column.vocabulary) <= 10 else f"an ACLED {column.name}"
            yield _told(cells, ~texts.among(["", *column.vocabulary]), column.name, f"not one of: {accepted}")
        elif column.kind in MEANINGS:
            values = read(texts, column)
            is_none = (values.isna() & (texts.distinct != "")).to_numpy(dtype=bool)
            yield _told(cells, texts.where(is_none), column.name, MEANINGS[column.kind])
            if column.minimum is not None:
                less = texts.where((values < column.minimum).to_numpy(dtype=bool))
                yield _told(cells, less, column.name, f"smaller than {column.minimum:g}")
            if column.maximum is not None:
                more = texts.where((values > column.maximum).to_numpy(dtype=bool))
                yield _told(cells, more, column.name, f"greater than {column.maximum:g}")


def _repeated_keys(cells: Cells, table: Table) -> Problems:
    if table.key:
        keys = cells[table.key].array().dictionary_encode().indices.to_numpy()
        if len(keys):
            repeated = np.bincount(keys)[keys] > 1
            yield _told(cells, repeated & cells[table.key].is_given, table.key, "given to more than one row")


def _upside_down_ranges(cells: Cells) -> Problems:
    for low, high in RANGES:
        if not (cells[low].is_given.any() and cells[high].is_given.any()):
            continue
        least, most = (cells[name].rows(read(cells[name], INCIDENTS.column(name)).to_numpy()) for name in (low, high))
        yield _told_beside(cells, most < least, high, f"smaller than {low}", low)


def _upside_down_periods(cells: Cells) -> Problems:
    """Tell of periods that end before they begin; days in ISO form compare as text."""
    for first in {"since", "date"} & set(cells.columns):
        if "until" in cells:
            begins, ends = (cells[name].series() for name in (first, "until"))
            wrong = (ends != "") & (ends < begins)
            yield _told_beside(cells, wrong.to_numpy(dtype=bool), "until", f"earlier than {first}", first)


def _half_points(cells: Cells) -> Problems:
    nothing = np.zeros(len(cells), dtype=bool)
    for given, other in (("latitude", "longitude"), ("longitude", "latitude")):
        if given in cells:
            has_other = cells[other].is_given if other in cells else nothing
            yield _told(cells, cells[given].is_given & ~has_other, given, f"given without {other}")


def _dangling(
    cells: Cells, column: Column, known: set[str], reason: str, *, among: np.ndarray | None = None
) -> pd.DataFrame:
    """Return a problem for each cell, of the rows `among`, that names, alone or in a list, something not `known`."""
    texts = cells[column.name]
    if column.kind == "list":
        named = ([part.strip() for part in text.split(";")] if text else [] for text in texts.held.to_pylist())
        lost = texts.where(np.array([any(name not in known for name in names) for names in named], dtype=bool))
    else:
        lost = ~texts.among(["", *known])
    return _told(cells, lost if among is None else lost & among, column.name, reason)


def _answers_itself(cells: Cells) -> Problems:
    at = np.flatnonzero(cells["responds_to"].is_given)
    itself = np.zeros(len(cells), dtype=bool)
    if at.size:
        pairs = zip(cells["event_id"].at(at), cells["responds_to"].at(at), strict=True)
        itself[at] = [name in listed.split(";") for name, listed in pairs]
    yield _told(cells, itself, "responds_to", "answers itself")


@cache
def _no_lines() -> pd.DataFrame:
    """Return no problem lines; made once, as most tables have none."""
    return pd.DataFrame(columns=PROBLEM_COLUMNS).astype({"table": "str", "row": "int64"})


def _gathered(problems: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    """Return the problem lines of one table in the order of its rows and columns."""
    found = [lines for lines in problems if len(lines)]
    if not found:
        return _no_lines()
    lines = pd.concat(found, ignore_index=True).assign(table=table.name).reindex(columns=PROBLEM_COLUMNS)
    return lines.sort_values("row", kind="stable").reset_index(drop=True).astype({"row": "int64"})


def _decided(cells: Cells, problems: list[pd.DataFrame], table: Table, columns: tuple[Column, ...]) -> Checked:
    refused = _gathered(problems, table)
    kept, row = cells.columns, cells.row
    if len(refused):
        is_kept = ~np.isin(row, refused["row"].to_numpy())
        kept, row = {name: texts.take(is_kept) for name, texts in kept.items()}, row[is_kept]
    known = {column.name: column for column in columns}
    found = {name: typed(texts, known[name]) if name in known else texts.series() for name, texts in kept.items()}
    return Checked(pd.DataFrame({**found, "row": row}), refused, _gathered([], table))
