"""The choices of a printed map as widgets: from the layout that the link holds to the one chosen."""

from __future__ import annotations

import os

import streamlit as st

from dashboard.untrusted import plain
from geodata.cartography.layout import Layout
from geodata.errors import LayoutError

# What people make maps for, and the layout that serves it.
PRESETS: dict[str, dict[str, str]] = {
    "A4 report, landscape": {},
    "A4 report, portrait": {"orientation": "portrait"},
    "Press column": {"paper": "148x200mm"},
    "Slide, 16:9": {"paper": "16:9"},
    "Social square": {"paper": "square"},
    "Poster, A2": {"paper": "A2", "dpi": "200"},
}
OWN_SIZE = "Own size"
EXTENTS = {"countries": "Both countries", "incidents": "Fit to the incidents", "IQ": "Iraq", "SY": "Syria"}
THEMES = {"light": "Light", "dark": "Dark", "grey": "Greyscale"}
STYLES = {
    "swarm": "One dot an incident",
    "symbols": "Symbols by number at a site",
    "choropleth": "Shaded provinces",
    "hex": "Hexagons",
}
CROWDED = {name: f"{STYLES[name]} (too many: hexagons)" for name in ("swarm", "symbols")}
MEASURES = {"count": "Incidents", "density": "Per 10,000 km²", "per_month": "Per month"}
LISTINGS = {"no": "No list", "page": "Numbered list beside the map", "pages": "Numbered list behind the map (PDF)"}
LANGUAGES = {"en": "English", "ar": "العربية"}
DIGITS = {"latin": "0123", "arabic": "٠١٢٣"}
# Switches of a layout by name, with what they are called.
SWITCHES = {
    "timeline": "Timeline", "names": "Names of sites", "inset": "Locator on near maps",
    "arcs": "Arcs to reported answers", "transparent": "Transparent background",
}  # fmt: skip
_FOLDED = (*SWITCHES, "code", "listing", "language", "digits", "subtitle")
PREVIEW_DPI = 72


def choose(before: Layout, *, may_list: bool, is_crowded: bool = False) -> Layout | None:
    """Draw the choices, at first those of `before`, and return the layout they make; None if it cannot be drawn.

    `may_list`: whether the incidents may be passed on as a list. `is_crowded`: whether they are too many for a mark each.
    """
    chosen = _page_size(before)
    chosen["style"] = _choice("Drawn as", STYLES | (CROWDED if is_crowded else {}), before.style)
    if chosen["style"] == "choropleth":
        chosen["measure"] = _choice("Shaded by", MEASURES, before.measure)
    own = {} if before.extent in EXTENTS else {before.extent: before.extent}
    chosen["extent"] = _choice("Shows", EXTENTS | own, before.extent)
    chosen["theme"] = _segments("Colours", THEMES, before.theme)
    chosen["title"] = st.text_input(
        "Title", key="map-title", max_chars=200, placeholder="From the filters", value=before.title or ""
    )
    chosen |= _folded(before, may_list=may_list)
    try:
        return Layout.from_params({name: [value] for name, value in chosen.items() if value.strip()})
    except LayoutError as error:
        st.warning(plain(str(error)))
        return None


def _folded(before: Layout, *, may_list: bool) -> dict[str, str]:
    """Draw the choices that few need, folded away; open where the link makes one of them."""
    in_use = len(set(_FOLDED) & before.to_params().keys())
    with st.expander("More" + (f" ({in_use} in use)" if in_use else ""), expanded=bool(in_use)):
        chosen = {"subtitle": st.text_input("Subtitle", key="map-subtitle", max_chars=200, value=before.subtitle or "",
                                            placeholder="The filters in words")}  # fmt: skip
        if may_list:
            chosen["listing"] = _choice("Incidents and sources", LISTINGS, before.listing)
        chosen["language"] = _segments("Language", LANGUAGES, before.language)
        chosen["digits"] = _segments("Digits", DIGITS, before.digits)
        chosen["code"] = ("no", "yes")[before.code]
        switches = SWITCHES | ({"code": "QR code with the link"} if os.environ.get("GEODATA_PUBLIC_URL") else {})
        for name, label in switches.items():
            chosen[name] = ("no", "yes")[st.toggle(label, value=getattr(before, name), key=f"map-{name}")]
    return chosen


def _choice(label: str, choices: dict[str, str], before: str) -> str:
    return st.selectbox(
        label, list(choices), index=list(choices).index(before), format_func=choices.__getitem__, key=f"map-{label}"
    )


def _segments(label: str, choices: dict[str, str], before: str) -> str:
    return st.segmented_control(
        label, list(choices), format_func=choices.__getitem__, default=before, required=True, key=f"map-{label}"
    )


def _page_size(before: Layout) -> dict[str, str]:
    """Draw the choice of paper or size."""
    made_for = {name: Layout.from_params({k: [v] for k, v in given.items()}) for name, given in PRESETS.items()}
    same = [name for name, layout in made_for.items() if (layout.size_mm, layout.dpi) == (before.size_mm, before.dpi)]
    names = [*PRESETS, OWN_SIZE]
    preset = st.selectbox("For", names, index=names.index(same[0] if same else OWN_SIZE), key="map-for")
    if preset != OWN_SIZE:
        return dict(PRESETS[preset])
    left, right, unit = st.columns(3)
    is_mm = before.paper.endswith("mm")
    wide, high = (1600, 900) if same else map(round, before.size_mm if is_mm else before.size_px)
    width = left.number_input("Width", min_value=1, max_value=20_000, value=wide, key="map-width")
    height = right.number_input("Height", min_value=1, max_value=20_000, value=high, key="map-height")
    chosen = {"paper": f"{width}x{height}{unit.selectbox('Unit', ['px', 'mm'], index=int(is_mm), key='map-unit')}"}
    return chosen | ({"dpi": str(before.dpi)} if before.dpi and not same else {})


def previewed(layout: Layout) -> Layout:
    """Return the same page at the resolution of a screen."""
    if layout.paper.endswith("px"):
        wide, high = layout.size_mm
        return Layout.from_params(layout.to_params() | {"paper": [f"{wide:g}x{high:g}mm"], "dpi": [str(PREVIEW_DPI)]})
    return Layout.from_params(layout.to_params() | {"dpi": [str(PREVIEW_DPI)]})
