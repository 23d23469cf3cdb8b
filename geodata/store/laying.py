"""Boundaries laid over incidents: which area each lies in, and how many lie in none."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pandas as pd

from geodata import catalogue
from geodata.archive import LIST_TEXTS
from geodata.boundaries import Boundaries
from geodata.catalogue import Catalogue
from geodata.query import IncidentQuery
from geodata.store.questions import Store


def laid(data: Catalogue | Store, boundaries: Boundaries) -> Catalogue:
    """Return the incidents under boundaries, as `geodata.catalogue.under` does."""
    return catalogue.under(catalogue_of(data) if isinstance(data, Store) else data, boundaries)


def catalogue_of(store: Store) -> Catalogue:
    """Return all that a store holds, as the catalogue that it could be made of."""
    names = {each.name for each in fields(Catalogue)} - {"manifest", "version", "incidents", "sources"}
    tables = {name: store.engine.table(name) for name in names}
    # A database keeps no order of the many.
    tables["sources"] = store.frame(
        "SELECT * FROM sources ORDER BY event_id, published NULLS LAST, url, publisher, title"
    )
    found = store.frame("SELECT * FROM incidents ORDER BY event_date, event_id")
    # Files that are read in place number no rows.
    found = found.sort_values("row", kind="stable") if "row" in found else found.assign(row=range(2, len(found) + 2))
    lists = {name.removesuffix("_text"): found[name].str.strip(";").astype("str") for name in LIST_TEXTS}
    days = {"event_date": pd.to_datetime(found["event_date"]).astype("datetime64[us]")}
    incidents = found.drop(columns=list(LIST_TEXTS)).assign(**lists, **days).reset_index(drop=True)
    return Catalogue(manifest=store.manifest, version=store.version, incidents=incidents, **tables)


@dataclass(frozen=True, slots=True)
class Laid:
    """How many incidents lie in an area, in none, are known only to their province, or have no place at all."""

    inside: int
    outside: int
    province_only: int
    unplaced: int

    def sentence(self) -> str:
        """Say the four numbers."""
        everything = self.inside + self.outside + self.province_only + self.unplaced
        return (
            f"{self.inside:,} of {everything:,} incidents lie in one of the areas, {self.outside:,} in none of them, "
            f"{self.province_only:,} are known only to their province, {self.unplaced:,} have no known place."
        )


def tally(store: Store, query: IncidentQuery) -> Laid:
    """Return where the incidents that answer lie; the four numbers add up to all of them."""
    where, bound = query.to_sql()
    pointed = "latitude IS NOT NULL AND geo_precision <> 3"
    counted = store.row(
        f"""SELECT count(*) FILTER (WHERE area IS NOT NULL), count(*) FILTER (WHERE area IS NULL AND {pointed}),
        count(*) FILTER (WHERE area IS NULL AND NOT ({pointed}) AND province IS NOT NULL), count(*)
        FROM incidents WHERE {where}""",
        bound,
    )
    inside, outside, province_only, everything = map(int, counted)
    return Laid(inside, outside, province_only, everything - inside - outside - province_only)
