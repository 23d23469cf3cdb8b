"""A chart as a PNG or SVG file: with its title, units, n, what the sources cover and the credit written in.

The Vega that the page uses runs here too (vl-convert), with fonts from their packages and no network.
Always light: pictures go into reports.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import vl_convert

from dashboard.charts.specs import THOUSANDS
from geodata.style import GROUND

WIDTH_PX, SCALE = 900, 2  # of a PNG: 1,800 pixels across
FONT = "IBM Plex Sans, IBM Plex Sans Arabic, DejaVu Sans, sans-serif"
_LINE = 150  # letters of a line of the notes
_VEGA_LITE = "6.4"  # that of Altair and of the page
_HOISTED = ("$schema", "config", "datasets", "usermeta", "background", "padding", "autosize")
_FONTS = ("fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_sans_arabic")


def png(spec: Mapping[str, Any], title: str, notes: Sequence[str]) -> bytes:
    """Return the chart as PNG, `notes` as small lines under it."""
    _register_fonts()
    return bytes(vl_convert.vegalite_to_png(page(spec, title, notes), vl_version=_VEGA_LITE, scale=SCALE))


def svg(spec: Mapping[str, Any], title: str, notes: Sequence[str]) -> bytes:
    """Return the chart as SVG; its letters are text, set in IBM Plex where the reader has it."""
    _register_fonts()
    return str(vl_convert.vegalite_to_svg(page(spec, title, notes), vl_version=_VEGA_LITE)).encode()


def page(spec: Mapping[str, Any], title: str, notes: Sequence[str]) -> dict[str, Any]:
    """Return the chart with its title above and the notes below, as one Vega-Lite specification."""
    colours = GROUND["light"]
    chart = {name: value for name, value in spec.items() if name not in _HOISTED}
    if _fills_its_frame(chart):
        chart["width"] = WIDTH_PX
    lines = [line for note in notes for line in textwrap.wrap(note, _LINE)]
    said = {
        "data": {"values": [{}]}, "height": 15 * len(lines), "width": WIDTH_PX, "view": {"stroke": None},
        "mark": {"type": "text", "text": lines, "align": "left", "baseline": "top", "fontSize": 11, "lineHeight": 15,
                 "color": colours.quiet_text, "x": 0, "y": 0},
    }  # fmt: skip
    return {
        **{name: spec[name] for name in ("$schema", "datasets") if name in spec},
        "title": {"text": textwrap.wrap(title, 90), "anchor": "start", "fontSize": 16, "offset": 14, "color": colours.text},
        "background": colours.halo, "padding": 18, "config": _config(), "vconcat": [chart, said], "spacing": 14,
    }  # fmt: skip


def _fills_its_frame(chart: Mapping[str, Any]) -> bool:
    """Return whether a chart is as wide as the page gives it; those of several panels have a width of their own."""
    return not {"facet", "hconcat", "vconcat", "concat", "repeat"} & set(chart) and chart.get("width") in (
        None,
        "container",
    )


def _config() -> dict[str, Any]:
    colours = GROUND["light"]
    words = {"labelColor": colours.quiet_text, "titleColor": colours.text, "titleFontWeight": "normal"}
    return {
        "font": FONT, "view": {"stroke": None}, "numberFormat": THOUSANDS,
        "axis": {**words, "gridColor": colours.neighbour, "domainColor": colours.border, "tickColor": colours.border},
        "legend": {**words, "labelColor": colours.text}, "header": words, "title": {"font": FONT},
    }  # fmt: skip


@cache
def _register_fonts() -> None:
    for name in _FONTS:
        found = find_spec(name)
        for folder in (found.submodule_search_locations or ()) if found else ():
            vl_convert.register_font_directory(f"{folder}/files")
