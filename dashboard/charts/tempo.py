"""How incidents follow one another: gaps, a calendar, spells, weekdays, sites month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts import wrapped
from dashboard.charts.spans import thin
from geodata import classes, style
from geodata.patterns.coverage import Span

LONGEST_GAP = 15  # days; longer gaps share the last bar
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKS = 54  # that a year may touch
_AXIS_PX = 70  # beside the calendar: years and weekdays
_SWATCH_PX, _LETTER_PX = 30, 6.5  # of an entry of a legend
_DAY = "%-d %b %Y"
_LETTERS = 38  # of a line of the name over a small chart


def gaps(found: pd.Series) -> alt.Chart:
    """Return a bar for each number of days between one incident and the next."""
    short = found[found.index < LONGEST_GAP].reindex(range(LONGEST_GAP), fill_value=0)
    rows = pd.DataFrame({"days": [str(days) for days in short.index] + [f"{LONGEST_GAP}+"],
                         "count": [*short, found[found.index >= LONGEST_GAP].sum()]})  # fmt: skip
    return (
        alt.Chart(rows)
        .mark_bar(color=style.NEUTRAL)
        .encode(
            x=alt.X("days:N", sort=list(rows["days"]), title="Days since the incident before (0: the same day)", axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title="Times", axis=alt.Axis(tickMinStep=1)), tooltip=["days:N", "count:Q"])
        .properties(height=220)
    )  # fmt: skip


def calendar_cell(room: int) -> int:
    """Return how wide a day of the calendar may be, in pixels, where the whole chart has so much room."""
    return min(max((room - _AXIS_PX) // WEEKS, 5), 16)


def calendar(days: pd.DataFrame, theme: style.Theme, cell: int) -> alt.FacetChart:
    """Return a cell a day, a row a weekday, a band a year; days of few sources without any are outlined; `cell` in pixels."""
    first = days["day"].dt.to_period("Y").dt.start_time
    rows = pd.DataFrame({
        "day": days["day"].dt.strftime("%Y-%m-%d"), "year": days["day"].dt.year.astype(str), "count": days["count"],
        "week": (days["day"].dt.day_of_year - 1 + first.dt.day_of_week) // 7,
        "weekday": days["day"].dt.day_of_week.map(dict(enumerate(WEEKDAYS))),
    })  # fmt: skip
    months = " : ".join(f"datum.value < {round((number + 1) * 4.345)} ? '{name}'" for number, name in enumerate(MONTHS))
    return (
        _shaded(rows, days["is_thin"], "Incidents a day", _DAY, theme, cell)
        .encode(
            x=alt.X("week:O", title=None, axis=alt.Axis(values=[round(n * 4.345 + 1) for n in range(12)], labelExpr=f"{months} : ''",
                                                        labelAngle=0, ticks=False, domain=False)),
            y=alt.Y("weekday:O", sort=list(WEEKDAYS), title=None, axis=alt.Axis(values=["Mon", "Thu", "Sun"], ticks=False, domain=False)))
        .properties(width=alt.Step(cell), height=alt.Step(max(cell - 3, 8)))
        .facet(row=alt.Row("year:O", title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelPadding=4)), spacing=14)
    )  # fmt: skip


def calendar_of_months(months: pd.DataFrame, theme: style.Theme, cell: int) -> alt.Chart:
    """Return a cell a month and a row a year, for decades whose days nobody could tell apart; columns as for `calendar`."""
    rows = pd.DataFrame({
        "day": months["day"].dt.strftime("%Y-%m-%d"), "year": months["day"].dt.year.astype(str), "count": months["count"],
        "month": [MONTHS[month - 1] for month in months["day"].dt.month],
    })  # fmt: skip
    return (
        _shaded(rows, months["is_thin"], "Incidents a month", "%B %Y", theme, cell)
        .encode(
            x=alt.X("month:O", sort=list(MONTHS), title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False)),
            y=alt.Y("year:O", title=None, axis=alt.Axis(ticks=False, domain=False)))
        .properties(width=alt.Step(max(2 * cell, 22)), height=alt.Step(max(cell - 3, 11)))
    )  # fmt: skip


def _columns(entries: Sequence[str], room: int) -> Any:
    """Return how many entries of a legend stand side by side in so many pixels; undefined where all do."""
    widths = [_SWATCH_PX + _LETTER_PX * len(each) for each in entries]
    return alt.Undefined if sum(widths) <= room else max(int(room // max(widths)), 1)


def _shaded(rows: pd.DataFrame, is_thin: pd.Series, title: str, when: str, theme: style.Theme, cell: int) -> alt.Chart:
    """Return cells shaded by ``count``, without their places; ``day`` is told in the form `when`."""
    ramp = style.CHOROPLETH[theme][1:]  # the lightest could be taken for none
    bounds = classes.bounds(rows.loc[rows["count"] > 0, "count"], most=len(ramp))
    ramp = tuple(classes.ramp(len(bounds), ramp))
    lows = [1, *(int(bound) + 1 for bound in bounds)]
    words = [f"{low:,}" if low >= high else f"{low:,} – {int(high):,}" for low, high in zip(lows, bounds, strict=False)]
    none, open_ = "0", "0, few sources"
    shades = [
        words[classes.class_of(count, bounds)] if count else (open_ if thin else none)
        for count, thin in zip(rows["count"], is_thin, strict=True)
    ]
    ground = style.GROUND[theme]
    domain = [open_, none, *words]
    columns = _columns(domain, WEEKS * cell)
    legend = alt.Legend(orient="top", title=title, symbolType="square", symbolStrokeWidth=0.8, columns=columns)
    outlines = [
        ground.border,
        *["transparent"] * (len(domain) - 1),
    ]  # or a month of few sources looks as if it were missing
    return (
        alt.Chart(rows.assign(Incidents=shades))
        .mark_rect(width={"band": 0.88}, height={"band": 0.86}, strokeWidth=0.8)
        .encode(
            color=alt.Color("Incidents:N", scale=alt.Scale(domain=domain, range=[ground.halo, style.NO_INCIDENTS[theme], *ramp]), legend=legend),
            stroke=alt.Stroke("Incidents:N", scale=alt.Scale(domain=domain, range=outlines), legend=legend),
            tooltip=[alt.Tooltip("day:T", format=when), alt.Tooltip("count:Q", title="Incidents"), alt.Tooltip("Incidents:N", title="Class")])
    )  # fmt: skip


def spells(rows: pd.DataFrame, spans: Sequence[Span]) -> alt.LayerChart:
    """Return bursts and quiet spells as bars over time; `rows` has ``kind, since, until, days, incidents, thin``."""
    drawn = rows.assign(
        since=rows["since"].map(lambda day: f"{day:%Y-%m-%d}"), last=rows["until"].map(lambda day: f"{day:%Y-%m-%d}"),
        end=rows["until"].map(lambda day: f"{day + pd.Timedelta(days=1):%Y-%m-%d}"), few=rows["thin"] > 0.5)[
        ["kind", "since", "last", "end", "days", "incidents", "few"]]  # fmt: skip
    kinds = ["Burst", "Quiet spell"]
    colours = [style.CHOROPLETH["light"][3], style.NEUTRAL]
    bars = (
        alt.Chart(drawn)
        .mark_bar(height=22)
        .encode(
            x=alt.X("since:T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False)), x2="end:T",
            y=alt.Y("kind:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds)),
            color=alt.Color("kind:N", scale=alt.Scale(domain=kinds, range=colours), legend=None),
            opacity=alt.condition("datum.few", alt.value(0.4), alt.value(1)),
            tooltip=[alt.Tooltip("since:T", format=_DAY, title="From"), alt.Tooltip("last:T", format=_DAY, title="Until"),
                     alt.Tooltip("days:Q", title="Days"), alt.Tooltip("incidents:Q", title="Incidents")])
    )  # fmt: skip
    return alt.layer(*([thin(spans)] if spans else []), bars).properties(height=110)


def weekdays(found: pd.Series) -> alt.LayerChart:
    """Return a bar for each weekday, and a line where all would be alike."""
    rows = pd.DataFrame({"weekday": WEEKDAYS, "count": list(found)})
    bars = (
        alt.Chart(rows)
        .mark_bar(color=style.NEUTRAL)
        .encode(
            x=alt.X("weekday:N", sort=list(WEEKDAYS), title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title="Incidents", axis=alt.Axis(tickMinStep=1)),
            tooltip=["weekday:N", "count:Q"],
        )
    )
    even = alt.Chart(pd.DataFrame({"even": [float(found.mean())]})).mark_rule(strokeDash=[4, 3], color=style.NEUTRAL).encode(
        y="even:Q", tooltip=alt.Tooltip("even:Q", title="If all were alike", format=".1f"))  # fmt: skip
    return alt.layer(bars, even).properties(height=220)


def sites(rows: pd.DataFrame, first: str, last: str, columns: int) -> alt.FacetChart:
    """Return a small chart of months for each site, all on one scale; `rows` has ``site, month, count``."""
    months = (pd.Period(first, "M"), pd.Period(last, "M") + 1)  # the last bar ends where the next month begins
    span = [{"year": month.year, "month": month.month} for month in months]
    return (
        alt.Chart(rows.assign(name=[wrapped.lines(site, _LETTERS) for site in rows["site"]])[["site", "name", "month", "count"]])
        .mark_bar(color=style.NEUTRAL, binSpacing=0)
        .encode(
            x=alt.X("yearmonth(month):T", title=None, scale=alt.Scale(domain=span), axis=alt.Axis(format="%Y", tickCount="year", grid=False)),
            y=alt.Y("count:Q", title=None, axis=alt.Axis(tickMinStep=1, tickCount=3)),
            tooltip=["site:N", alt.Tooltip("yearmonth(month):T", title="Month", format="%B %Y"), alt.Tooltip("count:Q", title="Incidents")])
        .properties(width=205, height=70)
        .facet(facet=alt.Facet("name:N", sort=[wrapped.lines(site, _LETTERS) for site in dict.fromkeys(rows["site"])], title=None,
                           header=alt.Header(labelExpr=wrapped.IN_LINES, labelLimit=225, labelFontSize=10, labelLineHeight=12)), columns=columns)
    )  # fmt: skip
