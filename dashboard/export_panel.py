"""Take away what is shown: the printed map and data files. Everything is built on click."""

from __future__ import annotations

import streamlit as st

from dashboard import data, link
from dashboard.data import Answer
from dashboard.link import Link
from dashboard.untrusted import plain
from geodata import export
from geodata.cartography.layout import Layout
from geodata.errors import GeodataError, LayoutError

# What people make maps for, and the layout that serves it.
PRESETS: dict[str, dict[str, str]] = {
    "A4 report, landscape": {},
    "A4 report, portrait": {"orientation": "portrait"},
    "Press column": {"paper": "148x200mm"},
    "Slide, 16:9": {"paper": "16:9"},
    "Social square": {"paper": "square"},
    "Poster, A2": {"paper": "A2", "dpi": "200"},
}
OWN_SIZE = "Own size"
EXTENTS = {"countries": "Both countries", "incidents": "Fit to the incidents", "IQ": "Iraq", "SY": "Syria"}
THEMES = {"light": "Light", "dark": "Dark", "grey": "Greyscale"}
STYLES = {
    "swarm": "One dot an incident",
    "symbols": "One circle a site",
    "choropleth": "Shaded provinces",
    "hex": "Hexagons",
}
MEASURES = {"count": "Incidents", "density": "Per 10,000 km²", "per_month": "Per month"}
PREVIEW_DPI = 72


def show(here: Link, answer: Answer) -> None:
    """Draw the button that opens the panel."""
    if st.button("Export", icon=":material/download:", key="export"):
        _panel(here, answer)


@st.dialog("Take this away", width="large")
def _panel(here: Link, answer: Answer) -> None:
    st.caption(answer.sentence)
    choices, preview = st.columns([1, 1.6], gap="medium")
    with choices:
        layout = _layout(here.layout)
    if layout is None:
        return
    link.change(layout=layout)
    with preview:
        st.image(
            data.picture(answer.store, answer.query, _previewed(layout), "png"),
            width="stretch",
            alt=f"Preview of the map of {answer.sentence}",
        )
        with st.container(horizontal=True):
            for kind in ("png", "pdf", "svg"):
                st.download_button(
                    f"Map as {kind.upper()}", data=lambda kind=kind: data.picture(answer.store, answer.query, layout, kind), key=f"map-{kind}",
                    file_name=f"incidents.{kind}", on_click="ignore", type="primary" if kind == "png" else "secondary")  # fmt: skip
    _data_file(answer)
    _reopen(answer)


def _data_file(answer: Answer) -> None:
    """Offer the incidents shown as a file, where they may be passed on."""
    if problem := export.refusal(answer.store.manifest):
        st.caption(plain(problem))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ending = st.selectbox(
            "Data as", list(export.FORMATS), format_func=lambda each: export.FORMATS[each].label, key="data-format")  # fmt: skip
        st.download_button(
            "Download data", data=lambda: data.file(answer.store, answer.query, ending), file_name=f"incidents{ending}",
            on_click="ignore", key="data-file")  # fmt: skip
        st.download_button(
            "One HTML file", data=lambda: data.page(answer.store, answer.query), file_name="incidents.html", on_click="ignore",
            key="page-file", disabled=answer.count > data.MOST_IN_A_PAGE,
            help=f"Map, list and timeline for a reader without a network; up to {data.MOST_IN_A_PAGE:,} incidents.")  # fmt: skip


def _reopen(answer: Answer) -> None:
    """Take a map drawn here and offer the view that it was drawn from."""
    with st.expander("Reopen a map drawn here"):
        given = st.file_uploader(
            "A PNG, SVG or PDF map", type=["png", "svg", "pdf"], key="map-file", max_upload_size=50
        )
        if given is None:
            return
        try:
            record = data.reopened(given.getvalue())
        except GeodataError as error:
            st.warning(plain(str(error)))
            return
        changed = record.changed(answer.store)
        (st.warning if changed else st.success)(
            plain(changed or f"Drawn on {record.made} from the data that are here.")
        )
        view = Link(record.query, layout=record.layout)
        if st.button("Open this view", key="map-open", type="primary"):
            link.go(view)
            st.rerun()  # the whole page, not only this panel


def _layout(before: Layout) -> Layout | None:
    """Draw the choices, at first those of the link, and return the layout they make; None if it cannot be drawn."""
    chosen = _page_size(before)
    chosen["style"] = _choice("Drawn as", STYLES, before.style)
    if chosen["style"] == "choropleth":
        chosen["measure"] = _choice("Shaded by", MEASURES, before.measure)
    chosen["extent"] = _choice(
        "Shows", EXTENTS | ({} if before.extent in EXTENTS else {before.extent: before.extent}), before.extent
    )
    chosen["theme"] = st.segmented_control(
        "Colours", list(THEMES), format_func=THEMES.__getitem__, default=before.theme, required=True, key="map-theme")  # fmt: skip
    chosen["title"] = st.text_input(
        "Title", key="map-title", max_chars=200, placeholder="From the filters", value=before.title or ""
    )
    try:
        return Layout.from_params({name: [value] for name, value in chosen.items() if value.strip()})
    except LayoutError as error:
        st.warning(str(error))
        return None


def _choice(label: str, choices: dict[str, str], before: str) -> str:
    return st.selectbox(
        label, list(choices), index=list(choices).index(before), format_func=choices.__getitem__, key=f"map-{label}"
    )


def _page_size(before: Layout) -> dict[str, str]:
    """Draw the choice of paper or size."""
    made_for = {name: Layout.from_params({k: [v] for k, v in given.items()}) for name, given in PRESETS.items()}
    same = [name for name, layout in made_for.items() if (layout.size_mm, layout.dpi) == (before.size_mm, before.dpi)]
    names = [*PRESETS, OWN_SIZE]
    preset = st.selectbox("For", names, index=names.index(same[0] if same else OWN_SIZE), key="map-for")
    if preset != OWN_SIZE:
        return dict(PRESETS[preset])
    left, right, unit = st.columns(3)
    wide, high = before.size_px
    width = left.number_input("Width", min_value=1, max_value=20_000, value=1600 if same else wide, key="map-width")
    height = right.number_input("Height", min_value=1, max_value=20_000, value=900 if same else high, key="map-height")
    return {"paper": f"{width}x{height}{unit.selectbox('Unit', ['px', 'mm'], key='map-unit')}"}


def _previewed(layout: Layout) -> Layout:
    """Return the same page at the resolution of a screen."""
    if layout.paper.endswith("px"):
        wide, high = layout.size_mm
        return Layout.from_params(layout.to_params() | {"paper": [f"{wide:g}x{high:g}mm"], "dpi": [str(PREVIEW_DPI)]})
    return Layout.from_params(layout.to_params() | {"dpi": [str(PREVIEW_DPI)]})
