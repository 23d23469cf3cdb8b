"""Our running count as lines by evidence, those of others as points, and the gap between as a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import altair as alt
import pandas as pd

from dashboard.charts.spans import thin
from geodata import style
from geodata.patterns import tally
from geodata.patterns.coverage import Span
from geodata.patterns.tally import Tally

AT_LEAST = {"low": "Claimed or better", "medium": "Reported or better", "high": "Confirmed"}
_DAY = "%-d %b %Y"


def running_counts(counted: Tally, spans: Sequence[Span], *, is_narrow: bool = False) -> alt.LayerChart:
    """Return the chart of one tally; `spans` are the periods of few sources within it.

    Its two legends stand side by side, where it `is_narrow` one above it and one below.
    """
    compared = tally.compared(counted)
    layers = [thin(spans)] if spans else []
    below: Literal["top", "bottom"] = "bottom" if is_narrow else "top"
    points = _points(compared, below)
    return alt.layer(*layers, _band(counted, compared), _lines(counted), *points).properties(
        height=460 if is_narrow else 380
    )


def _x(field: str = "day") -> alt.X:
    return alt.X(
        f"{field}:T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False, tickCount="month")
    )


def _lines(counted: Tally) -> alt.Chart:
    """Return our count: only the days on which it changes, and the ends, travel with the chart."""
    shown = counted.ours.loc[pd.Timestamp(counted.first) : pd.Timestamp(counted.last)]
    changed = shown.diff().ne(0).any(axis=1) | (shown.index == shown.index[-1])
    rows = shown[changed].reset_index().melt("day", var_name="level", value_name="count")
    rows = rows.assign(Ours=rows["level"].map(AT_LEAST), day=rows["day"].dt.strftime("%Y-%m-%d"))
    domain = [AT_LEAST[level] for level in counted.levels]
    dashes = [list(style.EVIDENCE_DASH[level]) for level in counted.levels]
    return (
        alt.Chart(rows[["day", "Ours", "count"]])
        .mark_line(interpolate="step-after", color=style.CATEGORY[tally.CATEGORY].colour, strokeWidth=2)
        .encode(
            x=_x(), y=alt.Y("count:Q", title="Attacks since 18 October 2023", axis=alt.Axis(tickMinStep=1)),
            strokeDash=alt.StrokeDash("Ours:N", scale=alt.Scale(domain=domain, range=dashes),
                                      legend=alt.Legend(title="Our count", orient="top", columns=1, symbolSize=300, labelLimit=260,
                                                        symbolStrokeColor=style.CATEGORY[tally.CATEGORY].colour)),
            tooltip=[alt.Tooltip("day:T", format=_DAY, title="From"), "Ours:N", alt.Tooltip("count:Q", title="Attacks")],
        )
    )  # fmt: skip


def _points(compared: pd.DataFrame, orient: Literal["top", "bottom"]) -> list[alt.Chart]:
    """Return a point a day and scope, and a bar where the reports of one day differ; their legend lies at `orient`."""
    rows = compared.assign(
        Count=compared["scope"].map(lambda scope: style.SCOPE[scope].label), day=compared["as_of"].dt.strftime("%Y-%m-%d"),
        text=[said(row) for row in compared.to_dict("records")])  # fmt: skip
    present = [mark for scope, mark in style.SCOPE.items() if (compared["scope"] == scope).any()]
    domain = [mark.label for mark in present]
    legend = alt.Legend(title="Counts of others", orient=orient, columns=1, labelLimit=260)
    base = alt.Chart(rows[["day", "Count", "least", "most", "text", "publishers"]]).encode(
        x=_x(), color=alt.Color("Count:N", scale=alt.Scale(domain=domain, range=[mark.colour for mark in present]), legend=legend))  # fmt: skip
    return [
        base.mark_rule(strokeWidth=3).encode(y="least:Q", y2="most:Q"),
        base.mark_point(filled=True, size=70, opacity=1).encode(
            y=alt.Y("most:Q"),
            shape=alt.Shape("Count:N", scale=alt.Scale(domain=domain, range=[mark.shape for mark in present]), legend=legend),
            tooltip=[alt.Tooltip("day:T", format=_DAY, title="Given for"), "Count:N", alt.Tooltip("text:N", title="Said"),
                     alt.Tooltip("publishers:N", title="By")]),
    ]  # fmt: skip


def _band(counted: Tally, compared: pd.DataFrame) -> alt.Chart:
    """Return the gap between ours at the lowest level asked for and the officials', straight between their days."""
    rows = compared[compared["scope"] == banded(compared)]
    drawn = pd.DataFrame({
        "day": rows["as_of"].dt.strftime("%Y-%m-%d"), "ours": rows[counted.levels[0]], "theirs": rows["most"],
    })  # fmt: skip
    return alt.Chart(drawn).mark_area(color=style.NEUTRAL, opacity=0.22).encode(x=_x(), y="ours:Q", y2="theirs:Q")


def banded(compared: pd.DataFrame) -> str:
    """Return with whose counts the band sets ours apart."""
    scopes = list(dict.fromkeys(compared["scope"]))
    return "us_official" if "us_official" in scopes or not scopes else scopes[0]


def said(row: dict) -> str:
    """Return a count of others in words: the one most reports give, and the others."""
    (count, _reports), *others = row["said"]
    text = f"more than {count:,}" if row["is_floor"] else f"{count:,}"
    more = [f"{'one report' if n == 1 else f'{n} reports'} {other:,}" for other, n in others]
    return ", ".join([text, *more])


def words(counted: Tally) -> str:
    """Return the chart in words."""
    compared = tally.compared(counted)
    if not len(compared):
        return "No count of others falls in these days, so there is nothing to compare."
    level = counted.levels[0]
    told = []
    for scope, rows in compared.groupby("scope", sort=False):
        last = rows.iloc[-1].to_dict()
        told.append(
            f"{style.SCOPE[scope].label}: {said(last)} until {last['as_of']:%-d %B %Y}, ours {last[level]:,}; ours less theirs between "
            f"{rows['gap_least'].min():+,} and {rows['gap_most'].max():+,} over {len(rows):,} day{'s' * (len(rows) != 1)} of counts."
        )
    return f"Our count: {AT_LEAST[level].lower()}. {' '.join(told)}"


def gap(row: dict) -> str:
    """Return by how much ours differs from theirs."""
    least, most = row["gap_least"], row["gap_most"]
    return f"{least:+,}" if least == most else f"{least:+,} to {most:+,}"


def missing(spans: pd.DataFrame, counted: Tally, theme: style.Theme) -> alt.LayerChart:
    """Return a bar for each span of days in which incidents are probably missing, a row a level of evidence."""
    rows = spans.assign(
        Ours=spans["level"].map(AT_LEAST), text=spans["missing"].astype(str),
        since=(spans["after"] + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%d"),
        until=(spans["until"] + pd.Timedelta(days=1)).dt.strftime("%Y-%m-%d"), last=spans["until"].dt.strftime("%Y-%m-%d"))  # fmt: skip
    order = [AT_LEAST[level] for level in counted.levels]
    most = max(int(rows["missing"].max()), 1)
    ramp = style.CHOROPLETH[theme]
    base = alt.Chart(rows[["Ours", "since", "until", "last", "text", "missing", "surely", "official_rise", "our_rise"]]).encode(
        x=_x("since"), x2="until:T", y=alt.Y("Ours:N", sort=order, title=None, scale=alt.Scale(domain=order), axis=alt.Axis(labelLimit=200)))  # fmt: skip
    bars = base.mark_bar(height=24).encode(
        color=alt.Color("missing:Q", scale=alt.Scale(domain=[0, most], range=[ramp[1], ramp[-1]]), legend=None),
        tooltip=[alt.Tooltip("since:T", format=_DAY, title="From"), alt.Tooltip("last:T", format=_DAY, title="Until"),
                 alt.Tooltip("official_rise:Q", title="Their rise"), alt.Tooltip("our_rise:Q", title="Our rise"),
                 alt.Tooltip("missing:Q", title="Missing"),
                 alt.Tooltip("surely:Q", title="Even with a day more on each side")])  # fmt: skip
    return alt.layer(bars).properties(height=44 * len(order) + 30)


def missing_words(spans: pd.DataFrame, whose: str) -> str:
    """Return the chart in words."""
    if not len(spans):
        return f"Between no two counts of {whose} in these days did theirs rise by more than ours."
    said_ = [
        f"{AT_LEAST[level].lower()}: {rows['missing'].sum():,} in {len(rows):,} spans"
        for level, rows in spans.groupby("level", sort=False)
    ]
    return f"Incidents by which the count of {whose} rose more than ours, {'; '.join(said_)}."
