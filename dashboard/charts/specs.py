"""A chart as Vega-Lite, made once for each theme: checking it against its schema is half the work of a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import altair as alt
from altair.utils import schemapi

from geodata.style import Theme

THOUSANDS = ",~f"  # parted, wherever a chart writes a number; without ~f, axes of large numbers have exponents
Spec = Callable[[Theme], dict[str, Any]]


def drawn(chart: Callable[[Theme], alt.TopLevelMixin]) -> Spec:
    """Return what gives the chart of a theme as Vega-Lite; each is built when first asked for, then kept.

    Examples
    --------
    >>> spec = drawn(lambda theme: charts.heat(days, theme))  # doctest: +SKIP
    >>> spec("dark")["mark"]  # doctest: +SKIP
    """

    @cache
    def spec(theme: Theme) -> dict[str, Any]:
        with schemapi.debug_mode(False):  # nor is any part of it checked while it is put together
            made: dict[str, Any] = chart(theme).configure(numberFormat=THOUSANDS).to_dict(validate=False)
        return made

    return spec
