"""Choices of how to look at an answer: each a keyed widget set from the link and writing to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import link


def choose(name: str, label: str, choices: Mapping[str, str], here: link.Link, *, is_labelled: bool = True) -> None:
    """Draw a choice of how to look at the answer, set from the link and writing to it."""
    st.session_state[name] = getattr(here, name)
    st.segmented_control(
        label, list(choices), format_func=choices.__getitem__, key=name, required=True, on_change=_chosen, args=(name,),
        label_visibility="visible" if is_labelled else "collapsed")  # fmt: skip


def select(name: str, label: str, choices: Mapping[Any, str], chosen: Any) -> None:
    """Draw a longer choice of how to look at the answer, opened by a click; a change of it goes to the link."""
    st.session_state[name] = chosen
    st.selectbox(label, list(choices), format_func=choices.__getitem__, key=name, on_change=_chosen, args=(name,))


def number(name: str, label: str, most: int, chosen: int) -> None:
    """Draw a whole number from 1 of how to look at the answer; a change of it goes to the link."""
    st.session_state[name] = chosen
    st.number_input(label, 1, most, key=name, on_change=_chosen, args=(name,), width=160, help=f"1 to {most:,}.")


def switch(name: str, label: str, here: link.Link, *, help: str) -> None:  # noqa: A002  Streamlit's own word
    """Draw a switch of how to look at the answer, ``yes`` or ``no`` in the link."""
    st.session_state[name] = getattr(here, name) == "yes"
    st.toggle(label, key=name, help=help, on_change=lambda: link.change(**{name: "yes" if st.session_state[name] else "no"}))  # fmt: skip


def _chosen(name: str) -> None:
    link.change(**{name: st.session_state[name]})
