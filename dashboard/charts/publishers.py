"""Publishers by the incidents that they report, and by those that they alone report."""

from __future__ import annotations

import altair as alt
import pandas as pd

from dashboard.charts import wrapped
from geodata import style

SHOWN = 20
_LETTERS = 28  # of a line of a name
ALONE, SHARED = "Nobody else reports", "Others report too"


def publishers(found: pd.DataFrame) -> alt.Chart:
    """Return a bar for each of the publishers with the most incidents, those that it alone reports apart."""
    top = found.head(SHOWN)
    rows = pd.DataFrame([
        {"publisher": wrapped.lines(row["publisher"], _LETTERS), "part": part, "rank": rank, "count": count}
        for row in top.to_dict("records")
        for rank, (part, count) in enumerate(((ALONE, row["alone"]), (SHARED, row["incidents"] - row["alone"])))
    ])  # fmt: skip
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("sum(count):Q", title="Incidents", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y("publisher:N", sort=list(dict.fromkeys(rows["publisher"])), title=None, axis=alt.Axis(labelExpr=wrapped.IN_LINES, labelLimit=190, labelLineHeight=12, labelOverlap=False, ticks=False)),
            color=alt.Color("part:N", scale=alt.Scale(domain=[ALONE, SHARED], range=[style.CHOROPLETH["light"][3], style.NEUTRAL]),
                            legend=alt.Legend(title=None, orient="top", columns=1)),
            order=alt.Order("rank:Q"),
            tooltip=[alt.Tooltip("publisher:N", title="Publisher"), alt.Tooltip("part:N", title="Incidents"), alt.Tooltip("count:Q", title="n")])
        .properties(height=alt.Step(26))
    )  # fmt: skip
