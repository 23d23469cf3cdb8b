"""Two periods compared: ratios with their intervals, and small maps of rates and of the difference."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd

from geodata import classes, outlines, style
from geodata.patterns.compare import CONFIDENCE, RATE_DAYS, Comparison, Ratio

NONE, TOO_FEW = "No incidents", "Too few or unclear"
MANY = 1_000  # incidents in a month, of which tenths say nothing
_WIDE = 18  # letters of a class that fits beside another
NEW, GONE = "new", "none now"
_MAP_PX = (310, 225)
_EDGE = 32.0  # ratios are drawn from 1/32 to 32; the table has them as they are


def ratios(rows: pd.DataFrame, total: Ratio, label: str, theme: style.Theme, columns: int) -> alt.LayerChart:
    """Return the ratio of each value of a key with its interval, on a scale on which twice and half are as far from equal.

    `rows` are those of `Comparison.by` with ``label``; those with too few incidents to say are pale. What goes on
    beyond the scale, to nothing or to infinity too, ends in an arrow; what only one period has says so in words.
    `columns` of the legend.
    """
    whole = {"label": "All", "first": total.first, "second": total.second, "ratio": total.ratio, "low": total.low,
             "high": total.high, "reading": total.reading}  # fmt: skip
    drawn = pd.concat([pd.DataFrame([whole]), rows[list(whole)]], ignore_index=True)
    drawn = drawn.assign(
        said=[interval(row) for row in drawn.to_dict("records")],
        only=[only_in_one(row) for row in drawn.to_dict("records")], down=drawn["low"] < 1 / _EDGE, up=drawn["high"] > _EDGE,
        point=drawn["ratio"].where(drawn["ratio"].between(1 / _EDGE, _EDGE)),
        low=drawn["low"].clip(1 / _EDGE, _EDGE), high=drawn["high"].clip(1 / _EDGE, _EDGE))  # fmt: skip
    colours = {"more": style.DIFFERENCE[theme][-1], "fewer": style.DIFFERENCE[theme][0],
               "no clear difference": style.NEUTRAL, "too few to say": style.GROUND[theme].province_line}  # fmt: skip
    x = alt.X("low:Q", scale=alt.Scale(type="log", base=2, domain=[1 / _EDGE, _EDGE]), title="Ratio, second to first period",
              axis=alt.Axis(values=[1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16], labelExpr="datum.value < 1 ? '1/' + round(1 / datum.value) : '' + datum.value"))  # fmt: skip
    base = alt.Chart(drawn).encode(
        y=alt.Y("label:N", sort=list(drawn["label"]), title=None, axis=alt.Axis(labelLimit=240, labelPadding=8, ticks=False)),
        color=alt.Color("reading:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                        legend=alt.Legend(title="Second period", orient="top", columns=columns)),
        tooltip=[alt.Tooltip("label:N", title=label), alt.Tooltip("first:Q", title="First period"),
                 alt.Tooltip("second:Q", title="Second period"), alt.Tooltip("said:N", title="Ratio"), "reading:N"])  # fmt: skip
    return alt.layer(
        alt.Chart(pd.DataFrame({"one": [1]})).mark_rule(color=style.NEUTRAL, strokeDash=[2, 3]).encode(x="one:Q"),
        base.mark_rule(strokeWidth=2).encode(x=x, x2="high:Q"),
        base.mark_point(filled=True, size=70, shape="circle").encode(x="point:Q"),
        *(base.transform_filter(f"datum.{way}").mark_point(filled=True, size=80, opacity=1, shape=f"triangle-{towards}", xOffset=inwards).encode(x=f"{end}:Q")
          for way, end, towards, inwards in (("down", "low", "left", 4), ("up", "high", "right", -4))),
        *(base.transform_filter(f"datum.only == '{word}'").mark_text(align=align, dx=step, dy=-7, fontSize=11).encode(
            x=f"{end}:Q", text="only:N", color=alt.value(style.GROUND[theme].quiet_text))
          for word, end, align, step in ((NEW, "high", "right", -8), (GONE, "low", "left", 8))),
    ).properties(height=alt.Step(26))  # fmt: skip


def only_in_one(row: Mapping) -> str | None:
    """Return what is said of a value that only one of the two periods has, so that its ratio has no end."""
    if bool(row["first"]) == bool(row["second"]):
        return None
    return GONE if row["first"] else NEW


def interval(row: Mapping) -> str:
    """Return a ratio with its interval in words."""
    if math.isnan(row["ratio"]):
        least = f"at least {classes.told(row['low'], 2)}" if row["low"] > 0 else "no ratio"
        return f"{least} (none in the first period)"
    high = "∞" if math.isinf(row["high"]) else classes.told(row["high"], 2)
    return f"{classes.told(row['ratio'], 2)} ({CONFIDENCE:.0%} interval {classes.told(row['low'], 2)} to {high})"


def rate(value: float) -> str:
    """Return incidents in `RATE_DAYS` days in words, to the tenth below a thousand."""
    return f"{value:,.{0 if value >= MANY else 1}f} in {RATE_DAYS} days"


def maps(found: Comparison, names: Mapping[str, str], theme: style.Theme, columns: int) -> alt.ConcatChart:
    """Return two small maps of rates by province in the same classes, and one of their difference."""
    rows = found.by["province"].dropna(subset="province").set_index("province")
    bounds = classes.bounds(value for value in [*rows["first_rate"], *rows["second_rate"]] if value)
    ramp = classes.ramp(len(bounds), style.CHOROPLETH[theme])
    words = class_words(bounds)
    most = float((rows["second_rate"] - rows["first_rate"]).abs().max()) if len(rows) else 0.0
    most = most or 1.0  # where nothing differs, any unit does
    features = []
    for code, shape in outlines.read().items():
        row = rows.loc[code] if code in rows.index else None
        features.append({"type": "Feature", "geometry": shape, "properties": {
            "name": names.get(code, code), **_shades(row, bounds, words, most),
            "first": int(row["first"]) if row is not None else 0, "second": int(row["second"]) if row is not None else 0,
        }})  # fmt: skip
    shapes = alt.Data(values=features)
    land = style.GROUND[theme].land
    rates = ([NONE, *words], [land, *ramp])
    differences = ([*steps(most), TOO_FEW, NONE], [*style.DIFFERENCE[theme], style.GROUND[theme].province_line, land])
    panels = [("first_class", f"First: {found.first.words}", rates), ("second_class", f"Second: {found.second.words}", rates),
              ("difference", "Second less first", differences)]  # fmt: skip
    charts = [_panel(shapes, field, title, scale, theme) for field, title, scale in panels]
    return alt.concat(*charts, columns=columns).resolve_scale(color="independent")


def _panel(
    shapes: alt.Data, field: str, title: str, scale: tuple[list[str], list[str]], theme: style.Theme
) -> alt.Chart:
    ground = style.GROUND[theme]
    columns = 1 if max(map(len, scale[0])) > _WIDE else 2
    return (
        alt.Chart(shapes, title=alt.Title(title, anchor="start", fontSize=13))
        .mark_geoshape(stroke=ground.border, strokeWidth=0.6)
        .project(type="identity")
        .encode(
            color=alt.Color(f"properties.{field}:N", scale=alt.Scale(domain=scale[0], range=scale[1]),
                            legend=alt.Legend(title=f"Incidents in {RATE_DAYS} days", orient="bottom", columns=columns, labelLimit=300 // columns, symbolType="square",
                                              symbolStrokeWidth=0.5)),
            tooltip=[alt.Tooltip("properties.name:N", title="Province"), alt.Tooltip("properties.first:Q", title="First period"),
                     alt.Tooltip("properties.second:Q", title="Second period"), alt.Tooltip(f"properties.{field}:N", title="Class")],
        )
        .properties(width=_MAP_PX[0], height=_MAP_PX[1])
    )  # fmt: skip


def class_words(bounds: Sequence[float]) -> list[str]:
    """Return what each class of rates is called, with as many digits as tell them apart."""
    for digits in range(0 if bounds and bounds[0] >= classes.WHOLE_FROM else 1, 8):
        edges = [f"{edge:,.{digits}f}" for edge in (0.0, *bounds)]
        if len(set(edges)) == len(edges):
            break
    return [f"{low} – {high}" for low, high in itertools.pairwise(edges)]


_CUTS = (-0.6, -0.2, 0.2, 0.6)  # of the largest difference


def steps(most: float) -> list[str]:
    """Return what the five steps of the difference are called, from fewest to most."""
    outer, inner = classes.told(_CUTS[3] * most, 2), classes.told(_CUTS[2] * most, 2)
    return [
        f"{outer}+ fewer",
        f"{inner} to {outer} fewer",
        f"within {inner}",
        f"{inner} to {outer} more",
        f"{outer}+ more",
    ]


def _shades(row: pd.Series | None, bounds: Sequence[float], words: Sequence[str], most: float) -> dict[str, str]:
    """Return the class of a province in each of the three maps."""
    if row is None:
        return dict.fromkeys(("first_class", "second_class", "difference"), NONE)
    shades = {
        f"{which}_class": words[classes.class_of(row[f"{which}_rate"], bounds)] if row[which] else NONE
        for which in ("first", "second")
    }
    if row["reading"] in ("too few to say", "no clear difference"):
        return {**shades, "difference": TOO_FEW}
    share = (row["second_rate"] - row["first_rate"]) / most
    return {**shades, "difference": steps(most)[sum(share > cut for cut in _CUTS)]}


def ratio_words(rows: pd.DataFrame, total: Ratio) -> str:
    """Return the ratios in words."""
    clear = rows[rows["reading"].isin(["more", "fewer"])]
    listed = "; ".join(f"{row['label']}: {row['reading']}, {interval(row)}" for row in clear.to_dict("records"))
    whole = {"ratio": total.ratio, "low": total.low, "high": total.high}
    alone = {
        word: [row["label"] for row in rows.to_dict("records") if only_in_one(row) == word] for word in (NEW, GONE)
    }
    ends = "".join(f" {word.capitalize()}: {', '.join(labels)}." for word, labels in alone.items() if labels)
    return f"All: {total.reading}, {interval(whole)}. Clear differences: {listed or 'none'}.{ends}"


def map_words(found: Comparison, names: Mapping[str, str]) -> str:
    """Return the maps in words."""
    rows = found.by["province"].dropna(subset="province")
    if not len(rows):
        return "No incident of either period has a known province."
    listed = "; ".join(
        f"{names.get(row['province'], row['province'])} {row['first']} and {row['second']}" for row in rows.head(6).to_dict("records"))  # fmt: skip
    return f"Incidents in the first and the second period: {listed}{' and others' if len(rows) > 6 else ''}."
