"""How the page's own files reach the browser: packed once, and the script of the map before the page asks for it.

Streamlit's files carry a hash in their names and never change. It sends them as they are, because packing the 3 MB
that draw maps for every new reader holds up all others for half a second; packed once, they cost a quarter of the
bytes and no time.
"""

from __future__ import annotations

import asyncio
import gzip
from functools import cache
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LEAST = 1_000  # bytes; less is not worth packing
_MOST_KEPT = 1_000  # files; Streamlit has some 400
_TEXTS = (b"javascript", b"css", b"json", b"svg")
_FILES = Path(streamlit.__file__).parent / "static"
_MAP_SCRIPT = "static/js/DeckGlJsonChart.*.js"  # asked for only when the page has been told of a map


class PackedOnce:
    """Compress each file of the page once, beside the loop that serves everybody, and keep it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._kept: dict[str, list[Message]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope.get("path", ""))
        if not (
            scope["type"] == "http" and scope["method"] == "GET" and path.startswith("/static/") and _is_whole(scope)
        ):
            await self._app(scope, receive, send)
            return
        if path not in self._kept:
            answer: list[Message] = []

            async def take(message: Message) -> None:
                answer.append(message)

            await self._app(scope, receive, take)
            packed = await asyncio.to_thread(_packed, answer)
            if packed is answer or len(self._kept) >= _MOST_KEPT:
                for message in answer:
                    await send(message)
                return
            self._kept[path] = packed
        for message in self._kept[path]:
            await send(dict(message))


def _is_whole(scope: Scope) -> bool:
    """Return whether a request asks for a whole file and takes it packed."""
    headers = dict(scope["headers"])
    return b"gzip" in headers.get(b"accept-encoding", b"") and not {b"range", b"if-none-match"} & headers.keys()


def _packed(answer: list[Message]) -> list[Message]:
    """Return an answer with its body compressed; the same one where that is not worth it."""
    start, body = answer[0], b"".join(message.get("body", b"") for message in answer[1:])
    headers = dict(start["headers"])
    kind = headers.get(b"content-type", b"")
    if start["status"] != 200 or len(body) < _LEAST or not any(text in kind for text in _TEXTS):
        return answer
    small = gzip.compress(body, 6)
    changed = {b"content-length": str(len(small)).encode(), b"content-encoding": b"gzip", b"vary": b"Accept-Encoding"}
    return [start | {"headers": [*(headers | changed).items()]}, {"type": "http.response.body", "body": small}]


@cache
def _soon() -> bytes:
    """Return the line that has the script of the map fetched while the page still starts; none if there is no such file."""
    return b"".join(
        f'<link rel="modulepreload" href="./{path.relative_to(_FILES).as_posix()}">'.encode()
        for path in _FILES.glob(_MAP_SCRIPT)
    )


class PageHead:
    """Put two lines into the head of the page: one tells the session how wide the window is, one fetches the map's script.

    A map's first zoom must fit 390 and 1,440 pixels, but Streamlit does not say how wide a page is.
    Options were a component that reports the width (a second run on every first visit) or the user
    agent (says little); a cookie set before the session starts costs nothing.
    """

    WIDTH = b'<script>document.cookie="window_width="+Math.min(innerWidth,screen.width)+";path=/;SameSite=Lax"</script>'

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        accepts = dict(scope.get("headers", [])).get(b"accept", b"")
        if scope["type"] != "http" or b"text/html" not in accepts:
            await self._app(scope, receive, send)
            return
        held: list[Message] = []

        async def with_lines(message: Message) -> None:
            if message["type"] == "http.response.start":
                held.append(message)
                return
            if held:
                start = held.pop()
                message["body"] = self._marked(start, message)
                await send(start)
            await send(message)

        await self._app(scope, receive, with_lines)

    def _marked(self, start: Message, message: Message) -> bytes:
        """Return the body with the script in its head, the headers mended to fit."""
        body: bytes = message.get("body", b"")
        headers = dict(start["headers"])
        if b"html" not in headers.get(b"content-type", b"") or b"<head>" not in body:
            return body
        marked = body.replace(b"<head>", b"<head>" + self.WIDTH + _soon(), 1)
        changed = (b"content-length", b"etag", b"last-modified")
        start["headers"] = [(name, value) for name, value in start["headers"] if name not in changed]
        if not message.get("more_body"):
            start["headers"].append((b"content-length", str(len(marked)).encode()))
        return marked
