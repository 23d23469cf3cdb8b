"""Take away what is shown: data files now, the printed map when asked. Everything is built on click."""

from __future__ import annotations

import streamlit as st

from dashboard import data
from dashboard.data import Answer
from dashboard.link import Link


def show(link: Link, answer: Answer) -> None:  # noqa: ARG001  the printed map will follow the link's view
    """Draw the button that opens the panel."""
    with st.popover("Export", icon=":material/download:"):
        st.caption(answer.sentence)
        for ending, label in ((".csv", "CSV table"), (".geojson", "GeoJSON")):
            st.download_button(
                label, data=lambda ending=ending: data.file(answer.query, ending), file_name=f"incidents{ending}",
                on_click="ignore", key=f"download{ending}", width="stretch")  # fmt: skip
