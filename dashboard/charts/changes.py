"""Where incidents were added, changed and withdrawn: three small maps with a circle a site."""

from __future__ import annotations

from collections.abc import Mapping

import altair as alt
import pandas as pd

from geodata import outlines, style

_MAP_PX = (310, 225)
_MOST_PX2, _LEAST_PX2 = 420, 64  # areas of circles
_SHAPES = {"added": "circle", "changed": "diamond", "withdrawn": "triangle-down"}


def maps(sites: pd.DataFrame, titles: Mapping[str, str], theme: style.Theme, columns: int) -> alt.ConcatChart:
    """Return a small map for each kind of change, its circles by area all on one scale.

    `sites` has ``change, place, longitude, latitude, count``, a row a point; all of them lie on the map.
    """
    ground = style.GROUND[theme]
    colours = {"added": style.DIFFERENCE[theme][-1], "changed": style.NEUTRAL, "withdrawn": style.DIFFERENCE[theme][0]}
    shapes = alt.Data(
        values=[{"type": "Feature", "geometry": shape, "properties": {}} for shape in outlines.read().values()]
    )
    most = max(int(sites["count"].max()) if len(sites) else 1, 2)
    size = alt.Size("count:Q", scale=alt.Scale(domain=[1, most], range=[_LEAST_PX2, _MOST_PX2]), legend=None)
    east, south = outlines.placed(sites["longitude"], sites["latitude"])
    placed = sites.assign(east=east, south=south)
    panels = []
    for kind, title in titles.items():
        land = alt.Chart(shapes).mark_geoshape(fill=ground.land, stroke=ground.border, strokeWidth=0.6)
        points = alt.Chart(placed[placed["change"] == kind]).mark_point(
            shape=_SHAPES[kind], fill=colours[kind], stroke=ground.edge, strokeWidth=0.8, opacity=0.85,
        ).encode(
            longitude="east:Q", latitude="south:Q", size=size,
            tooltip=[alt.Tooltip("place:N", title="Place"), alt.Tooltip("count:Q", title="Incidents")])  # fmt: skip
        panels.append(
            alt.layer(land, points, title=alt.Title(title, anchor="start", fontSize=13))
            .project(type="identity")
            .properties(width=_MAP_PX[0], height=_MAP_PX[1])
        )
    return alt.concat(*panels, columns=columns)
