"""Incidents view: the table of what answers, to sort, to pick from and to take away."""

from __future__ import annotations

import streamlit as st

from dashboard import cards, data, header, unanswered
from dashboard.data import Answer, publishing
from dashboard.link import SORTS, Link
from dashboard.state import look, picks
from dashboard.views import time_view
from dashboard.views.listing import incident_panel
from geodata import names, style
from geodata.combine import COLUMN

TITLE = "Incidents"


def show(link: Link, answer: Answer) -> None:
    header.question(answer)
    st.html(cards.figures_strip(answer.figures))
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query))
        return
    # The card's place is there without a card: a table that changes its place loses how a reader has sorted it.
    left, right = st.columns([2, 1], gap="medium")
    with right:
        if link.incident:
            incident_panel(link, answer)
        else:
            st.info("Tick the box before a row to read the incident here.")
    with left:
        _table(link, answer)
        time_view.show(answer)
        time_view.about(answer)


def _page(here: Link, answer: Answer) -> int:
    """Offer what comes first and, where there are more rows than a browser should hold, which page; return the page."""
    pages = -(-answer.count // data.TABLE_PAGE)
    page = min(here.table_page, pages)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        with st.container(width=180):
            look.select("sort", "First come", {name: words for name, (words, *_) in SORTS.items()}, here.sort)
        if pages > 1:
            look.number("table_page", f"Page of {pages:,}", pages, page)
    if page < here.table_page:
        st.warning(
            f"The table has {pages:,} page{'s' * (pages != 1)}, so there is no page {here.table_page:,}. This is the last."
        )
    return page


def _table(here: Link, answer: Answer) -> None:
    page = _page(here, answer)
    _, sort, descending = SORTS[here.sort]
    rows = data.table(answer.store, answer.query, sort, page, descending=descending)
    key = f"table-{answer.query.to_url()}-{here.sort}-{page}"
    shown = rows.assign(
        category=rows["category"].map(lambda value: style.label("category", value)),
        confidence=rows["confidence"].map(lambda value: style.label("evidence", value)),
        province=rows["province"].map(
            lambda code: names.province_names()[code].name if code in names.province_names() else None
        ),
        one_publisher=rows["event_id"].isin(publishing.single(answer.store, tuple(rows["event_id"]))),
        country=rows["country"].map(lambda code: names.COUNTRY_NAMES.get(code, code)),
    )
    order = ["event_date", "place_name", "province", "country", "category", "weapons", "actor1", "actor2", "outcome", "killed_min",
             "killed_max", "injured_min", "injured_max", "confidence", "one_publisher", "claimed_by", "damage", "notes", "event_id"]  # fmt: skip
    if "area" in rows:
        order.insert(3, "area")
    if COLUMN in shown:
        order.insert(order.index("category"), COLUMN)
    st.dataframe(
        shown[order], key=key, height=620, hide_index=True, selection_mode="single-row",
        on_select=lambda: picks.picked_in_list(key, tuple(rows["event_id"])), column_config=_COLUMNS)  # fmt: skip
    sorts = (
        "sort"
        if answer.count <= data.TABLE_PAGE
        else f"sort these {len(rows):,} rows (“First come” sorts all {answer.count:,})"
    )
    st.caption(
        f"Click a column's head to {sorts}, the box before a row to read the incident. An empty cell is “not stated”, never 0."
    )


_COLUMNS = {
    "event_date": st.column_config.DateColumn("Date", format="YYYY-MM-DD"), "place_name": "Place", "province": "Province", "area": "Area",
    "country": "Country", "category": "Kind", "weapons": st.column_config.ListColumn("Weapons"), "actor1": "Who", "actor2": "Against",
    "outcome": "Outcome", "killed_min": "Killed, least", "killed_max": "Killed, most", "injured_min": "Injured, least",
    "injured_max": "Injured, most", "confidence": "Evidence",
    "one_publisher": st.column_config.CheckboxColumn("One publisher", help="All its sources name one publisher."), "claimed_by": "Claimed by", "damage": "Damage",
    "notes": st.column_config.TextColumn("Notes", width="large"), "event_id": "Name in these data", COLUMN: "Data set",
}  # fmt: skip
