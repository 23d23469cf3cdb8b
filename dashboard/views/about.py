"""About view: method, coverage and its limits, licences, what the check found, versions, how to cite."""

from __future__ import annotations

import streamlit as st

from dashboard import data
from dashboard.data import Answer
from dashboard.link import Link

TITLE, PATH = "About", "about"


def show(link: Link, answer: Answer) -> None:  # noqa: ARG001  the same for every question
    st.title("About these data", anchor=False)
