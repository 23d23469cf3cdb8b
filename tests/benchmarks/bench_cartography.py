"""How long pictures take and how much memory the largest needs, against the budgets of the design."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from geodata import catalogue, swarm
from geodata.cartography import Layout, Motion, animate, render
from geodata.query import IncidentQuery
from geodata.store import Store

Row = tuple[str, str, str, bool]
MADE = date(2026, 11, 22)
_PEAK = """
import resource
from geodata import catalogue
from geodata.store import Store
from geodata.cartography import Layout, render
from geodata.query import IncidentQuery
render(Store(catalogue.read()), IncidentQuery(), Layout(paper="A2"))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def measure() -> list[Row]:
    """Return what was measured, the figure, the budget, and whether it is kept."""
    store = Store(catalogue.read())
    return [
        _seconds("A4 map at 300 dpi, PNG", lambda: _drawn(store, Layout()), 1.0),
        _seconds(
            "A4 map at 300 dpi, portrait, dark",
            lambda: _drawn(store, Layout(orientation="portrait", theme="dark")),
            1.0,
        ),
        _seconds("Preview, A4 at 72 dpi", lambda: _drawn(store, Layout(dpi=72)), 0.3),
        _seconds("A4 map as PDF", lambda: render(store, IncidentQuery(), Layout(), "pdf", made=MADE), 2.0),
        _seconds("A4 map as SVG", lambda: render(store, IncidentQuery(), Layout(), "svg", made=MADE), 2.0),
        _seconds("Swarm of 436 dots", _swarm(436, 60), 0.030),
        _seconds("Swarm of 5,000 dots on 300 sites", _swarm(5_000, 300), 0.300),
        _animation(store),
        _memory(),
    ]


def _drawn(store: Store, layout: Layout) -> bytes:
    return render(store, IncidentQuery(), layout, made=MADE)


def _seconds(what: str, work: Callable[[], object], budget: float) -> Row:
    work()  # fonts and ground are read once in a process
    best = min(_timed(work) for _ in range(3))
    return what, f"{best:.3f} s", f"≤ {budget:g} s", best <= budget


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _swarm(dots: int, sites: int) -> Callable[[], object]:
    chance = np.random.default_rng(1)
    at = chance.uniform(0, 1, (sites, 2)) * (1_000, 700)
    chosen = at[chance.integers(0, sites, dots)]
    return lambda: swarm.arrange(chosen[:, 0], chosen[:, 1], 5.0)


def _animation(store: Store) -> Row:
    frames = []
    begun = time.perf_counter()
    animate(store, IncidentQuery(), Layout(paper="1280x720px", dpi=96), Motion(step="week"), "mp4",
            progress=lambda done, _: frames.append(done))  # fmt: skip
    speed = len(frames) / (time.perf_counter() - begun)
    return "Animation, 1280 x 720, MP4", f"{speed:.1f} frames/s", "≥ 8 frames/s", speed >= 8


def _memory() -> Row:
    told = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    megabytes = float(told.stdout)
    return "Peak memory, A2 at 300 dpi", f"{megabytes:,.0f} MB", "≤ 1,500 MB", megabytes <= 1_500


if __name__ == "__main__":
    for row in measure():
        print(*row, sep=" | ")
