"""What changed between two versions of a data set: incidents added, changed field by field, and withdrawn.

Incidents are matched by ``event_id`` alone, so one that got another id is withdrawn and added. The order of rows
and columns does not matter. Cells missing on both sides are no change, lists compare as lists, and a column
that one version lacks is missing there. The addresses of sources compare as a set, for files keep no order of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata import export, schema
from geodata.errors import ExportError
from geodata.export.extract import PARTED_BY, SOURCE_URLS
from geodata.manifest import Manifest, joined
from geodata.query import IncidentQuery
from geodata.store import Store

KEY = "event_id"
_BLANK = PARTED_BY[SOURCE_URLS.name]
KINDS = ("added", "changed", "withdrawn")
_KNOWN_BY = ("event_id", "event_date", "place_name", "category")  # what a reader knows an incident by


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What became of the incidents of `older` in `newer`, all by date, then by event_id.

    ``added``, ``withdrawn``: incidents that only the newer, only the older version has, with every column for
    readers and ``source_urls``. ``touched``: those that differ, as the newer version has them. ``changed``: a line
    for each field that differs, ``event_id, event_date, place_name, category, field, old, new``, both values as
    texts, lists parted as in an export, missing where not stated. ``same``: how many are as they were.
    """

    older: Manifest
    newer: Manifest
    versions: tuple[str, str]
    added: pd.DataFrame
    touched: pd.DataFrame
    withdrawn: pd.DataFrame
    changed: pd.DataFrame
    same: int

    @property
    def manifest(self) -> Manifest:
        """What must be said of both versions."""
        return joined((self.older, self.newer))

    @property
    def incidents(self) -> dict[str, pd.DataFrame]:
        """The incidents of each kind of change."""
        return dict(zip(KINDS, (self.added, self.touched, self.withdrawn), strict=True))

    def sentence(self) -> str:
        """Say how many incidents of each kind there are."""
        counts = ", ".join(f"{len(rows):,} {kind}" for kind, rows in self.incidents.items())
        fields = f" ({len(self.changed):,} field{'s' * (len(self.changed) != 1)})" if len(self.changed) else ""
        counts = counts.replace(" changed", f" changed{fields}")
        titles = (
            f"{of.title} ({version})" for of, version in zip((self.older, self.newer), self.versions, strict=True)
        )
        return f"From {' to '.join(titles)}: {counts}, {self.same:,} as they were."

    def lines(self) -> pd.DataFrame:
        """Return all changes as one table: a line for each incident added or withdrawn and each field changed."""
        parts = [
            self.changed.assign(change=kind)
            if kind == "changed"
            else rows.reindex(columns=list(_KNOWN_BY)).assign(change=kind)
            for kind, rows in self.incidents.items()
        ]
        columns = ["change", *_KNOWN_BY, "field", "old", "new"]
        filled = [part for part in parts if len(part)]
        return (
            pd.concat(filled, ignore_index=True).reindex(columns=columns) if filled else pd.DataFrame(columns=columns)
        )

    def csv(self) -> bytes:
        """Return `lines` as CSV that no spreadsheet runs; `ExportError` where rows of either may not be passed on."""
        if problem := export.refusal(self.manifest):
            raise ExportError(problem)
        return export.guarded_csv(self.lines()).encode("utf-8-sig")


def between(older: Store, newer: Store) -> Changes:
    """Compare two versions of a data set."""
    before, after = rows(older), rows(newer)
    was, now = texts(before), texts(after)
    there = was.index.get_indexer(now.index)  # the row of the older version, -1 where it has none
    in_both = there >= 0
    ours = [*schema.INCIDENTS.names, *(column.name for column in schema.OWN_PLACE)]
    there_are = {*now, *was}
    fields = [name for name in ours if name in there_are] + sorted(there_are - set(ours))
    changed = _lines(was.iloc[there[in_both]].reindex(columns=fields), now[in_both].reindex(columns=fields), after)
    is_touched = now.index.isin(changed[KEY].unique())
    is_withdrawn = np.ones(len(before), dtype=bool)
    is_withdrawn[there[in_both]] = False
    return Changes(
        older.manifest, newer.manifest, (older.version, newer.version),
        added=after[~in_both].reset_index(drop=True), touched=after[is_touched].reset_index(drop=True),
        withdrawn=before[is_withdrawn].reset_index(drop=True), changed=changed, same=int(in_both.sum() - is_touched.sum()),
    )  # fmt: skip


def rows(store: Store) -> pd.DataFrame:
    """Return every incident of a store by date, then by event_id, with the addresses of its sources as one text."""
    incidents = store.incidents(IncidentQuery())
    urls = incidents[KEY].map(_addresses(store.frame("SELECT DISTINCT event_id, url FROM sources"))).astype("str")
    if SOURCE_URLS.name in incidents:  # a file that was exported before brings its addresses itself
        own = texts(incidents[[KEY, SOURCE_URLS.name]])[SOURCE_URLS.name].str.split()
        urls = urls.fillna(
            own.map(lambda found: _BLANK.join(sorted(set(found))), na_action="ignore")
            .set_axis(urls.index)
            .astype("str")
        )
    return incidents.assign(**{SOURCE_URLS.name: urls})


def _addresses(sources: pd.DataFrame) -> pd.Series:
    """Return the addresses of each incident as one text, in one order; by Arrow, for pandas takes ten times as long."""
    typed = pa.Table.from_pandas(sources, pa.schema({KEY: pa.string(), "url": pa.string()}), preserve_index=False)
    told = typed.sort_by("url").group_by(KEY, use_threads=False).aggregate([("url", "list")])
    joined_up = pc.binary_join(told["url_list"], _BLANK)
    return pd.Series(joined_up.to_pandas(), dtype="str").set_axis(told[KEY].to_pandas())


def texts(incidents: pd.DataFrame) -> pd.DataFrame:
    """Return incidents as they are compared: by event_id, each cell as one text, missing where not stated."""
    by_id = incidents.set_index(KEY)
    written = {str(name): _texts(by_id[name], PARTED_BY.get(str(name), "")) for name in by_id}
    return pd.DataFrame(written, index=by_id.index)


def _texts(cells: pd.Series, parted_by: str) -> pd.Series:
    if isinstance(cells.dtype, pd.StringDtype):
        return cells.mask(cells == "")
    values = pa.array(cells, from_pandas=True)
    if pa.types.is_list(values.type):
        values = pc.binary_join(values.cast(pa.list_(pa.string())), parted_by)
    found = pd.Series(values.cast(pa.string()).to_pandas(), dtype="str").set_axis(cells.index)
    return found.mask(found == "")


def _lines(was: pd.DataFrame, now: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return a line for each cell that differs between two frames with the same rows and columns."""
    parts = []
    for field in now:
        old, new = was[field], now[field]
        differs = ~(old.eq(new).fillna(False).astype(bool) | (old.isna() & new.isna()))
        if differs.any():
            parts.append(pd.DataFrame({"field": field, "old": old[differs], "new": new[differs]}).reset_index())
    columns = [*_KNOWN_BY, "field", "old", "new"]
    if not parts:
        return pd.DataFrame(columns=columns)
    place = pd.Series(range(len(after)), after[KEY])
    found = pd.concat(parts, ignore_index=True)
    found = found.iloc[found[KEY].map(place).argsort(kind="stable")]
    return found.merge(after[list(_KNOWN_BY)], on=KEY, how="left")[columns]
