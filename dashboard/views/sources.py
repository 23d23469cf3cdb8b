"""Sources view: how the headline changes with the evidence asked for, on whom the data rest, and what is lost without one."""

from __future__ import annotations

import streamlit as st

from dashboard import cards, dial, figure, header, link, unanswered
from dashboard.data import Answer, evidence, publishing
from dashboard.link import Link
from dashboard.state import look
from dashboard.untrusted import plain
from geodata import style

TITLE = "Sources"


def show(here: Link, answer: Answer) -> None:
    header.question(answer)
    st.subheader("How the headline changes with the evidence asked for", anchor=False)
    st.html(dial.strip(evidence.headlines(answer.store, answer.query)))
    if not answer.count:
        st.info(unanswered.no_incidents(answer.query))
        return
    st.subheader("On how many publishers an incident rests", anchor=False)
    st.html(_reliance(answer))
    figure.show(publishing.figure(answer.store, answer.query))
    _without(here, answer)


def _reliance(answer: Answer) -> str:
    rests = publishing.reliance(answer.store, answer.query)
    parts = {
        "No source given": rests.none,
        "One publisher": rests.one,
        "Two publishers": rests.two,
        "Three or more": rests.more,
    }
    cells = [
        cards.figure(label, f"{n:,}", f"{n / max(rests.incidents, 1):.0%} of {rests.incidents:,}")
        for label, n in parts.items()
    ]
    return f'<div class="figures wide" role="group" aria-label="Publishers of an incident">{"".join(cells)}</div>'


def _without(here: Link, answer: Answer) -> None:
    """Show what would be lost without one publisher, chosen from those that answer."""
    rows = publishing.found(answer.store, answer.query)
    if not len(rows):
        return
    st.subheader("Without one publisher", anchor=False)
    choices = {None: "Choose a publisher"} | {
        row["publisher"]: f"{row['publisher']} ({row['alone']:,} alone of {row['incidents']:,})"
        for row in rows.sort_values(["alone", "incidents", "publisher"], ascending=[False, False, True]).to_dict(
            "records"
        )
    }
    chosen = here.publisher if here.publisher in choices else None
    if here.publisher and not chosen:
        st.info(f"No source of the incidents that answer is by {plain(here.publisher)}.")
    look.select("publisher", "Publisher", choices, chosen)
    if chosen is None:
        return
    st.html(_left(answer, chosen))
    lost = publishing.only_from(answer.store, answer.query, chosen)
    if not len(lost):
        st.caption("Every incident that it reports is reported by somebody else too.")
        return
    st.markdown(f"**Reported by nobody else ({len(lost):,})**")
    with st.container(height=min(60 + 36 * len(lost), 380), border=True, key="lost", gap=None):
        for row in lost.itertuples():
            kind = style.label("category", row.category)
            st.button(plain(f"{row.event_date:%-d %b %Y} · {row.place_name or 'Place not named'} · {kind}"), key=f"lost-{row.event_id}",
                      on_click=link.change, kwargs={"incident": row.event_id, "page": "incidents"}, type="tertiary")  # fmt: skip


def _left(answer: Answer, publisher: str) -> str:
    kinds = publishing.without(answer.store, answer.query, publisher)
    total = tuple(sum(each) for each in zip(*kinds.values(), strict=True))
    rows = {"Incidents": total} | {cards.SHORT_LABELS.get(kind, kind): both for kind, both in kinds.items()}
    cells = [
        cards.figure(label, f"{left:,}", f"of {all_:,}: {left - all_:,}" if left < all_ else f"of {all_:,}")
        for label, (all_, left) in rows.items()
    ]
    return f'<div class="figures wide" role="group" aria-label="Left without it">{"".join(cells)}</div>'
