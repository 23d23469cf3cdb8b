"""JSON that is no map: a list of records, an answer of a programming interface around one, or a record a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from geodata.errors import DataError
from geodata.importers.options import Limits, Options
from geodata.importers.table import Batch, Evidence, File, Table, distinct, of_rows

_ACCEPTED = 'Accepted: a list of records [{"date": …}, …], an object that holds one, or a record a line.'


def read(file: File, _: Options, limits: Limits) -> Table:
    """Return the records of a file as a table, nested values in columns such as ``location/name``; `DataError` if it holds none."""
    limits.check_size(file.name, file.size)
    try:
        text = file.read().decode("utf-16" if file.head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        found, told = _records(text)
        rows = [_flat(each, limits, file.name) for each in found]
    except (ValueError, RecursionError) as error:
        raise DataError(f"Cannot read {file.name} as JSON: {str(error)[:120].rstrip('. ')}. {_ACCEPTED}") from error
    if not rows:
        raise DataError(f"{file.name} is JSON without a list of records. {_ACCEPTED}")
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    limits.check_columns(file.name, len(columns))
    names = distinct(columns)

    def batches() -> Iterator[Batch]:
        yield from of_rows(names, [[row.get(name, "") for name in columns] for row in rows], 1)

    return Table(file.name, "JSON", names, batches, (told,))


def _records(text: str) -> tuple[list[Mapping[str, Any]], Evidence]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
        return _only_records(lines), Evidence("records", f"{len(lines):,}", "one a line")
    if isinstance(whole, list):
        return _only_records(whole), Evidence("records", f"{len(whole):,}", "a list")
    lists = {name: held for name, held in whole.items() if isinstance(held, list)} if isinstance(whole, dict) else {}
    if not lists:
        return _only_records([whole]), Evidence("records", "1")
    name = max(lists, key=lambda each: len(_only_records(lists[each])))
    return _only_records(lists[name]), Evidence("records", f"{len(lists[name]):,}", f"the list under {name!r}")


def _only_records(held: list[Any]) -> list[Mapping[str, Any]]:
    return [each for each in held if isinstance(each, dict)]


def _flat(record: Mapping[str, Any], limits: Limits, name: str) -> dict[str, str]:
    """Return the values of a record as text, those inside others under the names of both."""
    flat: dict[str, str] = {}
    waiting: list[tuple[str, Any]] = [(str(key), value) for key, value in record.items()]
    limits.check_columns(name, len(waiting))
    for key, value in waiting:  # grows while it is gone through
        if isinstance(value, dict) and value:
            waiting += [(f"{key}/{inner}", held) for inner, held in value.items()]
            limits.check_columns(name, len(waiting))
        else:
            flat[key] = _text(value)
    return flat


def _text(value: Any) -> str:
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        # Two numbers are a point, as Kobo gives it; texts are a list as our exports part them.
        return (", " if all(isinstance(each, float) for each in value) else ";").join(map(_text, value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False) if value else ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
