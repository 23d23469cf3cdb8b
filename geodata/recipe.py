"""A map as a file of words: the question and the layout in TOML, the same thing as the link.

    [query]
    since = "2023-10-17"
    province = ["IQ-AN"]

    [layout]
    paper = "A4"

For batches, for tests, and for making next month's map exactly as this month's.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import tomli_w

from geodata.cartography.layout import Layout
from geodata.errors import DataError, ExportError
from geodata.linked import Params
from geodata.query import FILTERS, IncidentQuery


@dataclass(frozen=True, slots=True)
class Recipe:
    """A question and how its answer is drawn."""

    query: IncidentQuery
    layout: Layout

    def to_toml(self) -> str:
        """Return the recipe as TOML: what is asked and what differs from the default layout, in field order."""
        query = {name: values if FILTERS[name].many else values[0] for name, values in self.query.to_params().items()}
        layout = {name: values[0] for name, values in self.layout.to_params().items()}
        return tomli_w.dumps({"query": query, "layout": layout})

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Read a recipe; `DataError` where it is no TOML, else what query and layout say of their values."""
        query, layout = params(text)
        return cls(IncidentQuery.from_params(query), Layout.from_params(layout))

    def write(self, path: Path) -> None:
        """Write the recipe to `path`; `ExportError` if it cannot be written."""
        try:
            path.write_text(self.to_toml(), encoding="utf-8")
        except OSError as error:
            raise ExportError(
                f"Cannot write the recipe {path}: {error.strerror}. Give a path that can be written."
            ) from error


def read(path: Path) -> tuple[Params, Params]:
    """Return the parameters of query and layout that the recipe at `path` names, not yet understood."""
    try:
        return params(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            f"Cannot read the recipe {path}: {getattr(error, 'strerror', '') or error}. A recipe is a TOML file in UTF-8."
        ) from error


def params(text: str) -> tuple[Params, Params]:
    """Return the parameters that a recipe names, by section."""
    try:
        sections = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DataError(
            f"The recipe is not TOML: {error}. It has a [query] and a [layout] of names and values."
        ) from error
    if unknown := sorted(sections.keys() - {"query", "layout"}):
        raise DataError(f"Unknown section {unknown[0]!r} in the recipe. Accepted: [query], [layout].")
    return _listed(sections.get("query")), _listed(sections.get("layout"))


def _listed(section: Any) -> dict[str, list[str]]:
    if section is None:
        return {}
    if not isinstance(section, dict):
        raise DataError("A section of the recipe is not a table. Write [query] or [layout] on a line of its own.")
    return {
        name: [_written(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in section.items()
    }


def _written(value: Any) -> str:
    # TOML has its own true, numbers and dates; queries and layouts read them all from text.
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)
