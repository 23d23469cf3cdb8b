"""The routes that the map reads: asked twice they cost a few bytes, and what they cannot serve they say."""

import asyncio
import gzip
import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from dashboard import data, datasets, delivery, http, mapdata, session
from dashboard.api import sharing
from geodata import home, importers, style
from geodata.errors import StoreError
from geodata.query import IncidentQuery
from tests.engines import endless

FILES = Path(__file__).parents[1] / "files"
OWNER = "m" * 43
PATIENCE_S = 60  # for what must happen; nothing waits longer than it takes
# As Streamlit runs it: our middleware, then its own, which packs.
APP = Starlette(routes=http.ROUTES, middleware=[*http.MIDDLEWARE, Middleware(GZipMiddleware)])


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def get(path: str, app=APP, leaves: threading.Event | None = None, **headers: str) -> Answer:
    """Ask the routes as a browser would, without a server; it hangs up once `leaves` is set."""
    sent = []
    path, _, question = path.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "raw_path": path.encode(),
        "query_string": question.encode(), "root_path": "", "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip

    async def receive():
        if scope.get("asked"):  # the reader stays until the answer is there
            await (asyncio.to_thread(leaves.wait) if leaves else asyncio.Event().wait())
            return {"type": "http.disconnect"}
        scope["asked"] = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    with ThreadPoolExecutor(1) as alone:  # a browser test in this process may have a loop of its own running
        alone.submit(asyncio.run, app(scope, receive, send)).result()
    named = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], named, b"".join(message.get("body", b"") for message in sent[1:]))


PATHS = ["dots.json?zoom=5", "rings.json?country=SY", "badges.json", "arcs.json", "provinces.json", "neighbours.json", "rivers.json",
         "disputed.json", "labels/6/39/25.json", "icons-light.svg", "icons-dark.svg"]  # fmt: skip
every_route = pytest.mark.parametrize("path", PATHS)


@every_route
def test_a_body_asked_again_is_not_sent_again(path):
    first = get(f"/layers/{path}")
    again = get(f"/layers/{path}", if_none_match=first.headers["etag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]


@every_route
def test_a_body_is_kept_by_the_browser_and_by_nobody_else(path):
    assert get(f"/layers/{path}").headers["cache-control"].startswith("private, max-age=")


def test_bodies_are_compressed_where_the_browser_can_read_that():
    plain, packed = get("/layers/dots.json?zoom=5"), get("/layers/dots.json?zoom=5", accept_encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 4
    assert get("/layers/dots.json?zoom=5", accept_encoding="gzip", if_none_match=packed.headers["etag"]).status == 304


def test_other_incidents_have_another_tag():
    tags = {get(f"/layers/dots.json?zoom=5&country={code}").headers["etag"] for code in ("IQ", "SY", "JO")}
    assert len(tags) == 3


@pytest.mark.parametrize("kind", ["dots", "rings", "badges"])
def test_the_routes_answer_the_question_in_their_address(kind):
    served = json.loads(get(f"/layers/{kind}.json?zoom=5.2&country=Syria&v=old").body)
    query = IncidentQuery(country="SY")
    placed = () if kind == "rings" else (5.2, style.DOT_PX)
    assert served == json.loads(getattr(mapdata, kind)(data.store(), query, *placed))


@pytest.mark.parametrize(("path", "status", "said"), [
    ("dots.json?country=XX", 400, "Unknown country 'XX'"),
    ("dots.json?weapon=trebuchet", 400, "'trebuchet' does not occur in the data"),
    ("badges.json?since=tomorrow", 400, "not a day"),
    ("dots.json?zoom=near", 400, "'near'"),
    ("dots.json?zoom=nan", 400, "zoom is nan. Accepted: 0 to 16."),
    ("dots.json?zoom=-1", 400, "Accepted: 0 to 16."),
    ("dots.json?dot=1000", 400, "Accepted: 1 to 64."),
    ("satellites.json", 404, "No layer 'satellites'. Layers: provinces"),
    ("labels/2/0/0.json", 404, "zoom is 3 to 10"),
    ("labels/3/8/0.json", 404, "No tile 3/8/0"),
])  # fmt: skip
def test_what_cannot_be_served_is_said(path, status, said):
    refused = get(f"/layers/{path}")
    assert refused.status == status
    assert said in refused.body.decode()


def test_all_that_a_first_map_reads_is_small():
    first = [
        "dots.json?zoom=5",
        "rings.json",
        "badges.json",
        "provinces.json",
        "neighbours.json",
        "rivers.json",
        "icons-light.svg",
    ]
    packed = {path: len(get(f"/layers/{path}", accept_encoding="gzip").body) for path in first}
    assert packed["dots.json?zoom=5"] <= 12_000
    assert sum(packed.values()) <= 120_000


async def _page(scope, receive, send):
    body = b"<html><head><title>x</title></head></html>"
    headers = [(b"content-type", b"text/html"), (b"content-length", str(len(body)).encode()), (b"etag", b'"old"')]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def test_a_page_tells_the_server_how_wide_it_is_and_says_its_true_length():
    served = get("/", app=delivery.PageHead(_page), accept="text/html")
    assert b"<head><script>document.cookie=" in served.body
    assert served.headers["content-length"] == str(len(served.body))
    assert "etag" not in served.headers


def test_a_page_has_the_script_of_the_map_fetched_while_it_starts():
    [named] = re.findall(
        rb'<link rel="modulepreload" href="./(static/js/[^"]+)">',
        get("/", app=delivery.PageHead(_page), accept="text/html").body,
    )
    assert (Path(streamlit.__file__).parent / "static" / named.decode()).is_file()


def _file(asked, kind="text/javascript", body=b"let a = 1;" * 500):
    async def served(scope, receive, send):
        asked.append(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode()), (b"etag", b'"a"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body[:100], "more_body": True})
        await send({"type": "http.response.body", "body": body[100:]})

    return delivery.PackedOnce(served)


def test_a_file_of_the_page_is_packed_once():
    asked = []
    app = _file(asked)
    first, again = (get("/static/js/a.js", app=app, accept_encoding="gzip") for _ in range(2))
    assert first == again
    assert asked == ["/static/js/a.js"]
    assert gzip.decompress(first.body) == b"let a = 1;" * 500
    assert (first.headers["content-length"], first.headers["etag"]) == (str(len(first.body)), '"a"')


@pytest.mark.parametrize(
    ("path", "kind", "headers"),
    [
        ("/static/js/a.js", "text/javascript", {}),
        ("/static/js/a.js", "text/javascript", {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        ("/static/media/a.woff2", "font/woff2", {"accept_encoding": "gzip"}),
        ("/layers/a.json", "application/json", {"accept_encoding": "gzip"}),
    ],
)
def test_what_is_asked_for_plainly_or_in_part_or_is_packed_already_goes_through(path, kind, headers):
    asked = []
    app = _file(asked, kind)
    answers = [get(path, app=app, **headers) for _ in range(2)]
    assert [each.body for each in answers] == [b"let a = 1;" * 500] * 2
    assert len(asked) == 2


def test_only_pages_are_marked():
    served = get("/x.json", app=delivery.PageHead(_page), accept="application/json")
    assert b"<script>" not in served.body


def test_an_upload_is_served_to_the_browser_that_brought_it_and_to_no_other():
    brought = datasets.add(OWNER, importers.read(FILES / "acled.csv"))
    path = f"/layers/list.json?v={brought.key}"
    try:
        own, other, nobody = (
            get(path, cookie=f"{session.COOKIE}={OWNER}"), get(path, cookie=f"{session.COOKIE}={'x' * 43}"), get(path))  # fmt: skip
    finally:
        datasets.remove(brought.key, OWNER)
    assert [each["id"] for each in json.loads(own.body)] == ["SYR90003", "SYR90002", "IRQ90001"]
    assert (other.status, nobody.status) == (403, 403)
    assert "SYR90003" not in other.body.decode()


def test_a_kept_data_set_is_served_to_everybody(tmp_path, monkeypatch):
    monkeypatch.setenv(home.SETTING, str(tmp_path))
    kept = importers.read(FILES / "acled.csv").catalogue
    home.keep(kept, "mine")
    served = get(f"/layers/list.json?v={kept.version}")
    assert [each["id"] for each in json.loads(served.body)] == ["SYR90003", "SYR90002", "IRQ90001"]


def test_a_page_gives_a_browser_its_secret_once():
    first = get("/", app=session.SessionCookie(_page), accept="text/html")
    cookie = first.headers["set-cookie"]
    assert "HttpOnly; SameSite=Lax" in cookie
    assert session.known(cookie.partition("=")[2].partition(";")[0])
    again = get("/", app=session.SessionCookie(_page), accept="text/html", cookie=cookie.partition(";")[0])
    assert "set-cookie" not in again.headers


@pytest.mark.parametrize("kind", http.BODIES)
def test_a_layer_that_nobody_waits_for_is_stopped(store, kind, monkeypatch):
    begun, stopped = threading.Event(), threading.Event()
    monkeypatch.setitem(http.BODIES, kind, endless(store, begun, stopped))
    assert get(f"/layers/{kind}.json", leaves=begun).status == sharing.GONE
    assert stopped.wait(PATIENCE_S)


def test_a_database_that_is_away_is_told_to_the_map(monkeypatch):
    def away(_):
        raise StoreError("No connection to the database.")

    monkeypatch.setitem(http.BODIES, "rings", away)
    refused = get("/layers/rings.json")
    assert (refused.status, refused.body) == (503, b"No connection to the database.")
