"""Incidents as symbols: one for each kind of incident at each site, as large as its incidents are many.

A symbol has the shape of its kind, as dots have, so a kind is never told by colour alone. (A circle cut like
a cake was the alternative: one mark a site, but its parts have nothing but colour.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geodata import style, swarm
from geodata.cartography import fonts, labels, marks, panel
from geodata.cartography.pictures import Picture
from geodata.cartography.sheet import CAP, SHAPES, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.words import say_count

Floats = NDArray[np.float64]
# Widths at which the shapes have the area of a circle one unit across.
_WIDTH = {"circle": 1.0, "diamond": 1.161, "square": 1.055}
_REACH = {"circle": 0.5, "diamond": 0.627, "square": 0.627}  # from middle to tip at that width
_LEAST_PT = 1.6  # from the middle of the smallest symbol to its edge


@dataclass(frozen=True)
class _Kinds:
    """Symbols, an entry each: site (its index), category (its index), how many, where, how wide, how far its tips reach."""

    site: NDArray[np.int64]
    kind: NDArray[np.int64]
    count: NDArray[np.int64]
    middle: Floats
    width: Floats
    reach: Floats


class Symbols(Picture):
    """A symbol for each kind at each site, its area the number of incidents."""

    word = "circle"

    @cached_property
    def _symbols(self) -> _Kinds:
        """The symbols, none on another."""
        found, kinds = self.dots.swarm, list(style.CATEGORY)
        column = np.array([kinds.index(kind) for kind in self.dots.incidents["category"]], dtype=np.int64)
        both, count = np.unique(found.site * len(kinds) + column, return_counts=True)
        site, kind = np.divmod(both, len(kinds))
        width = 2 * np.maximum(np.sqrt(count) * self._unit, _LEAST_PT)
        shapes = [style.CATEGORY[kinds[each]].shape for each in kind]
        reach = width * [_REACH[shape] for shape in shapes]
        homes = np.column_stack([found.site_x[site], found.site_y[site]])
        middle = swarm.part(homes, reach + 0.4, self.scene.view.frame)
        return _Kinds(site, kind, count, middle, width * [_WIDTH[shape] for shape in shapes], reach)

    @property
    def _unit(self) -> float:
        """Points of radius for one incident."""
        frame, total = self.scene.view.frame, max(len(self.dots.incidents), 1)
        return float(np.clip(np.sqrt(0.05 * frame.width * frame.height / total / np.pi), 0.8, 4.2))

    def _glyph(self) -> panel.Glyph:
        return panel.dots(self.scene.theme, self.scene.key)

    def places(self) -> list[labels.Place]:
        """Return the sites that may be named, each beside the largest of its symbols."""
        found = self._symbols
        largest = {int(found.site[n]): n for n in np.argsort(found.count, kind="stable")}
        return [
            self._place(site, found.middle[n, 0], found.middle[n, 1], found.reach[n])
            for site, n in sorted(largest.items())
        ]

    def draw(self, sheet: Sheet, room: Room) -> None:
        """Draw the symbols, the largest first, each with a line to its site where it had to move off it."""
        found, dots = self._symbols, self.dots.swarm
        homes = np.column_stack([dots.site_x, dots.site_y])[found.site]
        marks.draw_rings(sheet, marks.near_sites(self.dots), self.scene.view, self.scene.theme)
        for n in np.argsort(-found.count, kind="stable"):
            (x, y), reach = found.middle[n], float(found.reach[n])
            if np.hypot(*(homes[n] - found.middle[n])) > reach:
                sheet.line(
                    tuple(homes[n]), (x, y), color=self.scene.colours.ring, width=0.6, z=5, clip=self.scene.view.frame
                )
            self._draw_symbol(sheet, n)
            room.take_all([x], [y], reach + 0.5)
            sheet.facts.sites.append((float(x), float(y), int(found.count[n])))

    def _draw_symbol(self, sheet: Sheet, n: int) -> None:
        found, colours = self._symbols, self.scene.colours
        category = list(style.CATEGORY)[found.kind[n]]
        sheet.marks(
            SHAPES[style.CATEGORY[category].shape], found.middle[n : n + 1, 0], found.middle[n : n + 1, 1], size=float(found.width[n]),
            face=style.category_colour(category, self.scene.theme), edge=colours.halo, width=0.6, z=6, clip=self.scene.view.frame,
        )  # fmt: skip
        self._write_count(sheet, found.middle[n], float(found.width[n]) / 2, int(found.count[n]))

    def _write_count(self, sheet: Sheet, middle: Floats, radius: float, count: int) -> None:
        """Write into a large symbol how many incidents it stands for."""
        size, colours = radius * 0.62, self.scene.colours
        if size < 7.0:
            return
        x, y, half = float(middle[0]), float(middle[1]), fonts.width(say_count(count), size, "semibold") * 0.72
        pill = Rect(x - half, y - size * 0.6, x + half, y + size * 0.6)
        sheet.rect(pill, radius=size * 0.6, face=colours.halo, alpha=0.88, z=6.5)
        sheet.text(x, y - CAP * size / 2, say_count(count), size, colours.text, role="site count",
                   weight="semibold", side="center", z=6.6)  # fmt: skip
