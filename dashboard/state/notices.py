"""Sentences about what the last change could not do, waiting to be shown."""

import streamlit as st

_NOTICE = "notice"


def leave(*sentences: str) -> None:
    """Keep what could not be done for the next run of the page."""
    st.session_state[_NOTICE] = sentences


def taken() -> tuple[str, ...]:
    """Return what the last change could not do, once."""
    return tuple(st.session_state.pop(_NOTICE, ()))
