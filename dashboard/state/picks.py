"""Clicks on the map, a list, a chart or the timeline: each followed to where it leads.

What was asked of the map by clicks, its view apart from the question, is held here; all else goes to the link.
"""

from __future__ import annotations

import streamlit as st

from dashboard import link, tiles
from dashboard.components import incident_list, timeline
from dashboard.layers import NO_CLICKS, Clicks, Near
from dashboard.timeline import Frame
from geodata.rules import Bbox

_CLICKS = "map-clicks"


def picked_on_map(key: str) -> None:
    """Follow a click on the map: a dot opens its card, a badge asks for its province, a bin for a closer view or its incidents."""
    objects = {layer: picked for layer, picked in st.session_state[key].selection.objects.items() if picked}
    if objects:
        st.session_state[_CLICKS] = map_clicks()._replace(picks=map_clicks().picks + 1)
    for layer, picked in objects.items():
        if layer.startswith("pick-"):
            link.change(incident=picked[0]["id"])
        elif layer.startswith("badge-"):
            link.only_province_known(picked[0]["id"])
    match tiles.picked(objects):
        case str() as event_id:
            link.change(incident=event_id)
        case Near() as near:
            _show(near)
        case Bbox() as box:
            link.ask(bbox=box)


def map_clicks() -> Clicks:
    """Return what was asked of the map by clicks."""
    return st.session_state.get(_CLICKS, NO_CLICKS)


def whole_map() -> None:
    """Offer to show the whole map again."""
    st.button("Whole map", icon=":material/zoom_out_map:", key="home", type="tertiary", on_click=_show, args=(None,))


def _show(near: Near | None) -> None:
    st.session_state[_CLICKS] = map_clicks()._replace(views=map_clicks().views + 1, near=near)


def picked_in_the_list() -> None:
    """Follow a pick in the list beside the map."""
    if picked := st.session_state[incident_list.KEY].picked:
        link.change(incident=picked)


def picked_in_list(key: str, event_ids: tuple[str, ...]) -> None:
    """Follow a click on a row of a list of incidents."""
    rows = st.session_state[key].selection.rows
    link.change(incident=event_ids[rows[0]] if rows else None)


def picked_in_bars(kind: str, key: str) -> None:
    """Follow a pick in a list of places or provinces to the page of one."""
    if picked := st.session_state[key].picked:
        link.about_place(kind, picked)


def picked_on_chart(key: str) -> None:
    """Follow a click on a mark of a chart whose selection ``picked`` names incidents."""
    if picked := st.session_state[key].selection.get("picked"):
        link.change(incident=picked[0]["event_id"])


def frame() -> Frame | None:
    """Return what playback shows now; None while it is not playing."""
    return Frame.read(_timeline("frame"))


def moved_the_window() -> None:
    """Follow the window of the timeline: its days are the dates of the question."""
    window = Frame.read(_timeline("window"))
    link.ask(since=window and window.since, until=window and window.until)


def _timeline(name: str) -> object:
    return st.session_state.get(timeline.KEY, {}).get(name)
