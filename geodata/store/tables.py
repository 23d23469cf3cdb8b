"""The tables of a catalogue beside that of incidents, each read once, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import pandas as pd

from geodata import rollups
from geodata.boundaries import Boundaries
from geodata.query import IncidentQuery
from geodata.store import source
from geodata.store.engine import Engine

# Columns, and fields of a question, that only some data have → what is said where they have not.
OPTIONAL: Mapping[str, str] = MappingProxyType({
    "area": "Filter 'area': no incident here lies in an area. Lay boundaries over the data: --areas FILE, or on the page Data.",
    "dataset": "Filter 'dataset': these are the incidents of one data set. Show several as one on the page Data.",
})  # fmt: skip


class Tables:
    """What was said about the data as a whole, as the catalogue has it."""

    engine: Engine

    @cached_property
    def key_dates(self) -> pd.DataFrame:
        """The table of key dates of the data."""
        return self.engine.table("key_dates")

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """The table of periods for which many or few sources were found."""
        return self.engine.table("coverage")

    @cached_property
    def duplicates(self) -> pd.DataFrame:
        """The table of pairs of incidents that may be one, and what was decided."""
        return self.engine.table("duplicates")

    @cached_property
    def official_counts(self) -> pd.DataFrame:
        """The table of running counts given by others."""
        return self.engine.table("official_counts")

    @cached_property
    def boundaries(self) -> Boundaries | None:
        """The boundaries that were laid over the data; None where there are none."""
        return Boundaries.of_table(self.engine.table("areas"))

    @cached_property
    def lacking(self) -> frozenset[str]:
        """Those of the columns `OPTIONAL` in which no incident has anything."""
        there = (f"(SELECT '{name}' FROM incidents WHERE {name} IS NOT NULL LIMIT 1)" for name in OPTIONAL)
        return frozenset(OPTIONAL) - {str(name) for (name,) in self.engine.rows(" UNION ALL ".join(there))}

    @property
    def has_areas(self) -> bool:
        """Whether any incident lies in an area that was brought."""
        return "area" not in self.lacking

    @cached_property
    def counted_ahead(self) -> frozenset[str]:
        """Those of the tables of `geodata.rollups` that these data have."""
        named = ", ".join(f"'{name}'" for name in rollups.TABLES)
        here = f"table_schema = current_schema() AND table_name IN ({named})"
        return frozenset(
            name for (name,) in self.engine.rows(f"SELECT table_name FROM information_schema.tables WHERE {here}")
        )

    def source(self, query: IncidentQuery, columns: Sequence[str]) -> tuple[str, list[Any]]:
        """Return what answers `query` as a table expression to count from, and its bound values: `geodata.store.source`."""
        return source.of(query, columns, tables=self.counted_ahead)

    @cached_property
    def refused(self) -> pd.DataFrame:
        """A line for each reason for which a row was refused."""
        return self.engine.table("refused")

    @property
    def refused_rows(self) -> int:
        """How many rows of all tables were refused, however many reasons each had."""
        return len(self.refused[["table", "row"]].drop_duplicates())

    @cached_property
    def findings(self) -> pd.DataFrame:
        """A line for each thing that is odd about a row that was kept."""
        return self.engine.table("findings")
