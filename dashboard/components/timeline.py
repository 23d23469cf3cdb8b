"""The timeline: counts by day, week or month, a window that sets the dates of the question, and playback.

Altair's brush was the alternative: it is deaf to the keyboard, cannot be set from the link without drawing
the chart anew, and cannot play. Counts are read by URL, and so is the script, which Streamlit would else send
again with every frame; between the browser and the server go only the window and, while playing, the frame. A
frame waits until the page has nearly caught up, so a slow connection plays slower and never falls behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import streamlit as st

KEY = "timeline"
SCRIPTS = ("timeline.js", "axes.js", "face.js", "player.js")
_FILES = Path(__file__).parent
_LOADER = """
export default function (component) {
  let end;
  import(new URL(component.data.script, location.href).href).then(({ default: draw }) => { end = draw(component); });
  return () => end?.();
}
"""


@cache
def script(name: str) -> str:
    """Return a script of the timeline; they import each other by name."""
    return (_FILES / name).read_text(encoding="utf-8")


@cache
def version() -> str:
    """Return what changes when a script does, or browsers would keep the old one."""
    return hashlib.blake2b("".join(map(script, SCRIPTS)).encode(), digest_size=6).hexdigest()


def timeline(
    base: str,
    asked: str,
    *,
    window: tuple[date | None, date | None],
    frame: str | None,
    can_play: bool,
    on_window: Callable[[], None],
) -> None:
    """Draw the timeline of the counts that `asked`, the query part of a link, names.

    `base` is the path of the server. `on_window` is called after the window has been moved; the state then
    has ``window``, two ISO dates parted by a slash, or an empty text where it was taken off. While playing
    the state has ``frame``.
    """
    since, until = (day.isoformat() if day else None for day in window)
    st.components.v2.component("timeline", html="<div></div>", js=_LOADER)(
        key=KEY,
        data={
            "url": f"{base}/layers/timeline.json?{asked}",
            "script": f"{base}/layers/scripts/{version()}/{SCRIPTS[0]}",
            "since": since,
            "until": until,
            "frame": frame,
            "playable": can_play,
        },
        on_window_change=on_window,
        on_frame_change=lambda: None,
    )
