"""Made-up districts: each province cut at its label point into four, in the columns of those who publish boundaries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import shapely

from tests.oracle import DATA

QUARTERS = {"NW": (-1, 1), "NE": (1, 1), "SW": (-1, -1), "SE": (1, -1)}
# publisher → what its columns are called here
COLUMNS = {
    "COD-AB": {"name": "ADM2_EN", "code": "ADM2_PCODE", "province": "ADM1_EN", "province_code": "ADM1_PCODE"},
    "GADM": {"name": "NAME_2", "code": "GID_2", "province": "NAME_1", "province_code": "GID_1"},
    "geoBoundaries": {"name": "shapeName", "code": "shapeID", "province": "shapeGroup", "province_code": "shapeISO"},
}


@cache
def districts() -> gpd.GeoDataFrame:
    """Return 128 districts: ``name, code, province, province_code`` and shapes in EPSG:4326."""
    found = []
    for row in gpd.read_file(DATA / "provinces.geojson").itertuples():
        for quarter, (east, north) in QUARTERS.items():
            lon, lat = row.label_lon, row.label_lat
            corner = shapely.box(
                min(lon, lon + 9 * east), min(lat, lat + 9 * north), max(lon, lon + 9 * east), max(lat, lat + 9 * north)
            )
            shape = shapely.intersection(row.geometry, corner)
            found.append((f"{row.name} {quarter}", f"{row.admin1_code}-{quarter}", row.name, row.admin1_code, shape))
    return gpd.GeoDataFrame(found, columns=["name", "code", "province", "province_code", "geometry"], crs="EPSG:4326")


def written(path: Path, publisher: str = "COD-AB", frame: gpd.GeoDataFrame | None = None) -> Path:
    """Write districts as a publisher would; the ending names the format."""
    made = (districts() if frame is None else frame).rename(columns=COLUMNS[publisher])
    if path.suffix == ".parquet":
        made.to_parquet(path)
    elif path.suffix == ".zip":
        made.to_file(path, driver="ESRI Shapefile", engine="pyogrio")
    else:
        made.to_file(path, engine="pyogrio", driver={".kml": "KML"}.get(path.suffix))
    return path
