"""Take away what is shown: the printed map and data files. Everything is built on click."""

from __future__ import annotations

import streamlit as st

from dashboard import data
from dashboard.data import Answer
from geodata.cartography import Layout
from geodata.errors import LayoutError

# What people make maps for, and the layout that serves it.
PRESETS: dict[str, dict[str, str]] = {
    "A4 report, landscape": {"paper": "A4"},
    "A4 report, portrait": {"paper": "A4", "orientation": "portrait"},
    "Slide, 16:9": {"paper": "16:9"},
    "Social square": {"paper": "square"},
    "Poster, A2": {"paper": "A2", "dpi": "200"},
    "Own size": {},
}
EXTENTS = {
    "countries": "Both countries",
    "incidents": "Fit to the incidents",
    "IQ": "Iraq",
    "SY": "Syria",
}
THEMES = {"light": "Light", "dark": "Dark", "grey": "Greyscale"}
PREVIEW_DPI = 72


def show(answer: Answer) -> None:
    """Draw the button that opens the panel."""
    if st.button("Export", icon=":material/download:", key="export"):
        _panel(answer)


@st.dialog("Take this away", width="large")
def _panel(answer: Answer) -> None:
    st.caption(answer.sentence)
    choices, preview = st.columns([1, 1.6], gap="medium")
    with choices:
        layout = _layout()
    if layout is None:
        return
    with preview:
        st.image(
            data.picture(answer.query, _previewed(layout), "png"),
            width="stretch",
            alt=f"Preview of the map of {answer.sentence}",
        )
        with st.container(horizontal=True):
            for kind in ("png", "pdf", "svg"):
                st.download_button(
                    f"Map as {kind.upper()}", data=lambda kind=kind: data.picture(answer.query, layout, kind), key=f"map-{kind}",
                    file_name=f"incidents.{kind}", on_click="ignore", type="primary" if kind == "png" else "secondary")  # fmt: skip
    st.markdown("**Data** of the incidents shown")
    with st.container(horizontal=True):
        for ending, label in ((".csv", "CSV table"), (".geojson", "GeoJSON")):
            st.download_button(
                label, data=lambda ending=ending: data.file(answer.query, ending), file_name=f"incidents{ending}",
                on_click="ignore", key=f"download{ending}")  # fmt: skip


def _layout() -> Layout | None:
    """Draw the choices and return the layout they make, or None with a sentence where it cannot be drawn."""
    preset = st.selectbox("For", list(PRESETS), key="preset")
    chosen = dict(PRESETS[preset])
    if preset == "Own size":
        left, right, unit = st.columns([1, 1, 1])
        wide = left.number_input("Width", min_value=1, max_value=20_000, value=1600, key="own-width")
        high = right.number_input("Height", min_value=1, max_value=20_000, value=900, key="own-height")
        measure = unit.selectbox("Unit", ["px", "mm"], key="own-unit")
        chosen["paper"] = f"{wide}x{high}{measure}"
    chosen["extent"] = st.selectbox("Shows", list(EXTENTS), format_func=EXTENTS.__getitem__, key="extent")
    chosen["theme"] = st.segmented_control(
        "Colours", list(THEMES), format_func=THEMES.__getitem__, default="light", required=True, key="print-theme"
    )
    title = st.text_input("Title", key="title", max_chars=200, placeholder="From the filters")
    if title.strip():
        chosen["title"] = title
    try:
        return Layout.from_params({name: [value] for name, value in chosen.items()})
    except LayoutError as error:
        st.warning(str(error))
        return None


def _previewed(layout: Layout) -> Layout:
    """Return the same page at the resolution of a screen."""
    if layout.paper.endswith("px"):
        wide, high = layout.size_mm
        return Layout.from_params(layout.to_params() | {"paper": [f"{wide:g}x{high:g}mm"], "dpi": [str(PREVIEW_DPI)]})
    return Layout.from_params(layout.to_params() | {"dpi": [str(PREVIEW_DPI)]})
