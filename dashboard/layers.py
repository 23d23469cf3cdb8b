"""Incidents, provinces and ground as pydeck layers. No Streamlit: values in, layers out.

Layers name URLs of this server instead of carrying rows, so a filter change sends a few kilobytes.
Every layer's rows have `title` and `line`, which the one tooltip of the map shows.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pydeck as pdk

from dashboard.labels import EAST, FARTHER_OUT, NORTH, SOUTH, WEST
from dashboard.labels import ZOOMS as LABEL_ZOOMS
from dashboard.mapdata import TILE_PX, icon_mapping
from geodata import classes, provinces, style
from geodata.style import Theme, rgb

FONT = "IBM Plex Sans, sans-serif"
MOST_ZOOM = 14
ALL_DAYS = [-1e6, 1e6]  # counted from 1970: whatever the data hold


class Near(NamedTuple):
    """What the map is to show closely: a point in degrees, and the zoom."""

    lon: float
    lat: float
    zoom: float


class Clicks(NamedTuple):
    """What a reader asked of the map by clicks: how often for a view, the last of them (None: the whole), and how often anything was picked."""

    views: int = 0
    near: Near | None = None
    picks: int = 0


NO_CLICKS = Clicks()


class Playing(NamedTuple):
    """What playback shows now: its first and last day, and its own badges and rings."""

    days: tuple[int, int]
    badges: list[dict[str, Any]]
    rings: list[dict[str, Any]]


def opening_zoom(width: int, height: int) -> float:
    """Return the zoom at which both countries fit a map of so many pixels, in tenths."""
    across = width * 360 / (TILE_PX * (EAST - WEST))
    mercator = [math.degrees(math.asinh(math.tan(math.radians(lat)))) for lat in (SOUTH, NORTH)]
    down = height * 360 / (TILE_PX * (mercator[1] - mercator[0]))
    return math.floor(10 * math.log2(max(min(across, down), 1))) / 10


def dot_px(width: int) -> float:
    """Return how wide a dot is on a map of so many pixels: smaller on a phone, or swarms would hide the country."""
    return round(min(style.DOT_PX, max(width / 72, 5.5)), 1)


def opening_view(zoom: float, clicks: Clicks = NO_CLICKS) -> pdk.ViewState:
    """Return the view of both countries, the same whatever is asked, so that the map keeps its pan and zoom; or that clicked for.

    The browser goes to whatever part of it differs from before, so it differs each time that a view is asked for.
    """
    nudge = (clicks.views % 1000) * 1e-9  # of a degree: a tenth of a millimetre
    lon, lat, seen = clicks.near or ((WEST + EAST) / 2, 33.4, zoom)
    return pdk.ViewState(longitude=lon + nudge, latitude=lat + nudge, zoom=min(seen, MOST_ZOOM) + nudge, bearing=nudge, pitch=nudge,
                         min_zoom=max(zoom - FARTHER_OUT, 3.0), max_zoom=MOST_ZOOM + 1e-6)  # fmt: skip


def ground(theme: Theme, version: str, base: str) -> list[pdk.Layer]:
    """Return the map under everything: neighbours and rivers."""
    colours = style.GROUND[theme]
    world = [{"polygon": [[-20, 0], [100, 0], [100, 60], [-20, 60]]}]
    return [
        pdk.Layer("SolidPolygonLayer", id=f"sea-{theme}", data=world, get_polygon="polygon", get_fill_color=rgb(colours.sea)),
        pdk.Layer(
            "GeoJsonLayer", id=f"neighbours-{theme}", data=f"{base}/layers/neighbours.json?v={version}", filled=True, stroked=True,
            get_fill_color=rgb(colours.neighbour), get_line_color=rgb(colours.border, 0.6), line_width_min_pixels=0.8),
    ]  # fmt: skip


def province_layers(theme: Theme, version: str, base: str, fills: Mapping[str, str]) -> list[pdk.Layer]:
    """Return provinces filled by code, rivers over them, and the disputed lines dashed."""
    colours = style.GROUND[theme]
    table = {code: rgb(colour) for code, colour in fills.items()} or {"-": rgb(colours.land)}
    fill = {
        "@@function": "colorCategories", "attr": "admin1_code", "domain": list(table), "colors": list(table.values()),
        "othersColor": rgb(colours.land), "nullColor": rgb(colours.land),
    }  # fmt: skip
    fill_props = {"polygons-fill": {"getFillColor": fill, "updateTriggers": {"getFillColor": [salt(table)]}}}
    return [
        pdk.Layer(
            "GeoJsonLayer", id=f"provinces-{theme}", data=f"{base}/layers/provinces.json?v={version}", filled=True,
            stroked=True, get_line_color=rgb(colours.border, 0.75), line_width_min_pixels=1, _sub_layer_props=fill_props),
        pdk.Layer(
            "GeoJsonLayer", id=f"rivers-{theme}", data=f"{base}/layers/rivers.json?v={version}", stroked=True, filled=False,
            get_line_color=rgb(colours.river), line_width_min_pixels=1.2),
        pdk.Layer(
            "GeoJsonLayer", id=f"disputed-{theme}", data=f"{base}/layers/disputed.json?v={version}", stroked=True,
            filled=False, get_line_color=rgb(colours.border), line_width_min_pixels=1.2, get_dash_array=[4, 3],
            extensions=[{"@@type": "PathStyleExtension", "dash": True}]),
    ]  # fmt: skip


def labels(theme: Theme, base: str, asked: str) -> pdk.Layer:
    """Return the names of provinces and towns, more of them the closer one looks, none over another or under a dot.

    A tile layer, because only the browser knows how far the map is zoomed in; the server decides what fits
    beside the incidents that `asked`, the query part of its URLs, names.
    """
    colours, pixels = style.GROUND[theme], pdk.types.String("pixels")
    return pdk.Layer(
        "TileLayer", id=f"labels-{theme}", data=f"{base}/layers/labels/{{z}}/{{x}}/{{y}}.json?{asked}", tile_size=TILE_PX,
        min_zoom=LABEL_ZOOMS[0], max_zoom=LABEL_ZOOMS[-1], point_type=pdk.types.String("circle+text"),
        get_point_radius="properties.radius", point_radius_units=pixels, stroked=False, get_fill_color=rgb(colours.town),
        get_line_color=rgb(colours.text, 0.8), line_width_min_pixels=1, get_text="properties.text", get_text_size="properties.size", text_size_units=pixels, get_text_color=rgb(colours.quiet_text),
        text_background=True, get_text_background_color=rgb(colours.land, 0.55), text_background_padding=[1, 0],
        get_text_pixel_offset="properties.offset", text_font_family=pdk.types.String(FONT),
        text_character_set=pdk.types.String("auto"))  # fmt: skip


def incident_layers(
    theme: Theme,
    base: str,
    asked: str,
    dot: float,
    chosen: dict[str, Any] | None,
    playing: Playing | None = None,
    *,
    picks: int = 0,
) -> list[pdk.Layer]:
    """Return rings, badges and dots, the chosen one ringed, and on top the layers that a click picks from.

    A click is told to Python by row number, which would name another incident once a filter has moved.
    So what is picked from is an invisible copy whose name changes with the question: an old pick can
    never be taken for a new one, and the dots that are seen never flicker; nor does a pick last, which would pale all
    else (`picks` counts them). `asked` is the query part of
    the URLs that the rows are read from. While `playing`, the dots stay those of the whole question, and the
    browser draws those of the frame.
    """
    colours = style.GROUND[theme]
    pixels = pdk.types.String("pixels")
    atlas = {"icon_atlas": pdk.types.String(f"{base}/layers/icons-{theme}.svg"), "icon_mapping": icon_mapping()}
    swarm: dict[str, Any] = {
        "data": f"{base}/layers/dots.json?{asked}",
        "get_position": "p",
        "get_pixel_offset": "o",
        "get_icon": "i",
        "size_units": pixels,
        **atlas,
    }
    in_time = {
        "extensions": [{"@@type": "DataFilterExtension", "filterSize": 1}],
        "get_filter_value": "t",
        "filter_range": list(playing.days) if playing else ALL_DAYS,
    }
    name = salt([asked, chosen and chosen["id"], picks])
    badges, rings = (f"{base}/layers/{name}.json?{asked}" for name in ("badges", "rings"))
    if playing:
        badges, rings = playing.badges, playing.rings
    badge = swarm | {"data": badges, "get_icon": "i", "get_size": "size"}
    layers = [
        pdk.Layer(
            "ScatterplotLayer", id=f"rings-{theme}", data=rings, get_position="p",
            radius_units=pdk.types.String("meters"), get_radius=style.RING_KM * 1000, filled=False, stroked=True,
            get_line_color=rgb(colours.ring, 0.55), line_width_min_pixels=1),
        pdk.Layer("IconLayer", id=f"badges-{theme}", **badge),
        pdk.Layer(
            "TextLayer", id=f"badge-counts-{theme}", data=badges, get_position="p", get_pixel_offset="o", get_text="text",
            get_size=11, font_family=pdk.types.String(FONT), get_color=rgb(colours.text), character_set=pdk.types.String("auto")),
        pdk.Layer("IconLayer", id=f"dots-{theme}", get_size=dot + 1, **swarm, **in_time),
    ]  # fmt: skip
    if chosen:
        ring = swarm | {"data": [chosen | {"i": "chosen"}]}
        layers.append(pdk.Layer("IconLayer", id=f"chosen-{theme}", get_size=dot + 11, **ring))
    return [
        *layers,
        pdk.Layer("IconLayer", id=f"badge-{name}", pickable=True, opacity=0.001, alpha_cutoff=0.001, **badge),
        pdk.Layer("IconLayer", id=f"pick-{name}", get_size=dot + 3, pickable=True, opacity=0.001,
                  alpha_cutoff=0.001, **swarm, **in_time),
    ]  # fmt: skip


def deck(layers: Sequence[pdk.Layer], zoom: float, theme: Theme, clicks: Clicks = NO_CLICKS) -> pdk.Deck:
    """Return the whole map. Without a map provider no tile company is asked for anything."""
    colours = style.GROUND[theme]
    box = {
        "font": f"13px/1.4 {FONT}", "maxWidth": "280px", "padding": "8px 10px", "borderRadius": "6px",
        "background": colours.halo, "color": colours.text, "boxShadow": "0 2px 10px rgba(0,0,0,.25)",
    }  # fmt: skip
    return pdk.Deck(
        list(layers), map_provider=None, initial_view_state=opening_view(zoom, clicks),
        tooltip={"html": "<b>{title}</b><br>{line}", "style": box})  # fmt: skip


def shading_values(counts: Mapping[str, int], kind: str) -> dict[str, float]:
    """Return what is shaded in each of the counted provinces that has incidents: their number, or per 10,000 km²."""
    shapes = provinces.screen()
    return {
        code: float(n) if kind == "count" else n / shapes[code].area_km2 * 10_000
        for code, n in counts.items() if code in shapes
    }  # fmt: skip


def shading(values: Mapping[str, float], bounds: Sequence[float], theme: Theme) -> dict[str, str]:
    """Return the fill colour of each province that has a value."""
    ramp = classes.ramp(len(bounds), style.CHOROPLETH[theme])
    return {code: ramp[classes.class_of(value, bounds)] for code, value in values.items()}


def salt(thing: object) -> str:
    """Return letters that change with a thing, for names of layers."""
    return hashlib.blake2b(repr(thing).encode(), digest_size=4).hexdigest()
