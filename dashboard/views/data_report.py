"""What became of an uploaded file: counts, changes, doubts, refused rows to take away, names of places to look through."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.untrusted import plain
from geodata.importers import LEAVE, Import, NamedPlace, Options, candidate_key
from geodata.style import counted

MOST_ASKED = 40  # names looked through on the page; the most frequent first
_AS_FOUND = "\0"
DECIDED = ("dates", "decimal mark", "points")  # over all rows, when they are read


def places_chosen(done: Import, options: Options) -> Options:
    """Draw the names that had no point, each with its candidates, and return the options with what is chosen."""
    if not done.places:
        return options
    undecided = sum(place.used is None for place in done.places)
    st.markdown("#### Places without a point" if undecided else "#### Places found by their names")
    st.caption(
        f"Looked up in the gazetteer: {counted(len(done.places), 'name')}; placed {len(done.places) - undecided:,}, to be chosen {undecided:,}. "
        "What is not chosen keeps no point and stays in the list."
    )
    chosen: dict[str, str] = {}
    with st.container(height=min(420, 90 * len(done.places)), border=True):
        for place in done.places[:MOST_ASKED]:
            choice = _choice(place)
            if choice != _AS_FOUND:
                chosen[place.key] = choice
    if len(done.places) > MOST_ASKED:
        st.caption(f"The {MOST_ASKED} that matter most are shown; choose others with --place on the command line.")
    return replace(options, places=chosen) if chosen else options


def _choice(place: NamedPlace) -> str:
    found = {candidate_key(each): each for each in place.candidates}
    words = {
        _AS_FOUND: "Leave without a point" if place.used is None else f"{place.used.name} ({place.used.score:.0f})"
    }
    words |= {
        key: f"{each.name}, {each.kind} in {each.province or each.country} (score {each.score:.0f})"
        for key, each in found.items()
        if place.used is None or key != candidate_key(place.used)
    }
    if place.used is not None:
        words[LEAVE] = "Leave without a point"
    where = ", ".join(filter(None, (place.province, place.country)))
    name = f"\u2068{place.name}\u2069"  # isolated: the count stays behind a name that is written from right to left
    label = f"{name}{f' ({where})' if where else ''}: {counted(place.rows, 'row')}"
    return str(st.selectbox(plain(label), list(words), format_func=words.__getitem__, key=f"place-{place.key}"))


def with_reason_first(refused: pd.DataFrame) -> pd.DataFrame:
    """Return refused rows with why and where first, then the columns of the file in their order."""
    first = list(refused.columns[:-3:-1])
    return refused[[*first, *(name for name in refused if name not in first)]]


def show(done: Import) -> None:
    """Draw the report."""
    report = done.report
    st.markdown("#### What became of the rows")
    for column, (label, count) in zip(
        st.columns(4),
        {"Read": report.read, "Kept": report.kept, "Merged": report.merged, "Refused": report.refused}.items(),
        strict=True,
    ):
        column.metric(label, f"{count:,}")
    decided = [str(each) for each in report.evidence if each.what in DECIDED]
    st.markdown("\n".join(f"- {plain(each)}" for each in (*report.counted(), *decided)))
    if report.told:
        with st.expander(f"How {plain(report.form)} was converted"):
            st.markdown("\n".join(f"- {plain(each)}" for each in report.told))
    if report.changes:
        with st.expander(f"What was changed ({len(report.changes)})"):
            st.dataframe(
                pd.DataFrame(report.changes, columns=["field", "reason", "rows", "before", "after"]), hide_index=True
            )
    if len(report.doubts):
        with st.expander(f"Worth a second look ({counted(len(report.doubts), 'remark')})"):
            st.dataframe(report.doubts.drop(columns="table", errors="ignore").head(1_000), hide_index=True)
    if len(report.refused_rows):
        with st.expander(f"Refused rows ({report.refused:,})", expanded=True):
            st.caption("Mend them in the file and bring it again: it holds the columns as they were, and the reason.")
            st.dataframe(with_reason_first(report.refused_rows).head(1_000), hide_index=True)
            st.download_button("Download refused rows", data=lambda: data.problems_file(report.refused_rows), file_name="refused-rows.csv",
                               on_click="ignore", key="refused-rows")  # fmt: skip
    if not done.catalogue.manifest.redistribute_rows:
        st.info(
            f"{plain(done.catalogue.manifest.licence)}. Its pictures carry “{plain(done.catalogue.manifest.show_on_image)}”.",
            icon=":material/license:",
        )
