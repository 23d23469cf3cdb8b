"""Likely double reports and what was decided about them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.remembering import remembered
from geodata import catalogue, export
from geodata.errors import DataError
from geodata.patterns import duplicates, once
from geodata.patterns.duplicates import Candidate, Pair
from geodata.query import IncidentQuery
from geodata.store import Store, reading


@remembered(8)
def candidates(store: Store) -> tuple[tuple[Candidate, ...], str]:
    """Return the pairs of incidents that may be one, or none and why they are not looked for."""
    try:
        return duplicates.candidates(store), ""
    except DataError as error:
        return (), str(error)


@dataclass(frozen=True, slots=True)
class Found:
    """The pairs that a question shows, and all that were looked for; or why none were.

    Of data too many to compare whole, only incidents that answer are compared (`is_of_part`).
    """

    pairs: tuple[Candidate, ...]
    every: tuple[Candidate, ...]
    refusal: str = ""
    is_of_part: bool = False


@remembered(32)
def asked(store: Store, query: IncidentQuery) -> Found:
    """Return the pairs of which an incident answers; of data too many to compare whole, those of which both do."""
    every, refusal = candidates(store)
    if not refusal:
        ids = reading.answering(store, query, {event_id for each in every for event_id in each.pair})
        return Found(tuple(each for each in every if ids & set(each.pair)), every)
    try:
        among = duplicates.candidates(store, query)
    except DataError as error:
        return Found((), (), str(error), is_of_part=True)
    return Found(among, among, is_of_part=True)


@remembered(8)
def decided(store: Store) -> Mapping[Pair, str]:
    """Return the decisions that come with the data."""
    return duplicates.decisions(store.duplicates)


def fewer(decisions: Mapping[Pair, str]) -> int:
    """Return how many incidents fewer would be counted, were these decisions honoured."""
    return sum(len(group) - 1 for group in duplicates.groups_of_same(decisions))


def file(found: Found, decisions: Mapping[Pair, str]) -> bytes:
    """Return all pairs with their decisions as a file that `read` takes back."""
    rows = duplicates.table(found.every, decisions)
    return export.guarded_csv(rows).encode("utf-8-sig")


def read(content: bytes, name: str) -> Mapping[Pair, str]:
    """Return the decisions in a file of a reader's own; `DataError` if it holds none."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "decisions.csv"
        path.write_bytes(content)
        try:
            return once.checked_decisions(catalogue.read_rows(path), name)
        except DataError as error:
            raise DataError(str(error).replace(str(path), name)) from error


@cache
def counted_once() -> tuple[Store, str] | None:
    """Return the data with double reports counted once, and the sentence that says so, where the setting asks for it."""
    setting = os.environ.get("GEODATA_DUPLICATES", "").strip()
    if not setting:
        return None
    given = os.environ.get("GEODATA_STORE") or os.environ.get("GEODATA_DATA") or None
    merged, words = once.opened(given, Path(setting))
    return Store(merged), words
