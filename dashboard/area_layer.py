"""Provinces and areas as pydeck layers: shades lie on the provinces, or on the areas that were laid over the data.

What a shade stands for is told where a reader points at it: by an invisible copy with few points, so that the shapes
that are seen are sent once, and their numbers with each question.
"""

from __future__ import annotations

from collections.abc import Mapping

import pydeck as pdk

from dashboard import layers
from geodata import style
from geodata.store import Store
from geodata.style import Theme, rgb

TOLD = "region-"  # before the names of layers that tell what regions hold


def shaded(theme: Theme, store: Store, base: str, fills: Mapping[str, str]) -> list[pdk.Layer]:
    """Return the provinces and what lies on them, filled by code; where there are areas, these filled by name."""
    if store.boundaries is None:
        return layers.province_layers(theme, store.version, base, fills)
    ground, *above = layers.province_layers(theme, store.version, base, {})
    return [ground, _areas(theme, store.version, base, fills), *above]


def told(base: str, asked: str, picks: int = 0) -> pdk.Layer:
    """Return the invisible regions that say their name and number; `asked` is the query part of their address.

    A click on one asks for nothing; their name changes with each of the `picks`, or all else would stay pale.
    """
    return pdk.Layer(
        "GeoJsonLayer", id=f"{TOLD}{layers.salt([asked, picks])}", data=f"{base}/layers/regions.json?{asked}", pickable=True, filled=True, stroked=False,
        opacity=0.001)  # fmt: skip


def _areas(theme: Theme, version: str, base: str, fills: Mapping[str, str]) -> pdk.Layer:
    colours = style.GROUND[theme]
    clear = [0, 0, 0, 0]
    table = {name: rgb(colour) for name, colour in fills.items()} or {"": clear}
    fill = {
        "@@function": "colorCategories", "attr": "area", "domain": list(table), "colors": list(table.values()),
        "othersColor": clear, "nullColor": clear,
    }  # fmt: skip
    fill_props = {"polygons-fill": {"getFillColor": fill, "updateTriggers": {"getFillColor": [layers.salt(table)]}}}
    return pdk.Layer(
        "GeoJsonLayer", id=f"areas-{theme}-{version}", data=f"{base}/layers/areas.json?v={version}", filled=True, stroked=True,
        get_line_color=rgb(colours.border, 0.55), line_width_min_pixels=0.6, _sub_layer_props=fill_props)  # fmt: skip
