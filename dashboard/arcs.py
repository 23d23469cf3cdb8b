"""Arcs on the map, from what was attacked to where its reported answer was. No Streamlit: values in, a layer out.

drawn = [*ground, *provinces, arcs.layer(theme, base, asked), *incidents]
"""

from __future__ import annotations

import pydeck as pdk

from geodata import style
from geodata.style import Theme, rgb

_TILT_DEG = 25  # the map is seen from straight above: an arc that leans bends aside and both ways stay apart


def layer(theme: Theme, base: str, asked: str) -> pdk.Layer:
    """Return the arcs of a question; `asked` is the query part of the URLs that the map's rows are read from.

    The end answered has the colour of attacks, the end that answers that of strikes; wider is more often.
    """
    attack, strike = (style.CATEGORY[each].colour for each in ("attack_on_us_coalition", "us_coalition_strike"))
    return pdk.Layer(
        "ArcLayer", id=f"arcs-{theme}", data=f"{base}/layers/arcs.json?{asked}", get_source_position="p",
        get_target_position="q", get_source_color=rgb(attack, 0.85), get_target_color=rgb(strike, 0.95), get_tilt=_TILT_DEG,
        get_height=0.6, get_width="n", width_scale=0.9, width_min_pixels=1.4, width_max_pixels=5)  # fmt: skip
