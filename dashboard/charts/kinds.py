"""Kinds of incident as marks: fill and shape say the same, and a line around each parts it from the ground."""

from __future__ import annotations

from typing import Any

import altair as alt

from geodata import style


def marked(*, is_narrow: bool) -> dict[str, Any]:
    """Return the fill and shape of the field ``Kind``, with one legend: a column of it where a row does not fit."""
    symbols = list(style.CATEGORY.values())
    labels = [each.label for each in symbols]
    legend = alt.Legend(orient="top", title=None, labelLimit=320, columns=1 if is_narrow else 3)
    return {
        "fill": alt.Fill("Kind:N", legend=legend, scale=alt.Scale(domain=labels, range=[each.colour for each in symbols])),
        "shape": alt.Shape("Kind:N", legend=legend, scale=alt.Scale(domain=labels, range=[each.shape for each in symbols])),
    }  # fmt: skip
