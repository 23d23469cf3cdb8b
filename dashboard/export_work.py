"""Films and atlases in the export panel: chosen, made in the background with progress, and taken away."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from dashboard import work
from dashboard.data import Answer, maps
from dashboard.untrusted import plain
from dashboard.work import Make, Work
from geodata.cartography.layout import Layout
from geodata.errors import GeodataError

FILMS = {"mp4": "Film (MP4)", "gif": "Film (GIF)", "zip": "Film as pictures (PNG in a ZIP)"}
ATLASES = {"province": "Atlas (PDF), a page a province", "month": "Atlas (PDF), a page a month",
           "place": "Atlas (PDF), a page a place"}  # fmt: skip
STEPS = {"day": "Day", "week": "Week", "month": "Month"}
WINDOWS = {0: "All so far", 7: "The last 7 days", 30: "The last 30 days", 90: "The last 90 days"}
SIZES = {"1280x720px": "Wide, 1280 × 720", "1080x1080px": "Square, 1080 × 1080", "720x1280px": "High, 720 × 1280"}
_POLL_SECONDS = 0.5


@dataclass
class Desk:
    """What one open panel has in the making; one piece of work at most."""

    work: Work | None = None

    def begin(self, name: str, make: Make) -> None:
        self.close()
        self.work = work.start(name, make)

    def close(self) -> None:
        """Stop what is in the making; the panel that wanted it is gone."""
        if self.work is not None:
            self.work.cancel()
        self.work = None


def show(answer: Answer, layout: Layout, stem: str, desk: Desk) -> None:
    """Draw the choices, and what is in the making."""
    with st.expander("Film or atlas", expanded=desk.work is not None):
        wanted = FILMS | ATLASES
        kind = st.selectbox("Make", list(wanted), format_func=wanted.__getitem__, key="work-kind")
        make = _film(answer, layout, kind) if kind in FILMS else _atlas(answer, layout, kind)
        name = f"{stem}.{kind}" if kind in FILMS else f"{stem}-by-{kind}.pdf"
        if st.button("Make it", key="work-begin", disabled=not answer.count):
            try:
                desk.begin(name, make)
            except GeodataError as error:
                st.warning(plain(str(error)))
        if desk.work is not None:
            st.fragment(_progress, run_every=_POLL_SECONDS)(desk)


def _film(answer: Answer, layout: Layout, kind: str) -> Make:
    """Draw how time passes in a film, and return what makes it."""
    left, right = st.columns(2)
    step = left.selectbox("A frame a", list(STEPS), index=1, format_func=STEPS.__getitem__, key="work-step")
    window = right.selectbox("Shows", list(WINDOWS), format_func=WINDOWS.__getitem__, key="work-window")
    paper = left.selectbox("Size", list(SIZES), format_func=SIZES.__getitem__, key="work-size")
    speed = right.slider("Frames a second", 1, 12, 4, key="work-speed")
    if layout.style != "swarm":
        st.caption("A film shows one dot an incident: that is the only way of drawing with a day for each.")
    drawn = replace(layout, paper=paper, orientation="landscape", dpi=96, style="swarm")
    motion = maps.Motion(step=step, window=window or None, speed=float(speed))
    return lambda progress: maps.film(answer.store, answer.query, drawn, motion, kind, progress)


def _atlas(answer: Answer, layout: Layout, by: str) -> Make:
    st.caption("Contents first, then a map for each in the layout chosen above.")
    return lambda progress: maps.atlas(answer.store, answer.query, layout, by, progress)


def _progress(desk: Desk) -> None:
    """Draw how far the work is, with a way to stop it; the file when it is there."""
    if desk.work is None:
        return
    now = desk.work.look()
    if now.is_running:
        share = now.done / now.of if now.of else 0.0
        st.progress(share, f"{now.name}: {now.done} of {now.of}" if now.of else f"{now.name}: drawing the first")
        if st.button("Cancel", key="work-cancel"):
            desk.close()
            st.rerun(scope="fragment")
    elif now.result is not None:
        st.download_button(
            f"Download {now.name}", now.result, file_name=now.name, on_click="ignore", key="work-file", type="primary"
        )
    else:
        st.warning(plain(now.problem or "Stopped."))
