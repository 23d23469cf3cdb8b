"""What stands above every view: the pages, notices, the question in words with each part removable."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import data, dial, export_panel, link, screen
from dashboard.components.copy_link import copy_link
from dashboard.components.top import begin_at_top
from dashboard.data import Answer, doubles, places
from dashboard.link import Link
from dashboard.state import look
from dashboard.untrusted import plain
from geodata.errors import StoreError
from geodata.query import IncidentQuery
from geodata.rules import say_date

LOOK_AGAIN_S = 5.0  # after the database was away


def pages(titles: Mapping[str, str], here: Link, answer: Answer) -> None:
    """Draw the choice of pages, each keeping the question, and what there is to take away."""
    is_wide = screen.has_sidebar()
    above = (
        st.sidebar if is_wide else st.container(horizontal=True, key="top", gap="small", vertical_alignment="center")
    )
    above.html('<p class="brand">Incident Atlas</p>')
    row = st.container(horizontal=True, key="pages", gap="small", vertical_alignment="center")
    with row:
        look.choose("page", "Page", titles, here, is_labelled=False)
    with row if is_wide else above:
        st.space("stretch")
        copy_link()
        export_panel.show(here, answer)
        begin_at_top(f"{here.page} {here.data}")


def notices(asked: IncidentQuery, ignored: Sequence[str], problems: Sequence[str]) -> None:
    """Say what of the link was not understood, what cannot have an answer, and what the last change could not do."""
    place = st.container()  # a place of its own, so a notice never shifts the identity of what follows
    if ignored:
        place.warning("Part of this link was ignored. " + plain(" ".join(ignored)), icon=":material/link_off:")
    if asked.since and asked.until and asked.since > asked.until:
        _swapped(place, asked.since, asked.until)
    if once := doubles.counted_once():
        place.caption(plain(once[1]))
    if problems:
        place.warning(plain(" ".join(problems)), icon=":material/edit_off:")


def _swapped(place: DeltaGenerator, since: date, until: date) -> None:
    """Say that the first day asked for comes after the last, and offer to swap them."""
    place.warning(
        f"“From” ({say_date(since)}) is later than “Until” ({say_date(until)}), so no incident answers. The slider spans the days "
        "between; swap the two, or take one off.", icon=":material/swap_horiz:")  # fmt: skip
    place.button("Swap the dates", key="swap", on_click=link.ask, kwargs={"since": until, "until": since})


def question(answer: Answer) -> None:
    """Say the question with the number that answers, offer its evidence as a dial and each of its parts to take off."""
    st.html(f'<p class="sentence" role="status">{escape(answer.sentence)}</p>')
    parts = answer.query.parts(answer.store.place_names)
    with st.container(horizontal=True, key="parts", gap="small", vertical_alignment="center"):
        dial.show(answer)
        for part in parts:
            st.button(plain(part.text),
                icon=":material/close:",
                icon_position="right", key="drop-" + "-".join(part.fields), on_click=link.drop, args=part.fields,
                      help="Take this off")  # fmt: skip
        if parts:
            st.button("Reset", on_click=link.drop, key="reset-all", type="tertiary")
            about = places.subject(answer.store, answer.query)
            if about is not None and link.current()[0].page != "places":
                st.button(
                    f"More on {plain(about.name)} →", on_click=link.about_place, args=(about.kind, about.key), key="more", type="tertiary")  # fmt: skip


def kept(answer: Answer) -> None:
    """Say in place of the filters that a page is the same for every question, and which question is kept."""
    st.sidebar.caption(f"This page is the same for every question. Yours is kept: {plain(answer.sentence)}.")


def away(error: StoreError) -> None:
    """Say that the database is away, and show the page by itself once it is back."""
    st.error(f"{plain(str(error))} This page comes back by itself.", icon=":material/cloud_off:")
    st.fragment(_look_again, run_every=LOOK_AGAIN_S)(time.monotonic())


def _look_again(since: float) -> None:
    """Run the page anew if the data can be asked again; not in the run that has just found that they cannot."""
    if time.monotonic() - since > LOOK_AGAIN_S / 2 and data.can_be_asked():
        st.rerun()
