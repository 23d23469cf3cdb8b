"""Responses view: which incidents are reported as answering which, how long after, and which attacks nobody is reported to have answered."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import cards, figure, header, screen, unanswered
from dashboard.data import Answer, chains
from dashboard.link import Link
from dashboard.state import picks
from dashboard.views.listing import incident_panel
from geodata.patterns import responses

TITLE = "Responses"
ABOUT = (
    "What sources report as the answer to what. A link repeats the reporting; it is not a finding that one caused the other, and "
    "where there is none, only that no source named one. A click on an end opens its card."
)
_DAY_PX = 8.5  # in the ladder
_WITHOUT_CARD = 1.45  # how much wider the page is than the map, which has the list beside it


def show(link: Link, answer: Answer) -> None:
    header.question(answer)
    st.caption(ABOUT)
    found = chains.linked(answer.store, answer.query)
    if not len(found.links):
        st.info(
            unanswered.told(
                "No incident that answers the question is reported as answering another, or as answered.", answer.query
            )
        )
    else:
        st.html(_strip(found))
    left, right = (
        st.columns([2, 1], gap="medium") if link.incident and screen.is_wide() else (st.container(), st.container())
    )
    if link.incident:
        with right:
            incident_panel(link, answer)
    with left:
        if len(found.links):
            _linked(link, answer)
        if answer.count:
            figure.show(chains.run_figure(answer.store, answer.query))


def _strip(found: responses.Responses) -> str:
    lags = responses.lags(found.links)
    of = found.links["answer_category"].value_counts()
    middle = "not known" if lags.median is None else "same day" if lags.median == 0 else f"{lags.median:g} days"
    about = f"{lags.about:,} of {lags.links:,} known to a few days"
    cells = [
        cards.figure("Reported links", f"{len(found.links):,}", f"{len(found.ends):,} incidents"),
        cards.figure("Chains", f"{found.ends['chain'].nunique():,}", "linked however far"),
        cards.figure("Strikes answer attacks", f"{of.get(responses.STRIKE, 0):,}", "links"),
        cards.figure("Attacks answer strikes", f"{of.get(responses.ATTACK, 0):,}", "links"),
        cards.figure("Middle lag", middle.replace("1 days", "1 day"), about),
        cards.figure("Longest lag", "not known" if lags.longest is None else f"{lags.longest:,} day{'s' * (lags.longest != 1)}", ""),
    ]  # fmt: skip
    return f'<div class="figures" role="group" aria-label="Reported answers">{"".join(cells)}</div>'


def per_row(*, has_card: bool) -> int:
    """Return how many days of the ladder fit beside one another."""
    width = screen.map_size()[0]
    return max(int((width if has_card or not screen.is_wide() else width * _WITHOUT_CARD) / _DAY_PX), 20)


def chain(told: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return a chain in words, each incident answered with what is reported as answering it."""
    parts = "".join(
        f"<li><b>{escape(cause)}</b> is reported as answered by<ul>{''.join(f'<li>{escape(each)}</li>' for each in found)}</ul></li>"
        for cause, found in told
    )
    return f'<h5>The chain of this incident</h5><ul class="chain">{parts}</ul>'


def _linked(link: Link, answer: Answer) -> None:
    figure.show(
        chains.ladder(answer.store, answer.query, link.incident, per_row(has_card=bool(link.incident))),
        on_select=lambda: picks.picked_on_chart("chart-ladder"), selection_mode="picked")  # fmt: skip
    if link.incident and (told := chains.chain_of(answer.store, answer.query, link.incident)):
        st.html(chain(told))
    listed = chains.chains(answer.store, answer.query)
    st.markdown("##### The chains, newest first")
    key = f"chains-{answer.query.to_url()}"
    st.dataframe(
        listed.drop(columns="event_id"), hide_index=True, key=key, selection_mode="single-row", height=280,
        on_select=lambda: picks.picked_in_list(key, tuple(listed["event_id"])),
        column_config={"Begins": st.column_config.DateColumn(format="D MMM YYYY")})  # fmt: skip
    st.caption("The box before a row opens the incident that begins the chain; its card steps to what answered it.")
    figure.show(chains.lag_figure(answer.store, answer.query, is_narrow=screen.window() < screen.PHONE))
