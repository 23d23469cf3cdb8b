"""The evidence dial's numbers, each once for a store and a query."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dashboard import data
from dashboard.remembering import remembered
from geodata.patterns import evidence
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.summarise import Figures


@remembered(data.KEPT)
def left(store: Store, query: IncidentQuery) -> Mapping[str, int]:
    """Return how many incidents each step of the dial leaves."""
    return MappingProxyType(evidence.counts(store, query))


@remembered(data.KEPT)
def headlines(store: Store, query: IncidentQuery) -> Mapping[str, Figures]:
    """Return the headline figures at each step of the dial."""
    return MappingProxyType(evidence.headlines(store, query))
