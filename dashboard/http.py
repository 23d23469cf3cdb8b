"""What the map reads by URL: the dots of a query, the shapes of the ground, one atlas of icons.

A layer that names a URL keeps the page's own messages small, and the browser keeps the body until the
data or the query change. Every body has an ETag, so asking again costs a few bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

import anyio.to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboard import area_labels, delivery, labels, mapdata, session, timeline
from dashboard.api.sharing import GONE, SharedWork
from dashboard.components.timeline import SCRIPTS
from dashboard.components.timeline import script as component_script
from dashboard.data import own_areas, regions
from geodata import style
from geodata.errors import GeodataError, StoreError
from geodata.query import FILTERS, IncidentQuery
from geodata.store import Stopped, Store

_DAY, _WEEK = 86_400, 604_800


def _answer(request: Request, body: str, kind: str, seconds: int) -> Response:
    """Return `body`, or 304 where the browser already has it."""
    encoded = body.encode()
    tag = f'"{hashlib.blake2b(encoded, digest_size=8).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": f"private, max-age={seconds}"}
    asked = request.headers.get("if-none-match", "").replace("W/", "").replace("-gzip", "")
    if tag in asked:
        return Response(status_code=304, headers=headers)
    return Response(encoded, media_type=kind, headers=headers)


class _Asked(NamedTuple):
    """What the address of a layer asks for: whose rows, which of them, for which map they are placed, which stretch of a list."""

    store: Store
    query: IncidentQuery
    zoom: float
    dot: float
    listed: str
    offset: int

    @classmethod
    def of(cls, request: Request) -> _Asked:
        params = {name: request.query_params.getlist(name) for name in request.query_params}
        store = session.store_of(request)
        query = store.understand(IncidentQuery.from_params({k: v for k, v in params.items() if k in FILTERS}))
        zoom, dot = _number(params, "zoom", 5.0, 0.0, 16.0), _number(params, "dot", style.DOT_PX, 1.0, 64.0)
        offset = int(_number(params, "offset", 0, 0, 10**9))
        return cls(store, query, zoom, dot, params.get("listed", ["all"])[0], offset)


BODIES: Mapping[str, Callable[[_Asked], str]] = {
    "dots": lambda asked: mapdata.dots(*asked[:4]),
    "rings": lambda asked: mapdata.rings(asked.store, asked.query),
    "badges": lambda asked: mapdata.badges(*asked[:4]),
    "timeline": lambda asked: timeline.body(asked.store, asked.query),
    "arcs": lambda asked: mapdata.arcs(asked.store, asked.query),
    "areas": lambda asked: own_areas.shapes(asked.store),
    "regions": lambda asked: regions.told(asked.store, asked.query),
    "list": lambda asked: mapdata.listed(asked.store, asked.query, asked.listed, asked.offset),
}
_WORK: SharedWork[str] = SharedWork(most=0)  # caches below keep what takes long


async def answers(request: Request, kind: str) -> Response:
    """Serve what a query puts on the page: its dots (placed for a zoom), rings, badges, arcs, timeline or list."""
    return await _worked(request, kind, BODIES[kind])


async def _worked(request: Request, name: str, make: Callable[[_Asked], str]) -> Response:
    """Return what `make` makes of what is asked, once for all who ask it meanwhile; stopped when they have gone."""
    try:
        asked = await anyio.to_thread.run_sync(_Asked.of, request)
        body = await _WORK.answer(request, (name, asked), lambda: make(asked))
    except (PermissionError, GeodataError, ValueError) as error:
        return PlainTextResponse(
            str(error), next(status for kind, status in _STATUS.items() if isinstance(error, kind))
        )
    return _answer(request, body, "application/json", 300)


_STATUS: Mapping[type[Exception], int] = {PermissionError: 403, Stopped: GONE, StoreError: 503, ValueError: 400}


def _number(params: Mapping[str, list[str]], name: str, otherwise: float, least: float, most: float) -> float:
    value = float(params.get(name, [str(otherwise)])[0])
    if not least <= value <= most:  # nor is "nan" between them
        raise ValueError(f"{name} is {value}. Accepted: {least:g} to {most:g}.")
    return round(value, 2)


def shapes(request: Request) -> Response:
    """Serve one layer of the ground by name."""
    name = request.path_params["name"]
    if name not in mapdata.SHAPES:
        return PlainTextResponse(f"No layer {name!r}. Layers: {', '.join(mapdata.SHAPES)}.", status_code=404)
    return _answer(request, mapdata.shapes(name), "application/json", _WEEK)


async def label_tile(request: Request) -> Response:
    """Serve the names in one tile of the map, clear of what a query puts on it."""
    zoom, column, row = (int(request.path_params[name]) for name in "zxy")
    if zoom not in labels.ZOOMS or not (0 <= column < 2**zoom and 0 <= row < 2**zoom):
        return PlainTextResponse(
            f"No tile {zoom}/{column}/{row}: zoom is 3 to 10, the rest below 2^zoom.", status_code=404
        )
    name = f"labels {zoom}/{column}/{row}"
    return await _worked(
        request,
        name,
        lambda asked: labels.tile(zoom, column, row, mapdata.marks(*asked[:4]), area_labels.of(asked.store)),
    )


def icons(request: Request) -> Response:
    """Serve the atlas of all map symbols."""
    theme = request.path_params["theme"]
    if theme not in style.GROUND:
        return PlainTextResponse(f"No icons for {theme!r}. Themes: {', '.join(style.GROUND)}.", status_code=404)
    return _answer(request, mapdata.icon_atlas(theme), "image/svg+xml", _DAY)


def script(request: Request) -> Response:
    """Serve a script of the timeline; its address changes with it."""
    name = request.path_params["name"]
    if name not in SCRIPTS:
        return PlainTextResponse(f"No script {name!r}. Scripts: {', '.join(SCRIPTS)}.", status_code=404)
    return _answer(request, component_script(name), "text/javascript", _WEEK)


ROUTES = [
    *(Route(f"/layers/{kind}.json", partial(answers, kind=kind)) for kind in BODIES),
    Route("/layers/scripts/{version}/{name}", script),
    Route("/layers/labels/{z:int}/{x:int}/{y:int}.json", label_tile),
    Route("/layers/{name}.json", shapes),
    Route("/layers/icons-{theme}.svg", icons),
]


# Outermost first. What is ours and not kept is packed by Streamlit.
MIDDLEWARE = [Middleware(delivery.PackedOnce), Middleware(delivery.PageHead), Middleware(session.SessionCookie)]
