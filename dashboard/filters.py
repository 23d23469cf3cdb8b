"""The sidebar: one keyed widget per query field, set from the link and writing to it.

The only place that touches the session state, and everything there is a widget's own value, a notice
waiting to be shown, what was asked of the map by clicks, or the run under way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import streamlit as st

from dashboard import data, link, presence, tiles, wording
from dashboard.components import incident_list, timeline
from dashboard.data import Answer
from dashboard.layers import NO_CLICKS, Clicks, Near
from dashboard.timeline import Frame
from geodata.errors import GeodataError, QueryError
from geodata.patterns.duplicates import Pair
from geodata.query import FILTERS, IncidentQuery
from geodata.rules import Bbox
from geodata.store import OPTIONAL, Stop, stopping

EVIDENCE_STEPS = {"low": "Claimed", "medium": "Reported", "high": "Confirmed"}
EVIDENCE_HELP = "Claimed: only claimed by a group. Reported: one report. Confirmed: officially, or by two independent reports."  # fmt: skip
PRECISION_STEPS = {1: "Exact site", 2: "Near or better", 3: "Any"}
STILL = "What is shown is still the answer to the question as it was before."
_NOTICE, _CLICKS, _RUN, _DRAWN, _MORE, _MORE_FOR = "notice", "map-clicks", "run", "drawn-for", "more-filters", "more-filters-for"  # fmt: skip
_FOLDED_CHOICES = ("outcome", "event_type", "sub_event_type", "actor", "target", "claimed_by", "place")
_FOLDED = (*_FOLDED_CHOICES, "precision", "killed", "injured", "bbox")


@contextmanager
def newest_run() -> Iterator[None]:
    """Stop what an older run of this page still asks; a newer run stops what this one asks, and so does a closed tab."""
    older, stop = st.session_state.get(_RUN), Stop()
    st.session_state[_RUN] = stop
    if older is not None:
        older.now()
    with stopping(stop), presence.stopped_without_reader(stop):
        yield


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


def _changed(name: str) -> None:
    """Put the new value of one widget in the link; a value that cannot be read becomes a notice."""
    value = st.session_state[name]
    try:
        _ask(**{name: tuple(value) if isinstance(value, list) else value})
    except QueryError as error:
        st.session_state[_NOTICE] = (*error.problems, STILL)


def _ask(**values: Any) -> None:
    """Ask for other values; not where the reader went back since the widgets were drawn, which hold what was before then."""
    if link.current()[0].query == st.session_state.get(_DRAWN):
        link.ask(**values)
        st.session_state[_DRAWN] = link.current()[0].query


def _slid() -> None:
    first, last = data.span(link.current()[0].store)
    since, until = st.session_state["period"]
    _ask(since=None if since == first else since, until=None if until == last else until)


def notices() -> tuple[str, ...]:
    """Return what the last change could not do, once."""
    return tuple(st.session_state.pop(_NOTICE, ()))


def picked_on_map(key: str) -> None:
    """Follow a click on the map: a dot opens its card, a badge asks for its province, a bin for a closer view or its incidents."""
    objects = {layer: picked for layer, picked in st.session_state[key].selection.objects.items() if picked}
    if objects:
        st.session_state[_CLICKS] = map_clicks()._replace(picks=map_clicks().picks + 1)
    for layer, picked in objects.items():
        if layer.startswith("pick-"):
            link.change(incident=picked[0]["id"])
        elif layer.startswith("badge-"):
            link.only_province_known(picked[0]["id"])
    match tiles.picked(objects):
        case str() as event_id:
            link.change(incident=event_id)
        case Near() as near:
            _show(near)
        case Bbox() as box:
            link.ask(bbox=box)


def frame() -> Frame | None:
    """Return what playback shows now; None while it is not playing."""
    return Frame.read(_timeline("frame"))


def moved_the_window() -> None:
    """Follow the window of the timeline: its days are the dates of the question."""
    window = Frame.read(_timeline("window"))
    link.ask(since=window and window.since, until=window and window.until)


def _timeline(name: str) -> object:
    return st.session_state.get(timeline.KEY, {}).get(name)


def map_clicks() -> Clicks:
    """Return what was asked of the map by clicks."""
    return st.session_state.get(_CLICKS, NO_CLICKS)


def whole_map() -> None:
    """Offer to show the whole map again."""
    st.button("Whole map", icon=":material/zoom_out_map:", key="home", type="tertiary", on_click=_show, args=(None,))


def _show(near: Near | None) -> None:
    st.session_state[_CLICKS] = map_clicks()._replace(views=map_clicks().views + 1, near=near)


def picked_in_the_list() -> None:
    """Follow a pick in the list beside the map."""
    if picked := st.session_state[incident_list.KEY].picked:
        link.change(incident=picked)


def picked_in_list(key: str, event_ids: tuple[str, ...]) -> None:
    """Follow a click on a row of a list of incidents."""
    rows = st.session_state[key].selection.rows
    link.change(incident=event_ids[rows[0]] if rows else None)


_OWN = "own_decisions"  # what the reader of this session decided about likely double reports


def own_decisions() -> dict[Pair, str]:
    """Return what the reader of this session decided; nobody else sees it."""
    decided: dict[Pair, str] = st.session_state.get(_OWN, {})
    return decided


def decide(pair: Pair, decision: str, choices: Mapping[str, str]) -> None:
    """Draw the decision about a pair; a change of it is kept for this session."""
    key = "decision-" + "~".join(pair)
    st.session_state[key] = decision
    st.segmented_control(
        "Are they one incident?", list(choices), format_func=choices.__getitem__, key=key, required=True,
        on_change=lambda: _decided({pair: st.session_state[key]}))  # fmt: skip


def _decided(decisions: Mapping[Pair, str]) -> None:
    st.session_state[_OWN] = own_decisions() | dict(decisions)


def take_decisions(key: str, read: Callable[[bytes, str], Mapping[Pair, str]]) -> None:
    """Take over the decisions of a file that was given, or say why it holds none."""
    given = st.session_state[key]
    if given is not None:
        try:
            _decided(read(given.getvalue(), given.name))
        except GeodataError as error:
            st.session_state[_NOTICE] = (str(error),)


def picked_in_bars(kind: str, key: str) -> None:
    """Follow a pick in a list of places or provinces to the page of one."""
    if picked := st.session_state[key].picked:
        link.about_place(kind, picked)


def picked_on_chart(key: str) -> None:
    """Follow a click on a mark of a chart whose selection ``picked`` names incidents."""
    if picked := st.session_state[key].selection.get("picked"):
        link.change(incident=picked[0]["event_id"])


def choose(name: str, label: str, choices: Mapping[str, str], here: link.Link, *, is_labelled: bool = True) -> None:
    """Draw a choice of how to look at the answer, set from the link and writing to it."""
    st.session_state[name] = getattr(here, name)
    st.segmented_control(
        label, list(choices), format_func=choices.__getitem__, key=name, required=True, on_change=_chosen, args=(name,),
        label_visibility="visible" if is_labelled else "collapsed")  # fmt: skip


def select(name: str, label: str, choices: Mapping[Any, str], chosen: Any) -> None:
    """Draw a longer choice of how to look at the answer, opened by a click; a change of it goes to the link."""
    st.session_state[name] = chosen
    st.selectbox(label, list(choices), format_func=choices.__getitem__, key=name, on_change=_chosen, args=(name,))


def number(name: str, label: str, most: int, chosen: int) -> None:
    """Draw a whole number from 1 of how to look at the answer; a change of it goes to the link."""
    st.session_state[name] = chosen
    st.number_input(label, 1, most, key=name, on_change=_chosen, args=(name,), width=160, help=f"1 to {most:,}.")


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


def switch(name: str, label: str, here: link.Link, *, help: str) -> None:  # noqa: A002  Streamlit's own word
    """Draw a switch of how to look at the answer, ``yes`` or ``no`` in the link."""
    st.session_state[name] = getattr(here, name) == "yes"
    st.toggle(label, key=name, help=help, on_change=lambda: link.change(**{name: "yes" if st.session_state[name] else "no"}))  # fmt: skip


def _chosen(name: str) -> None:
    link.change(**{name: st.session_state[name]})
