"""The data sets that are open: shown, put together, kept on this machine, let go."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from dashboard import data, datasets, link, session, waiting
from dashboard.data import kept
from dashboard.data import together as combining
from dashboard.datasets import DataSet
from dashboard.link import START, Link
from dashboard.untrusted import plain
from dashboard.work import Work
from geodata import combine
from geodata.combine import Combination
from geodata.errors import GeodataError
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT_FOR_ALL = "A data set that is kept lies in a folder of this server, also after a restart. Whoever uses this dashboard sees it and may remove it."


def stores() -> dict[str, Store]:
    """Return what is open to this browser by the name that a link has for it: that of the start, uploads, what is kept."""
    own = {each.key: each.store for each in datasets.of(session.token())}
    return {START: data.store()} | own | {each.store.version: each.store for each in kept.sets()}


def titles(open_sets: Mapping[str, Store]) -> dict[str, str]:
    """Return what to call each of the data sets that are open, so that it is told from the others."""
    own = {each.key: each.title for each in datasets.of(session.token())}
    said = [own.get(key, store.manifest.title) for key, store in open_sets.items()]
    return dict(zip(open_sets, combine.told_apart(said, [each.version for each in open_sets.values()]), strict=True))


def show(here: Link, open_sets: Mapping[str, Store]) -> None:
    """List what is open, and let each be shown, kept or let go."""
    for problem in kept.problems():
        st.warning(f"A data set that is kept cannot be opened. {plain(problem)}", icon=":material/folder_off:")
    st.markdown("#### Data sets that are open")
    own = {each.key: each for each in datasets.of(session.token())}
    on_disk = {each.store.version: each.name for each in kept.sets()}
    for key, title in titles(open_sets).items():
        _row(here, key, title, open_sets[key], own.get(key), on_disk.get(key))
    if kept.may_keep():
        st.caption(KEPT_FOR_ALL)


def _row(here: Link, key: str, title: str, store: Store, own: DataSet | None, name: str | None) -> None:
    shown = "" if key == START else key
    with st.container(horizontal=True, vertical_alignment="center", key=f"set-{key}"):
        whose = "kept on this machine" if name else "only this browser sees it" if own else ""
        said = [f"**{plain(title)}**", f"{data.answer(store, IncidentQuery()).count:,} incidents", whose]
        st.markdown(" · ".join(filter(None, said)))
        st.space("stretch")
        st.button("Shown" if here.data == shown else "Show", key=f"show-{key}", disabled=here.data == shown,
                  on_click=open_set, args=(shown,))  # fmt: skip
        if own and not name:
            if kept.may_keep():
                st.button(
                    "Keep on this machine", key=f"keep-set-{key}", on_click=_keep, args=(store,), help=KEPT_FOR_ALL
                )
            st.button("Let go", key=f"drop-set-{key}", on_click=_let_go, args=(key,), type="tertiary")
        if name:
            with st.popover("Remove", type="tertiary"):
                st.markdown("It is removed for everybody who uses this dashboard.")
                st.button("Remove from this machine", key=f"remove-set-{key}", on_click=_remove, args=(key, name))
    if own and own.note:
        st.caption(plain(own.note))


def together(open_sets: Mapping[str, Store]) -> None:
    """Offer to show several data sets as one."""
    if len(open_sets) < 2:
        return
    st.markdown("#### Show several as one")
    with st.container(horizontal=True, vertical_alignment="bottom", key="combine"):
        named = titles(open_sets)
        chosen = st.multiselect("Data sets", list(named), format_func=lambda key: named.get(key, key), key="combine-sets",
                                placeholder="Choose two or more")  # fmt: skip
        st.button("Show as one", key="combine-show", disabled=len(chosen) < 2, on_click=_combine, args=(tuple(chosen),))
    st.caption(
        "Every incident then says which data set it is from, on its card, in the table and in exports. The same row in two sets counts "
        "once; different rows under one id are both kept, and said. Rows may be passed on only if those of every set may."
    )
    if work := combining.under_way(session.token()):
        _put_together(work)


def open_set(key: str) -> None:
    """Show a data set on the map, asking for all of it."""
    link.go(Link(IncidentQuery(), page="map", data=key))


def _combine(keys: tuple[str, ...]) -> None:
    there = stores()
    named = titles(there)
    try:
        combining.begin(session.token(), {named[key]: there[key] for key in keys if key in there})
    except GeodataError as error:
        st.error(plain(str(error)))


def _put_together(work: Work[Combination]) -> None:
    """Show how far it is, and open what comes of it."""
    owner = session.token()
    try:
        done = waiting.awaited(work, "combining", "Putting together", lambda: combining.again(owner), unit="steps")
        if done is None:
            return
        made = datasets.add(owner, done)
    except GeodataError as error:
        combining.forget(owner)
        st.error(plain(str(error)))
        return
    combining.forget(owner)
    st.toast(plain(made.note), duration="long")
    open_set(made.key)
    st.rerun()


def _keep(store: Store) -> None:
    try:
        kept.keep(store)
    except GeodataError as error:
        st.error(plain(str(error)))


def _remove(key: str, name: str) -> None:
    here, _ = link.current()
    if key not in {each.key for each in datasets.of(session.token())}:
        _leave(key)
    try:
        kept.remove(name)
    except GeodataError as error:
        link.go(here)
        st.error(plain(str(error)))


def _let_go(key: str) -> None:
    if key not in {each.store.version for each in kept.sets()}:
        _leave(key)
    datasets.remove(key, session.token())


def _leave(key: str) -> None:
    """Take a data set out of the link while it is still there: afterwards its reader is told that it is gone."""
    here, _ = link.current()
    if here.data == key:
        link.go(Link(IncidentQuery(), page="data"))
    elif compared := {name: "" for name in ("older", "newer") if getattr(here, name) == key}:
        link.change(**compared)
