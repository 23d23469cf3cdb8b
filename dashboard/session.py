"""Whose browser this is: a secret in a cookie, by which its uploads are known and nobody else's are.

The browser sends it with every request of the page and of the map, no script can read it, and it is in no
address, so a copied link gives nothing away. Without cookies there are no uploads.
"""

from __future__ import annotations

import re
import secrets

import streamlit as st
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import data, datasets
from dashboard.data import kept
from geodata.errors import GeodataError
from geodata.store import Store

COOKIE = "atlas_session"
_SOUND = re.compile(r"[\w-]{40,60}")


def token() -> str:
    """Return the secret of the browser that runs this page, empty if it keeps no cookies."""
    return known(str(st.context.cookies.get(COOKIE, "")))


def known(written: str) -> str:
    """Return `written` if it can be a secret that we gave, else an empty one."""
    return written if _SOUND.fullmatch(written) else ""


def store_of(request: Request) -> Store:
    """Return the store of the data version that a request names: one that its browser brought or that is kept, else the common one.

    Raises
    ------
    PermissionError
        If another browser brought it, or the request comes from none.
    """
    version = request.query_params.get("v", "")
    if not datasets.is_somebodys(version) and kept.found(version) is None:
        return data.store()
    try:
        return data.store(version, known(request.cookies.get(COOKIE, "")))
    except GeodataError as error:
        raise PermissionError(str(error)) from error


class SessionCookie:
    """Give each browser that asks for a page its secret."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", []))
        if (
            scope["type"] != "http"
            or b"text/html" not in headers.get(b"accept", b"")
            or COOKIE.encode() in headers.get(b"cookie", b"")
        ):
            await self._app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                secure = "; Secure" if scope.get("scheme") == "https" else ""
                cookie = f"{COOKIE}={secrets.token_urlsafe(32)}; Path=/; HttpOnly; SameSite=Lax{secure}"
                message = {**message, "headers": [*message["headers"], (b"set-cookie", cookie.encode())]}
            await send(message)

        await self._app(scope, receive, with_cookie)
