"""The timeline under a view: counts over time, the window that sets the dates, playback, key dates."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import data, screen
from dashboard.cards import web_link
from dashboard.components.timeline import timeline
from dashboard.data import Answer
from dashboard.state import picks
from dashboard.timeline import Frame


def show(answer: Answer, frame: Frame | None = None, *, can_play: bool = False) -> None:
    """Draw the timeline of all that answers but for the dates; `frame` is what playback shows now."""
    asked = [*answer.query.without("since", "until").to_params().items(), ("v", answer.store.version)]
    timeline(
        screen.base_path(),
        urlencode(asked, doseq=True),
        window=(answer.query.since, answer.query.until),
        frame=str(frame) if frame else None,
        can_play=can_play,
        on_window=picks.moved_the_window,
    )


def about(answer: Answer) -> None:
    """Say what the sources cover, and list the key dates with their sources."""
    st.caption(data.coverage_note(answer.store))
    if marks := data.key_dates(answer.store):
        listed = "".join(
            f"<li><b>{escape(each.when)}: {escape(each.label)}.</b> {escape(each.note)} {web_link(each.url, 'Source')}</li>"
            for each in marks
        )
        with st.expander(f"Key dates ({len(marks)})"):
            st.html(f'<ul class="licences">{listed}</ul>')
