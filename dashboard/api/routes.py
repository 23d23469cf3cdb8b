"""The routes of the API: each is a row with its path, its parameters, what it gives and the function that answers."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import anyio.to_thread
from starlette.concurrency import iterate_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from dashboard import tiles
from dashboard.api import asking
from dashboard.api.asking import Asked, Param, ProblemError
from dashboard.api.sharing import GONE, SharedWork
from geodata import export, provinces, style
from geodata.errors import GeodataError
from geodata.export import streaming
from geodata.importers.options import setting
from geodata.keys import KEYS
from geodata.names import DATA
from geodata.query import IncidentQuery
from geodata.store import Stopped

PAGE, MOST_PAGE = 100, 10_000
JSON, CSV, GEOJSON = "application/json", "text/csv; charset=utf-8", "application/geo+json"
MOST_COUNTS = 100_000  # rows of /api/counts: some 10 MB, made in a few seconds
_SHORT = 16_000_000  # bytes; longer files are sent as they are written
_WORK: SharedWork[str] = SharedWork(most=1_024)  # a tile is a few kilobytes
_FILES: SharedWork[bytes] = SharedWork(most=4)
_BEGINNINGS: SharedWork[tuple[bytes, Iterator[bytes] | None]] = SharedWork(most=0)
Answer = Callable[[Request, Asked], Awaitable[Response]]

LIMIT = Param(f"most incidents in the answer; {PAGE} for JSON unless given, all for CSV and GeoJSON",
              {"type": "integer", "minimum": 1, "maximum": MOST_PAGE}, asking.number(1, MOST_PAGE))  # fmt: skip
OFFSET = Param("how many incidents to pass over, by date", {"type": "integer", "minimum": 0, "default": 0},
               asking.number(0, 10**9), 0)  # fmt: skip
FORMAT = Param("form of the answer", {"type": "string", "enum": ["json", "csv", "geojson"], "default": "json"},
               asking.one_of("json", "csv", "geojson"), "json")  # fmt: skip
MOST = Param("most objects in the tile; more incidents are binned", {"type": "integer", "minimum": 16, "maximum": 5_000, "default": 400},
             asking.number(16, tiles.MOST_OBJECTS), 400)  # fmt: skip
DOT = Param("width of a dot in pixels, by which dots of one site keep apart", {"type": "number", "minimum": 1, "maximum": 64},
            asking.number(1, 64, float), float(style.DOT_PX))  # fmt: skip


def _keys(texts: list[str]) -> tuple[str, ...]:
    if unknown := [text for text in texts if text not in KEYS]:
        raise ValueError(f"{unknown[0]!r} is no key; keys: {', '.join(KEYS)}")
    return tuple(dict.fromkeys(texts))


BY = Param("key to count by; give it several times for combinations",
           {"type": "array", "items": {"type": "string", "enum": list(KEYS)}}, _keys, (), is_many=True)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declared:
    """One route: where it is, what it takes beside the filters, and what it gives."""

    path: str
    summary: str
    gives: tuple[str, ...]
    answer: Answer
    params: Mapping[str, Param] = field(default_factory=dict)
    in_path: tuple[str, ...] = ()
    is_filtered: bool = True


async def incidents(request: Request, asked: Asked) -> Response:
    if refused := export.refusal(asked.store.manifest):
        raise ProblemError(HTTPStatus.FORBIDDEN, refused)
    limit, offset, form = (asked.values[name] for name in ("limit", "offset", "format"))
    if form == "json":
        return await _worked(
            request, asked, lambda: json.dumps(_page(request, asked, limit or PAGE, offset), ensure_ascii=False)
        )
    tag = asked.tag(request.url.path)
    if asking.has(request, tag):
        return Response(status_code=304, headers=asking.kept_headers(tag))
    pieces, kind = (streaming.csv_pieces, CSV) if form == "csv" else (streaming.geojson_pieces, GEOJSON)

    def made() -> tuple[bytes, Iterator[bytes] | None]:
        return _beginning(pieces(asked.store, asked.query, limit=limit, offset=offset))

    headers = asking.kept_headers(tag) | {"Content-Disposition": f'inline; filename="incidents.{form}"'}
    giant = headers | {"Content-Disposition": f'attachment; filename="incidents.{form}"'}
    if tag in _FILES.kept:
        return _ranged(request, _FILES.kept[tag], headers, kind)
    # A store that is away says so before an answer begins. What is sent as it is written can be sent to one reader only.
    first, rest = await _BEGINNINGS.answer(request, object(), made)
    if rest is not None:
        return StreamingResponse(_after(first, rest), headers=giant, media_type=kind)
    return _ranged(request, await _FILES.answer(request, tag, lambda: first), headers, kind)


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes] | None]:
    """Return the first pieces and those that follow, None where the file is no giant."""
    taken = b""
    for piece in pieces:
        taken += piece
        if len(taken) > _SHORT:
            return taken, pieces
    return taken, None


def _ranged(request: Request, body: bytes, headers: dict[str, str], kind: str) -> Response:
    """Return a file, or the part of it that was asked for: GIS programs read files from afar by parts."""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", request.headers.get("range", ""))
    headers = headers | {"Accept-Ranges": "bytes"}
    if not asked or int(asked[1]) >= len(body):
        return Response(body, headers=headers, media_type=kind)
    first, last = int(asked[1]), min(int(asked[2] or len(body)), len(body) - 1)
    headers["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return Response(body[first : last + 1], HTTPStatus.PARTIAL_CONTENT, headers, kind)


async def _after(first: bytes, rest: Iterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in iterate_in_threadpool(rest):
        yield piece


def _page(request: Request, asked: Asked, limit: int, offset: int) -> dict[str, Any]:
    rows = asked.store.incidents(asked.query, limit=limit, offset=offset)
    count = asked.store.count(asked.query)
    following = (
        str(request.url.include_query_params(offset=offset + limit, limit=limit)) if offset + limit < count else None
    )
    manifest = asked.store.manifest
    return {
        "count": count, "offset": offset, "next": following, "sentence": asked.store.sentence(asked.query, count),
        "data": {"title": manifest.title, "licence": manifest.licence, "citation": manifest.citation, "version": asked.store.version},
        "incidents": export.plain_rows(rows)}  # fmt: skip


async def counts(request: Request, asked: Asked) -> Response:
    def made() -> str:
        by = list(asked.values["by"])
        most = setting("GEODATA_MAX_COUNTS", MOST_COUNTS)
        found = export.plain_rows(asked.store.counts(asked.query, by, most=most)) if by else []
        return json.dumps({"count": asked.store.count(asked.query), "by": by, "counts": found}, ensure_ascii=False)

    return await _worked(request, asked, made)


async def province_shapes(request: Request, asked: Asked) -> Response:
    def made() -> str:
        counted = asked.store.counts(asked.query, ["province"]).dropna()
        found = dict(zip(counted["province"], counted["count"].astype(int), strict=True))
        shapes = json.loads((DATA / "provinces_screen.geojson").read_text(encoding="utf-8"))
        areas = provinces.read()
        for feature in shapes["features"]:
            code = feature["properties"]["admin1_code"]
            count = int(found.get(code, 0))
            feature["properties"] |= {
                "incidents": count,
                "per_10000_km2": round(count / areas[code].area_km2 * 10_000, 3),
            }
        return json.dumps(shapes, ensure_ascii=False)

    return await _worked(request, asked, made, kind=GEOJSON)


async def tile(request: Request, asked: Asked) -> Response:
    zoom, x, y = (int(request.path_params[name]) for name in "zxy")
    most, dot = asked.values["most"], asked.values["dot"]
    if not (0 <= zoom <= tiles.MOST_ZOOM and 0 <= x < 2**zoom and 0 <= y < 2**zoom):
        raise ProblemError(
            HTTPStatus.NOT_FOUND, f"No tile {zoom}/{x}/{y}: zoom 0 to {tiles.MOST_ZOOM}, x and y below 2^zoom."
        )
    return await _worked(request, asked, lambda: tiles.body(asked.store, asked.query, (zoom, x, y), int(most), dot))


async def health(request: Request, asked: Asked) -> Response:  # noqa: ARG001  asked like every other route
    def made() -> str:
        return json.dumps({"status": "ok", "data": asked.store.manifest.title, "version": asked.store.version,
                           "incidents": asked.store.count(IncidentQuery())})  # fmt: skip

    return Response(await anyio.to_thread.run_sync(made), media_type=JSON, headers={"Cache-Control": "no-store"})


async def _worked(request: Request, asked: Asked, made: Callable[[], str], *, kind: str = JSON) -> Response:
    """Return what `made` makes, shared with all who ask the same, or 304 where the browser has it."""
    tag = asked.tag(request.url.path)
    if not asking.has(request, tag):
        text = await _WORK.answer(request, (asked.store, tag), made)
        return Response(text, media_type=kind, headers=asking.kept_headers(tag))
    return Response(status_code=304, headers=asking.kept_headers(tag))


DECLARED = (
    Declared("/api/incidents", "Incidents that answer, by date, in pages or as a file.", (JSON, CSV, GEOJSON), incidents,
             {"limit": LIMIT, "offset": OFFSET, "format": FORMAT}),
    Declared("/api/counts", "How many incidents answer, for each value of the keys.", (JSON,), counts, {"by": BY}),
    Declared("/api/provinces", "Provinces with the number of incidents that answer, and that per 10,000 km².", (GEOJSON,),
             province_shapes),
    Declared("/api/tiles/{z}/{x}/{y}.json", "One tile of the web map: single incidents where they are few, else bins with counts, "
             "kinds and casualties; `says` names which.", (JSON,), tile, {"most": MOST, "dot": DOT}, ("z", "x", "y")),
    Declared("/api/health", "Whether the data can be asked, and which they are.", (JSON,), health, is_filtered=False),
)  # fmt: skip


def _endpoint(declared: Declared) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        try:
            asked = await anyio.to_thread.run_sync(asking.understood, request, declared.params)
            return await declared.answer(request, asked)
        except Stopped:
            return Response(status_code=GONE)
        except GeodataError as error:
            return asking.problem(error)

    return endpoint


async def _icons(request: Request) -> Response:
    theme = "dark" if request.path_params["theme"] == "dark" else "light"
    return Response(
        tiles.icon_atlas(theme), media_type="image/svg+xml", headers={"Cache-Control": "private, max-age=86400"}
    )


async def _unknown(request: Request) -> Response:
    """Say that there is no such address; left to the page's server it would be the page, with status 200."""
    known = ", ".join(each.path for each in DECLARED)
    told = f"No route {request.url.path!r}; routes: {known}. /api/docs describes them."
    return asking.problem(ProblemError(HTTPStatus.NOT_FOUND, told))


ROUTES = [
    Route("/api/tiles/icons-{theme}.svg", _icons),
    *(Route(each.path.replace("{z}/{x}/{y}", "{z:int}/{x:int}/{y:int}"), _endpoint(each)) for each in DECLARED),
    Route("/api/{rest:path}", _unknown),
]
