"""Tables in the words of a Frictionless table schema: what a ``datapackage.json`` says of each column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from geodata.schema.tables import INCIDENTS, OPTIONAL, Column, Table

# How our kinds of column are called in a Frictionless table schema; a list stays text parted by semicolons.
_FIELD_TYPES: Mapping[str, Mapping[str, str]] = MappingProxyType({
    "string": {"type": "string"},
    "list": {"type": "string"},
    "url": {"type": "string", "format": "uri"},
    "date": {"type": "date"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
})  # fmt: skip


def field(column: Column, *, is_key: bool = False) -> dict[str, Any]:
    """Return a column with its type, its meaning and its limits."""
    vocabulary = column.vocabulary
    whole = column.kind == "integer"
    limits: dict[str, Any] = {
        "required": column.required or None,
        "unique": is_key or None,
        "enum": None if vocabulary is None else [int(value) if whole else value for value in vocabulary],
        "minimum": column.minimum,
        "maximum": column.maximum,
    }
    stated = {limit: value for limit, value in limits.items() if value is not None}
    told = {"name": column.name, **_FIELD_TYPES[column.kind], "description": column.meaning}
    return told | ({"constraints": stated} if stated else {})


def key(column: str | None) -> dict[str, str]:
    """Return the primary key that `column` is, if it is one."""
    return {} if column is None else {"primaryKey": column}


def link(table: Table, column: str, other: str, target: str) -> dict[str, Any]:
    """Return the foreign key by which `column` of `table` points at the column `target` of another."""
    # Frictionless calls a table's own name the empty string.
    return {"fields": column, "reference": {"resource": "" if other == table.name else other, "fields": target}}


def may_be_empty(descriptor: Mapping[str, Any]) -> frozenset[str]:
    """Return the columns of incidents that we require and a package does not: those that data of others leave empty."""
    for resource in descriptor["resources"]:
        columns = resource.get("schema")
        if resource.get("name") == INCIDENTS.name and isinstance(columns, dict):
            fields = [each for each in columns.get("fields") or () if isinstance(each, dict)]
            required = {each.get("name") for each in fields if (each.get("constraints") or {}).get("required")}
            return frozenset(OPTIONAL) - required if fields else frozenset()
    return frozenset()
