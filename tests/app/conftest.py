"""The app run headless, on the bundled data or on data of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import datasets, session, waiting
from tests.oracle import DATA

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"


MINE = "m" * 43  # the secret of the browser that brings data of its own


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for work in the background: nothing looks again at a page that runs without a browser."""
    monkeypatch.setattr(waiting, "AT_ONCE_SECONDS", 60.0)


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Be the browser MINE, and let go of what it brought."""
    monkeypatch.setattr(session, "token", lambda: MINE)
    yield MINE
    for each in datasets.of(MINE):
        datasets.remove(each.key, MINE)


def opened(**params: str | list[str]) -> AppTest:
    """Return the app opened by a link."""
    return _opened(params)


def opened_whole(**params: str | list[str]) -> AppTest:
    """Return the app opened by a link, every filter unfolded."""
    return _opened(params, **{"more-filters": True})


def _opened(params: dict[str, str | list[str]], **state: bool) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=120)
    for name, value in state.items():
        app.session_state[name] = value
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def bodies(app: AppTest) -> list[str]:
    """Return the pieces of a page that are HTML of our own."""
    return [element.proto.body for element in app.get("html")]


def shown(app: AppTest) -> str:
    """Return all that a page says outside its widgets, as one text."""
    said = [
        element.value for kind in ("title", "subheader", "markdown", "caption", "info") for element in app.get(kind)
    ]
    return " ".join([*bodies(app), *said])


def complaints(app: AppTest) -> list[str]:
    """Return what a page says went wrong, as a reader sees it."""
    return [element.value.replace("\\", "") for element in (*app.error, *app.warning, *app.exception)]


def forget() -> None:
    """Let go of the data read so far and of every answer about them."""
    caching = [
        module for name, module in sys.modules.items() if name.startswith(("dashboard.data", "dashboard.mapdata"))
    ]
    for module in caching:
        for kept in list(vars(module).values()):
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Set the data that the app shows."""

    def give(path: Path) -> None:
        monkeypatch.setenv("GEODATA_DATA", str(path))
        forget()

    yield give
    forget()


@pytest.fixture
def few(tmp_path: Path) -> Callable[[int], Path]:
    """Write a file of the first so many bundled incidents."""

    def write(size: int) -> Path:
        path = tmp_path / "few.csv"
        pd.read_csv(DATA / "incidents.csv", dtype=str, keep_default_na=False).head(size).to_csv(path, index=False)
        return path

    return write
