"""Waiting for work in the background: how far it is and a way to stop it, while the rest of the page can be used."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.untrusted import plain
from dashboard.work import Made, Work

AT_ONCE_SECONDS = 0.4  # what takes no longer shows no bar
_POLL_SECONDS = 0.5


def awaited(work: Work[Made], key: str, doing: str, again: Callable[[], None], *, unit: str = "rows") -> Made | None:
    """Return what work makes; while it is under way, or when it was cancelled, draw that and return None.

    `doing` says what is done with the things that are counted: “Reading”; `unit` what these are. `again` lets cancelled work be begun anew. Raises why the work
    came to nothing.
    """
    if not work.is_cancelled and work.wait(AT_ONCE_SECONDS):
        return work.outcome()
    if work.is_cancelled:
        st.info(f"{doing} {plain(work.name)} was stopped. Nothing was changed.", icon=":material/block:")
        st.button("Begin again", key=f"{key}-again", on_click=again)
        return None
    with st.container(key=f"{key}-waiting"):
        st.fragment(_progress, run_every=_POLL_SECONDS)(work, key, doing, unit)
    return None


def _progress(work: Work[Made], key: str, doing: str, unit: str) -> None:
    now = work.look()
    if now.is_cancelled or not now.is_running:
        st.rerun()  # the whole page, which shows what came of it
    st.progress(now.done / now.of if now.of else 0.0, f"{doing} {plain(now.name)}: {_far(now, unit)}")
    st.button("Cancel", key=f"{key}-cancel", on_click=now.cancel)


def _far(work: Work[Made], unit: str) -> str:
    if work.is_waiting:
        return "waiting until other files are read"
    if work.of:
        return f"{work.done:,} of {work.of:,} {unit}"
    return f"{work.done:,} {unit} looked through" if work.done else "opening it"
