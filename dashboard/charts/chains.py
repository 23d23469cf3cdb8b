"""Charts of what answers what: the ladder, the lags, the runs without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import altair as alt
import pandas as pd

from dashboard.charts import spans
from geodata import style
from geodata.patterns.coverage import Span
from geodata.patterns.responses import ATTACK, STRIKE, Run
from geodata.style import Theme

GAP_DAYS = 3  # more days than these without a linked incident are drawn as these, and the break is marked
_ROW_PX, _LANE_PX, _STEP_PX = 190, 34, 10
_LABEL_UNITS = 9  # room that a date needs
LAG_TOP_DAYS = 30  # this lag and all longer ones share a bar


def ladder(links: pd.DataFrame, ends: pd.DataFrame, chosen: str | None, per_row: int, theme: Theme) -> alt.LayerChart:
    """Return attacks above, strikes below, and a line for each reported link, day by day from left to right.

    `links` and `ends` are those of `geodata.patterns.responses.Responses`; an incident outside the question is hollow.
    Time is to scale but for breaks of more than `GAP_DAYS`, and goes on in another row after `per_row` days.
    A click on an end puts its ``event_id`` in the selection ``picked``.
    """
    placed = place_ends(links, ends, per_row)
    at = placed.set_index("event_id")[["x", "y"]]
    lines = links.assign(
        x=at["x"].reindex(links["cause"]).array, y=at["y"].reindex(links["cause"]).array,
        x2=at["x"].reindex(links["answer"]).array, y2=at["y"].reindex(links["answer"]).array,
    )[["x", "y", "x2", "y2", "is_about", "lag_days"]].astype({"lag_days": "float"})  # fmt: skip
    rows = int(placed["row"].max()) + 1 if len(placed) else 1
    ground = style.GROUND[theme]
    across = alt.Scale(domain=[-1.5, per_row + 0.5], nice=False, zero=False)
    down = alt.Scale(domain=[-_ROW_PX * rows, 0], nice=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    drawn = alt.Chart(lines).mark_rule(color=ground.quiet_text, opacity=0.75).encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q",
        strokeDash=alt.StrokeDash("is_about:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [3, 2]]), legend=None))  # fmt: skip
    days = _days(placed)
    label = alt.Chart(days[days["label"] != ""]).mark_text(
        align="left", baseline="top", fontSize=11, color=ground.quiet_text).encode(x=x, y=y, text="label:N")  # fmt: skip
    broken = alt.Chart(days[days["is_break"]]).mark_rule(color=ground.province_line, strokeDash=[2, 3]).encode(
        x=alt.X("edge:Q", scale=across, axis=None), y=alt.Y("top:Q", scale=down, axis=None), y2="y:Q")  # fmt: skip
    ring = alt.Chart(placed[placed["event_id"] == chosen]).mark_point(
        shape="circle", size=260, strokeWidth=2, color=ground.selected).encode(x=x, y=y)  # fmt: skip
    return alt.layer(broken, drawn, ring, _ends(placed, x, y), label).properties(height=_ROW_PX * rows + 40)


def _ends(placed: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    symbols = list(style.CATEGORY.values())
    labels = [each.label for each in symbols]
    shapes = [each.shape for each in symbols]
    colours = [each.colour for each in symbols]
    picked = alt.selection_point(name="picked", fields=["event_id"], on="click", clear=False)
    return alt.Chart(placed).mark_point(size=62, filled=True, opacity=1, strokeWidth=1.6, cursor="pointer").encode(
        x=x, y=y,
        color=alt.Color("Kind:N", scale=alt.Scale(domain=labels, range=colours), legend=alt.Legend(orient="top", title=None, labelLimit=320)),
        shape=alt.Shape("Kind:N", scale=alt.Scale(domain=labels, range=shapes), legend=alt.Legend(orient="top", title=None, labelLimit=320)),
        fillOpacity=alt.condition("datum.asked", alt.value(1), alt.value(0)),
        tooltip=["When:N", "Place:N", "Kind:N", "Filters:N"],
    ).add_params(picked)  # fmt: skip


def place_ends(links: pd.DataFrame, ends: pd.DataFrame, per_row: int) -> pd.DataFrame:
    """Return the ends with their place in the ladder: `x` in days of the row, `y` in pixels, `row`, and what is said of each."""
    above = _is_above(links, ends)
    days = sorted(set(pd.to_datetime(ends["event_date"])))
    at, row, x, last = {}, 0, 0, None
    for day in days:
        step = 0 if last is None else (day - last).days
        x, last = x + min(step, GAP_DAYS + 1), day
        if x > per_row:
            row, x = row + 1, 0
        at[day] = (row, x, step > GAP_DAYS + 1)
    placed = ends.assign(day=pd.to_datetime(ends["event_date"]), above=above)
    level = placed.groupby(["day", "above"]).cumcount()
    rows, xs, breaks = (placed["day"].map(lambda day, n=n: at[day][n]) for n in range(3))
    middle = -(rows + 0.5) * _ROW_PX + 12
    offset = _LANE_PX + level * _STEP_PX
    return pd.DataFrame({
        "event_id": placed["event_id"], "x": xs, "y": middle + offset.where(placed["above"], -offset), "row": rows, "is_break": breaks,
        "day": placed["day"].dt.strftime("%Y-%m-%d"), "asked": placed["asked"].astype(bool),
        "When": placed["day"].dt.strftime("%-d %b %Y"), "Place": placed["place_name"].fillna("not known").astype(str),
        "Kind": placed["category"].map(lambda value: style.label("category", value)),
        "Filters": placed["asked"].map({True: "answers the filters", False: "outside the filters"}),
    })  # fmt: skip


def _is_above(links: pd.DataFrame, ends: pd.DataFrame) -> pd.Series:
    """Attacks are above and strikes below; another attack stands across from what it is linked with."""
    below = {STRIKE}
    across = set(links.loc[links["cause_category"] == ATTACK, "answer"]) | set(
        links.loc[links["answer_category"] == ATTACK, "cause"]
    )
    is_other = ~ends["category"].isin([ATTACK, STRIKE])
    return ~ends["category"].isin(below) & ~(is_other & ends["event_id"].isin(across))


def _days(placed: pd.DataFrame) -> pd.DataFrame:
    """Return one line per day of the ladder: where a break is drawn, and the date where there is room for it."""
    days = placed.drop_duplicates(["row", "x"]).sort_values(["row", "x"])
    said, free, year = [], (-1, 0), ""
    for row, x, day in zip(days["row"], days["x"], pd.to_datetime(days["day"]), strict=True):
        fits = row != free[0] or x >= free[1]
        said.append(f"{day:%-d %b}" + (f" {day:%Y}" if f"{day:%Y}" != year or row != free[0] else "") if fits else "")
        if fits:
            free, year = (row, x + _LABEL_UNITS), f"{day:%Y}"
    bottom = -(days["row"] + 1) * _ROW_PX + 20
    breaks = days["is_break"] & (days["x"] > 0)
    return days.assign(label=said, y=bottom, edge=days["x"] - (GAP_DAYS + 1) / 2, top=bottom + _ROW_PX - 30, is_break=breaks)[
        ["x", "y", "label", "edge", "top", "is_break"]
    ]  # fmt: skip


def lags(counts: pd.DataFrame) -> alt.Chart:
    """Return how many links have each lag, stacked by who answered; lags that are "about" are paler.

    `counts` has ``lag_days, answer_category, is_about, count``.
    """
    capped = counts.assign(lag=counts["lag_days"].clip(upper=LAG_TOP_DAYS).astype(int))
    drawn = pd.DataFrame({
        "lag": capped["lag"], "count": capped["count"].astype(int),
        "Answered by": capped["answer_category"].map(lambda value: style.label("category", value)),
        "Day": capped["is_about"].map({True: "about", False: "exact"}),
    })  # fmt: skip
    symbols = style.CATEGORY.values()
    last = int(drawn["lag"].max()) if len(drawn) else 0
    return alt.Chart(drawn).mark_bar().encode(
        x=alt.X("lag:O", title="Days from what is answered to the answer", scale=alt.Scale(domain=list(range(last + 1))),
                axis=alt.Axis(labelAngle=0, labelOverlap=True, labelExpr=f"datum.value == {LAG_TOP_DAYS} ? '{LAG_TOP_DAYS}+' : datum.label")),
        y=alt.Y("sum(count):Q", title="Reported links", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color("Answered by:N", legend=alt.Legend(orient="top", title="Answer", labelLimit=320),
                        scale=alt.Scale(domain=[each.label for each in symbols], range=[each.colour for each in symbols])),
        opacity=alt.Opacity("Day:N", scale=alt.Scale(domain=["exact", "about"], range=[1, 0.5]),
                            legend=alt.Legend(orient="top", title="Lag")),
        order=alt.Order("Day:N"),
        tooltip=[alt.Tooltip("lag:O", title="Days"), "Answered by:N", "Day:N", alt.Tooltip("sum(count):Q", title="Links")],
    ).properties(height=280)  # fmt: skip


def runs(found: Sequence[Run], thin: Sequence[Span], theme: Theme) -> alt.LayerChart:
    """Return runs as bars in time, the longest on top, each with its number of attacks; periods of few sources shaded."""
    bars = pd.DataFrame([
        {"rank": place, "from": f"{run.since}", "to": f"{run.until + timedelta(days=1)}", "Attacks": run.attacks, "Days": run.days,
         "First": f"{run.since:%-d %b %Y}", "Last": f"{run.until:%-d %b %Y}"}
        for place, run in enumerate(found, start=1)
    ])  # fmt: skip
    x = alt.X("utcyearmonthdate(from):T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False))
    y = alt.Y("rank:O", title="Rank", axis=alt.Axis(grid=False))
    tooltip: list[Any] = ["First:N", "Last:N", "Attacks:Q", "Days:Q"]
    bar = alt.Chart(bars).mark_bar(color=style.CATEGORY[ATTACK].colour, height={"band": 0.62}, minBandSize=3).encode(
        x=x, x2="utcyearmonthdate(to)", y=y, tooltip=tooltip)  # fmt: skip
    number = alt.Chart(bars).mark_text(align="left", dx=5, color=style.GROUND[theme].text, fontWeight=600).encode(
        x=alt.X("utcyearmonthdate(to):T"), y=y, text="Attacks:Q", tooltip=tooltip)  # fmt: skip
    return alt.layer(spans.thin(thin), bar, number).properties(height=28 * max(len(bars), 2) + 10)
