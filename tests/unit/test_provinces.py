"""Provinces have clean shapes, and each point belongs to at most one of them."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import shapely

from geodata import provinces
from geodata.errors import DataError, PlaceError, ProjectionError
from geodata.names import DATA, province_names

SCREEN_BYTES = 60 * 1024


def shapes(of):
    return np.array([province.shape for province in of.values()])


def test_iraq_has_18_provinces_and_syria_14():
    countries = [province.country for province in provinces.read().values()]
    assert (countries.count("IQ"), countries.count("SY"), len(countries)) == (18, 14, 32)


def test_the_32_and_mafraq_are_known_and_mafraq_is_not_counted():
    assert provinces.codes() == tuple(sorted(province_names()))
    assert set(provinces.codes()) - set(provinces.read()) == {"JO-MA"}


@pytest.mark.parametrize("read", [provinces.read, provinces.screen], ids=["full", "screen"])
def test_shapes_fit_together_without_gaps_or_overlaps(read):
    assert shapely.is_valid(shapes(read())).all()
    assert shapely.coverage_is_valid(shapes(read()))
    both_countries = shapely.union_all(shapes(read()))
    assert (both_countries.geom_type, len(both_countries.interiors)) == ("Polygon", 0)


@pytest.mark.parametrize("read", [provinces.read, provinces.screen], ids=["full", "screen"])
def test_the_label_of_a_province_lies_inside_it(read):
    outside = [each.code for each in read().values()
               if not shapely.contains_xy(each.shape, each.label_lon, each.label_lat)]  # fmt: skip
    assert outside == []


def test_shapes_for_the_screen_take_at_most_60_kilobytes():
    assert (DATA / "provinces_screen.geojson").stat().st_size <= SCREEN_BYTES


def test_shapes_for_the_screen_have_nearly_the_area_of_the_full_ones():
    full, screen = (shapely.area(shapes(read())) for read in (provinces.read, provinces.screen))
    assert np.abs(screen / full - 1).max() < 0.01
    assert abs(screen.sum() / full.sum() - 1) < 0.001


def test_shapes_for_the_screen_stay_within_three_kilometres_of_the_full_ones():
    away = shapely.hausdorff_distance(
        shapely.boundary(shapes(provinces.screen())), shapely.boundary(shapes(provinces.read()))
    )
    assert away.max() < 3 / 111


def test_areas_are_those_of_the_countries():
    area = pd.Series({code: province.area_km2 for code, province in provinces.read().items()})
    by_country = area.groupby(area.index.str[:2]).sum()
    # Official figures: 438,317 and 185,180 km², the Golan heights (1,200 km² of Quneitra) among the latter.
    assert by_country["IQ"] == pytest.approx(438_317, rel=0.01)
    assert by_country["SY"] == pytest.approx(185_180, rel=0.02)


@pytest.mark.parametrize(("lon", "lat", "code"), [
    pytest.param(44.40, 33.34, "IQ-BG", id="Baghdad"),
    pytest.param(44.01, 36.19, "IQ-AR", id="Erbil"),
    pytest.param(44.39, 35.47, "IQ-KI", id="Kirkuk has its code of today"),
    pytest.param(40.14, 35.34, "SY-DY", id="Deir ez-Zor"),
    pytest.param(38.618, 33.506, "SY-HI", id="al-Tanf"),
    pytest.param(36.29, 33.51, "SY-DI", id="Damascus is not the countryside around it"),
    pytest.param(35.86, 33.14, "SY-QU", id="the observer zone on the Golan is counted with Quneitra"),
    pytest.param(38.703, 33.314, None, id="Tower 22 lies in Jordan"),
    pytest.param(35.0, 35.0, None, id="the sea"),
    pytest.param(-100.0, 40.0, None, id="the other side of the earth"),
])  # fmt: skip
def test_a_point_lies_in_at_most_one_province(lon, lat, code):
    assert provinces.locate([lon], [lat]).tolist() == [code]


def test_a_border_that_two_provinces_share_belongs_to_the_lower_code():
    shared = shapely.intersection(provinces.read()["IQ-AN"].shape, provinces.read()["SY-DY"].shape)
    lon, lat = shapely.get_coordinates(shared).T
    assert len(lon) > 2
    assert set(provinces.locate(lon, lat)) <= {"IQ-AN", "IQ-NI"}


@pytest.mark.parametrize(("lon", "lat"), [(np.nan, 33.3), (44.4, np.nan), (np.nan, np.nan)])
def test_a_missing_point_lies_in_no_province(lon, lat):
    assert provinces.locate([lon, 44.4], [lat, 33.34]).tolist() == [None, "IQ-BG"]
    assert provinces.nearest([lon], [lat]).tolist() == [None]
    assert np.isnan(provinces.distance_km([lon], [lat], ["IQ-BG"])).all()


def test_no_points_have_no_provinces():
    assert provinces.locate([], []).tolist() == provinces.nearest([], []).tolist() == []
    assert provinces.distance_km([], [], []).tolist() == []


def test_columns_of_a_frame_are_taken_as_they_are():
    points = pd.DataFrame({"lon": [44.4, None], "lat": [33.34, None]}, index=[7, 3])
    assert provinces.locate(points["lon"], points["lat"]).tolist() == ["IQ-BG", None]


@pytest.mark.parametrize(("lon", "lat", "named"), [
    pytest.param(181.0, 33.0, "longitude", id="beyond 180 degrees east"),
    pytest.param(44.0, -90.5, "latitude", id="beyond the pole"),
    pytest.param(441_000.0, 3_690_000.0, "longitude", id="metres"),
    pytest.param(np.inf, 33.0, "longitude", id="infinity"),
])  # fmt: skip
@pytest.mark.parametrize(
    "ask", [provinces.locate, provinces.nearest, lambda *xy: provinces.distance_km(*xy, ["IQ-BG"] * 2)]
)
def test_numbers_that_cannot_be_degrees_are_refused(ask, lon, lat, named):
    with pytest.raises(ProjectionError, match=f"1 of 2 points have a {named} .*EPSG:4326"):
        ask([44.4, lon], [33.3, lat])


def test_longitudes_without_latitudes_are_refused():
    with pytest.raises(ProjectionError, match="2 longitudes beside 1 latitudes"):
        provinces.locate([44.0, 45.0], [33.0])


@pytest.mark.parametrize(("lon", "lat", "within_km", "code"), [
    pytest.param(44.40, 33.34, 5, "IQ-BG", id="inside"),
    pytest.param(35.62, 35.55, 5, None, id="out at sea, 10 km from the coast"),
    pytest.param(35.62, 35.55, 12, "SY-LA", id="the same with more patience"),
    pytest.param(38.703, 33.314, 5, "JO-MA", id="inside Mafraq, 2 km from Syria"),
    pytest.param(35.0, 35.0, 5, None, id="far out"),
    pytest.param(35.0, 35.0, 0, None, id="no tolerance at all"),
])  # fmt: skip
def test_a_point_outside_belongs_to_the_nearest_province_within_the_tolerance(lon, lat, within_km, code):
    assert provinces.nearest([lon], [lat], within_km=within_km).tolist() == [code]


@pytest.mark.parametrize(("lon", "lat", "code", "km"), [
    pytest.param(44.40, 33.34, "IQ-BG", 0, id="inside"),
    pytest.param(44.2567, 33.5239, "IQ-BG", 13.3, id="Camp Taji: the line runs close around Baghdad"),
    pytest.param(44.18477, 33.30563, "IQ-BG", 3.9, id="Abu Ghraib"),
    pytest.param(38.70342, 33.31405, "SY-HI", 1.9, id="Rukban"),
    pytest.param(38.70342, 33.31405, "JO-MA", 0, id="Rukban lies inside Mafraq"),
])  # fmt: skip
def test_distance_is_measured_to_the_stated_province(lon, lat, code, km):
    assert provinces.distance_km([lon], [lat], [code]) == pytest.approx([km], abs=0.1)


def test_distances_are_kilometres_on_the_ground():
    east = provinces.known()["IQ-DQ"].shape.bounds[2]
    km = provinces.distance_km([east + 1, east + 2], [31.0, 31.0], ["IQ-DQ"] * 2)
    assert km[1] - km[0] == pytest.approx(111.32 * np.cos(np.radians(31)), rel=0.01)


def test_a_border_of_124_km_is_straight_in_degrees():
    ring = shapely.get_coordinates(provinces.known()["JO-MA"].shape.exterior)
    start = np.argmax(np.hypot(*np.diff(ring, axis=0).T))
    lon, lat = (ring[start] + ring[start + 1]) / 2  # straight on a map in metres it would run 200 m off
    assert provinces.distance_km([lon], [lat - 1e-5], ["JO-MA"]) == pytest.approx([0.001], abs=2e-4)


def test_a_province_that_is_not_known_is_refused():
    with pytest.raises(PlaceError, match=r"'IQ-XX'.*Accepted: IQ-AN, "):
        provinces.distance_km([44.4], [33.3], ["IQ-XX"])


def test_a_damaged_file_of_shapes_is_named(tmp_path):
    (tmp_path / "shapes.geojson").write_text(json.dumps({"features": [{"properties": {}}]}))
    with pytest.raises(DataError, match=r"shapes\.geojson.*make data"):
        provinces._read(tmp_path / "shapes.geojson")


# Towns that GeoNames gives to a province more than a kilometre away: the line runs close around Baghdad, is coarse
# at the Badiya and in the mountains, leaves the Golan west of the observer zone out, and an island with it.
BEYOND_THE_LINE = {
    "Aţ Ţārmīyah": 27.1, "Al Maḩmūdīyah": 13.3, "Abū Ghurayb": 3.9,
    "As Sab‘ Biyār": 17.2, "Nāḩiyat as Sab‘ Biyār": 16.9, "Hilora": 2.2,
    "Mas‘adah": 4.1, "Buq‘ātā": 2.7, "Arwād": 3.4,
}  # fmt: skip


def test_each_town_lies_in_its_province_but_for_nine_that_are_known():
    towns = pd.read_csv(DATA / "gazetteer.csv").dropna(subset="province")
    km = provinces.distance_km(towns["lon"], towns["lat"], towns["province"])
    beyond = dict(zip(towns["name"][km > 1], km[km > 1], strict=True))
    assert len(towns) > 450
    assert beyond == pytest.approx(BEYOND_THE_LINE, abs=0.1)


def test_importing_provinces_brings_no_geometry_library():
    asked = "import sys, geodata.provinces; print(*{'shapely', 'geopandas', 'pyproj'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout == "\n"
