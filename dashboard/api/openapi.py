"""What the API is, as OpenAPI 3.1 and as a page to read: both are written from the declarations of filters and routes.

A page of Swagger or Redoc brings a megabyte of script for what is a table; the page here has none, and works offline.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from html import escape
from typing import Any

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from dashboard.api import asking
from dashboard.api.routes import DECLARED, Declared
from geodata import __version__
from geodata.errors import GeodataError
from geodata.query import FILTERS

_ABOUT = (
    "Publicly reported attacks and strikes in Iraq and Syria. Every route takes the filters of the dashboard's address bar under the same names; "
    "several values of one filter mean any of them. Answers have an ETag. What cannot be answered is said as application/problem+json "
    "(RFC 9457) with a sentence for each problem. Data that may not be passed on as rows are counted and drawn, never listed. "
    "The version here is that of Incident Atlas and its API; the data have one of their own, which /api/health and each page of incidents name."
)
_PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"},
        "problems": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip
_REFUSALS = {
    "400": "The question is not understood.",
    "403": "The rows may not be passed on.",
    "503": "The data cannot be read now.",
}


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Incident Atlas", "version": __version__, "description": _ABOUT},
        "paths": {each.path: {"get": _operation(each)} for each in DECLARED},
        "components": {
            "parameters": {name: _filter(name) for name in FILTERS},
            "schemas": {"Problem": _PROBLEM},
        },
    }


def _operation(declared: Declared) -> dict[str, Any]:
    in_path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}} for name in declared.in_path
    ]
    own = [{"name": name, "in": "query", "description": each.meaning, "schema": dict(each.schema)}
           for name, each in declared.params.items()]  # fmt: skip
    filters = [{"$ref": f"#/components/parameters/{name}"} for name in FILTERS] if declared.is_filtered else []
    refused = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": declared.path.removeprefix("/api/").partition("/")[0],
        "summary": declared.summary,
        "parameters": [*in_path, *own, *filters],
        "responses": {
            "200": {"description": "The answer.", "content": {kind.partition(";")[0]: {} for kind in declared.gives}},
            **({"304": {"description": "The answer of that ETag still holds."}} if declared.is_filtered else {}),
            **{status: {"description": said, "content": refused} for status, said in _REFUSALS.items()},
        },
    }  # fmt: skip


def _filter(name: str) -> dict[str, Any]:
    declared = FILTERS[name]
    text = {"type": "string"}
    return {
        "name": name, "in": "query", "description": f"{declared.label}: {declared.meaning} ({declared.rule.words}).",
        "schema": {"type": "array", "items": text} if declared.many else text,
        **({"style": "form", "explode": True} if declared.many else {}),
    }  # fmt: skip


_STYLE = """body{font:15px/1.55 'IBM Plex Sans',system-ui,sans-serif;max-width:62rem;margin:2rem auto;padding:0 1rem;color:#1b2733}
h2{margin-top:2.4rem;font:600 1.05rem/1.4 ui-monospace,monospace}table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.35rem .8rem .35rem 0;border-bottom:1px solid #d8dee4}code{font-size:.92em}
@media(prefers-color-scheme:dark){body{background:#14181d;color:#e6e9ec}td,th{border-color:#333b44}a{color:#7db7e8}}"""


@lru_cache(8)
def page(open_now: str = "") -> str:
    """Return the document as a page: every route and every filter in a table, and which data are open."""
    told = document()
    routes = "".join(_route(each) for each in DECLARED)
    filters = "".join(
        _row(name, each["description"], each["schema"]) for name, each in told["components"]["parameters"].items()
    )
    return (
        f"<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>Incident Atlas: API</title><style>{_STYLE}</style></head><body><h1>Incident Atlas: API</h1><p>{escape(_ABOUT)}</p>"
        f"<p>For programs: <a href='openapi.json'>openapi.json</a>. Version of Incident Atlas and its API: "
        f"{__version__}. The data have versions of their own; now open: {escape(open_now)}.</p>{routes}"
        f"<h2 id=filters>Filters of every route but health</h2><table>{filters}</table></body></html>"
    )


def _route(declared: Declared) -> str:
    rows = "".join(_row(name, each.meaning, each.schema) for name, each in declared.params.items())
    table = f"<table>{rows}</table>" if rows else ""
    gives = ", ".join(kind.partition(";")[0] for kind in declared.gives)
    return f"<h2>GET {escape(declared.path)}</h2><p>{escape(declared.summary)} Gives {gives}.</p>{table}"


def _row(name: str, meaning: str, schema: Any) -> str:
    kind = "several" if schema["type"] == "array" else schema["type"]
    if "enum" in (named := schema.get("items", schema)):
        meaning = f"{meaning}: {', '.join(named['enum'])}"
    return f"<tr><th><code>{name}</code></th><td>{kind}</td><td>{escape(meaning)}</td></tr>"


async def _document(_: Request) -> Response:
    return Response(json.dumps(document(), ensure_ascii=False), media_type="application/json")


async def _page(request: Request) -> Response:
    return HTMLResponse(page(await anyio.to_thread.run_sync(_open_now, request)))


def _open_now(request: Request) -> str:
    try:
        store = asking.store_of(request)
    except GeodataError:
        return "data that cannot be read now"
    return f"{store.manifest.title}, version {store.version}"


ROUTES = [Route("/api/openapi.json", _document), Route("/api/docs", _page)]
