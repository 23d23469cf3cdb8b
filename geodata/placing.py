"""Where each incident lies: its place, its point, its province, how it is shown, and what is odd about that.

The stated province goes first; the polygons are the second opinion.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from geodata import provinces, schema, words
from geodata.schema import findings as rules
from geodata.schema.check import PROBLEM_COLUMNS

NEAREST_KM = 5.0  # a point outside every polygon belongs to a province this near: coasts and border towns
DISAGREEMENT_KM = 1.0  # 98 % of GeoNames towns lie within 0.6 km of their stated province, the nearest beyond at 2.2
DOT, BADGE, TRAY = "dot", "badge", "tray"
STATED = ("area", "dataset")  # columns that only some data have
SAME_POINT_DEG = 0.01  # about 1 km


def place(
    incidents: pd.DataFrame, places: pd.DataFrame, *, own_first: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the incidents with place, point and province, and what the polygons find odd about them.

    The table of places goes before what a row says of its place, unless `own_first`: an export says again
    what the table said when it was made.
    """
    placed = _with_place(incidents, places, own_first=own_first)
    lon, lat = placed["longitude"].to_numpy(), placed["latitude"].to_numpy()
    stated = placed["province"]
    by_polygon = pd.Series(provinces.locate(lon, lat), index=placed.index, dtype="str")
    unstated = stated.isna() & placed["latitude"].notna()
    near = _nearest(lon, lat, unstated & by_polygon.isna())
    placed["province"] = stated.fillna(by_polygon).fillna(near)
    placed["country"] = placed["country"].fillna(placed["province"].str[:2])
    found = [
        rules.pointed(
            placed, near.notna(), "province", "no province stated; the nearest lies within 5 km of the point"
        ),
        _outside_stated(placed, stated, by_polygon),
        _exact_without_point(placed),
        _own_point_set_aside(incidents, placed, places),
    ]
    odd = stacked(found)
    odd = odd.assign(table=schema.INCIDENTS.name).reindex(columns=PROBLEM_COLUMNS).sort_values("row", kind="stable")
    return _with_service_columns(placed), odd.reset_index(drop=True)


def _with_place(incidents: pd.DataFrame, places: pd.DataFrame, *, own_first: bool) -> pd.DataFrame:
    """Return the incidents with what the table of places says, then with what their own columns say."""
    own = incidents.reindex(columns=[*(column.name for column in schema.OWN_PLACE), "_aliases"])
    kept = incidents.drop(columns=[name for name in own if name in incidents])
    if len(places):
        own = _from_table(incidents["place_id"], own, places, own_first=own_first)
    return kept.assign(**{
        name: own[name].astype("float64" if name in ("latitude", "longitude") else "str") for name in own
    })  # fmt: skip


def _from_table(ids: pd.Series, own: pd.DataFrame, places: pd.DataFrame, *, own_first: bool) -> pd.DataFrame:
    """Return what the table of places says of each incident, what its own columns say where it says nothing."""
    table = places.set_index("place_id").rename(
        columns={"name": "place_name", "country_iso2": "country", "admin1_code": "province", "aliases": "_aliases"})  # fmt: skip
    known = table.reindex(ids.fillna("")).set_axis(ids.index)
    # A place gives its point and its province together: half of one and half of another would be a third place.
    from_table = known["place_name"].notna()
    if own_first:
        own = own.assign(_aliases=known["_aliases"])
        from_table &= own[[column.name for column in schema.OWN_PLACE]].isna().all(axis=1)
    return pd.DataFrame({name: known[name].where(from_table, own[name]) for name in own})


def _nearest(lon: np.ndarray, lat: np.ndarray, wanted: pd.Series) -> pd.Series:
    near = pd.Series(None, index=wanted.index, dtype="str")
    if wanted.any():
        at = wanted.to_numpy()
        near[wanted] = provinces.nearest(lon[at], lat[at], within_km=NEAREST_KM)
    return near


def _outside_stated(placed: pd.DataFrame, stated: pd.Series, by_polygon: pd.Series) -> pd.DataFrame:
    # Inside the stated province, as nearly all points are, there is no way to measure.
    known = stated.isin(provinces.codes()) & placed["latitude"].notna() & (by_polygon.isna() | (by_polygon != stated))
    if not known.any():
        return pd.DataFrame()
    km = pd.Series(0.0, index=placed.index)
    at = placed[known]
    km[known] = provinces.distance_km(at["longitude"].to_numpy(), at["latitude"].to_numpy(), at["province"].to_numpy())
    away = km > DISAGREEMENT_KM
    told = (
        "the point lies "
        + km[away].round(1).astype("str")
        + " km outside the stated province"
        + (" (" + placed.loc[away, "place_name"] + ")").fillna("")
    )
    return rules.pointed(placed, away, "province", told)


def _exact_without_point(placed: pd.DataFrame) -> pd.DataFrame:
    odd = (placed["geo_precision"] == 1) & placed["latitude"].isna()
    return rules.pointed(
        placed, odd, "geo_precision", "says exact site, but the place has no known point: shown in its province"
    )


def _own_point_set_aside(incidents: pd.DataFrame, placed: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Point at incidents that bring a point of their own where the table of places, which goes before, has another."""
    if not len(places) or not {"latitude", "longitude"} <= set(incidents.columns):
        return pd.DataFrame()
    apart = np.hypot(incidents["latitude"] - placed["latitude"], incidents["longitude"] - placed["longitude"])
    return rules.pointed(
        placed, apart > SAME_POINT_DEG, "place_id", "the file gives another point; that of the table of places is used"
    )


def _with_service_columns(placed: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents with how they are shown, what they are found by and where they lie on a web map."""
    has_dot = placed["latitude"].notna() & (placed["geo_precision"] != 3)
    undated = placed["event_date"].isna()  # it would lie on the map whatever days are asked for
    shown = pd.array([TRAY, DOT, BADGE], dtype="str").take(
        np.select([undated, has_dot, placed["province"].notna()], [0, 1, 2], 0)
    )
    x, y = mercator(placed["longitude"].to_numpy(), placed["latitude"].to_numpy())
    return placed.drop(columns="_aliases").assign(
        shown_as=pd.Series(shown, index=placed.index),
        **{name: _stated(placed, name) for name in STATED},
        search_text=words.of(placed),
        mercator_x=pd.array(x, dtype="Float64").astype("Int64"),
        mercator_y=pd.array(y, dtype="Float64").astype("Int64"),
    )  # fmt: skip


def _stated(placed: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of `STATED`; missing where they have none."""
    stated = placed[name].astype("str") if name in placed else pd.Series(None, index=placed.index, dtype="str")
    return stated.where(stated != "")


def mercator(lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Project degrees to Web Mercator as 32-bit integers: a tile is a range, a bin is a shift of bits.

    Missing degrees give missing values. Latitudes beyond the map (±85.05°) lie on its edge.
    """
    sine = np.sin(np.radians(np.clip(lat, -85.0511287, 85.0511287)))
    x = np.floor((lon + 180) / 360 * 2**32)
    y = np.floor((0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)) * 2**32)
    return np.clip(x, 0, 2**32 - 1), np.clip(y, 0, 2**32 - 1)


def stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames as one, with the columns of problems where all are empty."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=PROBLEM_COLUMNS)
