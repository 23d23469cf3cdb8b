"""Compare view: two periods side by side, how much the rate differs, and whether that can be said at all."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard import cards, charts, data, figure, header, link, screen
from dashboard.data import Answer, comparisons
from dashboard.link import Link
from dashboard.untrusted import plain
from geodata.errors import QueryError
from geodata.patterns.compare import KEYS, LEAST_TO_SAY, Comparison, Interval, around

TITLE = "Compare"
READINGS = {
    "more": "More in the second period", "fewer": "Fewer in the second period", "no clear difference": "No clear difference",
    "too few to say": f"Too few to say: under {LEAST_TO_SAY} in both together",
}  # fmt: skip


def show(here: Link, answer: Answer) -> None:
    header.question(answer)
    opening = comparisons.opening(answer.store)
    first, second = here.first or opening[0], here.second or opening[1]
    _choose(answer, first, second)
    if {"since", "until"} & set(answer.query.asked()):
        st.caption("The days of the filters are left aside here: the two periods stand in their place.")
    found = comparisons.compared(answer.store, answer.query, first, second)
    doubted = doubts(answer, found)
    st.html(headline(found, ", ".join(short for _, short, _ in doubted)))
    for icon, _, sentence in doubted:
        st.info(sentence, icon=icon)
    if not found.total.first + found.total.second:
        st.info("No incidents answer in either period. Choose other days, or take a part of the question off.")
        return
    columns = 3 if screen.is_wide() else 1
    figure.show(comparisons.maps(answer.store, answer.query, first, second, columns))
    for key in KEYS:
        figure.show(comparisons.by(answer.store, answer.query, first, second, key, 1 if screen.is_phone() else 2))


def headline(found: Comparison, doubt: str) -> str:
    """Return counts, rates and ratio of the whole, as a strip; no reading where there is a `doubt`."""
    total = found.total
    ratio = charts.compare.interval({"ratio": total.ratio, "low": total.low, "high": total.high})
    value, _, interval = ratio.partition(" (")
    cells = [
        cards.figure(f"First: {found.first.words}", f"{total.first:,}", f"{charts.compare.rate(total.first_rate)}; {found.first.days:,} days"),
        cards.figure(f"Second: {found.second.words}", f"{total.second:,}", f"{charts.compare.rate(total.second_rate)}; {found.second.days:,} days"),
        cards.figure("Ratio of rates", f"× {value}" if value[0].isdigit() else value, interval.removesuffix(")")),
        cards.figure("Reading", *(("Not to be told", doubt) if doubt else READINGS[total.reading].partition(": ")[::2])),
    ]  # fmt: skip
    return f'<div class="figures wide" role="group" aria-label="The two periods">{"".join(cells)}</div>'


def doubts(answer: Answer, found: Comparison) -> list[tuple[str, str, str]]:
    """Return why the periods do not compare: an icon, a few words, a sentence or two."""
    since, until = data.span(answer.store)
    told = []
    for name, period in (("first", found.first), ("second", found.second)):
        if days := period.outside(since, until):
            said = f"{days:,} of the {name} period's days lie outside the data, which run from {since:%-d %b %Y} to {until:%-d %b %Y}. "
            told.append((":material/event_busy:", "days without data", said + "Its rate is too low for that alone."))
    if found.is_uneven:
        said = f"Few sources were found for {found.thin_first:.0%} of the first period's days and {found.thin_second:.0%} of the second's. "
        told.append((":material/contrast:", "the sources differ", said + "The difference may be one of the sources."))
    if found.first.overlaps(found.second):
        said = "The periods overlap, so some incidents count in both and the interval does not hold."
        told.append((":material/join:", "the periods overlap", said))
    return told


def _choose(answer: Answer, first: Interval, second: Interval) -> None:
    """Draw the choice of the two periods: an event to compare before and after, or any days."""
    events = {each.day: f"{each.label}, {each.day:%-d %b %Y}" for each in data.key_dates(answer.store)}
    name = f"{first}-{second}"  # other periods in the link make other widgets, so these always show the link
    row = st.container(horizontal=True, vertical_alignment="bottom", key="periods")
    with row:
        event = st.selectbox(
            "Before and after", list(events), format_func=events.__getitem__, index=None, key=f"event-{name}",
            placeholder="An event", disabled=not events, width=250,
            help="Compares periods as long as the second is now, before that day and from it on.")  # fmt: skip
    if event:
        _go(*around(event, second.days))
    with row, st.form(f"periods-{name}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        labels = ("First from", "until", "Second from", "until ")
        days = (first.since, first.until, second.since, second.until)
        typed = [
            st.date_input(label, value=day, format="YYYY-MM-DD", key=f"{label}-{name}", min_value=date.min, max_value=date.max, width=145)
            for label, day in zip(labels, days, strict=True)
        ]  # fmt: skip
        if st.form_submit_button("Compare"):
            try:
                _go(Interval(typed[0], typed[1]), Interval(typed[2], typed[3]))
            except QueryError as error:
                st.warning(plain(str(error)))


def _go(first: Interval, second: Interval) -> None:
    link.change(first=first, second=second)
    st.rerun()
