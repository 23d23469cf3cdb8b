"""The evidence dial: one control that every number obeys, and a strip of how the headline changes with it."""

from __future__ import annotations

import streamlit as st

from dashboard import filters
from dashboard.data import Answer, evidence


def show(answer: Answer) -> None:
    """Draw the control, each of its steps with the number of incidents that it leaves."""
    with st.container(key="dial", width="content"):
        filters.evidence(evidence.left(answer.store, answer.query))
