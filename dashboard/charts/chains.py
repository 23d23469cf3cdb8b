"""Charts of what answers what: the ladder, the lags, the runs without an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import altair as alt
import pandas as pd

from dashboard.charts import kinds, spans
from geodata import style
from geodata.patterns.coverage import Span
from geodata.patterns.responses import ATTACK, STRIKE, Run
from geodata.style import Theme

GAP_DAYS = 3  # more days than these without a linked incident are drawn as these, and the break is marked
_ROW_PX, _LANE_PX, _STEP_PX = 190, 34, 10
_LABEL_UNITS = 9  # room that a date needs
_FEWEST = 30  # days across at least: a few links are not drawn far apart
NARROW = 60  # days to a row, below which the legend is a column
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
    reach = per_row if rows > 1 else max(float(placed["x"].max()), _FEWEST)
    across = alt.Scale(domain=[-1.5, reach + 0.5], nice=False, zero=False)
    down = alt.Scale(domain=[-_ROW_PX * rows, 0], nice=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=down, axis=None)
    drawn = alt.Chart(lines).mark_rule(color=ground.quiet_text, opacity=0.75).encode(
        x=x, y=y, x2=alt.X2("x2"), y2=alt.Y2("y2"),
        strokeDash=alt.StrokeDash("is_about:N", scale=alt.Scale(domain=[False, True], range=[[1, 0], [3, 2]]), legend=None))  # fmt: skip
    days = _days(placed)
    label = alt.Chart(days[days["label"] != ""]).mark_text(
        align="left", baseline="top", fontSize=11, color=ground.quiet_text).encode(x=x, y=y, text=alt.Text("label:N"))  # fmt: skip
    broken = alt.Chart(days[days["is_break"]]).mark_rule(color=ground.province_line, strokeDash=[2, 3]).encode(
        x=alt.X("edge:Q", scale=across, axis=None), y=alt.Y("top:Q", scale=down, axis=None), y2=alt.Y2("y"))  # fmt: skip
    ring = alt.Chart(placed[placed["event_id"] == chosen]).mark_point(
        shape="circle", size=260, strokeWidth=2, color=ground.selected).encode(x=x, y=y)  # fmt: skip
    return alt.layer(
        broken, drawn, ring, _ends(placed, x, y, ground.edge, is_narrow=per_row < NARROW), label
    ).properties(height=_ROW_PX * rows + 40)


def _ends(placed: pd.DataFrame, x: alt.X, y: alt.Y, edge: str, *, is_narrow: bool) -> alt.Chart:
    """Return the ends: those of the question filled, the others hollow."""
    picked = alt.selection_point(name="picked", fields=["event_id"], on="click", clear=False)
    symbols = {each.label: each.colour for each in style.CATEGORY.values()}
    # Columns drawn as they are: a condition in the chart costs 25 ms of checking against the schema.
    drawn = placed.assign(
        opacity=placed["asked"].map({True: 1.0, False: 0.001}), width=placed["asked"].map({True: 0.7, False: 1.8}),
        line=placed["Kind"].map(symbols).mask(placed["asked"], edge))  # fmt: skip
    return alt.Chart(drawn).mark_point(size=62, opacity=1, cursor="pointer").encode(
        x=x, y=y, **kinds.marked(is_narrow=is_narrow),
        fillOpacity=alt.FillOpacity("opacity:Q", scale=None), strokeWidth=alt.StrokeWidth("width:Q", scale=None),
        stroke=alt.Stroke("line:N", scale=None),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("When", "Place", "Kind", "Filters")],
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


def lags(counts: pd.DataFrame, *, is_narrow: bool = False) -> alt.Chart:
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
        color=alt.Color("Answered by:N", legend=alt.Legend(orient="top", title="Answer", labelLimit=320, columns=1 if is_narrow else 3),
                        scale=alt.Scale(domain=[each.label for each in symbols], range=[each.colour for each in symbols])),
        opacity=alt.Opacity("Day:N", scale=alt.Scale(domain=["exact", "about"], range=[1, 0.5]),
                            legend=alt.Legend(orient="top", title="Lag", symbolFillColor=style.NEUTRAL, symbolStrokeColor=style.NEUTRAL)),
        order=alt.Order("Day:N"),
        tooltip=[alt.Tooltip("lag:O", title="Days"), "Answered by:N", "Day:N", alt.Tooltip("sum(count):Q", title="Links")],
    ).properties(height=360 if is_narrow else 280)  # fmt: skip


def runs(found: Sequence[Run], thin: Sequence[Span], theme: Theme) -> alt.LayerChart:
    """Return runs as bars in time, the longest on top, each with its number of attacks; periods of few sources shaded."""
    bars = pd.DataFrame([
        {"rank": place, "from": f"{run.since}", "to": f"{run.until + timedelta(days=1)}", "Attacks": run.attacks, "Days": run.days,
         "First": f"{run.since:%-d %b %Y}", "Last": f"{run.until:%-d %b %Y}"}
        for place, run in enumerate(found, start=1)
    ])  # fmt: skip
    x = alt.X("utcyearmonthdate(from):T", title=None, axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False))
    y = alt.Y("rank:O", title="Rank", axis=alt.Axis(grid=False))
    tooltip = [alt.Tooltip("First:N"), alt.Tooltip("Last:N"), alt.Tooltip("Attacks:Q"), alt.Tooltip("Days:Q")]
    bar = alt.Chart(bars).mark_bar(color=style.CATEGORY[ATTACK].colour, height={"band": 0.62}, minBandSize=3).encode(
        x=x, x2=alt.X2("utcyearmonthdate(to)"), y=y, tooltip=tooltip)  # fmt: skip
    number = alt.Chart(bars).mark_text(align="left", dx=5, color=style.GROUND[theme].text, fontWeight=600).encode(
        x=alt.X("utcyearmonthdate(to):T"), y=y, text=alt.Text("Attacks:Q"), tooltip=tooltip)  # fmt: skip
    return alt.layer(spans.thin(thin), bar, number).properties(height=28 * max(len(bars), 2) + 10)
