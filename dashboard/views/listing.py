"""The panel beside the map: the card of the incident picked, the list that does all the map does, the tray."""

from __future__ import annotations

import streamlit as st

from dashboard import cards, data, filters, link
from dashboard.data import Answer
from dashboard.header import plain
from dashboard.link import Link
from geodata import style

LIST_HEIGHT = 560


def incident_panel(here: Link, answer: Answer) -> None:
    """Show the card of the incident picked where there is one, else the list."""
    row = data.incident(here.incident) if here.incident else None
    if row is None:
        _list(answer, LIST_HEIGHT)
        return
    with st.container(horizontal=True, key="card-buttons", gap="small"):
        before, after = data.neighbours(answer.query, here.incident)
        for label, other, key in (("← Earlier", before, "earlier"), ("Later →", after, "later")):
            st.button(label, key=key, on_click=link.change, kwargs={"incident": other}, disabled=other is None)
        st.button("Close", key="close", on_click=link.change, kwargs={"incident": None})
    if not data.answers(answer.query, here.incident):
        st.caption("This incident does not answer the filters; it is shown because the link names it.")
    with st.container(height=LIST_HEIGHT, key="card", border=True):
        st.html(cards.incident_card(row, data.sources(here.incident)))
        _links(here.incident)


def _links(event_id: str) -> None:
    """Offer the incidents that this one is reported as answering, and those reported as answering it."""
    linked = data.links(event_id)
    for relation, title in (("answers", "Reported as answering"), ("answered_by", "Reported as answered by")):
        rows = linked[linked["relation"] == relation]
        if len(rows):
            st.markdown(f"**{title}**")
        for row in rows.itertuples():
            text = f"{row.event_date:%-d %b %Y} · {row.place_name}"
            st.button(plain(text), key=f"{relation}-{row.event_id}", on_click=link.change, kwargs={"incident": row.event_id}, type="tertiary")


def _list(answer: Answer, height: int) -> None:
    rows = data.listed(answer.query)
    if not len(rows):
        st.info("No incidents answer. Take a part of the question off, or reset the filters.")
        return
    shown = rows.assign(Date=rows["event_date"], Place=rows["place_name"].fillna("Place not known"), Kind=rows["category"].map(_MARKS))
    marked = shown[["Kind", "Date", "Place"]].style.map(_colour, subset=["Kind"])
    key = f"list-{answer.query.to_url()}"  # another question is another list: no row stays marked by its number
    st.dataframe(
        marked, key=key, height=height, hide_index=True, selection_mode="single-row",
        on_select=lambda: filters.picked_in_list(key, tuple(rows["event_id"])),
        column_config={"Kind": st.column_config.TextColumn("", width=30), "Date": st.column_config.DateColumn(format="D MMM YYYY", width=90)})  # fmt: skip
    _tray(answer)


_SHAPES = {"circle": "●", "diamond": "◆", "square": "■"}
_MARKS = {category: _SHAPES[symbol.shape] for category, symbol in style.CATEGORY.items()}
_COLOURS = {_MARKS[category]: symbol.colour for category, symbol in style.CATEGORY.items()}


def _colour(mark: str) -> str:
    return f"color: {_COLOURS.get(mark, 'inherit')}"


def _tray(answer: Answer) -> None:
    """List the incidents that have no place on the map, so that none is lost."""
    rows = data.listed(answer.query)
    tray = rows[rows["shown_as"] == "tray"]
    if not len(tray):
        return
    with st.expander(f"Not on the map: {len(tray)} without a known province"):
        for row in tray.itertuples():
            st.button(plain(f"{row.event_date:%-d %b %Y} · {row.place_name}"), key=f"tray-{row.event_id}", type="tertiary",
                      on_click=link.change, kwargs={"incident": row.event_id})  # fmt: skip
