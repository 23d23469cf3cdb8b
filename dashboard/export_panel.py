"""Take away what is shown: the printed map and data files. Everything is built on click."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard import data, export_layout, export_work, link, screen
from dashboard.data import Answer, maps
from dashboard.export_work import Desk
from dashboard.link import Link
from dashboard.untrusted import plain
from geodata import export
from geodata.cartography.answer import is_crowded
from geodata.cartography.layout import Layout
from geodata.errors import GeodataError
from geodata.export import streaming


def show(here: Link, answer: Answer) -> None:
    """Draw the button that opens the panel."""
    if st.button("Export", icon=":material/download:", key="export"):
        desk = Desk()
        opened = st.dialog("Export", width="large", on_dismiss=desk.close)(_panel)
        opened(here, answer, desk)


def _panel(here: Link, answer: Answer, desk: Desk) -> None:
    st.caption(answer.sentence)
    may_list = export.refusal(answer.store.manifest) is None
    stem = export.file_stem(answer.query, answer.store.place_names)
    choices, preview = st.columns([1, 1.6], gap="medium")
    with choices:
        layout = export_layout.choose(here.layout, may_list=may_list, is_crowded=is_crowded(answer.figures))
    if layout is None:
        return
    link.change(layout=layout)
    with preview:
        _preview(answer, layout)
        _maps(answer, layout, stem)
        export_work.show(answer, layout, stem, desk)
        _data_file(answer, layout)
        _reopen(answer)


def _preview(answer: Answer, layout: Layout) -> None:
    drawn = maps.picture(answer.store, answer.query, export_layout.previewed(layout), "png")
    st.image(drawn.content, width="stretch", alt=f"Preview of the map of {answer.sentence}")
    for warning in drawn.facts.warnings:
        st.caption(plain(warning))


def _maps(answer: Answer, layout: Layout, stem: str) -> None:
    with st.container(horizontal=True):
        for kind in ("png", "pdf", "svg"):
            st.download_button(
                f"Map as {kind.upper()}", data=lambda kind=kind: maps.picture(answer.store, answer.query, layout, kind).content, key=f"map-{kind}",
                file_name=f"{stem}.{kind}", on_click="ignore", type="primary" if kind == "png" else "secondary")  # fmt: skip


def _data_file(answer: Answer, layout: Layout) -> None:
    """Offer the incidents shown as a file, where they may be passed on."""
    if problem := export.refusal(answer.store.manifest):
        st.caption(plain(problem))
        return
    stem = export.file_stem(answer.query, answer.store.place_names)
    if answer.count > export.MOST_WHOLE:
        _streamed(answer)
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        ending = st.selectbox(
            "Data as", list(export.FORMATS), format_func=lambda each: export.FORMATS[each].label, key="data-format")  # fmt: skip
        st.download_button(
            "Download data", data=lambda: data.file(answer.store, answer.query, ending), file_name=f"{stem}{ending}",
            on_click="ignore", key="data-file")  # fmt: skip
        st.download_button(
            "One HTML file", data=lambda: maps.page(answer.store, answer.query, layout), file_name=f"{stem}.html", on_click="ignore",
            key="page-file", disabled=answer.count > maps.MOST_IN_A_PAGE,
            help=f"Map, list and timeline for a reader without a network; up to {maps.MOST_IN_A_PAGE:,} incidents.")  # fmt: skip


def _streamed(answer: Answer) -> None:
    """Offer a file that is written while it is sent: one of so many incidents is never held here."""
    params = urlencode([*answer.query.to_params().items(), ("v", answer.store.version)], doseq=True)
    with st.container(horizontal=True):
        for ending in streaming.PIECES:
            url = f"{screen.base_path()}/api/incidents?format={ending[1:]}&{params}"
            st.link_button(f"Data as {ending[1:].upper()}", url, icon=":material/download:")
    st.caption(
        f"{answer.count:,} incidents are sent as they are written. Ask for up to {export.MOST_WHOLE:,} to choose among all formats."
    )


def _reopen(answer: Answer) -> None:
    """Take a map drawn here and offer the view that it was drawn from."""
    with st.expander("Reopen a map drawn here"):
        given = st.file_uploader(
            "A PNG, SVG or PDF map", type=["png", "svg", "pdf"], key="map-file", max_upload_size=50
        )
        if given is None:
            return
        try:
            record = maps.reopened(given.getvalue())
        except GeodataError as error:
            st.warning(plain(str(error)))
            return
        changed = record.changed(answer.store)
        (st.warning if changed else st.success)(
            plain(changed or f"Drawn on {record.made} from the data that are here.")
        )
        view = Link(record.query, layout=record.layout)
        if st.button("Open this view", key="map-open", type="primary"):
            link.go(view)
            st.rerun()  # the whole page, not only this panel
