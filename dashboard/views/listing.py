"""The panel beside the map: the card of the incident picked, or the list of all that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboard import cards, data, link, mapdata, screen, unanswered
from dashboard.components.focus import take_focus
from dashboard.components.incident_list import incident_list
from dashboard.data import Answer
from dashboard.link import LISTED, Link
from dashboard.state import look, picks
from dashboard.untrusted import plain
from geodata import names
from geodata.patterns import responses

LIST_HEIGHT = 530
POINTS = "Points"  # the map of very many draws them as rings, as dots only near by


def incident_panel(here: Link, answer: Answer) -> None:
    """Show the card of the incident picked where there is one, else the list."""
    row = data.incident(answer.store, here.incident) if here.incident else None
    if row is None:
        _list(here, answer)
        return
    with st.container(horizontal=True, key="card-buttons", gap="small"):
        before, after = data.neighbours(answer.store, answer.query, here.incident)
        for label, other, key in (("← Earlier", before, "earlier"), ("Later →", after, "later")):
            st.button(label, key=key, on_click=link.change, kwargs={"incident": other}, disabled=other is None)
        st.button("Close", key="close", on_click=link.change, kwargs={"incident": None})
    if not data.answers(answer.store, answer.query, here.incident):
        st.caption("This incident does not answer the filters; it is shown because the link names it.")
    with st.container(height=LIST_HEIGHT, key="card", border=True):
        _place(here, row)
        st.html(cards.incident_card(row, data.sources(answer.store, here.incident)))
        _links(answer, here.incident, row)
    take_focus("card", here.incident)


def _place(here: Link, row: Mapping[str, Any]) -> None:
    """Offer the page of the incident's place, or of its province where it has no place."""
    for kind, key in (("place", row["place_id"]), ("province", row["province"])):
        if not isinstance(key, str) or (here.page == "places" and key in getattr(here.query, kind)):
            continue
        name = row["place_name"] if kind == "place" else names.province_names()[key].name
        st.button(
            f"More on {plain(str(name))} →", key="more-on-place", type="tertiary", on_click=link.about_place, args=(kind, key))  # fmt: skip
        return


def _links(answer: Answer, event_id: str, here: Mapping[str, Any]) -> None:
    """Offer the incidents that this one is reported as answering, and those reported as answering it."""
    linked = data.links(answer.store, event_id)
    for relation, title in (("answers", "Reported as answering"), ("answered_by", "Reported as answered by")):
        rows = linked[linked["relation"] == relation]
        if len(rows):
            st.markdown(f"**{title}**")
        for row in rows.itertuples():
            st.button(
                plain(_linked_words(here, row, is_answer=relation == "answered_by")),
                key=f"{relation}-{row.event_id}",
                on_click=link.change,
                kwargs={"incident": row.event_id},
                type="tertiary",
            )


def _linked_words(here: Mapping[str, Any], other: Any, *, is_answer: bool) -> str:
    """Say when and where a linked incident was, and how long after the other the answer came."""
    first, then = (here["event_date"], other.event_date) if is_answer else (other.event_date, here["event_date"])
    is_about = max(here["time_precision"], other.time_precision) > responses.SURE_OF_DAY
    lag = responses.lag_words((then - first).days, is_about)
    place = other.place_name if isinstance(other.place_name, str) else "place not named"
    return f"{other.event_date:%-d %b %Y} · {place} · {lag if is_answer else f'answered {lag}'}"


def _list(here: Link, answer: Answer) -> None:
    """List what answers, those without a dot too: the list does everything the map does, and none is lost."""
    shown = answer.figures.shown_as
    counts = {"all": answer.count, **shown}
    is_tiled = mapdata.is_tiled(answer.figures)
    choices = {
        name: f"{POINTS if name == 'dot' and is_tiled else label} {counts[name]:,}"
        for name, label in LISTED.items()
        if counts[name] or name in ("all", here.listed)
    }
    if len(choices) > 1:
        look.choose("listed", "List", choices, here, is_labelled=False)
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query))
        st.caption(data.coverage_note(answer.store))
        return
    params = [*answer.query.to_params().items(), ("listed", here.listed), ("v", answer.store.version)]
    url = f"{screen.base_path()}/layers/list.json?{urlencode(params, doseq=True)}"
    incident_list(url, here.incident, LIST_HEIGHT, data.STRETCH, picks.picked_in_the_list)
