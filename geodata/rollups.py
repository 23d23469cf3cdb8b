"""Counts made once, when a catalogue is written: small tables beside the rows, for the questions that a page asks.

A row of such a table stands for all incidents that are alike in the columns of its grain, and says how many those are.
So a count over it is the same number as a count over the incidents, from a small part of the rows.

Options were a table for each pair of filters (forbids three at once), one cube with days in it (as many rows as
incidents), and codes in place of texts (no quicker: DuckDB keeps codes of its own). Decision: group by everything that
a filter or a key compares but days, points and words; once so, once by months, once by cells of the web map, once by both. `GRAINS` says
which questions each answers, `geodata.store.source` takes the first that does, else the incidents. Data whose incidents
are rarely alike gain nothing, and small data need nothing: then there is no such table, and all is counted from the rows.

A tile near by asks for points as they are. Incidents lie by day, so every tile would look through all of them: of many
there is a second table, `BY_PLACE`, without texts and sorted so that a tile reads a few stretches of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import duckdb

# What every grain keeps: incidents that are alike in all of these are one row.
ALIKE = (
    "country", "province", "area", "dataset", "place_id", "geo_precision", "shown_as", "category", "event_type", "sub_event_type",
    "outcome", "weapons_text", "actor1_group", "actor2_group", "claimed_by", "confidence", "time_precision",
    "killed_min", "killed_max", "injured_min", "injured_max",
)  # fmt: skip
MONTH = "CAST(date_trunc('month', event_date) AS date)"
CELL_BITS = 21  # of the 32 of a Mercator integer: cells of a tile in 8 by 8 down to zoom 8
FEWEST_INCIDENTS = 20_000  # fewer are counted from the rows in no time
LEAST_SMALLER = 4  # times; else the rows are as good
BY_PLACE = "by_place"
MANY = 500_000  # incidents; fewer are looked through in no time
STRIP_BITS = 23  # as wide as a tile of zoom 9

# measure → what it is of alike incidents, and what it is of one
MEASURES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "n": ("count(*)", "1"),
    "first_day": ("min(event_date)", "event_date"),
    "last_day": ("max(event_date)", "event_date"),
    "sum_x": ("CAST(sum(mercator_x) AS bigint)", "mercator_x"),
    "sum_y": ("CAST(sum(mercator_y) AS bigint)", "mercator_y"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grain:
    """One table. `more`: its columns beside `ALIKE`, each a coarser form of the incidents' column of that name.

    `holds`: what a question may touch to be answered from it: columns as they are, ``month`` for a day by its month only,
    ``cell`` for a point by its cell only. `is_of_many`: made only where incidents are `MANY`.
    """

    table: str
    more: Mapping[str, str]
    coarse: frozenset[str] = frozenset()
    is_of_many: bool = False

    @property
    def holds(self) -> frozenset[str]:
        return self.coarse | {*ALIKE, "weapons"}


def _cell(axis: str) -> str:
    return f"(mercator_{axis} >> {CELL_BITS}) << {CELL_BITS}"


# From the smallest to the largest.
GRAINS = (
    Grain("counted", MappingProxyType({})),
    Grain(
        "counted_by_cell",
        MappingProxyType({"mercator_x": _cell("x"), "mercator_y": _cell("y")}),
        frozenset({"cell"}),
    ),
    Grain("counted_by_month", MappingProxyType({"event_date": MONTH}), frozenset({"month"})),
    Grain(
        "counted_by_cell_and_month",
        MappingProxyType({"event_date": MONTH, "mercator_x": _cell("x"), "mercator_y": _cell("y")}),
        frozenset({"cell", "month"}),
        is_of_many=True,
    ),
)
TABLES = (*(grain.table for grain in GRAINS), BY_PLACE)
# What a tile near by shows of an incident, and what it is asked for.
OF_A_PLACE = ("event_id", "event_date", "place_name", "longitude", "latitude", "mercator_x", "mercator_y", *ALIKE)
HELD_BY_PLACE = frozenset({*OF_A_PLACE, "weapons", "longitude, latitude", "month", "week"})
_SORTED = (
    f"CREATE TABLE {BY_PLACE} AS SELECT {', '.join(OF_A_PLACE)} FROM incidents WHERE mercator_x IS NOT NULL "
    f"ORDER BY mercator_x >> {STRIP_BITS}, mercator_y"
)


def write(database: duckdb.DuckDBPyConnection) -> None:
    """Count the incidents of a database into a table for each grain that is worth it; sort many by place too."""
    (incidents,) = database.execute("SELECT count(*) FROM incidents").fetchall()[0]
    grains = [grain for grain in GRAINS if incidents >= (MANY if grain.is_of_many else FEWEST_INCIDENTS)]
    sizes = database.execute(_guessed(grains)).fetchall()[0] if grains else ()
    for grain, size in zip(grains, sizes, strict=True):
        # A map of a period asks a dozen times: of many, half as much is worth it.
        if size * LEAST_SMALLER <= incidents * (2 if grain.is_of_many else 1):
            database.execute(_made(grain))
    if incidents >= MANY and _is_file(database):
        database.execute(_SORTED)


def _is_file(database: duckdb.DuckDBPyConnection) -> bool:
    """Return whether a database is kept in a file: there texts that repeat are small, in memory each takes its room."""
    found = database.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchall()
    return bool(found[0][0])


def _guessed(grains: Sequence[Grain]) -> str:
    """Return the question about how many rows each would have: to know it costs less than to make them."""
    coarse = {
        (name, how): f"{name}_{number}" for number, grain in enumerate(grains) for name, how in grain.more.items()
    }
    guessed = ", ".join(
        f"approx_count_distinct(hash({', '.join(['alike', *(coarse[each] for each in grain.more.items())])}))"
        for grain in grains
    )
    named = "".join(f", {how} AS {alias}" for (_, how), alias in coarse.items())
    return f"SELECT {guessed} FROM (SELECT hash({', '.join(ALIKE)}) AS alike{named} FROM incidents)"


def _made(grain: Grain) -> str:
    coarse = "".join(f", {how} AS {name}" for name, how in grain.more.items())
    measured = "".join(f", {of_alike} AS {name}" for name, (of_alike, _) in MEASURES.items())
    return (
        f"CREATE TABLE {grain.table} AS SELECT {', '.join(ALIKE)}{coarse}{measured} FROM incidents "
        f"GROUP BY {', '.join([*ALIKE, *grain.more.values()])} ORDER BY {', '.join(grain.more or ALIKE)}"
    )


def there(database: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of those tables that a database has."""
    found = {name for (name,) in database.execute("SELECT table_name FROM information_schema.tables").fetchall()}
    return [name for name in TABLES if name in found]
