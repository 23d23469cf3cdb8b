"""Summaries → Altair charts. No Streamlit; colours and order come from the style table."""

from __future__ import annotations

from datetime import date

import altair as alt
import pandas as pd

from geodata import style


def monthly(counts: pd.DataFrame, first: str, last: str) -> alt.Chart:
    """Return incidents a month, stacked by category; months without any keep their place.

    `counts` has ``month`` (YYYY-MM), ``category`` and ``count``; `first` and `last` bound the axis.
    """
    drawn = counts.assign(
        Kind=counts["category"].map(lambda value: style.label("category", value)),
        rank=counts["category"].map(list(style.CATEGORY).index),
    )[["month", "Kind", "rank", "count"]]  # the rows travel with the chart: only what it draws
    span = [{"year": int(month[:4]), "month": int(month[5:])} for month in (first, last)]
    symbols = style.CATEGORY.values()
    return (
        alt.Chart(drawn)
        .mark_bar(binSpacing=1)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, scale=alt.Scale(domain=span),
                     axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False)),
            y=alt.Y("sum(count):Q", title="Incidents a month", axis=alt.Axis(tickMinStep=1, grid=True)),
            color=alt.Color(
                "Kind:N", legend=alt.Legend(orient="top", title=None, labelLimit=320),
                scale=alt.Scale(domain=[each.label for each in symbols], range=[each.colour for each in symbols])),
            order=alt.Order("rank:Q"),
            tooltip=[alt.Tooltip("yearmonth(month):T", title="Month", format="%B %Y"), "Kind:N",
                     alt.Tooltip("sum(count):Q", title="Incidents")],
        )
        .properties(height=180)
    )  # fmt: skip


def monthly_words(counts: pd.DataFrame) -> str:
    """Return the chart in words, for readers who do not see it."""
    if not len(counts):
        return "No incidents to chart."
    by_month = counts.groupby("month")["count"].sum()
    return f"Incidents a month: {len(by_month)} months with incidents, the most in {date.fromisoformat(by_month.idxmax() + '-01'):%B %Y} ({by_month.max():,})."
