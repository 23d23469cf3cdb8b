"""Duplicates view: pairs of incidents that may be one, side by side, and the decision about each."""

from __future__ import annotations

import streamlit as st

from dashboard import cards, data, header, link, unanswered
from dashboard.data import Answer, doubles
from dashboard.data.doubles import Found
from dashboard.link import Link
from dashboard.state import look, own_decisions
from dashboard.untrusted import plain
from geodata.patterns.duplicates import DIFFERENT, SAME, UNDECIDED, Candidate, contradictions
from geodata.schema import vocabulary

TITLE = "Duplicates"
ABOUT = (
    "Pairs that one rule finds alike in place, day, kind and weapon or actor. Most will prove to be two incidents: a person decides. "
    "Decisions are kept in a file, and change no count unless that is asked for."
)
OF_PART = "These data are too many to compare whole. Pairs are looked for among the incidents that answer the filters."
MOST_OFFERED = 1_000  # pairs to choose from; more make a list that nobody reads, and that is sent each time
CARD_PX = 620
CHOICES = {term.value: term.label for term in vocabulary.DECISION.values()}


def show(here: Link, answer: Answer) -> None:
    header.question(answer)
    st.caption(ABOUT)
    found = doubles.asked(answer.store, answer.query)
    decisions = {**doubles.decided(answer.store), **own_decisions.made()}
    if found.refusal:
        st.info(plain(found.refusal))
    elif not found.pairs:
        st.info(unanswered.told("No incident that answers may be told twice.", answer.query))
    else:
        _pair(here, answer, found.pairs[:MOST_OFFERED], len(found.pairs), decisions)
    if len(found.pairs) > MOST_OFFERED:
        st.caption(
            f"The first {MOST_OFFERED:,} of {len(found.pairs):,} pairs, by day. Narrow the filters to reach the others."
        )
    if found.is_of_part and not found.refusal:
        st.caption(OF_PART)
    _files(answer, found, decisions)


def _pair(
    here: Link, answer: Answer, pairs: tuple[Candidate, ...], of: int, decisions: dict[tuple[str, str], str]
) -> None:
    """Show one pair, and the way to the others: the first `pairs` of so many."""
    names = ["~".join(each.pair) for each in pairs]
    at = names.index(here.pair) if here.pair in names else 0
    chosen = pairs[at]
    label = {name: f"{place:,} of {len(pairs):,} · {_label(each, decisions)}"
             for place, (name, each) in enumerate(zip(names, pairs, strict=True), start=1)}  # fmt: skip
    look.select(
        "pair", f"The first {len(pairs):,} of {of:,} pairs" if len(pairs) < of else f"{of:,} pairs", label, names[at]
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="pair-buttons"):
        for text, other, key in (("← Pair before", at - 1, "pair-before"), ("Next pair →", at + 1, "pair-next")):
            is_there = 0 <= other < len(pairs)
            st.button(
                text,
                key=key,
                disabled=not is_there,
                on_click=link.change,
                kwargs={"pair": names[other] if is_there else None},
            )
        own_decisions.decide(chosen.pair, decisions.get(chosen.pair, UNDECIDED), CHOICES)
    st.markdown(f"**Alike:** {plain('; '.join(chosen.reasons))}.")
    for column, event_id in zip(st.columns(2, gap="medium"), chosen.pair, strict=True):
        row = data.incident(answer.store, event_id)
        with column, st.container(height=CARD_PX, border=True):
            if row is not None:
                st.html(cards.incident_card(row, data.sources(answer.store, event_id)))


def _label(pair: Candidate, decisions: dict[tuple[str, str], str]) -> str:
    place = pair.place_name or "place not named"
    return f"{pair.day:%-d %b %Y} · {place} · {CHOICES[decisions.get(pair.pair, UNDECIDED)].lower()}"


def _files(answer: Answer, found: Found, decisions: dict[tuple[str, str], str]) -> None:
    """Say what the decisions come to, and give and take the file that keeps them."""
    decided = {pair: decision for pair, decision in decisions.items() if decision != UNDECIDED}
    of = [decided.get(pair, UNDECIDED) for pair in {each.pair for each in found.every} | decided.keys()]
    everything = data.overview(answer.store).incidents
    st.markdown("##### The decisions")
    fewer = doubles.fewer(decisions)
    # Zeros would say that there are no likely doubles, where nothing was looked at.
    counted = f"{of.count(SAME):,} the same, {of.count(DIFFERENT):,} different, {of.count(UNDECIDED):,} undecided. "
    st.markdown(
        (counted if of or not found.refusal else "")
        + (f"Honoured, {everything:,} incidents would count as {everything - fewer:,}; here they count as {everything:,}."
           if fewer else f"All {everything:,} incidents count.")
    )  # fmt: skip
    for one, other in contradictions(decisions):
        st.warning(
            f"{plain(one)} and {plain(other)} are decided to be different, but other decisions together make them the same."
        )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            "Download the decisions", data=lambda: doubles.file(found, decisions), file_name="duplicates.csv",
            key="decisions-file", on_click="ignore", icon=":material/download:")  # fmt: skip
        st.file_uploader(
            "Go on from a file", type="csv", key="decisions-given", on_change=own_decisions.take_over,
            args=("decisions-given", doubles.read))  # fmt: skip
    st.caption(
        "Yours stay in this session. The setting `GEODATA_DUPLICATES` names a file whose pairs decided to be the same count once."
    )
