"""How the answer changes with the evidence asked for: claimed, reported, confirmed."""

from __future__ import annotations

from dataclasses import replace

from geodata.query import IncidentQuery
from geodata.schema import vocabulary
from geodata.store import Store
from geodata.summarise import Figures, figures

LEVELS = tuple(vocabulary.EVIDENCE)  # from claimed to confirmed


def counts(store: Store, query: IncidentQuery) -> dict[str, int]:
    """Return how many incidents answer at each level or better, whatever level `query` asks for."""
    found = store.counts_each(query.without("evidence"), ["evidence"])["evidence"]
    return {level: sum(found.get(each, 0) for each in LEVELS[place:]) for place, level in enumerate(LEVELS)}


def headlines(store: Store, query: IncidentQuery) -> dict[str, Figures]:
    """Return the headline figures at each level or better, whatever level `query` asks for."""
    return {level: figures(store, replace(query, evidence=level)) for level in LEVELS}
