"""A filter change until the map has been repainted in a browser, ours beside maps as people make them today.

Each map holds the same incidents; a first click takes few of them, a second most. The time runs from the second click
until the picture of the map changes for the last time; bytes are all that crosses meanwhile, both ways.
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
from urllib.parse import urlsplit

from geodata import provinces
from geodata.query import IncidentQuery
from geodata.store import opened
from tests.benchmarks import synthetic
from tests.benchmarks.bench_dashboard import APP, WINDOW, _browser
from tests.benchmarks.peers import scripts
from tests.benchmarks.serving import ROOT, Wire, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

SIZES = [
    size for size in (10_000, 100_000, 1_000_000, 10_000_000) if size <= int(os.environ.get("BENCH_MOST", "1000000"))
]
PATIENCE_S = 60
PEERS = ROOT / "tests" / "benchmarks" / "peers"
FOLDER = ROOT / ".venv" / "peers"
Row = tuple[str, str, str, bool | None]


class Map(NamedTuple):
    """A map that is measured; `factor` and `fewer`: how much slower and larger it has to be at a million incidents.

    `reads_scripts`: it reads scripts from other servers, which `scripts` gives it from here.
    """

    name: str
    script: Path
    labels: tuple[str, ...]
    factor: float | None = None
    fewer: float | None = None
    is_dash: bool = False
    reads_scripts: bool = False


OURS = Map("ours", APP, ("U.S. and coalition strikes (", "On U.S. and coalition ("))
THEIRS = (
    Map(
        "Streamlit + pydeck, rows inlined",
        PEERS / "pydeck_rows.py",
        ("us_coalition_strike", "attack_on_us_coalition"),
        50,
        1_000,
    ),
    Map(
        "Dash + Plotly, scatter map",
        PEERS / "dash_scatter.py",
        ("us_coalition_strike", "attack_on_us_coalition"),
        20,
        1_000,
        is_dash=True,
    ),
    Map(
        "streamlit-folium, clusters",
        PEERS / "folium_clusters.py",
        ("us_coalition_strike", "attack_on_us_coalition"),
        reads_scripts=True,
    ),
)


def measure() -> Iterator[Row]:
    """Yield what was measured, the result, the budget, and whether it is kept."""
    failed: dict[Map, str] = {}
    with tempfile.TemporaryDirectory() as folder, _browser() as browser:
        for size in SIZES:
            path = synthetic.kept(Path(folder), size)
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
                found = failed[peer] if peer in failed else changed(browser, peer, path)
                if isinstance(found, str):
                    failed[peer] = f"not tried: failed with fewer ({found})" if peer not in failed else found
                yield _beside(found, ours, peer, size)
            yield _joined(path, size)


def _beside(found: tuple[float, int] | str, ours: tuple[float, int], peer: Map, size: int) -> Row:
    what = f"{size:,}: {peer.name}"
    if isinstance(found, str):
        return what, found, "none", None
    slower, larger = found[0] / ours[0], found[1] / ours[1]
    said = f"{slower:.1f} × the time ({found[0]:.1f} s), {larger:.0f} × the bytes ({found[1] / 1e6:.1f} MB)"
    if size < 1_000_000 or peer.factor is None:
        return what, said, "none", None
    return (
        what,
        said,
        f"≥ {peer.factor} ×, ≥ {peer.fewer:,} × the bytes",
        slower >= peer.factor and larger >= (peer.fewer or 0),
    )


def _joined(path: Path, size: int) -> Row:
    """Return what it takes to find the provinces of all points by a spatial join, against ours in the same process."""
    import geopandas

    rows = opened(path).incidents(IncidentQuery(), columns=["longitude", "latitude"]).dropna()
    lon, lat = (rows[axis].to_numpy(float) for axis in ("longitude", "latitude"))
    known = provinces.read()
    shapes = geopandas.GeoDataFrame(
        {"code": list(known)}, geometry=[each.shape for each in known.values()], crs="EPSG:4326"
    )
    provinces.locate(lon[:1], lat[:1])  # builds the grid, once
    start = time.perf_counter()
    ours = provinces.locate(lon, lat)
    between = time.perf_counter()
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs="EPSG:4326")
    joined = geopandas.sjoin(points, shapes, predicate="intersects", how="left")["code"]
    theirs, mine = time.perf_counter() - between, between - start
    joined = joined[~joined.index.duplicated()].sort_index()
    same = int((joined.fillna("").to_numpy(object) == [code or "" for code in ours]).sum())
    said = f"{theirs / mine:.0f} × the time ({theirs:.2f} s → {mine:.3f} s), the same answer for {same:,} of {len(lon):,} points"
    return f"{size:,}: geopandas.sjoin, points to provinces", said, "≥ 15 ×" if size >= 1_000_000 else "none", (
        theirs / mine >= 15 if size >= 1_000_000 else None)  # fmt: skip


def changed(browser: Browser, one: Map, catalogue: Path) -> tuple[float, int] | str:
    """Return the seconds and bytes of a filter change or why there are none."""
    from playwright.sync_api import Error

    settings = {
        "GEODATA_STORE": str(catalogue),
        "PEER_CATALOGUE": str(catalogue),
        "PEER_PACKAGES": str(FOLDER),
        "PYTHONPATH": str(ROOT),
    }
    lost: set[str] = set()
    try:
        with served(one.script, settings, is_dash=one.is_dash) as server, closing(Wire(server.port)) as wire:
            return _clicked(browser, one, wire, lost)
    except RuntimeError as error:
        return f"cannot be measured here: {error}"
    except Error as error:
        if lost:
            return f"no map: it reads scripts from {', '.join(sorted(lost))}, which cannot be reached from here"
        return f"not within {PATIENCE_S} s, or the page failed ({str(error).splitlines()[0][:80]})"


STILL_S = 4.0  # so long nothing changes and nothing crosses: the map has been repainted


def _clicked(browser: Browser, one: Map, wire: Wire, lost: set[str]) -> tuple[float, int]:
    """Click and wait; names of other hosts that the page asks in vain go to `lost`."""
    with closing(browser.new_context(viewport=WINDOW)) as reader:
        page = reader.new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        if one.reads_scripts and (packages := scripts.had(FOLDER / "scripts")):
            scripts.give(page, packages, wire.port)
        page.on("requestfailed", lambda asked: lost.update({urlsplit(asked.url).netloc} - {f"127.0.0.1:{wire.port}"}))
        page.goto(f"http://127.0.0.1:{wire.port}/")
        chart = page.locator("canvas, iframe, .leaflet-container").first
        chart.wait_for()
        _until_still(page, chart, wire)
        for label in one.labels:
            before, start = wire.bytes, time.monotonic()
            page.get_by_role("button", name=label).or_(page.get_by_text(label, exact=True)).first.click()
            seconds = _until_still(page, chart, wire) - start
    return seconds, wire.bytes - before


def _until_still(page: Page, chart: Locator, wire: Wire) -> float:
    """Return when the picture of the map changed last or the last byte crossed, once both have been still for a while.

    Clouds of hundreds of thousands of dots may look alike before and after; then only the bytes tell.
    """
    box = chart.bounding_box()
    seen, changed = b"", time.monotonic()
    deadline = changed + PATIENCE_S
    while time.monotonic() < deadline:
        begun = time.monotonic()
        picture = page.screenshot(clip=box)  # a page that is busy drawing gives none before it has drawn
        if picture != seen:
            seen, changed = picture, time.monotonic()
        elif begun - changed >= STILL_S and wire.is_quiet(STILL_S):
            return max(changed, wire.last)
        time.sleep(time.monotonic() - begun)  # or looking at the page is most of what the page does
    raise RuntimeError(f"still busy after {PATIENCE_S} s")
