"""Summaries → Altair charts. No Streamlit; colours and order come from the style table."""

from __future__ import annotations

import altair as alt
import pandas as pd

from geodata import style


def monthly(counts: pd.DataFrame, first: str, last: str) -> alt.Chart:
    """Return incidents a month, stacked by category; months without any keep their place.

    `counts` has ``month`` (YYYY-MM), ``category`` and ``count``; `first` and `last` bound the axis.
    """
    months = pd.period_range(first, last, freq="M").strftime("%Y-%m")
    full = pd.MultiIndex.from_product([months, list(style.CATEGORY)], names=["month", "category"])
    filled = counts.set_index(["month", "category"]).reindex(full, fill_value=0).reset_index()
    filled["Kind"] = filled["category"].map(lambda value: style.label("category", value))
    filled["start"] = pd.to_datetime(filled["month"])
    filled["rank"] = filled["category"].map(list(style.CATEGORY).index)
    symbols = style.CATEGORY.values()
    return (
        alt.Chart(filled)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("yearmonth(start):T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False)),
            y=alt.Y("sum(count):Q", title="Incidents a month", axis=alt.Axis(tickMinStep=1, grid=True)),
            color=alt.Color(
                "Kind:N", legend=alt.Legend(orient="top", title=None, labelLimit=320),
                scale=alt.Scale(domain=[each.label for each in symbols], range=[each.colour for each in symbols])),
            order=alt.Order("rank:Q"),
            tooltip=[alt.Tooltip("yearmonth(start):T", title="Month", format="%B %Y"), "Kind:N",
                     alt.Tooltip("sum(count):Q", title="Incidents")],
        )
        .properties(height=180)
    )  # fmt: skip


def monthly_words(counts: pd.DataFrame) -> str:
    """Return the chart in words, for readers who do not see it."""
    if not len(counts):
        return "No incidents to chart."
    by_month = counts.groupby("month")["count"].sum()
    return f"Incidents a month: {len(by_month)} months with incidents, the most in {by_month.idxmax()} ({by_month.max():,})."
