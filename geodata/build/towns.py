"""The 40 largest towns of Iraq and Syria: the labels of the map."""

from __future__ import annotations

import csv
from pathlib import Path

from pyproj import Geod

from geodata.build.geonames import Town
from geodata.errors import DataError

LABELS = 40
COLUMNS = ("geoname_id", "name", "name_ar", "lon", "lat", "country", "province", "population", "rank")
# GeoNames lists quarters (Sadr City, New Mosul) as towns; a label each would hide the city they belong to.
QUARTER_KM = 15
_NAMES = Path(__file__).with_name("town_names.csv")
_EARTH = Geod(ellps="WGS84")


def rows(towns: list[Town]) -> list[tuple[str, ...]]:
    """Return one row a label under `COLUMNS`, the largest first."""
    ours = [town for town in towns if town.country in ("IQ", "SY")]
    large = [town for town in ours if not any(_is_quarter_of(town, city) for city in ours)][:LABELS]
    names = _common_names()
    unnamed = [f"{town.name} ({town.geoname_id})" for town in large if town.geoname_id not in names]
    if unnamed:
        raise DataError(f"No common name for {', '.join(unnamed)}. Add a row each to {_NAMES.name}.")
    return [_row(town, *names[town.geoname_id], rank) for rank, town in enumerate(large, 1)]


def _row(town: Town, name: str, name_ar: str, rank: int) -> tuple[str, ...]:
    place = (f"{town.lon:.5f}", f"{town.lat:.5f}", town.country, town.province)
    return (str(town.geoname_id), name, name_ar, *place, str(town.population), str(rank))


def _is_quarter_of(town: Town, city: Town) -> bool:
    """Near a town of 50,000 or more that the world knows by more names.

    Population cannot tell: GeoNames gives New Mosul more people than Mosul.
    """
    known = (len(city.alternate_names), -city.geoname_id) > (len(town.alternate_names), -town.geoname_id)
    if not known or city.population < 50_000 or abs(city.lat - town.lat) > 0.2:
        return False
    return bool(_EARTH.inv(town.lon, town.lat, city.lon, city.lat)[2] < QUARTER_KM * 1000)


def _common_names() -> dict[int, tuple[str, str]]:
    """English and Arabic names as this atlas writes them, by GeoNames id."""
    with _NAMES.open(encoding="utf-8", newline="") as lines:
        return {int(row["geoname_id"]): (row["name"], row["name_ar"]) for row in csv.DictReader(lines)}
