"""What the reader of this session decided about likely double reports; nobody else sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard.state import notices
from geodata.errors import GeodataError
from geodata.patterns.duplicates import Pair

_OWN = "own_decisions"


def made() -> dict[Pair, str]:
    """Return what the reader of this session decided; nobody else sees it."""
    decided: dict[Pair, str] = st.session_state.get(_OWN, {})
    return decided


def decide(pair: Pair, decision: str, choices: Mapping[str, str]) -> None:
    """Draw the decision about a pair; a change of it is kept for this session."""
    key = "decision-" + "~".join(pair)
    st.session_state[key] = decision
    st.segmented_control(
        "Are they one incident?", list(choices), format_func=choices.__getitem__, key=key, required=True,
        on_change=lambda: _decided({pair: st.session_state[key]}))  # fmt: skip


def _decided(decisions: Mapping[Pair, str]) -> None:
    st.session_state[_OWN] = made() | dict(decisions)


def take_over(key: str, read: Callable[[bytes, str], Mapping[Pair, str]]) -> None:
    """Take over the decisions of a file that was given, or say why it holds none."""
    given = st.session_state[key]
    if given is not None:
        try:
            _decided(read(given.getvalue(), given.name))
        except GeodataError as error:
            notices.leave(str(error))
