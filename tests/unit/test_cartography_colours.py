"""Categories keep apart for every colour vision, and in print without colour."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from geodata import style

APART = 15.0  # CIELAB units between two categories; 2.3 is the least seen, the nearest pair of ours is 18 apart
# Machado, Oliveira, Fernandes (2009), severity 1.0, in linear sRGB.
VISIONS = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, vision):
    rgb = np.array(style.rgb(colour)[:3]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = _TO_XYZ @ np.clip(np.array(VISIONS[vision]) @ linear, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


PAIRS = list(combinations(style.CATEGORY, 2))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_categories_differ_in_colour_for_every_vision(one, other, vision):
    colours = [lab(style.category_colour(each, "light"), vision) for each in (one, other)]
    assert np.linalg.norm(colours[0] - colours[1]) >= APART


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_categories_differ_in_lightness_where_there_is_no_colour(one, other):
    lightness = [lab(style.category_colour(each, "grey"), "normal")[0] for each in (one, other)]
    assert abs(lightness[0] - lightness[1]) >= APART


FROM_LAND, NEIGHBOURS_APART = 8.0, 9.0  # CIELAB units; 2.3 is the least seen


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", style.GROUND)
def test_classes_of_shaded_provinces_keep_apart_for_every_vision_and_from_the_land(theme, vision):
    land, *classes = (lab(each, vision) for each in (style.GROUND[theme].land, *style.CHOROPLETH[theme]))
    assert np.linalg.norm(classes[0] - land) >= FROM_LAND
    assert min(np.linalg.norm(one - other) for one, other in pairwise(classes)) >= NEIGHBOURS_APART


@pytest.mark.parametrize("theme", style.GROUND)
def test_classes_run_one_way_from_the_land_in_lightness_so_greyscale_keeps_their_order(theme):
    lightness = [lab(each, "normal")[0] for each in (style.GROUND[theme].land, *style.CHOROPLETH[theme])]
    assert lightness in (sorted(lightness), sorted(lightness, reverse=True))


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("theme", style.GROUND)
@pytest.mark.parametrize("category", style.CATEGORY)
def test_symbols_stand_out_from_the_land(category, theme, vision):
    colours = [lab(each, vision) for each in (style.category_colour(category, theme), style.GROUND[theme].land)]
    assert np.linalg.norm(colours[0] - colours[1]) >= APART


def test_every_category_has_a_shape_of_its_own():
    assert len({symbol.shape for symbol in style.CATEGORY.values()}) == len(style.CATEGORY)


@pytest.mark.parametrize("theme", style.GROUND)
def test_type_stands_out_from_what_it_is_set_on(theme):
    ground = style.GROUND[theme]
    for ink in (ground.text, ground.quiet_text):
        for paper in (ground.halo, ground.land, ground.neighbour):
            assert contrast(ink, paper) >= 4.5  # WCAG 2.2 AA


def contrast(ink, paper):
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    rgb = np.array(style.rgb(colour)[:3]) / 255
    return float(_TO_XYZ[1] @ np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4))
