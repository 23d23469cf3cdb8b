"""The sidebar: one keyed widget per query field, set from the link and writing to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import data, link, wording
from dashboard.data import Answer
from dashboard.state import notices
from geodata.errors import QueryError
from geodata.query import FILTERS, IncidentQuery
from geodata.store import OPTIONAL

EVIDENCE_STEPS = {"low": "Claimed", "medium": "Reported", "high": "Confirmed"}
EVIDENCE_HELP = "Claimed: only claimed by a group. Reported: one report. Confirmed: officially, or by two independent reports."  # fmt: skip
PRECISION_STEPS = {1: "Exact site", 2: "Near or better", 3: "Any"}
STILL = "What is shown is still the answer to the question as it was before."
_DRAWN, _MORE, _MORE_FOR = "drawn-for", "more-filters", "more-filters-for"
_FOLDED_CHOICES = ("outcome", "event_type", "sub_event_type", "actor", "target", "claimed_by", "place")
_FOLDED = (*_FOLDED_CHOICES, "precision", "killed", "injured", "bbox")


def ask(answer: Answer) -> None:
    """Draw the widgets with the values of the question answered; a change of one of them goes to the link."""
    query = answer.query
    _set(answer)
    counts = data.options(answer.store, query, _shown(query))
    with st.sidebar:
        _dates(answer)
        for name in data.AT_FIRST:
            if name not in OPTIONAL or len(counts.get(name, ())) > (name == "dataset"):
                _choices(name, counts, answer)
        st.text_input(
            "Words in notes, places, actors", key="text", on_change=_changed, args=("text",), placeholder="e.g. tower 22",
            help="All words, or beginnings of words, in English or Arabic.")  # fmt: skip
        with st.expander("More filters", key=_MORE, on_change="rerun"):
            if st.session_state[_MORE]:  # eleven widgets that most readers never open are not sent to them
                _folded(counts, answer)
        if not st.session_state[_MORE] and (folded := _folded_in_use(query)):
            st.caption("In use: " + ", ".join(FILTERS[name].label for name in folded))
        st.button("Reset all filters", on_click=link.drop, disabled=not query.asked(), width="stretch", key="reset")


def _shown(query: IncidentQuery) -> tuple[str, ...]:
    """Return the fields with values to choose from that are on the screen; a question that asks more opens the rest."""
    in_use = _folded_in_use(query)
    opened = st.session_state.get(_MORE, False) or not set(in_use) <= set(st.session_state.get(_MORE_FOR, ()))
    st.session_state[_MORE], st.session_state[_MORE_FOR] = opened, in_use
    return data.CHOICES if opened else data.AT_FIRST


def _folded_in_use(query: IncidentQuery) -> list[str]:
    return [name for name in _FOLDED if name in query.asked()]


def _set(answer: Answer) -> None:
    query = answer.query
    first, last = data.span(answer.store)
    state: dict[str, Any] = {}
    for name, declared in FILTERS.items():
        value = getattr(query, name)
        state[name] = list(value) if declared.many else value
    state["text"] = query.text or ""
    state["bbox"] = str(query.bbox) if query.bbox else ""
    between = sorted((query.since or first, query.until or last))  # a link may swap the two
    state["period"] = tuple(min(max(day, first), last) for day in between)
    for key, value in (state | {_DRAWN: query}).items():
        st.session_state[key] = value


def _dates(answer: Answer) -> None:
    first, last = data.span(answer.store)
    asked = [day for day in (answer.query.since, answer.query.until) if day]  # a link may reach past the data
    for column, name in zip(st.columns(2), ("since", "until"), strict=True):
        column.date_input(
            FILTERS[name].label, value=None, key=name, on_change=_changed, args=(name,), format="YYYY-MM-DD",
            min_value=min([first, *asked]), max_value=max([last, *asked]))  # fmt: skip
    st.slider("Period", first, last, key="period", on_change=_slid, format="D MMM YYYY", label_visibility="collapsed")


def _choices(name: str, counts: Mapping[str, Mapping[str, int]], answer: Answer) -> None:
    """Draw a field with values to choose from, each with the number of incidents it would leave."""
    found = counts[name]
    values = wording.ordered(answer.store, name, {*found, *getattr(answer.query, name)})
    label = {value: f"{wording.label(answer.store, name, value)} ({found.get(value, 0):,})" for value in values}
    common = {"key": name, "on_change": _changed, "args": (name,), "format_func": lambda value: label.get(value, str(value))}  # fmt: skip
    if name in ("category", "country"):
        st.pills(FILTERS[name].label, values, selection_mode="multi", **common)
    else:
        st.multiselect(FILTERS[name].label, values, placeholder="Any", **common)


def _folded(counts: Mapping[str, Mapping[str, int]], answer: Answer) -> None:
    for name in _FOLDED_CHOICES:
        _choices(name, counts, answer)
    st.segmented_control(
        "Precision of place", list(PRECISION_STEPS), format_func=PRECISION_STEPS.__getitem__, key="precision",
        on_change=_changed, args=("precision",))  # fmt: skip
    for column, name in zip(st.columns(2), ("killed", "injured"), strict=True):
        column.number_input(FILTERS[name].label, min_value=0, max_value=999_999_999, step=1, value=None, key=name,
                            on_change=_changed, args=(name,), placeholder="Any")  # fmt: skip
    st.text_input("Box: west,south,east,north", key="bbox", on_change=_changed, args=("bbox",), placeholder="38,33,44,36")  # fmt: skip


def evidence(counts: Mapping[str, int]) -> None:
    """Draw the one control of evidence, each step with how many incidents it leaves; claimed or better is everything."""
    everything = next(iter(EVIDENCE_STEPS))
    st.session_state["evidence"] = st.session_state["evidence"] or everything
    st.segmented_control(
        "Evidence, at least", list(EVIDENCE_STEPS), key="evidence", required=True, on_change=_dialled, args=(everything,),
        format_func=lambda level: f"{EVIDENCE_STEPS[level]} {counts[level]:,}", help=EVIDENCE_HELP)  # fmt: skip


def _dialled(everything: str) -> None:
    level = st.session_state["evidence"]
    _ask(evidence=None if level == everything else level)


def _slid() -> None:
    first, last = data.span(link.current()[0].store)
    since, until = st.session_state["period"]
    _ask(since=None if since == first else since, until=None if until == last else until)


def _changed(name: str) -> None:
    """Put the new value of one widget in the link; a value that cannot be read becomes a notice."""
    value = st.session_state[name]
    try:
        _ask(**{name: tuple(value) if isinstance(value, list) else value})
    except QueryError as error:
        notices.leave(*error.problems, STILL)


def _ask(**values: Any) -> None:
    """Ask for other values; not where the reader went back since the widgets were drawn, which hold what was before then."""
    if link.current()[0].query == st.session_state.get(_DRAWN):
        link.ask(**values)
        st.session_state[_DRAWN] = link.current()[0].query
