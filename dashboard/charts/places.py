"""The strip of a site or province: its incidents in time, one mark each."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from dashboard.charts import kinds, spans
from geodata import style
from geodata.patterns.coverage import Span
from geodata.patterns.places import FirstStrike
from geodata.style import Theme

_BASE_PX, _STEP_PX = 170, 11


def strip(
    rows: pd.DataFrame,
    first: str,
    last: str,
    marked: FirstStrike | None,
    thin: Sequence[Span],
    theme: Theme,
    *,
    is_narrow: bool = False,
) -> alt.LayerChart:
    """Return incidents by day, those of one day on top of each other, and the first strike of the country as a line.

    `rows` has ``event_id, event_date, place_name, category, confidence``; `first` and `last` (YYYY-MM) bound the axis.
    A click on a mark puts its ``event_id`` in the selection ``picked``.
    """
    day = pd.to_datetime(rows["event_date"])
    drawn = pd.DataFrame({
        "event_id": rows["event_id"], "day": day.dt.strftime("%Y-%m-%d"), "level": rows.groupby(day).cumcount() + 0.5,
        "Kind": rows["category"].map(lambda value: style.label("category", value)),
        "When": day.dt.strftime("%-d %b %Y"), "Place": rows["place_name"].fillna("not known").astype(str),
        "Evidence": rows["confidence"].map(lambda value: style.label("evidence", value)),
    })  # fmt: skip
    ground = style.GROUND[theme]
    top = float(drawn["level"].max()) + 0.5 if len(drawn) else 1.0
    span = [{"year": int(month[:4]), "month": int(month[5:]), "date": day} for month, day in ((first, 1), (last, 31))]
    x = alt.X("utcyearmonthdate(day):T", title=None, scale=alt.Scale(domain=span),
              axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False))  # fmt: skip
    marks = alt.Chart(drawn).mark_point(size=52, opacity=1, stroke=ground.edge, strokeWidth=0.7, cursor="pointer").encode(
        x=x, y=alt.Y("level:Q", title="Incidents a day", scale=alt.Scale(domain=[0, max(top, 2)], nice=False),
                     axis=alt.Axis(tickMinStep=1, grid=False, format="d")),
        **kinds.marked(is_narrow=is_narrow), tooltip=[alt.Tooltip(f"{name}:N") for name in ("When", "Place", "Kind", "Evidence")],
    ).add_params(alt.selection_point(name="picked", fields=["event_id"], on="click", clear=False))  # fmt: skip
    line = pd.DataFrame(
        [{"day": str(marked.day), "text": f"First strike in {marked.country}"}] if marked else [],
        columns=["day", "text"],
    )
    at = alt.Chart(line).encode(x=x, tooltip=alt.Tooltip("text:N", title="Line"))
    rule = at.mark_rule(color=ground.text, strokeDash=[4, 3])
    text = at.mark_text(align="left", dx=5, baseline="top", color=ground.quiet_text, fontSize=11).encode(
        text="text:N", y=alt.value(0)
    )
    return alt.layer(spans.thin(thin), rule, text, marks).properties(
        height=_BASE_PX + 40 * is_narrow + _STEP_PX * int(max(top, 3))
    )
