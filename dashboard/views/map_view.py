"""Map view: where the incidents that answer happened, the one picked, and the months."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard import cards, charts, data, filters, header, layers, mapdata, screen
from dashboard.data import Answer
from dashboard.link import SHADINGS, Link
from dashboard.views.listing import incident_panel
from geodata import classes, style
from geodata.style import Theme

TITLE = "Map"


def show(link: Link, answer: Answer) -> None:
    header.question(answer)
    st.html(cards.figures_strip(answer.figures))
    left, right = st.columns([2.25, 1], gap="medium") if screen.is_wide() else (st.container(), st.container())
    with left:
        _map(link, answer)
    with right:
        incident_panel(link, answer)
    _months(answer)


def _map(link: Link, answer: Answer) -> None:
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    width, height = screen.map_size()
    zoom, dot = layers.opening_zoom(width, height), layers.dot_px(width)
    base = screen.base_path()
    version = answer.store.version
    values = (
        layers.shading_values(data.by_province(answer.store, answer.query), link.shading)
        if link.shading != "none"
        else {}
    )
    bounds = classes.bounds(values.values())
    asked = urlencode([*answer.query.to_params().items(), ("zoom", zoom), ("dot", dot), ("v", version)], doseq=True)
    chosen = mapdata.dot(answer.store, answer.query, zoom, dot, link.incident) if link.incident else None
    drawn = [
        *layers.ground(theme, version, base),
        *layers.province_layers(theme, version, base, layers.shading(values, bounds, theme)),
        layers.labels(theme, version, base),
        *layers.incident_layers(theme, base, asked, dot, chosen),
    ]
    with st.container(key="map-box"):
        st.pydeck_chart(
            layers.deck(drawn, zoom, theme), height=height, key="map", on_select=lambda: filters.picked_on_map("map"),
            selection_mode="single-object", alt=_words(answer))  # fmt: skip
    _legend(link, answer, values, bounds, theme)


def _legend(link: Link, answer: Answer, values: dict[str, float], bounds: list[float], theme: Theme) -> None:
    filters.choose("shading", "Shade provinces by", SHADINGS, link)
    steps = cards.class_labels(
        bounds, classes.ramp(len(bounds), style.CHOROPLETH[theme]), min(values.values(), default=0)
    )
    title = {"count": "Incidents by province", "rate": "Incidents per 10,000 km²"}.get(link.shading, "")
    st.html(
        cards.legend(answer.figures, bool(data.rings(answer.store, answer.query)), steps, title)
        + f'<p class="quiet legend">{data.boundary_note()}</p>'
    )


def _words(answer: Answer) -> str:
    shown = answer.figures.shown_as
    return f"Map of {answer.sentence}: {shown['dot']} dots, {shown['badge']} in province badges, {shown['tray']} not on the map. The list beside it holds them all."


def _months(answer: Answer) -> None:
    st.subheader("Incidents a month", anchor=False)
    counts = data.monthly(answer.store, answer.query)
    if not len(counts):
        st.info(
            "No incidents answer, so there is nothing to chart. Take a part of the question off, or reset the filters."
        )
        return
    st.vega_lite_chart(data.monthly_chart(answer.store, answer.query), width="stretch")
    st.caption(f"{charts.monthly_words(counts)} {data.coverage_note(answer.store)}")
