"""Incidents on the map: a dot each, a ring where the site is known to a few kilometres only, badges of provinces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.path import Path

from geodata import style, swarm
from geodata.cartography import ground
from geodata.cartography.sheet import SHAPES, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View

NUMBERED_PT, MOST_NUMBERED = 12.5, 99  # dots with a number in them are so wide; more incidents get none
_FULL = 0.22  # of the frame: the most that dots may cover; with more incidents dots get smaller
_SMALLEST_DOT_PT = 1.6
_MANY, _LARGEST = 250, 1.5  # fewer dots than this are larger, up to so many times
_EDGE = 0.08  # of a dot's width: the pale line that parts neighbouring dots


@dataclass(frozen=True)
class Dots:
    """Incidents with a point inside the frame, and where each is drawn. `width` of a dot in points."""

    incidents: pd.DataFrame
    swarm: swarm.Swarm
    width: float

    def only(self, chosen: pd.Series) -> Dots:
        """Return some of the dots, each where it is."""
        kept, found = chosen.to_numpy(dtype=bool), self.swarm
        fewer = found._replace(x=found.x[kept], y=found.y[kept], site=found.site[kept])
        return Dots(self.incidents[kept].reset_index(drop=True), fewer, self.width)


def dot_width(count: int, frame: Rect, scale: float) -> float:
    """Return how wide dots are: `style.DOT_PT` times `scale`, more where they are few, less where many crowd the frame."""
    roomy = np.sqrt(_FULL * frame.width * frame.height / max(count, 1))
    grown = np.clip((_MANY / max(count, 1)) ** 0.25, 1.0, _LARGEST)
    return float(max(min(style.DOT_PT * scale * grown, roomy), _SMALLEST_DOT_PT))


def inside(incidents: pd.DataFrame, view: View) -> Dots:
    """Return the incidents whose site lies inside the frame, each on its site and without a width."""
    numbers = pd.Series(range(1, len(incidents) + 1), index=incidents.index)
    pointed = incidents.assign(number=numbers)[incidents["shown_as"] == "dot"]
    x, y = view.place(pointed["longitude"].to_numpy(dtype=float), pointed["latitude"].to_numpy(dtype=float))
    frame = view.frame
    there = (x >= frame.left) & (x <= frame.right) & (y >= frame.bottom) & (y <= frame.top)
    none, sites = np.empty(0), np.zeros(int(there.sum()), dtype=np.int64)
    unmoved = swarm.Swarm(x[there], y[there], sites, none, none, none, none, none, none.reshape(0, 2))
    return Dots(pointed[there].reset_index(drop=True), unmoved, 0.0)


def arranged(incidents: pd.DataFrame, view: View, scale: float, *, numbered: bool = False) -> Dots:
    """Return the dots of the incidents whose site lies inside the frame, wide enough for numbers where `numbered`."""
    found, frame = inside(incidents, view), view.frame
    shown = len(found.incidents)
    width = NUMBERED_PT * scale if numbered and len(incidents) <= MOST_NUMBERED else dot_width(shown, frame, scale)
    return Dots(found.incidents, swarm.arrange(found.swarm.x, found.swarm.y, width, within=frame), width)


def draw_dots(sheet: Sheet, dots: Dots, theme: style.Theme, clip: Rect) -> None:
    ground_colours = style.GROUND[theme]
    categories = dots.incidents["category"].to_numpy()
    for category, symbol in style.CATEGORY.items():
        chosen = categories == category
        if chosen.any():
            sheet.marks(
                SHAPES[symbol.shape], dots.swarm.x[chosen], dots.swarm.y[chosen], size=dots.width * (1 - _EDGE),
                face=style.category_colour(category, theme), edge=ground_colours.halo, width=dots.width * _EDGE, z=6, clip=clip,
            )  # fmt: skip
    points = zip(dots.swarm.x.tolist(), dots.swarm.y.tolist(), strict=True)
    sheet.facts.dots = dict(zip(dots.incidents["event_id"], points, strict=True))
    sheet.facts.dot_width = dots.width


def draw_numbers(sheet: Sheet, dots: Dots, theme: style.Theme, scale: float) -> None:
    """Write into each dot its number in the list, in the darker or the lighter of two inks."""
    size = max(7.0, 7.0 * scale)
    for x, y, number, category in zip(
        dots.swarm.x, dots.swarm.y, dots.incidents["number"], dots.incidents["category"], strict=True
    ):
        red, green, blue, _ = style.rgb(style.category_colour(category, theme))
        ink = "#FFFFFF" if 0.299 * red + 0.587 * green + 0.114 * blue < 140 else "#000000"
        sheet.text(
            float(x),
            float(y) - 0.35 * size,
            str(number),
            size,
            ink,
            role="number",
            weight="semibold",
            side="center",
            z=6.5,
        )


def draw_leaders(sheet: Sheet, dots: Dots, theme: style.Theme, clip: Rect) -> None:
    """Draw a line from each swarm that was moved off its site back to it, and mark the site."""
    colour = style.GROUND[theme].ring
    drawn = np.isin(np.arange(len(dots.swarm.site_x)), dots.swarm.site)
    for site in np.flatnonzero((dots.swarm.moved > dots.swarm.radius) & drawn):
        at = (float(dots.swarm.site_x[site]), float(dots.swarm.site_y[site]))
        middle = np.array([dots.swarm.middle_x[site], dots.swarm.middle_y[site]])
        towards = (np.array(at) - middle) / dots.swarm.moved[site]
        rim = middle + towards * dots.swarm.radius[site]
        sheet.line(at, (float(rim[0]), float(rim[1])), color=colour, width=0.6, z=5, clip=clip)
        sheet.marks(
            SHAPES["circle"],
            np.array([at[0]]),
            np.array([at[1]]),
            size=1.8,
            face=colour,
            edge="none",
            width=0,
            z=5,
            clip=clip,
        )


def near_sites(dots: Dots) -> list[tuple[float, float]]:
    """Return the sites (degrees) of incidents that are known to be near a place only, each once."""
    near = dots.incidents[dots.incidents["geo_precision"] == 2]
    return sorted(set(zip(near["longitude"].astype(float), near["latitude"].astype(float), strict=True)))


def draw_rings(
    sheet: Sheet, sites: Iterable[tuple[float, float]], view: View, theme: style.Theme, *, over: bool = False
) -> None:
    """Draw a ring around each site; `over` names that are there already, only its line."""
    colours = style.GROUND[theme]
    rings = [view.path(Path(ground.circle(lon, lat, style.RING_KM), closed=True)) for lon, lat in sites]
    for ring in rings:
        if not over:
            sheet.path(ring, face=colours.halo, alpha=0.35, z=4.5, clip=view.frame)
        sheet.path(ring, edge=colours.ring, width=0.55, z=4.6, clip=view.frame)
    sheet.facts.rings = len(rings)


def take_room(room: Room, dots: Dots, view: View) -> None:
    """Mark dots, and the lines of rings that are larger than their dots, as places where no name may stand."""
    room.take_all(dots.swarm.x, dots.swarm.y, dots.width / 2 + 0.4)
    if style.RING_KM * view.pt_per_km > 2 * dots.width:
        for lon, lat in near_sites(dots):
            room.take_all(*view.place(*ground.circle(lon, lat, style.RING_KM).T), 0.6)
