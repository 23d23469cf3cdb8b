"""Towns as labels of maps: the forty largest of the two countries, and every populated place for near views.

Source: GeoNames, CC BY 4.0 (see ``geodata/data/datapackage.json``). Points are WGS 84 degrees.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from geodata.errors import DataError
from geodata.names import DATA


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place. `name_ar` is empty where none is known; `population` 0 where it is not stated."""

    name: str
    name_ar: str
    lon: float
    lat: float
    province: str
    population: int


@cache
def labelled() -> tuple[Town, ...]:
    """Return the towns that maps of both countries name, the most wanted first."""
    return _read("towns.csv")


@cache
def every() -> tuple[Town, ...]:
    """Return every populated place of the gazetteer, the largest first."""
    return tuple(sorted(_read("gazetteer.csv"), key=lambda town: (-town.population, town.name, town.lon)))


def _read(file: str) -> tuple[Town, ...]:
    try:
        with (DATA / file).open(encoding="utf-8", newline="") as lines:
            return tuple(
                Town(
                    row["name"],
                    row.get("name_ar", ""),
                    float(row["lon"]),
                    float(row["lat"]),
                    row["province"],
                    int(row["population"] or 0),
                )
                for row in csv.DictReader(lines)
            )
    except (OSError, KeyError, ValueError) as error:
        raise DataError(
            f"Cannot read the towns in {DATA / file}: {error}. `make data` writes the file anew."
        ) from error
