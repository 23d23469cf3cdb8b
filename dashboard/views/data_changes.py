"""What changed since: two open data sets compared as an older and a newer version, as figures, maps, lists and a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import cards, figure, screen
from dashboard.data import changed
from dashboard.link import Link
from dashboard.state import look
from dashboard.untrusted import plain
from dashboard.views import data_sets
from geodata import export, style
from geodata.changes import Changes
from geodata.store import Store

_CHOOSE = "Choose a data set"


def show(here: Link, open_sets: Mapping[str, Store]) -> None:
    """Draw the choice of two versions, and what changed from the first to the second."""
    if len(open_sets) < 2:
        return
    st.markdown("#### Changed since")
    choices = {"": _CHOOSE} | data_sets.titles(open_sets)
    older, newer = (key if key in open_sets else "" for key in (here.older, here.newer))
    left, right = st.columns(2)
    with left:
        look.select("older", "Older version", choices, older)
    with right:
        look.select("newer", "Newer version", choices, newer)
    if not older or not newer:
        st.caption("Incidents are compared by event_id: which were added, changed (field by field) or withdrawn.")
    elif older == newer:
        st.info("These are the same data set. Choose two.")
    else:
        _compared(open_sets[older], open_sets[newer])


def _compared(older: Store, newer: Store) -> None:
    with st.spinner("Comparing"):
        found = changed.between(older, newer)
    st.html(headline(found))
    if not any(found.counts.values()):
        st.info("Nothing was added, changed or withdrawn.")
        return
    figure.show(changed.maps(older, newer, 3 if screen.is_wide() else 1))
    _lists(found, changed.lists(older, newer))
    if problem := export.refusal(found.manifest):
        st.caption(plain(problem))
    else:
        st.download_button("Download changes as CSV", data=found.csv, file_name="changes.csv", on_click="ignore",
                           key="changes-csv", icon=":material/download:")  # fmt: skip


def headline(found: Changes) -> str:
    """Return how many incidents were added, changed, withdrawn and are as they were, as a strip."""
    counts = found.counts
    cells = [
        cards.figure("Added", f"{counts['added']:,}", "only in the newer version"),
        cards.figure("Changed", f"{counts['changed']:,}", f"{style.counted(found.fields, 'field')} differ"),
        cards.figure("Withdrawn", f"{counts['withdrawn']:,}", "only in the older version"),
        cards.figure("As they were", f"{found.same:,}", "in both, cell for cell"),
    ]
    return f'<div class="figures wide" role="group" aria-label="What changed">{"".join(cells)}</div>'


def _lists(found: Changes, shown: Mapping[str, pd.DataFrame]) -> None:
    with st.container(key="figure-changes-lists"):
        for tab, (kind, rows) in zip(
            st.tabs([f"{kind.capitalize()} ({found.counts[kind]:,})" for kind in shown]), shown.items(), strict=True
        ):
            with tab:
                _list(kind, rows, found.fields if kind == "changed" else found.counts[kind])


def _list(kind: str, rows: pd.DataFrame, lines: int) -> None:
    told = ("field", "old", "new") if kind == "changed" else ("category", "notes")
    # What differs comes into sight first, on a phone too.
    columns = ["event_date", "place_name", *told] if screen.is_wide() else ["event_date", *told, "place_name"]
    table = rows.reindex(columns=[*columns, "event_id"])
    if kind == "changed":
        table = table.fillna({"old": "not stated", "new": "not stated"})
    if "category" in table:
        table["category"] = table["category"].map(lambda value: style.label("category", value))
    st.dataframe(
        table, hide_index=True, key=f"changes-{kind}", column_config=_columns(), height=38 + 35 * min(len(table), 12)
    )
    if lines > len(rows):
        st.caption(f"The first {len(rows):,} lines of {lines:,}; the file has all.")


def _columns() -> dict[str, Any]:
    width: Any = "medium" if screen.is_wide() else 100
    return {
        "event_date": st.column_config.DateColumn("Date", format="YYYY-MM-DD"), "place_name": "Place", "category": "Kind",
        "notes": st.column_config.TextColumn("Notes", width="large"), "field": "Field",
        "old": st.column_config.TextColumn("Older", width=width), "new": st.column_config.TextColumn("Newer", width=width),
        "event_id": "Name in these data",
    }  # fmt: skip
