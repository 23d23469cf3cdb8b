"""Map view: where and when the incidents that answer happened, the one picked, and playback."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import arcs, area_layer, cards, data, header, layers, link, mapdata, screen, tiles
from dashboard.data import Answer, own_areas
from dashboard.layers import Playing
from dashboard.link import SHADINGS, Link
from dashboard.state import look, picks
from dashboard.timeline import Frame
from dashboard.untrusted import plain
from dashboard.views import time_view
from dashboard.views.listing import incident_panel
from geodata import classes, style
from geodata.query import IncidentQuery
from geodata.style import Theme

TITLE = "Map"
ARCS_HELP = (
    "Arcs from incidents to those reported as answering them, where both are shown and have a point. "
    "That one answers another is what sources say, not our finding."
)
WHOLE = "While this plays, map and figures show the days of the timeline; heading and list hold the whole question."
WHOLE_LIST = "The list holds the whole question, not only the days that play."


def show(here: Link, answer: Answer) -> None:
    header.question(answer)
    figures = st.empty()
    left, right = st.columns([2.25, 1], gap="medium") if screen.is_wide() else (st.container(), st.container())
    whole = right.empty()
    with left:
        _scene(here, answer, figures, whole)
        time_view.about(answer)
        if told := own_areas.note(answer.store, answer.query):
            st.caption(plain(told))
        st.caption(data.boundary_note())
    with right:
        incident_panel(here, answer)


@st.fragment
def _scene(here: Link, answer: Answer, figures: DeltaGenerator, whole: DeltaGenerator) -> None:
    """Draw what playback moves together: a frame runs this alone, and sends nothing else.

    Heading and list stay as they are, for a list a frame would cost more than the map; words under the buttons that play
    and in `whole`, above the list, say so.
    """
    if link.current()[0] != here:
        st.rerun()  # a click in here has changed the link: the whole page follows
    frame = picks.frame()
    seen = data.answer(answer.store, frame.of(answer.query)) if frame else answer
    shown = f"shown of {answer.count:,}: {frame.when}" if frame else ""
    figures.html(cards.figures_strip(seen.figures, shown))
    if frame:
        whole.caption(WHOLE_LIST)
    else:
        whole.empty()
    _map(here, answer, seen, frame)
    time_view.show(answer, frame, can_play=True)
    if frame:
        st.caption(WHOLE)


def _map(here: Link, answer: Answer, seen: Answer, frame: Frame | None) -> None:
    theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
    width, height = screen.map_size()
    zoom, dot = layers.opening_zoom(width, height), layers.dot_px(width)
    base, store, query = screen.base_path(), answer.store, answer.query
    values, shown = _shades(here, answer), _shades(here, seen)
    bounds = classes.bounds(values.values())  # of the whole question, or colours would change their meaning in play
    placed = (("zoom", zoom), ("dot", dot), ("v", store.version))
    asked = _asked(query, *placed)
    in_tiles = mapdata.is_tiled(answer.figures)
    chosen = None
    if here.incident:
        chosen = tiles.chosen(store, here.incident) if in_tiles else mapdata.dot(store, query, zoom, dot, here.incident)
    playing = None
    if frame:
        rings = [] if in_tiles else [{"p": point} for point in data.rings(store, seen.query)]
        playing = Playing(frame.days, mapdata.badges_of(store, query, zoom, dot, seen.query), rings)
    clicks = picks.map_clicks()
    incidents = layers.incident_layers(theme, base, asked, dot, chosen, playing, picks=clicks.picks)
    if in_tiles:
        salt = layers.salt([seen.query, here.incident, clicks.picks])
        tiled = tiles.layers_of(theme, base, _asked(seen.query, ("v", store.version)), dot, (width, height), salt)
        incidents = tiles.in_place_of_dots(incidents, tiled)
    drawn = [
        *layers.ground(theme, store.version, base),
        *area_layer.shaded(theme, store, base, layers.shading(shown, bounds, theme)),
        *(
            [area_layer.told(base, _asked(seen.query, ("v", store.version)), clicks.picks)]
            if here.shading != "none"
            else []
        ),
        layers.labels(theme, base, asked),
        *([arcs.layer(theme, base, _asked(seen.query, *placed))] if here.arcs == "yes" and not in_tiles else []),
        *incidents,
    ]
    with st.container(key="map-box"):
        picks.whole_map()
        st.pydeck_chart(
            layers.deck(drawn, zoom, theme, clicks), height=height, key="map", on_select=lambda: picks.picked_on_map("map"),
            selection_mode="single-object", alt=_words(seen))  # fmt: skip
    _legend(here, seen, values, bounds, theme, in_tiles=in_tiles)


def _asked(query: IncidentQuery, *more: tuple[str, object]) -> str:
    """Return the query part of the URLs that the map's rows are read from."""
    return urlencode([*query.to_params().items(), *more], doseq=True)


def _shades(here: Link, answer: Answer) -> Mapping[str, float]:
    """Return what provinces are shaded by, where they are."""
    if here.shading == "none":
        return {}
    if answer.store.boundaries is not None:
        return own_areas.shading_values(answer.store, answer.query, here.shading)
    return layers.shading_values(data.by_province(answer.store, answer.query), here.shading)


def _legend(
    here: Link, seen: Answer, values: Mapping[str, float], bounds: list[float], theme: Theme, *, in_tiles: bool
) -> None:
    ramp = classes.ramp(len(bounds), style.CHOROPLETH[theme])
    steps = list(zip(classes.held(values.values(), bounds), ramp, strict=True))
    kind = "area" if seen.store.boundaries else "province"
    title = {"count": f"Incidents by {kind}", "rate": "Incidents per 10,000 km²"}.get(here.shading, "")
    has_rings = not in_tiles and bool(data.rings(seen.store, seen.query))
    st.html(cards.legend(seen.figures, has_rings, steps, title, here.arcs == "yes" and not in_tiles, in_tiles))
    if in_tiles:
        st.caption(tiles.note(screen.map_size()))
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        look.choose("shading", "Shade provinces", SHADINGS, here, is_labelled=False)
        look.switch("arcs", "Reported answers", here, help=ARCS_HELP)


def _words(seen: Answer) -> str:
    shown = seen.figures.shown_as
    return f"Map of {seen.sentence}: {shown['dot']:,} at their points, {shown['badge']:,} in province badges, {shown['tray']:,} not on the map. The list beside it holds them all."
