"""Colour, shape, size, label and order of everything drawn: screen and print read this one table.

Colours are Okabe and Ito's (2008), told apart by people of every colour vision; shape says the same
again, so colour is never the only channel. Colours belong to values, never to what happens to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from geodata.schema import vocabulary
from geodata.schema.vocabulary import Vocabulary

Shape = Literal["circle", "diamond", "square"]
Theme = Literal["light", "dark", "grey"]

MOST_DOTS = 5_000  # on a screen or a page; past so many, how many incidents there are is drawn instead of each
RING_KM = 10.0  # how far the true site may lie at precision 2; one constant, named in every legend


@dataclass(frozen=True, slots=True)
class Symbol:
    """How one category is drawn. `colour` is sRGB hexadecimal; `edge` parts neighbouring symbols."""

    label: str
    colour: str
    shape: Shape


CATEGORY: Mapping[str, Symbol] = MappingProxyType({
    "attack_on_us_coalition": Symbol("Attack on U.S. and coalition forces", "#D55E00", "circle"),
    "us_coalition_strike": Symbol("U.S. or coalition strike", "#0072B2", "diamond"),
    "other_attack": Symbol("Other attack", "#E69F00", "square"),
})  # fmt: skip

# For print without colour: the same shapes, as far apart in lightness as three fills can be.
GREY: Mapping[str, str] = MappingProxyType({
    "attack_on_us_coalition": "#1E1E1E", "us_coalition_strike": "#BDBDBD", "other_attack": "#757575",
})  # fmt: skip


def category_colour(category: str, theme: Theme) -> str:
    """Return the fill of a category's symbol: the same in light and dark, a grey where there is no colour."""
    return GREY[category] if theme == "grey" else CATEGORY[category].colour


@dataclass(frozen=True, slots=True)
class Mark:
    """How a series that is no kind of incident is drawn in charts. `shape` as Vega names it."""

    label: str
    colour: str
    shape: str


# Running counts of others: the rest of Okabe and Ito's set, none of the three above.
SCOPE: Mapping[str, Mark] = MappingProxyType({
    "us_official": Mark("U.S. officials", "#009E73", "triangle-up"),
    "sohr_syria": Mark("Syrian Observatory (Syria)", "#CC79A7", "diamond"),
    "wi_tracker": Mark("Washington Institute", "#56B4E9", "cross"),
})  # fmt: skip
# Lines by level of evidence: the same strokes as under the words on a card.
EVIDENCE_DASH: Mapping[str, tuple[int, int]] = MappingProxyType({"low": (1, 3), "medium": (6, 3), "high": (1, 0)})
NEUTRAL = "#7A8087"  # what is neither a kind nor a series: legible on light and dark ground


DOT_PX = 8.5  # across one symbol on the screen; also the unit of the swarm
DOT_PT = 4.6  # the same in print


@dataclass(frozen=True, slots=True)
class Ground:
    """Colours of everything that is not an incident, for one theme; `edge` is the line around a symbol on the screen."""

    sea: str
    land: str
    neighbour: str
    border: str
    province_line: str
    river: str
    town: str
    text: str
    quiet_text: str
    halo: str
    selected: str
    ring: str
    edge: str


GROUND: Mapping[Theme, Ground] = MappingProxyType({
    "light": Ground(sea="#DDE7EC", land="#FBFAF7", neighbour="#EEEDE8", border="#8B8F94", province_line="#C9CBCC",
                    river="#A9C6D6", town="#6E747A", text="#1F2328", quiet_text="#5A6169", halo="#FFFFFF",
                    selected="#1F2328", ring="#6E747A", edge="#FFFFFF"),
    "dark": Ground(sea="#10171C", land="#22282E", neighbour="#1A2025", border="#7C858D", province_line="#434C54",
                   river="#34566B", town="#98A1A9", text="#E8EAED", quiet_text="#A9B1B8", halo="#14181C",
                   selected="#FFFFFF", ring="#98A1A9", edge="#D5DADF"),
    "grey": Ground(sea="#E3E3E3", land="#FCFCFC", neighbour="#EFEFEF", border="#808080", province_line="#C8C8C8",
                   river="#C2C2C2", town="#6E6E6E", text="#1E1E1E", quiet_text="#595959", halo="#FFFFFF",
                   selected="#1E1E1E", ring="#6E6E6E", edge="#FFFFFF"),
})  # fmt: skip

# Five classes from light to dark (ColorBrewer Purples-like, clear of the three category hues).
CHOROPLETH: Mapping[Theme, tuple[str, ...]] = MappingProxyType({
    "light": ("#E4DFEF", "#C9C1E0", "#A599CB", "#7E70AE", "#54448A"),
    "dark": ("#363350", "#4C4472", "#66599B", "#8779BA", "#B8AEE0"),
    "grey": ("#E2E2E2", "#C6C6C6", "#A2A2A2", "#7A7A7A", "#4D4D4D"),
})  # fmt: skip
# Fewer, much the same, more: green to purple (ColorBrewer PRGn-like), clear of the three category hues.
DIFFERENCE: Mapping[Theme, tuple[str, ...]] = MappingProxyType({
    "light": ("#1B7F5C", "#8CC9AC", "#E9E7EC", "#A99FCC", "#54448A"),
    "dark": ("#5CC79B", "#2F6B53", "#34323F", "#5F548C", "#B6ABDD"),
    "grey": ("#4D4D4D", "#A6A6A6", "#F2F2F2", "#A6A6A6", "#4D4D4D"),
})  # fmt: skip
# A day of the calendar without incidents, where many sources were found.
NO_INCIDENTS: Mapping[Theme, str] = MappingProxyType({"light": "#EAE9E4", "dark": "#2A3138", "grey": "#EAEAEA"})
NO_RATE = "none"  # a province without incidents keeps the colour of the land

_LABELS: Mapping[str, Vocabulary] = MappingProxyType({
    "category": vocabulary.CATEGORY, "evidence": vocabulary.EVIDENCE, "precision": vocabulary.GEO_PRECISION,
    "outcome": vocabulary.OUTCOME, "country": vocabulary.COUNTRY, "event_type": vocabulary.EVENT_TYPE,
    "sub_event_type": vocabulary.SUB_EVENT_TYPE, "killed_side": vocabulary.KILLED_SIDE,
    "time_precision": vocabulary.TIME_PRECISION,
})  # fmt: skip


def order(name: str, values: list[str]) -> list[str]:
    """Return `values` of the field `name` in display order: the vocabulary's, else alphabetical."""
    ranks = {value: rank for rank, value in enumerate(_LABELS.get(name, ()))}
    return sorted(values, key=lambda value: (ranks.get(value, len(ranks)), value))


def label(name: str, value: str) -> str:
    """Return what `value` of the field `name` is called on screen and in print."""
    words = _LABELS.get(name)
    return words.label(value) if words is not None else value


def counted(count: int, noun: str) -> str:
    """Return a number of things in words: 1 dot, 2,000 dots."""
    return f"{count:,} {noun}{'s' * (count != 1)}"


def rgb(colour: str, alpha: float = 1.0) -> list[int]:
    """Return ``#RRGGBB`` as [red, green, blue, alpha], each 0 to 255."""
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)] + [round(alpha * 255)]
