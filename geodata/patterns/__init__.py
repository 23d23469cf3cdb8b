"""How incidents follow one another: answers, counts of others, periods compared, tempo, sources, places, double reports, key dates.

Each module takes a store or a table of the catalogue and gives frozen values or frames; none draws.
"""

from geodata.patterns import (
    arcs,
    compare,
    coverage,
    duplicates,
    evidence,
    key_dates,
    once,
    places,
    publishers,
    responses,
    tally,
    tempo,
)

__all__ = [
    "arcs",
    "compare",
    "coverage",
    "duplicates",
    "evidence",
    "key_dates",
    "once",
    "places",
    "publishers",
    "responses",
    "tally",
    "tempo",
]
