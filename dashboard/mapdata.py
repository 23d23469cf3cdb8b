"""Bodies of the map's URLs: dots placed as a swarm, the shapes of the ground, the icons.

Field names are short because they are repeated hundreds of times: `id`, `p` point, `o` pixel offset,
`i` icon, `t` days since 1 January 1970; `title` and `line` are what the one tooltip of the map shows.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard import crowd, data, labels
from dashboard.data import publishing
from dashboard.remembering import remembered
from dashboard.timeline import EPOCH
from geodata import provinces, style, swarm
from geodata.names import DATA, province_names
from geodata.patterns import arcs as responding
from geodata.placing import mercator
from geodata.provinces import Province
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.summarise import Figures

TILE_PX = 512  # deck.gl's world is this wide at zoom 0
SHAPES = {
    "provinces": "provinces_screen.geojson",
    "neighbours": "neighbours.geojson",
    "rivers": "rivers.geojson",
    "disputed": "disputed_lines.geojson",
}
MOST_WRITTEN = 10_000  # from here on a badge says 12k
_BELOW_NAME_PX = 15  # a badge keeps clear of the name of its province
_COLUMNS = ["event_id", "event_date", "time_precision", "place_name", "province", "longitude", "latitude", "category",
            "sub_event_type", "geo_precision", "confidence", "mercator_x", "mercator_y", "shown_as"]  # fmt: skip


MOST_DOTS = style.MOST_DOTS  # on the screen at once; past so many the map shows tiles


def is_tiled(figures: Figures) -> bool:
    """Return whether the incidents of an answer are drawn from tiles: whether more have a dot than a screen may show."""
    return figures.shown_as["dot"] > MOST_DOTS


class _Placed(NamedTuple):
    """Incidents with a dot and badges of provinces, each with its offset `o` in pixels; of a crowded map the rings (`dashboard.crowd`)."""

    rows: pd.DataFrame
    badges: list[dict[str, Any]]
    rings: NDArray[np.float64]


@remembered(64)
def _placed(store: Store, query: IncidentQuery, zoom: float, dot_px: float) -> _Placed:
    """Place what the map shows so that at `zoom` no dot `dot_px` wide, no ring and no badge covers another."""
    # Many dots come in tiles, which place them; then only badges are placed here, clear of the rings.
    in_tiles = is_tiled(data.answer(store, query).figures)
    rows = store.incidents(query, columns=_COLUMNS, limit=0 if in_tiles else None)
    rows = rows[rows["shown_as"] == "dot"]
    there = crowd.at_first(store, query, zoom) if in_tiles else np.empty((0, 5))
    known = provinces.known()
    named = [_badge(known[code], count) for code, count in data.badges(store, query).items() if code in known]
    scale = TILE_PX * 2**zoom / 2**32
    points = np.array([each["p"] for each in named], dtype=float).reshape(-1, 2)
    labels = np.column_stack(mercator(*points.T)) * scale
    homes = np.column_stack([labels + np.array([0, _BELOW_NAME_PX]), [each["radius"] for each in named]])
    x, y = (rows[f"mercator_{axis}"].to_numpy(float) * scale for axis in "xy")
    placed = swarm.arrange(x, y, dot_px, discs=homes)
    taken = np.column_stack([there[:, :2] * 2**zoom + there[:, 2:4], there[:, 4]])
    middles = swarm.beside(placed.discs, homes[:, 2], taken) if in_tiles else placed.discs
    badges = [each | {"o": moved} for each, moved in zip(named, (middles - labels).round(1).tolist(), strict=True)]
    return _Placed(rows.assign(offset=np.column_stack([placed.x - x, placed.y - y]).round(1).tolist()), badges, there)


def _badge(province: Province, count: int) -> dict[str, Any]:
    name = province_names()[province.code].name
    text = f"{count:,}" if count < MOST_WRITTEN else crowd.short(count)
    radius = 9 + 1.5 * len(text)
    return {
        "id": province.code,
        "p": [province.label_lon, province.label_lat],
        "text": text,
        "i": "badge",
        "radius": radius,
        "size": 2 * radius + 1,
        "title": f"{name}: {style.counted(count, 'incident')}",
        "line": "Known only to the province. Click to ask for it and list them.",
    }


@remembered(64)
def dots(store: Store, query: IncidentQuery, zoom: float, dot_px: float) -> str:
    """Return the incidents with a dot as JSON rows, offset in pixels so that dots `dot_px` wide do not touch at `zoom`."""
    rows = _placed(store, query, zoom, dot_px).rows
    body = [
        {
            "id": row.event_id,
            "p": [row.longitude, row.latitude],
            "o": row.offset,
            "i": row.category,
            "t": (row.event_date - EPOCH).days,
            "title": f"{row.event_date:%-d %b %Y} · {place_name(row.place_name, row.province)}",
            "line": f"{style.label('category', row.category)}. {style.label('evidence', row.confidence)}.",
        }
        for row in rows.itertuples()
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def place_name(name: object, province: object = None) -> str:
    """Return the name of a place, or words for one that has none: a point may be known all the same."""
    if isinstance(name, str) and name:
        return name
    known = province_names().get(province) if isinstance(province, str) else None
    return f"{known.name}, place not named" if known else "Place not named"


@remembered(64)
def badges(store: Store, query: IncidentQuery, zoom: float, dot_px: float) -> str:
    """Return a row for each province that holds incidents known only to it, placed clear of the dots."""
    return json.dumps(_placed(store, query, zoom, dot_px).badges, ensure_ascii=False, separators=(",", ":"))


@remembered(64)
def listed(store: Store, query: IncidentQuery, shown_as: str = "all", offset: int = 0) -> str:
    """Return a row for each incident of a stretch of the list, newest first: of all, or of those drawn in one way."""
    notes = {"dot": "", "badge": "province only", "tray": "not on the map"}
    rows = data.listed(store, query, None if shown_as == "all" else shown_as, offset)
    symbols, single = style.CATEGORY, publishing.single(store, tuple(rows["event_id"]))
    body = [
        {
            "id": row.event_id,
            "date": f"{row.event_date:%-d %b %Y}" if row.event_date else "no date",
            "place": place_name(row.place_name, row.province),
            "kind": symbols[row.category].label,
            "shape": symbols[row.category].shape,
            "colour": symbols[row.category].colour,
            "note": ", ".join(filter(None, (notes[row.shown_as], "one publisher" if row.event_id in single else ""))),
        }
        for row in rows.itertuples()
    ]
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def badges_of(
    store: Store, query: IncidentQuery, zoom: float, dot_px: float, part: IncidentQuery
) -> list[dict[str, Any]]:
    """Return the badges of a part of the question, each where that of the whole lies."""
    counts = data.badges(store, part)
    known = provinces.known()
    return [
        _badge(known[each["id"]], counts[each["id"]]) | {"o": each["o"], "size": each["size"]}
        for each in json.loads(badges(store, query, zoom, dot_px)) if each["id"] in counts
    ]  # fmt: skip


@remembered(64)
def marks(store: Store, query: IncidentQuery, zoom: float, dot_px: float) -> labels.Marks:
    """Return where dots and badges lie, for names to keep clear of."""
    rows, discs, there = _placed(store, query, zoom, dot_px)
    world = TILE_PX / 2**32
    points = np.array([each["p"] for each in discs], dtype=float).reshape(-1, 2)
    disc_x, disc_y = (axis * world for axis in mercator(*points.T))
    moved = np.array([*rows["offset"], *(each["o"] for each in discs)], dtype=float).reshape(-1, 2)
    return labels.Marks(
        np.concatenate([rows["mercator_x"].to_numpy(float) * world, disc_x, there[:, 0]]),
        np.concatenate([rows["mercator_y"].to_numpy(float) * world, disc_y, there[:, 1]]),
        *np.concatenate([moved, there[:, 2:4]]).T,
        np.concatenate([np.full(len(rows), dot_px / 2), [each["radius"] for each in discs], there[:, 4]]),
        zoom,
    )


@remembered(64)
def rings(store: Store, query: IncidentQuery) -> str:
    """Return a row for each point where some incident is known only to lie near."""
    return json.dumps([{"p": point} for point in data.rings(store, query)], separators=(",", ":"))


@remembered(64)
def arcs(store: Store, query: IncidentQuery) -> str:
    """Return a row for each pair of sites between which some incident with a dot is reported as answering another."""
    rows = store.incidents(
        query, columns=["event_id", "responds_to", "longitude", "latitude", "place_name", "shown_as"]
    )
    rows = rows[rows["shown_as"] == "dot"]
    points = list(zip(rows["longitude"], rows["latitude"], strict=True))
    name_of = dict(zip(points, rows["place_name"], strict=True))
    body = [
        {"p": attack, "q": answer, "n": count, "title": f"{name_of[attack]} → {name_of[answer]}",
         "line": f"{count:,} reported answer{'s' * (count != 1)}."}
        for (attack, answer), count in sorted(responding.between(rows, points).items())
    ]  # fmt: skip
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


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
        for place, name in enumerate([*style.CATEGORY, "chosen", "badge"])
    }


def drawn_symbol(category: str, theme: str) -> str:
    """Return the symbol of a category as SVG, in a square of `ICON_PX`."""
    ground, each = style.GROUND["dark" if theme == "dark" else "light"], style.CATEGORY[category]
    edge = 5 if theme == "light" else 3.5  # on a dark ground a light line is what parts blue from it
    return f'<g fill="{each.colour}" stroke="{ground.edge}" stroke-width="{edge}">{_PATHS[each.shape]}</g>'


@cache
def icon_atlas(theme: str) -> str:
    """Return one SVG with the symbols of all categories, the ring of the chosen incident and the disc of a badge."""
    ground = style.GROUND["dark" if theme == "dark" else "light"]
    symbols = [
        f'<g transform="translate({ICON_PX * place} 0)">{drawn_symbol(category, theme)}</g>'
        for place, category in enumerate(style.CATEGORY)
    ]
    ring = (
        f'<g transform="translate({ICON_PX * len(symbols)} 0)" fill="none">'
        f'<circle cx="32" cy="32" r="27" stroke="{ground.halo}" stroke-width="9"/>'
        f'<circle cx="32" cy="32" r="27" stroke="{ground.selected}" stroke-width="5"/></g>'
    )
    disc = (
        f'<circle cx="{ICON_PX * (len(symbols) + 1) + 32}" cy="32" r="30" fill="{ground.halo}" fill-opacity="0.94"'
        f' stroke="{ground.quiet_text}" stroke-width="3.5"/>'
    )
    drawn, width = "".join([*symbols, ring, disc]), ICON_PX * (len(symbols) + 2)
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{ICON_PX}">{drawn}</svg>'


def symbol(category: str) -> str:
    """Return one symbol as HTML, for legends and cards (pages may not bring SVG of their own)."""
    each = style.CATEGORY[category]
    return f'<i class="mark {each.shape}" style="background:{each.colour}"></i>'
