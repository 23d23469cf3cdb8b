"""Points that cannot be what they say: none at all, the wrong way round, the middle of a province, another country."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import pandas as pd

from geodata import names, provinces
from geodata.importers.formats import COUNTRY_ONLY
from geodata.importers.tally import Tally
from geodata.schema.cells import Texts

_MIDDLE_DEG = 0.01  # about 1 km: a point this near the middle of a province is that middle
# Points that gazetteers give for a whole country (GeoNames, NGA and GDELT; degrees north and east).
_OF_COUNTRIES = {
    "IQ": ((33.0, 44.0), (33.2, 43.7)),
    "SY": ((35.0, 38.0), (34.8, 39.0)),
    "JO": ((31.0, 36.0), (31.2, 36.5)),
}


def mended(given: Mapping[str, Texts], tally: Tally) -> tuple[dict[str, Texts], pd.DataFrame]:
    """Return the rows with points that can be used, and doubts about kept ones (``at, column, value, reason``).

    ``latitude, longitude`` and ``geo_precision`` are text, as they are in the file; every change is counted.
    """
    rows = dict(given)
    lat, lon = (_degrees(rows[axis]) for axis in ("latitude", "longitude"))
    _set_aside(rows, (lat == 0) & (lon == 0), lat, lon, tally, "0, 0 is no place here: the point is set aside")
    of_country = rows["geo_precision"].is_(COUNTRY_ONLY)
    _set_aside(
        rows, of_country & ~np.isnan(lat), lat, lon, tally, "the point is that of the country alone: it is set aside"
    )
    rows["geo_precision"] = rows["geo_precision"].replaced(of_country, "3")
    _turn_round(rows, lat, lon, tally)
    _lower_precision_of_middles(rows, lat, lon, tally)
    return rows, _outside(lat, lon)


def _degrees(texts: Texts) -> np.ndarray:
    """Return numbers of their own for each row, missing where a text is none."""
    numbers = pd.to_numeric(texts.distinct, errors="coerce").to_numpy("float64")
    found: np.ndarray = np.array(texts.rows(numbers))
    return found


def _set_aside(
    rows: dict[str, Texts], wrong: np.ndarray, lat: np.ndarray, lon: np.ndarray, tally: Tally, reason: str
) -> None:
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        tally.add("point", reason, int(wrong.sum()), f"{lat[first]:g}, {lon[first]:g}", "")
        rows |= {axis: rows[axis].replaced(wrong, "") for axis in ("latitude", "longitude")}
        lat[wrong] = lon[wrong] = np.nan


def _turn_round(rows: dict[str, Texts], lat: np.ndarray, lon: np.ndarray, tally: Tally) -> None:
    """Swap latitude and longitude where only the swapped point lies in the country that the row states."""
    of_province = rows["province"].mapped(lambda code: code[:2])
    stated = rows["country"].replaced(~rows["country"].is_given, of_province)
    asked = np.flatnonzero(stated.among(list(names.COUNTRY_NAMES)) & (np.abs(lon) <= 90) & ~np.isnan(lat))
    if not asked.size:
        return
    codes = stated.objects()
    away = asked[_countries(lat[asked], lon[asked]) != codes[asked]]
    turned = away[_countries(lon[away], lat[away]) == codes[away]] if away.size else away
    if turned.size:
        first = turned[0]
        tally.add("point", "latitude and longitude changed places: only so does the point lie in the stated country", turned.size,
                  f"{lat[first]:g}, {lon[first]:g}", f"{lon[first]:g}, {lat[first]:g}")  # fmt: skip
        at = np.isin(np.arange(len(lat)), turned)
        before = rows["latitude"], rows["longitude"]
        rows |= {"latitude": before[0].replaced(at, before[1]), "longitude": before[1].replaced(at, before[0])}
        lat[turned], lon[turned] = lon[turned], lat[turned].copy()


def _countries(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return the country that each point lies in, or near its coast or border; empty elsewhere."""
    fits = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    found = np.full(lat.shape, "", dtype=object)
    codes = provinces.locate(lon[fits], lat[fits])
    unknown = codes == None  # noqa: E711  each of an array
    if unknown.any():
        codes[unknown] = provinces.nearest(lon[fits][unknown], lat[fits][unknown], within_km=20)
    at, distinct = pd.factorize(codes, use_na_sentinel=False)
    found[fits] = np.array([code[:2] if isinstance(code, str) else "" for code in distinct], dtype=object).take(at)
    return found


@cache
def _middles() -> tuple[tuple[str, str, float, float], ...]:
    """Return ``(code, name, lat, lon)`` of every point that stands for a whole province or country."""
    import shapely

    found = []
    for code, province in provinces.known().items():
        centre = shapely.centroid(province.shape)
        found += [
            (code, province.name, centre.y, centre.x),
            (code, province.name, province.label_lat, province.label_lon),
        ]
    for code, points in _OF_COUNTRIES.items():
        found += [(code, names.COUNTRY_NAMES[code], lat, lon) for lat, lon in points]
    return tuple(found)


def _lower_precision_of_middles(rows: dict[str, Texts], lat: np.ndarray, lon: np.ndarray, tally: Tally) -> None:
    """Call a point in the middle of a province "province only", whatever precision the row claims."""
    claims = np.flatnonzero(rows["geo_precision"].among(["1", "2"]) & ~np.isnan(lat))
    lowered = np.zeros(len(lat), dtype=bool)
    for _, name, middle_lat, middle_lon in _middles():
        near = claims[np.abs(lat[claims] - middle_lat) < _MIDDLE_DEG]
        near = near[(np.abs(lon[near] - middle_lon) < _MIDDLE_DEG) & ~lowered[near]]
        if not near.size:
            continue
        # A town may lie in the middle of its province: a row that names another place than the province means the town.
        whole = {"", names.fold(name), *(names.fold(each) for each in names.COUNTRY_NAMES.values())}
        at = near[[names.fold(text) in whole for text in rows["place_name"].at(near)]]
        if at.size:
            tally.add("geo_precision", f"the point is the middle of {name}, so only that much is known", at.size,
                      rows["geo_precision"].at(at[:1])[0], "3")  # fmt: skip
            lowered[at] = True
    rows["geo_precision"] = rows["geo_precision"].replaced(lowered, "3")


def _outside(lat: np.ndarray, lon: np.ndarray) -> pd.DataFrame:
    """Point at rows whose point lies in none of the provinces nor near one."""
    usable = np.flatnonzero(~np.isnan(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    away = usable[_countries(lat[usable], lon[usable]) == ""] if usable.size else usable
    turned = _countries(lon[away], lat[away]) != "" if away.size else np.zeros(0, dtype=bool)
    lies = "the point lies outside Iraq and Syria; the incident is kept and counts for no province"
    asks = "the point lies outside Iraq and Syria, the other way round inside: are latitude and longitude swapped? Kept, it counts for no province"
    return pd.DataFrame({
        "at": away,
        "column": "latitude",
        "value": [f"{lat[each]:g}, {lon[each]:g}" for each in away],
        "reason": np.where(turned, asks, lies).astype(object),
    })  # fmt: skip
