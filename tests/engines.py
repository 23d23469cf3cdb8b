"""The same tests on every engine: a module says ``pytestmark = on_every_engine`` and its stores are kept by each in turn."""

from __future__ import annotations

import secrets
import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from geodata.catalogue import Catalogue
from geodata.store import Stopped, Store, loading, opened

DUCKDB, POSTGRESQL = "DuckDB", "PostgreSQL"
READ_ONLY = "%20-cdefault_transaction_read_only%3Don"  # as on a replica: no question may write
ENDLESS = "SELECT count(*) FROM generate_series(1, 100000000000) AS a(i) WHERE (i * i) % 11 = 2"
on_every_engine = pytest.mark.parametrize("engine", [DUCKDB, POSTGRESQL], indirect=True, scope="session")

_keeper: list[Callable[[Catalogue], Store]] = [Store]


def kept(catalogue: Catalogue) -> Store:
    """Return the store of a catalogue, kept by the engine of the test that runs."""
    return _keeper[-1](catalogue)


@contextmanager
def keeping(name: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """Keep stores by the engine of that name."""
    if name == DUCKDB:
        yield
        return
    address, closing = request.getfixturevalue("database"), []

    def load(catalogue: Catalogue) -> Store:
        home = of_its_own(address)
        loading.write(catalogue, home)
        store = opened(f"{home}{READ_ONLY}")
        # Connections are few and each store holds some: they go with the last test that holds the store.
        closing.append(weakref.finalize(store, store.engine.close))
        return store

    _keeper.append(load)
    try:
        yield
    finally:
        _keeper.pop()
        for close in closing:
            close()


def endless(store: Store, begun: threading.Event, stopped: threading.Event) -> Callable[..., Any]:
    """Return work that has no end, says when it has begun, and when it was stopped."""

    def work(*_: object) -> Any:
        begun.set()
        try:
            return store.row(ENDLESS)
        except Stopped:
            stopped.set()
            raise

    return work


def of_its_own(address: str) -> str:
    """Return an address in the same database where nothing has been imported yet."""
    name = f"home_{secrets.token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{address}&options=-csearch_path%3D{name}"
