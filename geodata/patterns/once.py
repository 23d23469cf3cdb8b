"""A catalogue in which incidents decided to be the same count once: asked for by name, never the default."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd

from geodata import catalogue as catalogues
from geodata import schema
from geodata.catalogue import Catalogue
from geodata.errors import DataError
from geodata.patterns.duplicates import Pair, decisions, groups_of_same
from geodata.schema.vocabulary import EVIDENCE


def read_decisions(path: Path) -> Mapping[Pair, str]:
    """Return the decisions in a CSV with the columns of ``duplicates.csv``; `DataError` with every line that is none."""
    return checked_decisions(catalogues.read_rows(path), str(path))


def checked_decisions(rows: pd.DataFrame, name: str) -> Mapping[Pair, str]:
    """Return the decisions in rows of text; `name` says where they are from."""
    missing = {"event_id", "other_id", "decision"} - set(rows.columns)
    if missing:
        raise DataError(
            f"{name} has no column {min(missing)!r}. A file of decisions has event_id, other_id, decision and note."
        )
    checked = schema.check_table(rows, schema.DUPLICATES)
    if len(checked.refused):
        lines = (
            f"row {line.row}, {line.column} {line.value!r}: {line.reason}" for line in checked.refused.itertuples()
        )
        raise DataError(f"{name} cannot be read as decisions. {'; '.join(lines)}.")
    return decisions(checked.rows)


def counted_once(catalogue: Catalogue, decided: Mapping[Pair, str]) -> Catalogue:
    """Return a catalogue in which each group of incidents decided to be the same is one of them.

    The one with the best evidence stays, of equals the one with most sources, then the first by name. It takes over
    the sources of the others, and what answers them. Decisions about incidents that are not there do nothing.
    """
    stays = _standing_for(catalogue, decided)
    if not stays:
        return catalogue
    incidents = catalogue.incidents[~catalogue.incidents["event_id"].isin(stays)].copy()
    answered = incidents["responds_to"].str.split(";").explode().map(lambda each: stays.get(each, each))
    own = answered != incidents["event_id"].reindex(answered.index)
    listed = answered[own & answered.notna()].groupby(level=0).agg(lambda ids: ";".join(dict.fromkeys(ids)))
    incidents["responds_to"] = listed.reindex(incidents.index).astype("str")
    sources = catalogue.sources.assign(event_id=catalogue.sources["event_id"].map(lambda each: stays.get(each, each)))
    digest = hashlib.sha256(repr((catalogue.version, sorted(stays.items()))).encode()).hexdigest()[:12]
    named = f"{catalogue.manifest.title} ({len(stays)} double report{'s' * (len(stays) != 1)} counted once)"
    return replace(
        catalogue, incidents=incidents.reset_index(drop=True), version=digest,
        sources=sources.drop_duplicates(["event_id", "url"], ignore_index=True), manifest=replace(catalogue.manifest, title=named))  # fmt: skip


def opened(given: Path | str | None, decided: Path) -> tuple[Catalogue, str]:
    """Return the catalogue of `given` with the pairs that the file `decided` holds to be the same counted once, and the words for it.

    Raises
    ------
    DataError
        If either cannot be read; a database cannot be counted once, for nothing is written to it.
    """
    if "://" in str(given):
        raise DataError(
            "Pairs can be counted once in files, not in a database. Unset GEODATA_DUPLICATES, or give the file."
        )
    whole = catalogues.read(given)
    merged = counted_once(whole, read_decisions(decided))
    return merged, said(whole, merged)


def said(whole: Catalogue, merged: Catalogue) -> str:
    """Say what counting once did; every place that shows such counts says it."""
    fewer = len(whole.incidents) - len(merged.incidents)
    return (
        f"Decisions about double reports are honoured: {fewer:,} incident{'s are' if fewer != 1 else ' is'} counted as part of another, "
        f"{len(merged.incidents):,} instead of {len(whole.incidents):,}."
    )


def _standing_for(catalogue: Catalogue, decided: Mapping[Pair, str]) -> dict[str, str]:
    """Return, for each incident that is not counted, the one that stands for it."""
    rank = {level: place for place, level in enumerate(EVIDENCE)}
    evidence = catalogue.incidents.set_index("event_id")["confidence"].map(rank)
    told = catalogue.sources.groupby("event_id").size()
    stays: dict[str, str] = {}
    for group in groups_of_same(decided):
        known = sorted(group & set(evidence.index), key=lambda each: (-evidence[each], -told.get(each, 0), each))
        stays |= dict.fromkeys(known[1:], known[0]) if known else {}
    return stays
