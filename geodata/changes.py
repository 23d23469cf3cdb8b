"""What changed between two versions of a data set: incidents added, changed field by field, and withdrawn.

Incidents are matched by ``event_id`` alone, so one that got another id is withdrawn and added. The order of rows
and columns does not matter. Cells missing on both sides are no change, lists compare as lists, and a column
that one version lacks is missing there. The addresses of sources compare as a set, for files keep no order of them.

Both versions pass by twice: once for a number of each row, by which those that are as they were fall away, and once
for the rows that differ, which are kept in a database of their own (`geodata.beside`). Nothing else is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geodata import beside, export, schema
from geodata._sql import literal, quoted
from geodata.beside import BROUGHT, KEY, Beside
from geodata.errors import ExportError
from geodata.export.extract import PARTED_BY, SOURCE_URLS
from geodata.manifest import Manifest, joined
from geodata.store import Store

KINDS = ("added", "changed", "withdrawn")
_KNOWN_BY = ("event_id", "event_date", "place_name", "category")  # what a reader knows an incident by
_LINE = (*_KNOWN_BY, "field", "old", "new")
_IN_ORDER = "ORDER BY event_date NULLS LAST, event_id"
# kind of change → which versions have its incidents
_SIDES = MappingProxyType({"added": ("newer",), "changed": ("older", "newer"), "withdrawn": ("older",)})


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What became of the incidents of `older` in `newer`.

    `counts`: how many incidents there are of each kind of change. `fields`: how many cells of changed ones differ.
    `same`: how many incidents are as they were.
    """

    older: Manifest
    newer: Manifest
    versions: tuple[str, str]
    counts: Mapping[str, int]
    fields: int
    same: int
    _kept: Beside

    @property
    def manifest(self) -> Manifest:
        """What must be said of both versions."""
        return joined((self.older, self.newer))

    def incidents(self, kind: str, limit: int | None = None) -> pd.DataFrame:
        """Return the incidents of a kind by date, then by event_id, with every column for readers and ``source_urls``.

        Those that changed are as the newer version has them.
        """
        return self._kept.frame(f"{_incidents(kind)} {_IN_ORDER} {_most(limit)}")

    def changed(self, limit: int | None = None) -> pd.DataFrame:
        """Return a line for each field that differs, by date, then by event_id, then in the order of the schema.

        ``event_id, event_date, place_name, category, field, old, new``: as the newer version has the incident; both values
        as texts, lists parted as in an export, missing where not stated.
        """
        return self._kept.frame(f"SELECT {', '.join(_LINE)} FROM lines {_IN_ORDER}, number {_most(limit)}")

    def sites(self, west: float, south: float, east: float, north: float) -> pd.DataFrame:
        """Return the points inside a box (degrees) that hold incidents: ``change, longitude, latitude, place, count``."""
        place = f"first(coalesce(place_name, 'Place not named') {_IN_ORDER}) AS place"
        points = " UNION ALL ".join(
            f"SELECT '{kind}' AS change, longitude, latitude, place_name, event_date, event_id FROM ({_incidents(kind)})"
            for kind in KINDS
        )
        return self._kept.frame(
            f"SELECT change, longitude, latitude, {place}, count(*) AS count FROM ({points}) "
            f"WHERE longitude BETWEEN {west} AND {east} AND latitude BETWEEN {south} AND {north} "
            "GROUP BY change, longitude, latitude ORDER BY change, longitude, latitude"
        )

    def sentence(self) -> str:
        """Say how many incidents of each kind there are."""
        counts = ", ".join(f"{count:,} {kind}" for kind, count in self.counts.items())
        fields = f" ({self.fields:,} field{'s' * (self.fields != 1)})" if self.fields else ""
        counts = counts.replace(" changed", f" changed{fields}")
        titles = (
            f"{of.title} ({version})" for of, version in zip((self.older, self.newer), self.versions, strict=True)
        )
        return f"From {' to '.join(titles)}: {counts}, {self.same:,} as they were."

    @property
    def total(self) -> int:
        """How many `lines` there are."""
        return self.counts["added"] + self.fields + self.counts["withdrawn"]

    def lines(self, limit: int | None = None) -> pd.DataFrame:
        """Return all changes as one table: a line for each incident added or withdrawn and each field changed."""
        return self._kept.frame(f"{_LINES} {_most(limit)}")

    def csv_pieces(self) -> Iterator[bytes]:
        """Yield `lines` as CSV that no spreadsheet runs; `ExportError` where rows of either may not be passed on."""
        if problem := export.refusal(self.manifest):
            raise ExportError(problem)
        for number, part in enumerate(self._kept.frames(_LINES)):
            text = export.guarded_csv(part)
            yield (text.partition("\r\n")[2] if number else f"\ufeff{text}").encode()

    def csv(self) -> bytes:
        """Return the whole of `csv_pieces`."""
        return b"".join(self.csv_pieces())


def between(older: Store, newer: Store) -> Changes:
    """Compare two versions of a data set."""
    kept = Beside((older, newer))
    stores = {"older": older, "newer": newer}
    types = {side: beside.kinds(store) for side, store in stores.items()}
    fields = _fields(types.values())
    for side, store in stores.items():
        beside.digest(kept, side, store, fields, types[side])
    counts, same = _parted(kept)
    for side, store in stores.items():
        _keep(kept, side, store, types[side])
    _compare(kept, types, fields)
    ((lines,),) = kept.rows("SELECT count(*) FROM lines")
    return Changes(older.manifest, newer.manifest, (older.version, newer.version), counts, int(lines), same, kept)


def _fields(types: Iterable[beside.Types]) -> list[str]:
    """Return what is compared: our columns in their order, then others and the addresses of sources by name."""
    ours = [*schema.INCIDENTS.names, *(column.name for column in schema.OWN_PLACE)]
    there = {SOURCE_URLS.name, *(name for each in types for name in each)} - {KEY}
    return [name for name in ours if name in there] + sorted(there - set(ours))


def _parted(kept: Beside) -> tuple[dict[str, int], int]:
    """Make a table of ``event_id`` for each kind of change; return how many stand in each, and how many are as they were."""
    differ = "older.cells <> newer.cells OR older.urls IS DISTINCT FROM newer.urls"
    kept.run(
        f"CREATE TABLE added AS SELECT {KEY} FROM newer ANTI JOIN older USING ({KEY})",
        f"CREATE TABLE withdrawn AS SELECT {KEY} FROM older ANTI JOIN newer USING ({KEY})",
        f"CREATE TABLE changed AS SELECT {KEY} FROM older JOIN newer USING ({KEY}) WHERE {differ}",
    )
    counts = {kind: int(kept.rows(f"SELECT count(*) FROM {kind}")[0][0]) for kind in KINDS}
    ((all_newer,),) = kept.rows("SELECT count(*) FROM newer")
    kept.run("DROP TABLE older", "DROP TABLE newer")
    return counts, int(all_newer) - counts["added"] - counts["changed"]


def _keep(kept: Beside, side: str, store: Store, types: beside.Types) -> None:
    """Make the table `side` of the incidents that are not in the other version as they are in this one, with ``source_urls``."""
    parts = [kind for kind, sides in _SIDES.items() if side in sides]
    kept.run(f"CREATE TABLE differing AS {' UNION ALL '.join(f'FROM {kind}' for kind in parts)}")
    beside.addresses(kept, "told", store, "differing")
    listed = ", ".join(map(quoted, types))
    kept.bring(store, f"SELECT {listed} FROM incidents",
               f"CREATE TABLE {side}_rows AS SELECT * FROM {BROUGHT} SEMI JOIN differing USING ({KEY})")  # fmt: skip
    one_text = f"string_agg(url, '{PARTED_BY[SOURCE_URLS.name]}' ORDER BY url)"
    kept.run(
        f"CREATE TABLE {side} AS SELECT * FROM {side}_rows LEFT JOIN "
        f"(SELECT {KEY}, {one_text} AS {SOURCE_URLS.name} FROM told GROUP BY {KEY}) USING ({KEY})",
        f"DROP TABLE {side}_rows", "DROP TABLE told", "DROP TABLE differing")  # fmt: skip


def _compare(kept: Beside, types: Mapping[str, beside.Types], fields: Sequence[str]) -> None:
    """Make the table ``lines``: the known columns, ``number, field, old, new`` for each cell that differs."""
    old, new = (beside.texts(fields, types[side] | {SOURCE_URLS.name: "VARCHAR"}, side) for side in ("older", "newer"))
    pairs = ", ".join(
        f"{{'number': {number}, 'field': {literal(name)}, 'old': {old[name]}, 'new': {new[name]}}}"
        for number, name in enumerate(fields)
    )
    known = ", ".join(f"newer.{name}" for name in _KNOWN_BY)
    # A lambda sees every column where it stands, so it stands where no stranger's columns are.
    kept.run(
        f"""CREATE TABLE lines AS SELECT * EXCLUDE (cell), unnest(cell) FROM (
        SELECT * REPLACE (unnest(list_filter(cell, lambda each: each.old IS DISTINCT FROM each.new)) AS cell)
        FROM (SELECT {known}, [{pairs}] AS cell FROM newer JOIN older USING ({KEY})))"""
    )


def _incidents(kind: str) -> str:
    side = "older" if kind == "withdrawn" else "newer"
    return f"SELECT * FROM {side} SEMI JOIN {kind} USING ({KEY})"


def _line(kind: str) -> str:
    """Return the SQL of all lines of one kind of change."""
    known = f"SELECT {KINDS.index(kind)} AS part, '{kind}' AS change, {', '.join(_KNOWN_BY)}"
    if kind == "changed":
        return f"{known}, number, field, old, new FROM lines"
    return f"{known}, 0 AS number, NULL AS field, NULL AS old, NULL AS new FROM ({_incidents(kind)})"


_LINES = (
    f"SELECT change, {', '.join(_LINE)} FROM ({' UNION ALL '.join(map(_line, KINDS))}) "
    "ORDER BY part, event_date NULLS LAST, event_id, number"
)


def _most(limit: int | None) -> str:
    return "" if limit is None else f"LIMIT {int(limit)}"
