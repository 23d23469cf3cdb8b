"""A real server and a real browser: what a reader sees, and every request and complaint on the way."""

from __future__ import annotations

import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pandas as pd
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as TooLong

from dashboard.layers import opening_view
from tests import chromium, oracle

ROOT = Path(__file__).parents[2]
PATIENCE = 60  # seconds that a loaded machine may take; nothing waits longer than it must
FLAGS = [
    "--no-sandbox",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
]
STREAMLIT = [sys.executable, "-m", "streamlit"]
expect.set_options(timeout=PATIENCE * 1000)


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


@contextmanager
def serving(
    log: Path, *, command: list[str] = STREAMLIT, app: str = "dashboard/app.py", cwd: Path = ROOT, **settings: str
) -> Iterator[str]:
    """Serve the dashboard with environment `settings` until the block ends; give its address."""
    port = _free_port()
    started = [*command, "run", app, "--server.port", str(port), "--server.headless", "true"]
    with (
        log.open("w") as out,
        subprocess.Popen(started, cwd=cwd, env=os.environ | settings, stdout=out, stderr=out) as server,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if urlopen(f"{address}/_stcore/health", timeout=5).read() == b"ok":
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not answer at {address}. It said:\n{log.read_text()}")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The bundled data, served."""
    with serving(tmp_path_factory.mktemp("server") / "log.txt") as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium.path(), args=FLAGS)
        yield launched
        launched.close()


def with_dots(rows: pd.DataFrame, **asked: Any) -> set[str]:
    """Return the incidents that answer and have a dot, as the oracle sees them."""
    found = oracle.select(rows, **asked)
    return set(found["event_id"][found.apply(oracle.shown_as, axis=1) == "dot"])


def mercator(lon: float, lat: float) -> tuple[float, float]:
    """Project degrees to the unit square of web maps, y growing southwards."""
    return lon / 360 + 0.5, 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)


@dataclass
class Atlas:
    """The dashboard in one tab, with all that the tab asked for and complained of."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("websocket", lambda socket: self._asked(socket.url))
        self.page.on("console", lambda said: self._complain(said.type == "error", f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self._complain(True, f"page: {error}"))
        self.page.on("dialog", lambda dialog: (self._complain(True, f"dialog: {dialog.message}"), dialog.dismiss()))

    def _asked(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        self._complain(
            parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.address).netloc,
            f"leaves the host: {url}",
        )

    def _complain(self, is_wrong: bool, what: str) -> None:
        if is_wrong:
            self.complaints.append(what)

    def open(self, link: str = "") -> Atlas:
        self.requests.clear()
        self.page.goto(f"{self.address}/?{link}")
        return self

    def has(self, sentence: str) -> None:
        """Wait until the question in words begins so."""
        expect(self.page.locator(".sentence")).to_contain_text(sentence)

    @property
    def link(self) -> dict[str, list[str]]:
        """What the address bar says."""
        return parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)

    def until(self, is_true: Callable[[], Any], what: str) -> Any:
        """Ask again and again until something is true, and return it."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := is_true():
                return found
            self.page.wait_for_timeout(100)
        pytest.fail(f"Waited {PATIENCE} s in vain until {what}. Complaints: {self.complaints}")

    def asked_for(self, layer: str) -> str:
        """Return the address of a layer that the map read last."""
        return next((url for url in reversed(self.requests) if f"/layers/{layer}" in url), "")

    def rows(self, layer: str) -> list[dict[str, Any]]:
        """Return the rows of a layer that the map read last."""
        self.until(lambda: self.asked_for(layer), f"the map reads {layer}")
        return self.page.request.get(self.asked_for(layer)).json()

    def reads(self, layer: str, event_ids: set[str]) -> None:
        """Wait until the map reads exactly these incidents."""
        self.until(
            lambda: {row["id"] for row in self.rows(layer)} == event_ids,
            f"{layer} holds those {len(event_ids)} incidents",
        )

    def pixel(self, row: dict[str, Any]) -> tuple[float, float]:
        """Return where the opening map draws a row of dots or badges, in pixels of the window."""
        self.until(lambda: self.asked_for("dots.json"), "the map reads dots.json")
        zoom = float(parse_qs(urlsplit(self.asked_for("dots.json")).query)["zoom"][0])
        view, box = opening_view(zoom), self.page.locator("#deckgl-overlay").bounding_box()
        (x, y), (middle_x, middle_y) = mercator(*row["p"]), mercator(view.longitude, view.latitude)
        right, down = row.get("o", (0, 0))
        scale = 512 * 2**zoom
        return box["x"] + box["width"] / 2 + (x - middle_x) * scale + right, box["y"] + box["height"] / 2 + (
            y - middle_y
        ) * scale + down

    def hover(self, at: tuple[float, float], title: str) -> None:
        """Point at a pixel of the map until its tooltip has that title."""
        tooltip, box = self.page.locator(".deck-tooltip"), self.page.locator("#deckgl-overlay").bounding_box()

        def is_told() -> bool:
            self.page.mouse.move(box["x"] + 6, box["y"] + box["height"] - 6)  # nothing is drawn there
            self.page.wait_for_timeout(150)
            self.page.mouse.move(*at)
            for _ in range(20):
                self.page.wait_for_timeout(100)
                if tooltip.is_visible() and title in tooltip.inner_text():
                    return True
            return False

        self.until(is_told, f"the map tells of {title!r} at {at}")

    def settle(self) -> None:
        """Wait until the server has said all it has to say."""
        expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")

    def click(self, row: dict[str, Any]) -> None:
        """Click a dot or badge where the opening map draws it, once it is there, until the link follows.

        Drawn in software, the first pick can hold up the page for longer than a click lasts: a reader clicks again.
        """
        self.settle()
        self.hover(self.pixel(row), row["title"])
        before = self.page.url

        def is_taken() -> bool:
            self.page.mouse.click(*self.pixel(row))
            with suppress(TooLong):
                self.page.wait_for_url(lambda url: url != before, timeout=10_000)
            return self.page.url != before

        self.until(is_taken, f"the map takes a click on {row['title']!r}")


@pytest.fixture
def tab(browser: Browser, address: str) -> Iterator[Callable[..., Atlas]]:
    """Open tabs, each with a context of its own unless one is given; no complaint of any is left unsaid."""
    tabs: list[Atlas] = []
    with ExitStack() as contexts:

        def opened(at: str = address, *, context: BrowserContext | None = None, **options: Any) -> Atlas:
            if context is None:
                context = contexts.enter_context(
                    browser.new_context(**{"viewport": {"width": 1440, "height": 1000}} | options)
                )
            tabs.append(Atlas(context.new_page(), at))
            return tabs[-1]

        yield opened
    assert [complaint for each in tabs for complaint in each.complaints] == []


@pytest.fixture
def atlas(tab: Callable[..., Atlas]) -> Atlas:
    return tab()
