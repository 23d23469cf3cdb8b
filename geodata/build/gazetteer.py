"""The gazetteer: all GeoNames places of Iraq, Syria and Jordan with their alternate names."""

from __future__ import annotations

from geodata.build.geonames import Town

COLUMNS = ("geoname_id", "name", "lon", "lat", "country", "province", "population", "alternate_names")


def rows(towns: list[Town]) -> list[tuple[str, ...]]:
    """Return one row a place under `COLUMNS`, sorted by id; alternate names are joined by ``;``."""
    return [_row(town) for town in sorted(towns, key=lambda town: town.geoname_id)]


def _row(town: Town) -> tuple[str, ...]:
    place = (f"{town.lon:.5f}", f"{town.lat:.5f}", town.country, town.province)
    population = str(town.population or "")
    return (str(town.geoname_id), town.name, *place, population, ";".join(town.alternate_names))
