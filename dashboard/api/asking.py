"""From an address to a question: the page's own parameters, those of the route, and every problem in one answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboard import session
from geodata import __version__
from geodata.errors import GeodataError, QueryError, StoreError
from geodata.query import FILTERS, IncidentQuery
from geodata.store import Store

FRESH_S = 60  # a browser asks again after this; the ETag makes that cheap


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a route beside the filters; `read` turns its texts into a value or raises `ValueError`."""

    meaning: str
    schema: Mapping[str, Any]
    read: Callable[[Sequence[str]], Any]
    otherwise: Any = None
    is_many: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of one store, and the values of the route's own parameters."""

    store: Store
    query: IncidentQuery
    values: Mapping[str, Any]

    def tag(self, *more: object) -> str:
        """Return the ETag of the answer: it follows from the data version and the question, before any work."""
        said = (__version__, self.store.version, self.query.to_url(), sorted(self.values.items(), key=str), *more)
        return f'"{hashlib.blake2b(repr(said).encode(), digest_size=10).hexdigest()}"'


class ProblemError(GeodataError):
    """An answer that is a problem: its status, a short title, and a sentence for each thing that is wrong."""

    def __init__(self, status: HTTPStatus, *problems: str) -> None:
        super().__init__(" ".join(problems))
        self.status, self.problems = status, problems


def number(least: float, most: float, kind: type[int | float] = int) -> Callable[[Sequence[str]], float]:
    """Return a reader of one number within limits."""
    refusal = f"give a {'whole ' if kind is int else ''}number from {least:,} to {most:,}"

    def read(texts: Sequence[str]) -> float:
        try:
            value = kind(texts[-1])
        except ValueError:
            raise ValueError(refusal) from None
        if not least <= value <= most:  # nor is "nan" between them
            raise ValueError(refusal)
        return value

    return read


def one_of(*accepted: str) -> Callable[[Sequence[str]], str]:
    """Return a reader of one of a few words."""

    def read(texts: Sequence[str]) -> str:
        if texts[-1] not in accepted:
            raise ValueError(f"give one of {', '.join(accepted)}")
        return texts[-1]

    return read


def store_of(request: Request) -> Store:
    """Return the store that a request asks: that of the data version which its browser brought, else the common one."""
    try:
        return session.store_of(request)
    except PermissionError as error:
        raise ProblemError(HTTPStatus.FORBIDDEN, str(error)) from error


def understood(request: Request, params: Mapping[str, Param]) -> Asked:
    """Return what a request asks; `ProblemError` with every part of it that is not understood."""
    given = {name: request.query_params.getlist(name) for name in request.query_params if name != "v"}
    values = {name: each.otherwise for name, each in params.items()}
    problems = []
    for name in sorted(given.keys() & params.keys()):
        if not params[name].is_many and len(set(given[name])) > 1:
            several = ", ".join(map(repr, given[name]))
            problems.append(f"Parameter {name!r} takes one value; got {len(given[name])}: {several}. Keep one.")
            continue
        try:
            values[name] = params[name].read(given[name])
        except ValueError as error:
            problems.append(f"Parameter {name!r} cannot read {given[name][-1]!r}: {error}.")
    unknown = sorted(given.keys() - params.keys() - FILTERS.keys())
    known = ", ".join([*params, *FILTERS])
    problems += [f"Unknown parameter {name!r}; known: {known}." for name in unknown]
    query, unread = IncidentQuery.understood({name: texts for name, texts in given.items() if name in FILTERS})
    store = store_of(request)
    query, lost = store.understood(query)
    if problems := [*problems, *unread, *lost]:
        raise ProblemError(HTTPStatus.BAD_REQUEST, *problems)
    return Asked(store, query, values)


def problem(error: GeodataError) -> Response:
    """Return an error as problem+json (RFC 9457)."""
    status, problems = HTTPStatus.BAD_REQUEST, (str(error),)
    if isinstance(error, ProblemError):
        status, problems = error.status, error.problems
    elif isinstance(error, QueryError):
        problems = error.problems
    elif isinstance(error, StoreError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
    told = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": " ".join(problems),
        "problems": problems,
    }
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {})
    return Response(json.dumps(told, ensure_ascii=False), int(status), headers, "application/problem+json")


def kept_headers(tag: str) -> dict[str, str]:
    """Return the headers of an answer that its reader may keep and ask about again."""
    return {"ETag": tag, "Cache-Control": f"private, max-age={FRESH_S}"}


def has(request: Request, tag: str) -> bool:
    """Return whether the one who asks has the answer of that tag already."""
    return tag in request.headers.get("if-none-match", "").replace("W/", "").replace("-gzip", "")
