"""The map of many incidents: tiles of this server, with bins of incidents from afar and single incidents near by.

A map costs what is visible, not what exists. A tile that holds few incidents draws each as the small map does, the
same symbols in the same swarm; a tile that holds many draws bins, rings whose parts are the kinds of incident and
whose number says how many. No Streamlit: values in, layers and bodies out.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pydeck as pdk

from dashboard import crowd, mapdata
from dashboard.layers import Near
from geodata import style, swarm
from geodata.query import IncidentQuery
from geodata.rules import Bbox
from geodata.store import Store
from geodata.style import Theme, rgb
from geodata.summarise import CasualtyRange

MOST_OBJECTS = mapdata.MOST_DOTS
MOST_ZOOM = 16
NEAR = 11  # the zoom from which a tile is a town
MOST_FANNED = 60  # incidents in one cell; as many as fan out at the busiest site of the small map
NOTE = (
    "Rings with a number hold that many incidents; their colours say of which kind. Zooming in parts sites, and shows each incident of a "
    "site with up to {most:,}; a click near by lists those of a larger one."
)
CLOSER = 2  # zooms that a click on a bin goes nearer
CLOSE = 12  # the zoom of tiles from which a click on a bin lists its incidents
CLICK = {True: "Click to zoom in.", False: "Click to list them."}
PICKED = "tile-pick-"  # before the names of layers that are picked from
PARTS = 8  # a ring says shares in eighths, and its card exactly
FONT = "IBM Plex Sans, sans-serif"
_COLUMNS = (
    "event_id",
    "event_date",
    "place_name",
    "longitude",
    "latitude",
    "category",
    "confidence",
    "mercator_x",
    "mercator_y",
)


def most_in_a_tile(width: int, height: int) -> int:
    """Return how many objects a tile may hold, so that those of a map of so many pixels stay within `MOST_OBJECTS`.

    deck.gl shows tiles at 1 to 2 times their size; a map that begins within a tile shows one more each way.
    """
    across, down = (math.ceil(each / mapdata.TILE_PX) + 1 for each in (width, height))
    return MOST_OBJECTS // (across * down)


def note(size: tuple[int, int]) -> str:
    """Say what rings are, and how far zooming in takes them apart on a map of so many pixels."""
    return NOTE.format(most=most_in_a_tile(*size))


def layers_of(theme: Theme, base: str, asked: str, dot: float, size: tuple[int, int], salt: str) -> list[pdk.Layer]:
    """Return the layer of the incidents of a question, in place of that of dots, and an invisible copy to pick from.

    Parameters
    ----------
    asked
        The query part of the tiles' addresses, data version included.
    dot
        How wide a dot is, in pixels.
    size
        Width and height of the map in pixels.
    salt
        Changes with the question and with each pick: as on the small map, what is picked from has another name then.
    """
    colours, pixels = style.GROUND[theme], pdk.types.String("pixels")
    drawn = {
        "data": f"{base}/api/tiles/{{z}}/{{x}}/{{y}}.json?{asked}&most={most_in_a_tile(*size)}&dot={dot}",
        "tile_size": mapdata.TILE_PX, "min_zoom": 0, "max_zoom": MOST_ZOOM,
        "refinement_strategy": pdk.types.String("best-available"),
        "icon_atlas": pdk.types.String(f"{base}/api/tiles/icons-{theme}.svg"), "icon_mapping": icon_mapping(),
        "get_icon": "properties.i", "get_icon_size": "properties.s", "icon_size_units": pixels,
        "get_icon_pixel_offset": "properties.o",
    }  # fmt: skip
    text = {
        "get_text": "properties.text", "get_text_pixel_offset": "properties.o", "get_text_size": 11, "text_size_units": pixels,
        "get_text_color": rgb(colours.text), "text_font_family": pdk.types.String(FONT),
        "text_character_set": pdk.types.String("auto"),
    }  # fmt: skip
    return [
        pdk.Layer("TileLayer", id=f"tiles-{theme}", point_type=pdk.types.String("icon+text"), icon_alpha_cutoff=0.01, **drawn, **text),
        pdk.Layer("TileLayer", id=f"{PICKED}{salt}", point_type=pdk.types.String("icon"), icon_alpha_cutoff=0.001, opacity=0.001,
                  pickable=True, **drawn),
    ]  # fmt: skip


def in_place_of_dots(drawn: Sequence[pdk.Layer], tiled: Sequence[pdk.Layer]) -> list[pdk.Layer]:
    """Return the layers of incidents with tiles for dots: badges and the ring of the chosen one stay on top."""
    return [*tiled, *(each for each in drawn if not each.id.startswith(("rings-", "dots-", "pick-")))]


def chosen(store: Store, event_id: str | None) -> dict[str, Any] | None:
    """Return the ring of the incident that is open, at its site; None if it has no dot."""
    row = store.incident(event_id) if event_id else None
    if row is None or row["shown_as"] != "dot":
        return None
    return {"id": event_id, "p": [row["longitude"], row["latitude"]], "o": [0, 0]}


def picked(objects: Mapping[str, list[dict[str, Any]]]) -> str | Near | Bbox | None:
    """Return what a click in a tile asks for: the event_id of a single incident, or of a bin the map closer by.

    Where the map is as close as it helps, a bin asks for the box around it, so that the list holds its incidents.
    """
    for name, found in objects.items():
        if name.startswith(PICKED) and found:
            told: dict[str, Any] = found[0].get("properties", found[0])
            return _around(told, found[0]["geometry"]["coordinates"]) if "z" in told else told.get("id")
    return None


def _around(told: Mapping[str, Any], point: Sequence[float]) -> Near | Bbox:
    (lon, lat), zoom = point[:2], int(told["z"])
    if zoom < CLOSE:
        return Near(lon, lat, zoom + CLOSER)
    half = 180 / 2**zoom / crowd.MOST_CELLS  # of a cell, in degrees
    return Bbox(*(round(each, 5) for each in (lon - half, lat - half, lon + half, lat + half)))


def body(store: Store, query: IncidentQuery, tile: tuple[int, int, int], most: int, dot: float) -> str:
    """Return one tile (zoom, column, row) as GeoJSON; `says` names what its points are.

    Single incidents where the tile holds at most `most`, else bins, never more than `most` of them.
    """
    zoom, x, y = tile
    grid = min(1 << max(int(math.log2(most)) // 2, 0), crowd.MOST_CELLS)
    bins = crowd.bins(store, query, tile, grid)
    total, densest = int(bins["count"].sum()), int(bins["count"].max()) if len(bins) else 0
    # From afar a site of many would fan out over a province.
    is_binned = total > most or (zoom < NEAR and densest > MOST_FANNED)
    if is_binned:
        features = _bins(bins, crowd.of_tile(store, query, tile, grid), zoom)
        says = (
            f"{total:,} incidents in {len(bins):,} bins: the numbers of incidents in a grid of {grid} by {grid} cells"
        )
    else:
        rows = store.in_tile(query, zoom=zoom, x=x, y=y, columns=_COLUMNS) if total else pd.DataFrame(columns=_COLUMNS)
        features, says = _dots(rows, zoom, dot), f"{style.counted(total, 'incident')}, one point each"
    told = {"type": "FeatureCollection", "binned": is_binned, "incidents": total, "says": says, "features": features}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def _dots(rows: pd.DataFrame, zoom: int, dot: float) -> list[dict[str, Any]]:
    """Return a feature per incident, those of one site fanned out as on the small map."""
    scale = mapdata.TILE_PX * 2**zoom / 2**32
    x, y = (rows[f"mercator_{axis}"].to_numpy(float) * scale for axis in "xy")
    placed = swarm.arrange(x, y, dot)
    offsets = np.column_stack([placed.x - x, placed.y - y]).round(1).tolist()
    return [
        _feature(row.longitude, row.latitude, {
            "id": row.event_id, "i": row.category, "s": dot + 1, "o": offset, "text": "",
            "title": f"{row.event_date:%-d %b %Y} · {mapdata.place_name(row.place_name)}",
            "line": f"{style.label('category', row.category)}. {style.label('evidence', row.confidence)}."})
        for row, offset in zip(rows.itertuples(), offsets, strict=True)
    ]  # fmt: skip


def _bins(bins: pd.DataFrame, rings: crowd.Rings, zoom: int) -> list[dict[str, Any]]:
    """Return a feature per bin."""
    offsets = (rings.middle - rings.home).round(1).tolist()
    return [_bin(row, offset, zoom) for row, offset in zip(bins.to_dict("records"), offsets, strict=True)]


def _bin(row: Mapping[str, Any], offset: list[float], zoom: int) -> dict[str, Any]:
    count = int(row["count"])
    kinds = {kind: int(row[kind]) for kind in style.CATEGORY}
    casualties = {what: _casualties(row, what) for what in ("killed", "injured")}
    split = ", ".join(f"{style.label('category', kind)} {n:,}" for kind, n in kinds.items() if n)
    stated = ". ".join(f"{what.capitalize()}: {told} ({told.coverage})" for what, told in casualties.items())
    return _feature(row["longitude"], row["latitude"], {
        "z": zoom, "count": count, **kinds, "i": _ring(list(kinds.values())), "s": crowd.width(count), "o": offset, "text": crowd.short(count),
        "title": f"{style.counted(count, 'incident')} around here", "line": f"{split}. {stated}. {CLICK[zoom < CLOSE]}",
        **{what: {"fewest": told.fewest, "most": told.most, "stated": told.stated} for what, told in casualties.items()}})  # fmt: skip


def _casualties(row: Mapping[str, Any], what: str) -> CasualtyRange:
    fewest, most, stated = (int(row[f"{what}_{part}"]) for part in ("fewest", "most", "stated"))
    return CasualtyRange(fewest, most, stated, int(row["count"]), is_open=int(row[f"{what}_open"]) > 0)


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    return {"type": "Feature", "geometry": point, "properties": properties}


def _ring(counts: list[int]) -> str:
    """Return the name of the ring whose parts are these shares, to the eighth; what occurs has a part."""
    total = sum(counts)
    parts = [max(round(PARTS * each / total), 1) if each else 0 for each in counts]
    parts[parts.index(max(parts))] += PARTS - sum(parts)
    return "ring-" + "-".join(map(str, parts))


def _shares() -> list[tuple[int, ...]]:
    return [(a, b, PARTS - a - b) for a in range(PARTS + 1) for b in range(PARTS + 1 - a)]


_ROW = 9  # symbols in a line of the atlas: textures are kept small either way


@cache
def icon_mapping() -> dict[str, dict[str, int | bool]]:
    """Return where each symbol lies in the atlas: those of single incidents, then rings of every split."""
    names = [*style.CATEGORY, *("ring-" + "-".join(map(str, shares)) for shares in _shares())]
    px = mapdata.ICON_PX
    return {
        name: {"x": px * (at % _ROW), "y": px * (at // _ROW), "width": px, "height": px, "mask": False}
        for at, name in enumerate(names)
    }


@cache
def icon_atlas(theme: Theme) -> str:
    """Return one SVG with the symbols of single incidents and of bins."""
    px, places = mapdata.ICON_PX, icon_mapping()
    drawn = [
        f'<g transform="translate({places[name]["x"]} {places[name]["y"]})">{mapdata.drawn_symbol(name, theme)}</g>'
        for name in style.CATEGORY
    ]
    for shares in _shares():
        at = places["ring-" + "-".join(map(str, shares))]
        drawn.append(f'<g transform="translate({at["x"]} {at["y"]})">{_ring_drawn(shares, theme)}</g>')
    height = px * math.ceil(len(places) / _ROW)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{px * _ROW}" height="{height}">{"".join(drawn)}</svg>'


def _ring_drawn(shares: tuple[int, ...], theme: Theme) -> str:
    ground = style.GROUND[theme]
    around = 2 * math.pi * 26
    start, arcs = 0, []
    for share, each in zip(shares, style.CATEGORY.values(), strict=True):
        if share:
            arcs.append(
                f'<circle cx="32" cy="32" r="26" fill="none" stroke="{each.colour}" stroke-width="9" '
                f'stroke-dasharray="{around * share / PARTS:.2f} {around:.2f}" transform="rotate({360 * start / PARTS - 90:g} 32 32)"/>'
            )
        start += share
    return f'<circle cx="32" cy="32" r="31" fill="{ground.halo}" fill-opacity=".94"/>{"".join(arcs)}'
