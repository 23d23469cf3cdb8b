"""What lies under every chart over time: the periods for which few sources were found."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd

from geodata import style
from geodata.patterns.coverage import Span


def thin(spans: Sequence[Span]) -> alt.Chart:
    """Return the periods as shades over the whole height, each with its reason."""
    rows = [
        {"since": f"{each.since:%Y-%m-%d}", "until": f"{each.until:%Y-%m-%d}", "reason": each.reason} for each in spans
    ]
    return (
        alt.Chart(pd.DataFrame(rows, columns=["since", "until", "reason"]))
        .mark_rect(color=style.NEUTRAL, opacity=0.13)
        .encode(x=alt.X("utcyearmonthdate(since):T"), x2="utcyearmonthdate(until)", tooltip=alt.Tooltip("reason:N", title="Coverage"))
    )  # fmt: skip
