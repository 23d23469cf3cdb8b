"""Incidents as circles: one for each site, as large as its incidents are many."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geodata import style, swarm
from geodata.cartography import fonts, labels, marks, panel
from geodata.cartography.panel import Block
from geodata.cartography.pictures import Picture
from geodata.cartography.sheet import CAP, SHAPES, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.words import say_count

Floats = NDArray[np.float64]


class Symbols(Picture):
    """A circle for each site, as large as its incidents are many, cut by category like a cake."""

    word = "circle"

    @cached_property
    def _sites(self) -> tuple[swarm.Swarm, NDArray[np.int64], float]:
        """Sites with how many incidents of each category (rows: sites), and points of radius for one incident."""
        found = self.dots.swarm
        kinds = list(style.CATEGORY)
        table = np.zeros((len(found.site_x), len(kinds)), dtype=np.int64)
        columns = np.array([kinds.index(kind) for kind in self.dots.incidents["category"]], dtype=np.int64)
        np.add.at(table, (found.site, columns), 1)
        frame, total = self.scene.view.frame, max(int(table.sum()), 1)
        unit = float(np.clip(np.sqrt(0.05 * frame.width * frame.height / total / np.pi), 0.8, 4.2))
        return found, table, unit

    def _glyph(self) -> panel.Glyph:
        return panel.disc(self.scene.colours.quiet_text, self.scene.key * 1.6)

    def legend(self) -> list[Block]:
        scene = self.scene
        (block,) = super().legend()
        discs = (panel.disc(style.category_colour(row.key, scene.theme), scene.key * 1.4) for row in block.rows)
        return [
            Block(block.heading, tuple(replace(row, glyph=disc) for row, disc in zip(block.rows, discs, strict=True)))
        ]

    @cached_property
    def _circles(self) -> tuple[Floats, Floats]:
        """Middles (rows of x and y) and radii of the circles, none on another."""
        found, table, unit = self._sites
        radius = np.maximum(np.sqrt(table.sum(axis=1)) * unit, 1.6)
        homes = np.column_stack([found.site_x, found.site_y])
        return swarm.part(homes, radius + 0.4, self.scene.view.frame), radius

    def places(self) -> list[labels.Place]:
        (middles, radius), names = self._circles, self.dots.incidents["place_name"].to_numpy()
        return [
            self._place(site, middles[site, 0], middles[site, 1], radius[site], names) for site in range(len(radius))
        ]

    def draw(self, sheet: Sheet, room: Room) -> None:
        found, table, _ = self._sites
        counts, (middles, radius) = table.sum(axis=1), self._circles
        homes = np.column_stack([found.site_x, found.site_y])
        marks.draw_rings(sheet, marks.near_sites(self.dots), self.scene.view, self.scene.theme)
        for site in np.argsort(-counts, kind="stable"):
            self._draw_site(sheet, homes[site], middles[site], float(radius[site]), table[site])
            room.take_all([middles[site][0]], [middles[site][1]], float(radius[site]) + 0.5)
            sheet.facts.sites.append((float(middles[site][0]), float(middles[site][1]), int(counts[site])))

    def _draw_site(self, sheet: Sheet, home: Floats, middle: Floats, radius: float, kinds: NDArray[np.int64]) -> None:
        colours, frame = self.scene.colours, self.scene.view.frame
        if np.hypot(*(home - middle)) > radius:
            sheet.line(tuple(home), tuple(middle), color=colours.ring, width=0.6, z=5, clip=frame)
        turn, total = 90.0, int(kinds.sum())
        for category, count in zip(style.CATEGORY, kinds, strict=True):
            if count:
                step = 360.0 * int(count) / total
                whole = _disc() if count == total else _wedge(turn - step, turn)
                placed = whole.transformed(Affine2D().scale(radius).translate(*middle))
                sheet.path(
                    placed,
                    face=style.category_colour(category, self.scene.theme),
                    edge=colours.halo,
                    width=0.6,
                    z=6,
                    clip=frame,
                )
                turn -= step
        size = radius * 0.62
        if size >= 7.0:
            number = say_count(total)
            width = fonts.width(number, size, "semibold")
            pill = Rect(
                middle[0] - width * 0.72, middle[1] - size * 0.6, middle[0] + width * 0.72, middle[1] + size * 0.6
            )
            sheet.rect(pill, radius=size * 0.6, face=colours.halo, alpha=0.88, z=6.5)
            sheet.text(float(middle[0]), float(middle[1]) - CAP * size / 2, number, size, colours.text, role="site count",
                       weight="semibold", side="center", z=6.6)  # fmt: skip


def _disc() -> Path:
    return SHAPES["circle"].transformed(Affine2D().scale(2))


def _wedge(begin: float, end: float) -> Path:
    """Return a slice of a disc of radius 1 between two angles in degrees."""
    angle = np.radians(np.linspace(begin, end, max(int((end - begin) / 4), 2)))
    rim = np.column_stack([np.cos(angle), np.sin(angle)])
    return Path(np.vstack([[0, 0], rim, [0, 0]]), closed=True)
