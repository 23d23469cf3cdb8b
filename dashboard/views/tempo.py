"""Tempo view: gaps between incidents, bursts and quiet spells, the calendar, weekdays, sites month by month."""

from __future__ import annotations

import streamlit as st

from dashboard import figure, header, screen, unanswered
from dashboard.charts.tempo import calendar_cell
from dashboard.data import Answer, tempos
from dashboard.link import Link

TITLE = "Tempo"
NO_HOURS = "By hour of day nothing is drawn: the data state the day of an incident, and no hour."


def show(link: Link, answer: Answer) -> None:  # noqa: ARG001  the question alone decides
    header.question(answer)
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query))
        return
    asked = (answer.store, answer.query)
    figure.show(tempos.calendar(*asked, calendar_cell(screen.free_width())))
    figure.show(tempos.spells(*asked))
    left, right = st.columns([1.4, 1], gap="medium") if screen.is_wide() else (st.container(), st.container())
    with left:
        figure.show(tempos.gaps(*asked))
    with right:
        figure.show(tempos.weekdays(*asked))
        st.caption(NO_HOURS)
    figure.show(tempos.sites(*asked, 4 if screen.is_wide() else 1))
