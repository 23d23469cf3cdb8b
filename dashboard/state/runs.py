"""The run of a page that is under way: a newer one stops it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard import presence
from geodata.store import Stop, stopping

_RUN = "run"


@contextmanager
def newest_run() -> Iterator[None]:
    """Stop what an older run of this page still asks; a newer run stops what this one asks, and so does a closed tab."""
    older, stop = st.session_state.get(_RUN), Stop()
    st.session_state[_RUN] = stop
    if older is not None:
        older.now()
    with stopping(stop), presence.stopped_without_reader(stop):
        yield
