"""Keep each row or refuse it, saying every reason at once.

A row is refused when a cell cannot mean what its column says. What is odd but legitimate is a
finding (`geodata.schema.findings`) and keeps its row. Rows are numbered as a spreadsheet numbers
them: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace

import pandas as pd

from geodata.names import province_names
from geodata.schema import findings
from geodata.schema.tables import INCIDENTS, OWN_PLACE, SURPLUS, Column, Table

PROBLEM_COLUMNS = ["table", "row", "id", "column", "value", "reason"]
RANGES = (("killed_min", "killed_max"), ("injured_min", "injured_max"))
OWN_PROVINCE = next(column for column in OWN_PLACE if column.name == "province")
_WHOLE_NUMBER, _NUMBER = r"[+-]?[0-9]{1,9}", r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"


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
    rows: pd.DataFrame,
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
        Every cell as text, an empty one as ``""``; any columns beside the known ones are left as they are.
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
    known = INCIDENTS.columns + tuple(column for column in OWN_PLACE if column.name in rows)
    known = tuple(replace(column, required=False) if column.name in optional else column for column in known)
    cells = _prepared(rows, INCIDENTS)
    if numbers is not None:
        cells["row"] = list(numbers)
    problems = [*_cell_problems(cells, known), *_repeated_keys(cells, INCIDENTS), *_upside_down_ranges(cells)]
    ids = {*cells["event_id"], *other_ids}
    problems += _dangling(cells, INCIDENTS.column("responds_to"), ids, "no incident of that event_id")
    problems += [*_answers_itself(cells), *_half_points(cells)]
    own = [column.name for column in OWN_PLACE if column.name in cells]
    if "province" in own:
        problems += _dangling(cells, OWN_PROVINCE, set(province_names()), "not an ISO 3166-2 code we know")
    if places is not None:
        placeless = (cells[own] == "").all(axis=1)
        problems += _dangling(cells[placeless], INCIDENTS.column("place_id"), set(places["place_id"]), "no such place")
    if sources is not None:
        problems.append(_told(cells, ~cells["event_id"].isin(sources["event_id"]), "event_id", "no source is given"))
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
    cells = checked.rows
    wrong = cells[column].notna() & ~cells[column].isin(list(known))
    more = _gathered([_told(cells.assign(_id=_ids(cells, table)), wrong, column, "leads to nothing")], table)
    refused = pd.concat([checked.refused, more], ignore_index=True) if len(more) else checked.refused
    return Checked(cells[~wrong].reset_index(drop=True), refused, checked.findings)


def _prepared(rows: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return the cells trimmed, with every column of the table present and the row's own number."""
    cells = rows.astype("str").apply(lambda column: column.str.strip()) if len(rows) else rows.astype("str")
    cells = cells.reindex(columns=[*table.names, *(c for c in rows.columns if c not in table.names)], fill_value="")
    cells = cells.fillna("")
    cells["row"] = range(2, len(cells) + 2)
    cells["_id"] = _ids(cells, table)
    return cells


def _ids(cells: pd.DataFrame, table: Table) -> pd.Series:
    return cells[table.key] if table.key else cells.iloc[:, 0].astype("str")


_NOTHING = pd.DataFrame(columns=["row", "id", "value", "column", "reason"])


def _told(cells: pd.DataFrame, wrong: pd.Series, column: str, reason: str | pd.Series) -> pd.DataFrame:
    """Return one problem line for each row of `cells` where `wrong`."""
    if not wrong.any():
        return _NOTHING  # nearly always, and a frame costs more than the check itself
    at = cells.loc[wrong, ["row", "_id", column]]
    lines = at.set_axis(["row", "id", "value"], axis=1)
    return lines.assign(column=column, reason=reason.loc[wrong] if isinstance(reason, pd.Series) else reason)


def _cell_problems(cells: pd.DataFrame, columns: tuple[Column, ...]) -> Problems:
    if SURPLUS in cells:
        yield _told(
            cells, cells[SURPLUS] != "", SURPLUS, "the row has more cells than the header; is a comma unquoted?"
        )
    for column in columns:
        text = cells[column.name]
        given = text != ""
        if column.required:
            yield _told(cells, ~given, column.name, "must not be empty")
        if not given.any():
            continue  # most columns of a file of others
        if column.vocabulary is not None:
            known = text.isin(list(column.vocabulary))
            accepted = ", ".join(column.vocabulary) if len(column.vocabulary) <= 10 else f"an ACLED {column.name}"
            yield _told(cells, given & ~known, column.name, f"not one of: {accepted}")
        elif column.kind in _READ:
            pattern, read, meaning = _READ[column.kind]
            fits = text.str.fullmatch(pattern)
            values = read(text.where(fits & given))
            yield _told(cells, given & values.isna(), column.name, meaning)
            if column.minimum is not None:
                yield _told(cells, values < column.minimum, column.name, f"smaller than {column.minimum:g}")
            if column.maximum is not None:
                yield _told(cells, values > column.maximum, column.name, f"greater than {column.maximum:g}")


def _numbers(text: pd.Series) -> pd.Series:
    return _each_distinct(text, lambda texts: pd.to_numeric(texts, errors="coerce").astype("float64"))


def _days(text: pd.Series) -> pd.Series:
    return _each_distinct(text, lambda texts: pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce"))


def _each_distinct(text: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return what `read` makes of a column, of each of its texts once: columns repeat themselves."""
    at, texts = pd.factorize(text, use_na_sentinel=False)
    return read(pd.Series(texts, dtype=text.dtype)).take(at).set_axis(text.index)


def _links(text: pd.Series) -> pd.Series:
    return text


# kind → what the text must look like, how it is read (missing where it cannot be), what to say otherwise
_READ: dict[str, tuple[str, Callable[[pd.Series], pd.Series], str]] = {
    "date": (r"\d{4}-\d{2}-\d{2}", _days, "not a date (YYYY-MM-DD)"),
    "integer": (_WHOLE_NUMBER, _numbers, "not a whole number"),
    "number": (_NUMBER, _numbers, "not a number"),
    "url": (r"(?i:https?)://[^\s/]+\S*", _links, "not a web address (http or https)"),
}


def _repeated_keys(cells: pd.DataFrame, table: Table) -> Problems:
    if table.key:
        repeated = cells.duplicated(table.key, keep=False) & (cells[table.key] != "")
        yield _told(cells, repeated, table.key, "given to more than one row")


def _upside_down_ranges(cells: pd.DataFrame) -> Problems:
    for low, high in RANGES:
        if (cells[low] == "").all() or (cells[high] == "").all():
            continue
        least, most = (_numbers(cells[name].where(cells[name].str.fullmatch(_WHOLE_NUMBER))) for name in (low, high))
        yield _told(cells, most < least, high, f"smaller than {low} (" + cells[low] + ")")


def _upside_down_periods(cells: pd.DataFrame) -> Problems:
    """Tell of periods that end before they begin; days in ISO form compare as text."""
    for first in {"since", "date"} & set(cells.columns):
        if "until" in cells:
            wrong = (cells["until"] != "") & (cells["until"] < cells[first])
            yield _told(cells, wrong, "until", f"earlier than {first} (" + cells[first] + ")")


def _half_points(cells: pd.DataFrame) -> Problems:
    if {"latitude", "longitude"} & set(cells.columns):
        cells = cells.assign(**{name: "" for name in ("latitude", "longitude") if name not in cells})
        for given, other in (("latitude", "longitude"), ("longitude", "latitude")):
            yield _told(cells, (cells[given] != "") & (cells[other] == ""), given, f"given without {other}")


def _dangling(cells: pd.DataFrame, column: Column, known: set[str], reason: str) -> list[pd.DataFrame]:
    """Return a problem for each cell that names, alone or in a list, something not `known`."""
    text = cells[column.name]
    named = text[text != ""].str.split(";").explode().str.strip() if column.kind == "list" else text[text != ""]
    lost = named[~named.isin(list(known))]
    wrong = cells.index.isin(lost.index)
    return [_told(cells, pd.Series(wrong, index=cells.index), column.name, reason)]


def _answers_itself(cells: pd.DataFrame) -> Problems:
    text = cells["responds_to"]
    named = text[text != ""].str.split(";").explode()
    itself = named == cells["event_id"].reindex(named.index)
    yield _told(cells, pd.Series(cells.index.isin(named.index[itself]), cells.index), "responds_to", "answers itself")


def _gathered(problems: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    """Return the problem lines of one table in the order of its rows and columns."""
    lines = pd.concat([p for p in problems if len(p)], ignore_index=True) if any(map(len, problems)) else pd.DataFrame()
    lines = lines.assign(table=table.name).reindex(columns=PROBLEM_COLUMNS)
    return lines.sort_values("row", kind="stable").reset_index(drop=True).astype({"row": "int64"})


def _decided(cells: pd.DataFrame, problems: list[pd.DataFrame], table: Table, columns: tuple[Column, ...]) -> Checked:
    refused = _gathered(problems, table)
    kept = cells[~cells["row"].isin(refused["row"])].drop(columns="_id")
    typed = kept.assign(**{column.name: _typed(kept[column.name], column) for column in columns})
    return Checked(typed.reset_index(drop=True), refused, _gathered([], table))


_EMPTY = {"date": "datetime64[us]", "integer": "Int64", "number": "float64"}


def _typed(text: pd.Series, column: Column) -> pd.Series:
    """Return a checked column with its type; empty cells become missing.

    Lists stay text: values parted by semicolons, trimmed, each once.
    """
    given = text != ""
    if not given.any():
        return pd.Series(None, index=text.index, dtype=_EMPTY.get(column.kind, "str"))
    stated = text.where(given)
    if column.kind == "date":
        return _days(stated)
    if column.kind == "integer":
        return _numbers(stated).astype("Int64")
    if column.kind == "number":
        return _numbers(stated)
    if column.kind == "list":
        return stated.map(_each_once, na_action="ignore").astype("str")
    return stated.astype("str")


def _each_once(text: str) -> str | None:
    return ";".join(dict.fromkeys(filter(None, map(str.strip, text.split(";"))))) or None
