"""Places view: sites and provinces by number of incidents, and the page of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from dashboard import cards, figure, header, link, mapdata, screen, unanswered
from dashboard.components.bar_list import bar_list
from dashboard.data import Answer, places
from dashboard.link import Link
from dashboard.state import picks
from dashboard.untrusted import plain
from dashboard.views.listing import incident_panel
from geodata import style
from geodata.patterns.places import NEAR_DAYS, FirstStrike, Subject

TITLE = "Places"
LIST_PX, LINE_PX = 620, 46
BARS = 8  # lines of a small list; the rest are told together
LISTS = {
    "weapon": "Weapons",
    "outcome": "Outcomes",
    "actor": "Who acted",
    "claimed_by": "Who claimed",
}


def show(here: Link, answer: Answer) -> None:
    header.question(answer)
    about = places.subject(answer.store, answer.query)
    if about is None:
        _lists(answer)
    else:
        _page(here, answer, about)


def _lists(answer: Answer) -> None:
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query))
        return
    kinds = "".join(
        f"<li>{mapdata.symbol(category)} {escape(symbol.label)}</li>" for category, symbol in style.CATEGORY.items()
    )
    st.html(
        f'<div class="legend">Pick a site or a province for its page. The other filters stay in force.<ul>{kinds}</ul></div>'
    )
    columns = st.columns(2, gap="large")
    for column, kind, title in zip(columns, ("place", "province"), ("Sites and areas", "Provinces"), strict=True):
        with column:
            st.markdown(f"##### {title}")
            key = f"list-{kind}"
            lines = places.listing(answer.store, answer.query, kind)
            bar_list(key, title, lines, min(LIST_PX, LINE_PX * len(lines) + 4),
                     on_picked=lambda kind=kind, key=key: picks.picked_in_bars(kind, key))  # fmt: skip


def _page(here: Link, answer: Answer, about: Subject) -> None:
    st.button("← All places", key="all-places", on_click=link.drop, args=("place", "province"))
    st.html(cards.figures_strip(answer.figures))
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query, f" at {plain(about.name)}"))
        return
    left, right = (
        st.columns([2, 1], gap="medium") if here.incident and screen.is_wide() else (st.container(), st.container())
    )
    if here.incident:
        with right:
            incident_panel(here, answer)
    with left:
        if first := places.first_strike(answer.store, answer.query):
            st.html(_before(first, about))
        figure.show(places.strip(answer.store, answer.query, is_narrow=screen.window() < screen.PHONE),
                    on_select=lambda: picks.picked_on_chart("chart-strip"), selection_mode="picked")  # fmt: skip
        _counts(answer)
        _near(here, answer)


def _before(first: FirstStrike, about: Subject) -> str:
    """Say how many attacks there were until the first strike of the country."""
    where = "here" if about.kind == "place" else "in the province"
    return (
        f'<p class="before"><b>{first.before:,}</b> attack{"s" * (first.before != 1)} on U.S. and coalition forces {where} before the day '
        f"of the first strike in {escape(first.country)} ({first.day:%-d %B %Y}), "
        f"<b>{first.before + first.that_day:,}</b> with those of that day.</p>"
    )


def _counts(answer: Answer) -> None:
    columns = st.columns(2, gap="large")
    for place, (key, title) in enumerate(LISTS.items()):
        with columns[place % 2]:
            st.html(bars(title, places.counted(answer.store, answer.query, key), answer.count))
    told = places.sources(answer.store, answer.query)
    st.html(
        f'<p class="quiet">{told.records:,} source records, {told.pages:,} pages of {told.publishers:,} publishers. '
        f"{told.single:,} of {answer.count:,} incidents rest on one page.</p>"
    )


def bars(title: str, lines: Sequence[tuple[str, int]], of: int) -> str:
    """Return a short list with bars, each as long as its share of `of` incidents."""
    shown = [
        *lines[:BARS],
        *([(f"{len(lines) - BARS} more", sum(n for _, n in lines[BARS:]))] if len(lines) > BARS else []),
    ]
    rows = "".join(
        f'<li><span>{escape(label)}</span><i style="width:{min(100 * n / max(of, 1), 100):.1f}%"></i><b>{n:,}</b></li>'
        for label, n in shown
    )
    digits = max((len(f"{n:,}") for _, n in shown), default=0)
    return f'<h5>{escape(title)}</h5><ul class="bars" style="--digits: {digits}ch" aria-label="{escape(title)}">{rows}</ul>'


def _near(here: Link, answer: Answer) -> None:
    """List what happened elsewhere around the incident picked, or around all of them."""
    around = here.incident if here.incident and link.answers(here, answer.store) else None
    if around is None and answer.count > places.MOST_MARKS:
        st.caption(
            f"Of so many incidents, nearly all others lie within {NEAR_DAYS} days. Open one to see those around it."
        )
        return
    found = places.near_in_time(answer.store, answer.query, around)
    whose = "the incident picked" if around else "an incident here"
    st.markdown(f"##### {len(found):,} incidents elsewhere within {NEAR_DAYS} days of {whose}")
    if not len(found):
        st.caption("None that answers the other filters.")
        return
    shown = found.assign(
        Kind=found["category"].map(lambda value: style.label("category", value)),
        Gap=found["gap_days"].map(lambda days: "same day" if not days else f"{abs(days)} day{'s' * (abs(days) != 1)} {'after' if days > 0 else 'before'}"),
        Place=found["place_name"].fillna("not known"),
    )[["event_date", "Gap", "Place", "Kind"]].rename(columns={"event_date": "Day"})  # fmt: skip
    key = f"near-{around}-{answer.query.to_url()}"
    st.dataframe(
        shown, hide_index=True, key=key, height=300, selection_mode="single-row",
        on_select=lambda: picks.picked_in_list(key, tuple(found["event_id"])),
        column_config={"Day": st.column_config.DateColumn(format="D MMM YYYY")})  # fmt: skip
    st.caption("Close in time says nothing of a connection. The box before a row opens the incident.")
