"""Tally view: how complete the data are, by our count of attacks beside the running counts that others gave."""

from __future__ import annotations

from datetime import date
from html import escape

import streamlit as st

from dashboard import cards, figure, header, screen
from dashboard.charts import AT_LEAST, said
from dashboard.data import Answer, tallies
from dashboard.link import PARTS, Link
from dashboard.state import look
from dashboard.untrusted import plain
from geodata import style
from geodata.patterns.tally import ACTOR, CATEGORY, Tally

TITLE = "Tally"
ABOUT = (
    f"Officials gave running counts of attacks by {ACTOR} on U.S. and coalition forces. We count ours by the same days. Nobody "
    "counts by quite the same rule, so a gap says that the lists differ, not who is right."
)
NO_COUNTS = "These data bring no counts of others, so there is nothing to set ours beside."
NONE_THEN = "No count of others falls in these days. Take the dates off, or choose another part."


def show(link: Link, answer: Answer) -> None:
    header.question(answer)
    st.caption(ABOUT)
    counted = tallies.counted(answer.store, answer.query, link.part)
    days = [day.date() for day in dict.fromkeys(counted.official["as_of"])]
    choices = st.container(horizontal=True, gap="medium")  # under each other where the window is narrow
    with choices:
        look.choose("part", "Attacks in", PARTS, link)
    _notices(counted)
    if not answer.count:
        return
    if not days:
        st.info(NO_COUNTS if not len(answer.store.official_counts) else NONE_THEN)
        return
    day = (
        link.on
        if link.on in days
        else max((each for each in days if each <= (link.on or counted.last)), default=days[0])
    )
    if link.on and link.on != day:
        st.info(
            f"No count of others was given on {link.on:%-d %b %Y}. The strip shows {day:%-d %b %Y}.",
            icon=":material/event:",
        )
    with choices.container(width=240):
        look.select("on", "On the day", {each: f"{each:%-d %B %Y}" for each in reversed(days)}, day)
    st.html(side_by_side(counted, day))
    figure.show(tallies.running_counts(answer.store, answer.query, link.part, screen.is_phone()))
    for scope in dict.fromkeys(counted.official["scope"]):
        if scope != "wi_tracker":  # two counts only
            figure.show(tallies.missing(answer.store, answer.query, link.part, scope))
    _undated(counted)


def _notices(counted: Tally) -> None:
    if counted.narrowed:
        st.info(
            "The question also narrows by " + plain(", ".join(counted.narrowed).replace("_", " ")) + ". Others did not, so here a gap "
            "says nothing of how complete the data are.", icon=":material/filter_alt:")  # fmt: skip


def side_by_side(counted: Tally, day: date) -> str:
    """Return our count at each level and the latest of each other's until a day, as a strip with the marks of the chart."""
    ours = counted.until(day)
    cells = [
        cards.figure(f"Ours: {AT_LEAST[level].lower()}", f"{count:,}", f"until {day:%-d %b %Y}", line_mark(level))
        for level, count in ours.items()
    ]
    for row in counted.latest(day).to_dict("records"):
        mark, given = style.SCOPE[row["scope"]], row["as_of"].date()
        then = counted.until(given)  # ours on the day of their count, which may be long before
        _, _, more = said(row).partition(", ")
        gaps = ", ".join(
            f"{then[level] - row['said'][0][0]:+,} {style.label('evidence', level).lower()}" for level in counted.levels
        )
        differs = f"ours {'that day ' * (given != day)}{gaps}"
        note = "; ".join(filter(None, (more, f"{given:%-d %b %Y}", differs)))
        value = f"{row['said'][0][0]:,}" + "+" * row["is_floor"]
        cells.append(
            cards.figure(mark.label, value, note, f'<i class="mark {mark.shape}" style="background:{mark.colour}"></i>')
        )
    return f'<div class="figures" role="group" aria-label="Counts until {escape(f"{day:%-d %B %Y}")}">{"".join(cells)}</div>'


def line_mark(level: str) -> str:
    """Return a piece of the line that the chart draws for our count at a level of evidence, as HTML."""
    return f'<i class="mark line {level}" style="color:{style.CATEGORY[CATEGORY].colour}"></i>'


def _undated(counted: Tally) -> None:
    if not len(counted.undated):
        return
    with st.expander(f"Counts on pages without a day ({len(counted.undated)}): not drawn"):
        shown = counted.undated.assign(scope=counted.undated["scope"].map(lambda scope: style.SCOPE[scope].label))
        st.dataframe(shown, hide_index=True, column_config={"url": st.column_config.LinkColumn("url")}, key="undated")
