"""A chart with all that makes it readable: title, units, n, coverage, the table behind it, words, files, definitions.

A view makes a `Figure` and calls `show`; so every chart of the dashboard says the same things about itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.charts import Spec, pictures
from dashboard.untrusted import plain
from geodata import export
from geodata.manifest import Manifest
from geodata.style import Theme


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart and what goes with it.

    ``name``: its key on the page and the stem of its files. ``title``: what is seen, as a statement.
    ``units``: what an axis or a colour counts. ``n``: how many incidents stand behind it.
    ``table``: the numbers drawn, named for readers. ``words``: the chart for who does not see it, with
    its numbers. ``coverage``: what the sources cover, wherever time is drawn. ``definitions``: names of
    `data.definitions`, headings of docs/methodology.md. ``spec``: None where there is nothing to draw.
    ``manifest``: of the data drawn, for the credit.
    """

    name: str
    title: str
    units: str
    n: int
    table: pd.DataFrame
    words: str
    spec: Spec | None
    manifest: Manifest
    coverage: str = ""
    definitions: tuple[str, ...] = ()

    @property
    def counted(self) -> str:
        return f"{self.units} · n = {self.n:,} incident{'s' * (self.n != 1)}"

    def notes(self) -> tuple[str, ...]:
        """Return what a picture says under the chart."""
        credit = self.manifest.show_on_image or self.manifest.citation
        return tuple(filter(None, (f"{self.counted}.", self.coverage, credit)))


def show(
    figure: Figure,
    *,
    on_select: Callable[[], None] | None = None,
    selection_mode: str | Sequence[str] | None = None,
    column_config: dict[str, Any] | None = None,
) -> None:
    """Draw a figure: heading, chart, notes, and folded away its table, files and definitions.

    `on_select` is called after a choice in the chart, whose state is under ``chart-`` and the figure's name.
    """
    with st.container(key=f"figure-{figure.name}", gap="small"):
        st.subheader(plain(figure.title), anchor=False)
        if figure.spec is None:
            st.info(plain(figure.words))
            return
        st.caption(plain(figure.counted))
        theme: Theme = "dark" if st.context.theme.type == "dark" else "light"
        drawn = figure.spec(theme)
        # Of very many, a chart may show months, in which nothing is to be picked.
        can_pick = on_select is not None and "params" in drawn
        chosen: dict[str, Any] = {} if not can_pick else {"on_select": on_select, "selection_mode": selection_mode}
        st.vega_lite_chart(drawn, width="stretch", key=f"chart-{figure.name}", alt=figure.words, **chosen)
        if figure.coverage:
            st.caption(plain(figure.coverage))
        with st.expander("Table, files, definitions"):
            _behind(figure, column_config)


def _behind(figure: Figure, column_config: dict[str, Any] | None) -> None:
    st.markdown(plain(figure.words))
    st.dataframe(
        figure.table,
        hide_index=True,
        column_config=column_config,
        key=f"table-{figure.name}",
        height=_height(figure.table),
    )
    downloads(figure)
    for name in figure.definitions:
        st.markdown(f"**{name}.** {data.definitions()[name]}")


def downloads(figure: Figure) -> None:
    """Offer the chart as PNG and SVG and its table as CSV, each built on click."""
    spec = figure.spec
    with st.container(horizontal=True, gap="small"):
        if spec is not None:
            for kind, make in (("png", pictures.png), ("svg", pictures.svg)):
                st.download_button(
                    kind.upper(), data=lambda make=make: make(spec("light"), figure.title, figure.notes()), on_click="ignore",
                    file_name=f"{figure.name}.{kind}", key=f"{kind}-{figure.name}", icon=":material/download:")  # fmt: skip
        if refused := _refusal(figure):
            st.caption(plain(refused))
            return
        st.download_button(
            "CSV", data=lambda: export.guarded_csv(figure.table).encode("utf-8-sig"), file_name=f"{figure.name}.csv",
            on_click="ignore", key=f"csv-{figure.name}", icon=":material/download:")  # fmt: skip


def _refusal(figure: Figure) -> str | None:
    """Return why the table is not offered as a file: it names incidents of data that may not be passed on."""
    return export.refusal(figure.manifest) if {"event_id", "Event"} & set(figure.table) else None


def _height(table: pd.DataFrame) -> int:
    """Return pixels for up to ten rows; more scroll."""
    return 38 + 35 * min(max(len(table), 1), 10)
