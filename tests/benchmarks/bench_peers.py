"""A filter change until the map has been repainted in a browser, ours beside maps as people make them today.

Each map holds the same incidents; a click takes another kind of them. The time runs from the click until the page has
done its last work and nothing more comes for two seconds; bytes are all that crosses meanwhile, both ways.
Peers are installed into a folder of their own; one that cannot be had, or takes longer than a minute, is said to.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks import synthetic
from tests.benchmarks.bench_dashboard import APP, WINDOW, _browser
from tests.benchmarks.serving import ROOT, Wire, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = [size for size in (10_000, 100_000, 1_000_000) if size <= int(os.environ.get("BENCH_MOST", "1000000"))]
PATIENCE_S = 60
PEERS = ROOT / "tests" / "benchmarks" / "peers"
FOLDER = ROOT / ".venv" / "peers"
Row = tuple[str, str, str, bool | None]


class Map(NamedTuple):
    """A map that is measured; `factor` and `fewer`: how much slower and larger it has to be at a million incidents."""

    name: str
    script: Path
    labels: tuple[str, ...]
    factor: float | None = None
    fewer: float | None = None
    is_dash: bool = False


OURS = Map("ours", APP, ("U.S. and coalition strikes (", "Other attacks ("))
THEIRS = (
    Map(
        "Streamlit + pydeck, rows inlined", PEERS / "pydeck_rows.py", ("us_coalition_strike", "other_attack"), 50, 1_000
    ),
    Map(
        "Dash + Plotly, scatter map",
        PEERS / "dash_scatter.py",
        ("us_coalition_strike", "other_attack"),
        20,
        1_000,
        is_dash=True,
    ),
    Map("streamlit-folium, clusters", PEERS / "folium_clusters.py", ("us_coalition_strike", "other_attack")),
)


def measure() -> Iterator[Row]:
    """Yield what was measured, the result, the budget, and whether it is kept."""
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        for size in SIZES:
            path = Path(folder) / f"{size}.duckdb"
            synthetic.write(path, size)
            ours = changed(browser, OURS, path)
            if isinstance(ours, str):
                yield f"{size:,}: a filter change", ours, "none", False
                return
            seconds, length = ours
            yield (
                f"{size:,}: a filter change until the map is repainted",
                f"{seconds:.2f} s, {length / 1000:.0f} KB",
                "≤ 100 KB",
                length <= 100_000,
            )
            for peer in THEIRS:
                yield _beside(changed(browser, peer, path), ours, peer, size)


def _beside(found: tuple[float, int] | str, ours: tuple[float, int], peer: Map, size: int) -> Row:
    what = f"{size:,}: {peer.name}"
    if isinstance(found, str):
        return what, found, "none", None
    slower, larger = found[0] / ours[0], found[1] / ours[1]
    said = f"{slower:.1f} × the time ({found[0]:.1f} s), {larger:.0f} × the bytes ({found[1] / 1e6:.1f} MB)"
    if size < SIZES[-1] or size < 1_000_000 or peer.factor is None:
        return what, said, "none", None
    return (
        what,
        said,
        f"≥ {peer.factor} ×, ≥ {peer.fewer:,} × the bytes",
        slower >= peer.factor and larger >= (peer.fewer or 0),
    )


def changed(browser: Browser, one: Map, catalogue: Path) -> tuple[float, int] | str:
    """Return the seconds and bytes of a filter change (the quicker of two), or why there are none."""
    from playwright.sync_api import Error

    path = os.pathsep.join([str(ROOT), *([str(FOLDER)] if one.is_dash or "folium" in one.script.name else [])])
    settings = {"GEODATA_STORE": str(catalogue), "PEER_CATALOGUE": str(catalogue), "PYTHONPATH": path}
    try:
        with served(one.script, settings, is_dash=one.is_dash) as server, closing(Wire(server.port)) as wire:
            return _clicked(browser, one, wire)
    except RuntimeError as error:
        return f"cannot be measured here: {error}"
    except Error as error:
        return f"not within {PATIENCE_S} s, or the page failed ({str(error).splitlines()[0][:80]})"


# The last work that a page is seen to do: an element that changed, a file that came, a task of 50 ms or more.
_WATCH = """
window.last = 0;
const now = (at) => { window.last = Math.max(window.last, at ?? performance.now()); };
new PerformanceObserver((list) => list.getEntries().forEach((each) => now(each.startTime + each.duration)))
  .observe({entryTypes: ["longtask", "resource"]});
new MutationObserver(() => now()).observe(document, {subtree: true, childList: true, attributes: true});
"""
_QUIET = "performance.now() - last > 2000"


def _clicked(browser: Browser, one: Map, wire: Wire) -> tuple[float, int]:
    found = []
    with closing(browser.new_context(viewport=WINDOW)) as reader:
        page = reader.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        page.add_init_script(_WATCH)
        page.goto(f"http://127.0.0.1:{wire.port}/")
        page.locator("canvas, iframe, .leaflet-container").first.wait_for()
        page.wait_for_function(_QUIET, polling=200)
        for label in one.labels:
            before = wire.bytes
            # The page's own clock: a script that drives it may be late.
            page.evaluate("window.clicked = performance.now(); window.last = window.clicked")
            page.get_by_role("button", name=label).or_(page.get_by_text(label, exact=True)).first.click()
            time.sleep(0.5)
            deadline = time.monotonic() + PATIENCE_S
            while not (page.evaluate(_QUIET) and wire.is_quiet(2.0)):
                if time.monotonic() > deadline:
                    raise RuntimeError(f"still busy after {PATIENCE_S} s")
                time.sleep(0.2)
            found.append((page.evaluate("(last - clicked) / 1000"), wire.bytes - before))
    return min(seconds for seconds, _ in found), max(length for _, length in found)
