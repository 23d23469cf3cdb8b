"""Bodies of the map's URLs: dots placed as a swarm, the shapes of the ground, the icons.

Field names are short because they are repeated hundreds of times: `id`, `p` point, `o` pixel offset,
`i` icon; `title` and `line` are what the one tooltip of the map shows.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any

import numpy as np

from dashboard import data
from geodata import provinces, style, swarm
from geodata.names import DATA, province_names
from geodata.query import IncidentQuery
from geodata.store import Store

TILE_PX = 512  # deck.gl's world is this wide at zoom 0
SHAPES = {
    "provinces": "provinces_screen.geojson",
    "neighbours": "neighbours.geojson",
    "rivers": "rivers.geojson",
    "disputed": "disputed_lines.geojson",
}
_COLUMNS = ["event_id", "event_date", "time_precision", "place_name", "longitude", "latitude", "category",
            "sub_event_type", "geo_precision", "confidence", "mercator_x", "mercator_y", "shown_as"]  # fmt: skip


@lru_cache(64)
def dots(store: Store, query: IncidentQuery, zoom: float, dot_px: float) -> str:
    """Return the incidents with a dot as JSON rows, offset in pixels so that dots `dot_px` wide do not touch at `zoom`."""
    rows = store.incidents(query, columns=_COLUMNS)
    rows = rows[rows["shown_as"] == "dot"]
    scale = TILE_PX * 2**zoom / 2**32
    x, y = (rows[f"mercator_{axis}"].to_numpy(float) * scale for axis in "xy")
    placed = swarm.arrange(x, y, dot_px)
    offsets = np.column_stack([placed.x - x, placed.y - y]).round(1)
    body = [
        {
            "id": row.event_id,
            "p": [row.longitude, row.latitude],
            "o": list(offset),
            "i": row.category,
            "title": f"{row.event_date:%-d %b %Y} · {row.place_name}",
            "line": f"{style.label('category', row.category)}. {style.label('evidence', row.confidence)}.",
        }
        for row, offset in zip(rows.itertuples(), offsets.tolist(), strict=True)
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@lru_cache(64)
def listed(store: Store, query: IncidentQuery, shown_as: str = "all") -> str:
    """Return a row for each incident that answers, newest first, or only for those drawn in one way."""
    notes = {"dot": "", "badge": "province only", "tray": "not on the map"}
    symbols = style.CATEGORY
    body = [
        {
            "id": row.event_id,
            "date": f"{row.event_date:%-d %b %Y}",
            "place": row.place_name if isinstance(row.place_name, str) else "Place not known",
            "kind": symbols[row.category].label,
            "shape": symbols[row.category].shape,
            "colour": symbols[row.category].colour,
            "note": notes[row.shown_as],
        }
        for row in data.listed(store, query).itertuples()
        if shown_as in ("all", row.shown_as)
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@lru_cache(64)
def badges(store: Store, query: IncidentQuery) -> str:
    """Return a row for each province that holds incidents known only to it."""
    known = provinces.known()
    body = [
        {
            "id": code,
            "p": [known[code].label_lon, known[code].label_lat],
            "text": f"{count:,}",
            "radius": 9 + 1.5 * len(str(count)),
            "title": f"{province_names()[code].name}: {count:,} incident{'s' * (count != 1)}",
            "line": "Known only to the province. Click to list them.",
        }
        for code, count in data.badges(store, query).items()
        if code in known
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


@lru_cache(64)
def rings(store: Store, query: IncidentQuery) -> str:
    """Return a row for each point where some incident is known only to lie near."""
    return json.dumps([{"p": point} for point in data.rings(store, query)], separators=(",", ":"))


def dot(store: Store, query: IncidentQuery, zoom: float, dot_px: float, event_id: str | None) -> dict[str, Any] | None:
    """Return one of those rows, or None if the incident has no dot among them."""
    return next((row for row in json.loads(dots(store, query, zoom, dot_px)) if row["id"] == event_id), None)


@cache
def shapes(name: str) -> str:
    """Return a layer of the ground as GeoJSON, as it is bundled."""
    return (DATA / SHAPES[name]).read_text(encoding="utf-8")


ICON_PX = 64
_PATHS = {
    "circle": '<circle cx="32" cy="32" r="25"/>',
    "diamond": '<path d="M32 3 61 32 32 61 3 32Z"/>',
    "square": '<path d="M9 9H55V55H9Z"/>',
}


def icon_mapping() -> dict[str, dict[str, int | bool]]:
    """Return where each icon lies in the atlas."""
    return {
        name: {"x": ICON_PX * place, "y": 0, "width": ICON_PX, "height": ICON_PX, "mask": False}
        for place, name in enumerate([*style.CATEGORY, "chosen"])
    }


@cache
def icon_atlas(theme: str) -> str:
    """Return one SVG with the symbols of all categories and the ring of the chosen incident."""
    ground = style.GROUND["dark" if theme == "dark" else "light"]
    symbols = [
        f'<g transform="translate({ICON_PX * place} 0)" fill="{each.colour}" stroke="{ground.halo}" stroke-width="5">'
        f"{_PATHS[each.shape]}</g>"
        for place, each in enumerate(style.CATEGORY.values())
    ]
    ring = (
        f'<g transform="translate({ICON_PX * len(symbols)} 0)" fill="none">'
        f'<circle cx="32" cy="32" r="27" stroke="{ground.halo}" stroke-width="9"/>'
        f'<circle cx="32" cy="32" r="27" stroke="{ground.selected}" stroke-width="5"/></g>'
    )
    width = ICON_PX * (len(symbols) + 1)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{ICON_PX}">{"".join(symbols)}{ring}</svg>'


def symbol(category: str) -> str:
    """Return one symbol as HTML, for legends and cards (pages may not bring SVG of their own)."""
    each = style.CATEGORY[category]
    return f'<i class="mark {each.shape}" style="background:{each.colour}"></i>'
