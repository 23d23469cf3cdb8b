"""Points that cannot be what they say: none at all, the wrong way round, the middle of a province, another country."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from geodata import names, provinces
from geodata.importers.formats import COUNTRY_ONLY
from geodata.importers.tally import Tally

_MIDDLE_DEG = 0.01  # about 1 km: a point this near the middle of a province is that middle
# Points that gazetteers give for a whole country (GeoNames, NGA and GDELT; degrees north and east).
_OF_COUNTRIES = {
    "IQ": ((33.0, 44.0), (33.2, 43.7)),
    "SY": ((35.0, 38.0), (34.8, 39.0)),
    "JO": ((31.0, 36.0), (31.2, 36.5)),
}


def mended(frame: pd.DataFrame, tally: Tally) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows with points that can be used, and doubts about kept ones (``at, column, value, reason``).

    ``latitude, longitude`` and ``geo_precision`` are text, as they are in the file; every change is counted.
    """
    rows = frame.copy()
    lat, lon = (
        pd.to_numeric(rows[axis], errors="coerce").to_numpy("float64", copy=True) for axis in ("latitude", "longitude")
    )
    _set_aside(rows, (lat == 0) & (lon == 0), lat, lon, tally, "0, 0 is no place here: the point is set aside")
    of_country = (rows["geo_precision"] == COUNTRY_ONLY).to_numpy()
    _set_aside(
        rows, of_country & ~np.isnan(lat), lat, lon, tally, "the point is that of the country alone: it is set aside"
    )
    rows.loc[of_country, "geo_precision"] = "3"
    _turn_round(rows, lat, lon, tally)
    _lower_precision_of_middles(rows, lat, lon, tally)
    return rows, _outside(rows, lat, lon)


def _set_aside(
    rows: pd.DataFrame, wrong: np.ndarray, lat: np.ndarray, lon: np.ndarray, tally: Tally, reason: str
) -> None:
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        tally.add("point", reason, int(wrong.sum()), f"{lat[first]:g}, {lon[first]:g}", "")
        rows.loc[wrong, ["latitude", "longitude"]] = ""
        lat[wrong] = lon[wrong] = np.nan


def _turn_round(rows: pd.DataFrame, lat: np.ndarray, lon: np.ndarray, tally: Tally) -> None:
    """Swap latitude and longitude where only the swapped point lies in the country that the row states."""
    stated = rows["country"].where(rows["country"] != "", rows["province"].str[:2]).to_numpy(dtype=object)
    asked = np.flatnonzero(np.isin(stated, list(names.COUNTRY_NAMES)) & (np.abs(lon) <= 90) & ~np.isnan(lat))
    if not asked.size:
        return
    away = asked[_countries(lat[asked], lon[asked]) != stated[asked]]
    turned = away[_countries(lon[away], lat[away]) == stated[away]] if away.size else away
    if turned.size:
        first = turned[0]
        tally.add("point", "latitude and longitude changed places: only so does the point lie in the stated country", turned.size,
                  f"{lat[first]:g}, {lon[first]:g}", f"{lon[first]:g}, {lat[first]:g}")  # fmt: skip
        at = rows.index[turned]
        rows.loc[at, ["latitude", "longitude"]] = rows.loc[at, ["longitude", "latitude"]].to_numpy()
        lat[turned], lon[turned] = lon[turned], lat[turned].copy()


def _countries(lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
    """Return the country that each point lies in, or near its coast or border; empty elsewhere."""
    fits = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
    found = np.full(lat.shape, "", dtype=object)
    codes = provinces.locate(lon[fits], lat[fits])
    unknown = np.array([code is None for code in codes])
    if unknown.any():
        codes[unknown] = provinces.nearest(lon[fits][unknown], lat[fits][unknown], within_km=20)
    found[fits] = [code[:2] if code else "" for code in codes]
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


def _lower_precision_of_middles(rows: pd.DataFrame, lat: np.ndarray, lon: np.ndarray, tally: Tally) -> None:
    """Call a point in the middle of a province "province only", whatever precision the row claims."""
    claims = rows["geo_precision"].isin(["1", "2"]).to_numpy() & ~np.isnan(lat)
    for _, name, middle_lat, middle_lon in _middles():
        near = claims & (np.abs(lat - middle_lat) < _MIDDLE_DEG) & (np.abs(lon - middle_lon) < _MIDDLE_DEG)
        if not near.any():
            continue
        # A town may lie in the middle of its province: a row that names another place than the province means the town.
        folded = rows.loc[near, "place_name"].map(names.fold)
        of_whole = folded.isin(["", names.fold(name), *(names.fold(each) for each in names.COUNTRY_NAMES.values())])
        at = folded.index[of_whole]
        if len(at):
            tally.add("geo_precision", f"the point is the middle of {name}, so only that much is known", len(at),
                      str(rows["geo_precision"][at[0]]), "3")  # fmt: skip
            rows.loc[at, "geo_precision"] = "3"


def _outside(rows: pd.DataFrame, lat: np.ndarray, lon: np.ndarray) -> pd.DataFrame:
    """Point at rows whose point lies in none of the provinces nor near one."""
    usable = np.flatnonzero(~np.isnan(lat) & (np.abs(lat) <= 90) & (np.abs(lon) <= 180))
    away = usable[_countries(lat[usable], lon[usable]) == ""] if usable.size else usable
    return pd.DataFrame({
        "at": rows.index[away],
        "column": "latitude",
        "value": [f"{lat[each]:g}, {lon[each]:g}" for each in away],
        "reason": "the point lies outside Iraq and Syria; the incident is kept and counts for no province",
    })  # fmt: skip
