"""Arcs from site to site: how many reported answers lead from where an attack was to where its answer was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar

import pandas as pd

Site = TypeVar("Site", bound=tuple[float, float] | int)


def between(incidents: pd.DataFrame, sites: Sequence[Site]) -> Counter[tuple[Site, Site]]:
    """Return how many answers each pair of sites stands for, the site answered first.

    Parameters
    ----------
    incidents
        ``event_id`` and ``responds_to`` (lists). Links to incidents that are not among them have no arc.
    sites
        The site of each row: a point or a number. Answers at the site of what they answer have no arc.
    """
    named: Iterable[tuple[str, Site]] = zip(incidents["event_id"], sites, strict=True)
    site_of = dict(named)
    found: Counter[tuple[Site, Site]] = Counter()
    for event_id, answered in zip(incidents["event_id"], incidents["responds_to"], strict=True):
        for cause in answered:
            if cause in site_of and site_of[cause] != site_of[event_id]:
                found[site_of[cause], site_of[event_id]] += 1
    return found
