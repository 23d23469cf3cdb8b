"""GeoNames places of Iraq, Syria and Jordan, as every layer made of them needs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COUNTRIES = ("IQ", "JO", "SY")

# GeoNames counts first-order divisions as FIPS 10-4 did; checked against the codes that Natural Earth
# gives for each of its shapes (gn_a1_code). Jordan's other governorates are none of ours.
PROVINCES = {
    "IQ": {
        "01": "IQ-AN", "02": "IQ-BA", "03": "IQ-MU", "04": "IQ-QA", "05": "IQ-SU", "06": "IQ-BB",
        "07": "IQ-BG", "08": "IQ-DA", "09": "IQ-DQ", "10": "IQ-DI", "11": "IQ-AR", "12": "IQ-KA",
        "13": "IQ-KI", "14": "IQ-MA", "15": "IQ-NI", "16": "IQ-WA", "17": "IQ-NA", "18": "IQ-SD",
        "19": "IQ-SU",  # Halabja, a governorate since 2025; in our boundaries part of Sulaymaniyah
    },
    "SY": {
        "01": "SY-HA", "02": "SY-LA", "03": "SY-QU", "04": "SY-RA", "05": "SY-SU", "06": "SY-DR",
        "07": "SY-DY", "08": "SY-RD", "09": "SY-HL", "10": "SY-HM", "11": "SY-HI", "12": "SY-ID",
        "13": "SY-DI", "14": "SY-TA",
    },
    "JO": {"15": "JO-MA"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Town:
    """A populated place. `population` is 0 where GeoNames states none; `province` is empty where it is not ours."""

    geoname_id: int
    name: str
    lon: float
    lat: float
    country: str
    province: str
    population: int
    alternate_names: tuple[str, ...]


def read(cities_json: bytes) -> list[Town]:
    """Return the towns of the three countries, the most populous first, then by id."""
    cities: dict[str, dict[str, Any]] = json.loads(cities_json)
    towns = [_town(city) for city in cities.values() if city["countrycode"] in COUNTRIES]
    return sorted(towns, key=lambda town: (-town.population, town.geoname_id))


def _town(city: dict[str, Any]) -> Town:
    country = city["countrycode"]
    return Town(
        geoname_id=city["geonameid"],
        name=city["name"],
        lon=city["longitude"],
        lat=city["latitude"],
        country=country,
        province=PROVINCES[country].get(city["admin1code"], ""),
        population=city["population"],
        alternate_names=tuple(_names(city)),
    )


def _names(city: dict[str, Any]) -> Iterator[str]:
    """Alternate names in one script each; GeoNames also holds half-converted ones ("bەghdad"), which nobody types."""
    for name in sorted(set(city["alternatenames"]) - {city["name"], ""}):
        latin = any(c.isalpha() and c < "\u0250" for c in name)
        arabic = any("\u0600" <= c <= "\u06ff" for c in name)
        if not (latin and arabic) and ";" not in name:
            yield name
