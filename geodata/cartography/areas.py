"""Incidents as shades: of provinces or areas of one's own, or of hexagons."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cached_property

import numpy as np
import pandas as pd
from matplotlib.path import Path
from numpy.typing import NDArray

from geodata import classes, provinces, style
from geodata.cartography import area_names, labels, marks, panel, regions
from geodata.cartography.panel import Block, Row
from geodata.cartography.pictures import Picture, Scene
from geodata.cartography.sheet import Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.words import say_count

Floats = NDArray[np.float64]


_WIDE_PT = 17.0  # of a hexagon on an A4 page
_ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)  # widths of a hexagon, and their multiples by ten


class Choropleth(Picture):
    """Provinces, or areas that were laid over the data, shaded by their incidents: how many, on 10,000 km², a month."""

    names_countries, tells_categories = False, False

    def places(self) -> list[labels.Place]:
        return []

    @cached_property
    def regions(self) -> regions.Regions:
        return regions.of(self.scene.answer.boundaries)

    @cached_property
    def seen(self) -> frozenset[str]:
        """The provinces or areas of which some part is on this map."""
        return frozenset(self.regions.seen(self.scene.view))

    @cached_property
    def counts(self) -> dict[str, int]:
        """Incidents by province or area, of those in view."""
        found = self.scene.answer.incidents[self.regions.column].value_counts()
        return {str(name): int(count) for name, count in found.items() if name in self.seen}

    @cached_property
    def badges(self) -> dict[str, int]:
        return {}

    @cached_property
    def values(self) -> dict[str, float]:
        """What is shaded, by province or area."""
        return {name: count / self._divisor(name) for name, count in self.counts.items()}

    def _divisor(self, name: str) -> float:
        area_km2, months = self.regions.area_km2[name], self.scene.answer.months
        return {"count": 1.0, "density": area_km2 / 10_000, "per_month": months}[self.scene.measure]

    @cached_property
    def bounds(self) -> list[float]:
        return classes.bounds(self.values.values())

    @cached_property
    def ramp(self) -> list[str]:
        return classes.ramp(len(self.bounds), style.CHOROPLETH[self.scene.theme])

    def legend(self) -> list[Block]:
        measure = self.scene.measure
        heading = self.scene.say["count_by_area" if measure == "count" and self._is_own else measure]
        block = _class_block(self.scene, heading, self.values.values(), self.bounds, self.ramp)
        word = "none_in_area" if self._is_own else "none"
        none = Row(_swatch(self.scene.colours.land, self.scene), self.scene.say[word], None)
        return [Block(block.heading, (*block.rows, none) if len(self.seen) > len(self.counts) else block.rows)]

    @property
    def _is_own(self) -> bool:
        return self.regions.column == "area"

    def rows(self) -> list[Row]:
        scene, incidents = self.scene, self.scene.answer.incidents
        shown = sum(self.counts.values())
        if self._is_own:
            return self._rows_of_areas(shown)
        unplaced = int(incidents["province"].isna().sum())
        abroad = int((~incidents["province"].dropna().isin(list(provinces.screen()))).sum())
        outside = len(incidents) - shown - unplaced - abroad
        return [
            Row(
                _swatch(self.ramp[-1] if self.ramp else scene.colours.land, scene),
                scene.say["in_province"],
                shown,
                "areas",
            ),
            Row(panel.dash(scene.theme), scene.say["no_province"], unplaced, "tray"),
            Row(panel.dash(scene.theme), scene.say["abroad"], abroad, "abroad"),
            Row(panel.dash(scene.theme), scene.say["outside"], outside, "outside"),
        ]

    def _rows_of_areas(self, shown: int) -> list[Row]:
        """Return how incidents are shown that were laid under areas: those in none of them are said, too."""
        scene, incidents = self.scene, self.scene.answer.incidents
        nowhere = incidents[incidents["area"].isna()]
        is_placed = nowhere["latitude"].notna() & (nowhere["geo_precision"] != 3)
        is_unplaced = nowhere["province"].isna() & ~is_placed
        dash, rest = panel.dash(scene.theme), len(incidents) - len(nowhere) - shown
        return [
            Row(
                _swatch(self.ramp[-1] if self.ramp else scene.colours.land, scene),
                scene.say["in_area"],
                shown,
                "own_areas",
            ),
            Row(dash, scene.say["no_area"], int(is_placed.sum()), "abroad"),
            Row(dash, scene.say["province_only"], int((~is_placed & ~is_unplaced).sum()), "province_only"),
            Row(dash, scene.say["tray"], int(is_unplaced.sum()), "tray"),
            Row(dash, scene.say["outside"], rest, "outside"),
        ]

    def draw_ground(self, sheet: Sheet) -> None:
        view = self.scene.view
        for name in self.seen if self._is_own else self.values:
            value = self.values.get(name)
            face = "none" if value is None else self.ramp[classes.class_of(value, self.bounds)]
            edge = self.scene.colours.province_line if self._is_own else face
            sheet.path(self.regions.path(name, view), face=face, edge=edge, width=0.3, z=2.2, clip=view.frame)
        sheet.facts.shaded = dict(self.values)

    def name_regions(self, sheet: Sheet, room: Room, lettering: labels.Lettering) -> None:
        """Set the names of what is shaded."""
        if self.scene.answer.boundaries is None:
            super().name_regions(sheet, room, lettering)
        else:
            area_names.draw(sheet, room, self.scene.view, self.scene.answer.boundaries, lettering)

    def draw(self, sheet: Sheet, room: Room) -> None:
        """Draw nothing more: the shades lie under the borders."""


class Hexes(Picture):
    """Hexagons shaded by the incidents in them; those known by province only are badges as ever."""

    word, tells_categories = "hexagon", False

    def places(self) -> list[labels.Place]:
        return []

    @cached_property
    def dots(self) -> marks.Dots:
        return marks.inside(self.scene.answer.incidents, self.scene.view)

    @cached_property
    def cells(self) -> dict[tuple[float, float], int]:
        """Incidents by the middle of their hexagon on the page.

        The grid lies on the ground, from the middle of the projection on in cells of a round width: page sizes are
        whole pixels, so on a grid of the page a preview would count other cells than its file.
        """
        view, sites = self.scene.view, self.dots.incidents
        east, north = view.projection.project(sites["longitude"].to_numpy(float), sites["latitude"].to_numpy(float))
        east, north = _hexagon_of(east, north, self.across_km / np.sqrt(3))
        counted = (
            pd.DataFrame({"x": east.round(6), "y": north.round(6)}).groupby(["x", "y"]).size().reset_index(name="n")
        )
        x, y = view.on_page(counted["x"].to_numpy(), counted["y"].to_numpy())
        return {(float(x), float(y)): int(count) for x, y, count in zip(x, y, counted["n"], strict=True)}

    @cached_property
    def across_km(self) -> float:
        """How wide a hexagon is on the ground: the round number nearest to what suits the page."""
        return _round_km(_WIDE_PT * self.scene.scale / self.scene.view.pt_per_km)

    @property
    def radius(self) -> float:
        """Points from the middle of a hexagon to its corners."""
        return self.across_km / math.sqrt(3) * self.scene.view.pt_per_km

    @cached_property
    def bounds(self) -> list[float]:
        return classes.bounds(map(float, self.cells.values()))

    @cached_property
    def ramp(self) -> list[str]:
        return classes.ramp(len(self.bounds), style.CHOROPLETH[self.scene.theme])

    def _glyph(self) -> panel.Glyph:
        return _swatch(self.ramp[-1] if self.ramp else self.scene.colours.land, self.scene)

    def legend(self) -> list[Block]:
        heading = self.scene.say["per_hexagon"].format(km=self.across_km)
        return [_class_block(self.scene, heading, map(float, self.cells.values()), self.bounds, self.ramp)]

    def rows(self) -> list[Row]:
        return [row for row in super().rows() if row.key != "near"]

    def _arc_rows(self) -> list[Row]:
        return []  # shades are of many incidents, arcs of two

    def draw(self, sheet: Sheet, room: Room) -> None:
        angle = np.pi / 6 + np.arange(7) * np.pi / 3
        corner = np.column_stack([np.cos(angle), np.sin(angle)]) * self.radius
        for (x, y), count in self.cells.items():
            colour = self.ramp[classes.class_of(count, self.bounds)]
            sheet.path(Path(corner + np.array([x, y]), closed=True), face=colour, edge=self.scene.colours.halo, width=0.5, z=4,
                       alpha=0.92, clip=self.scene.view.frame)  # fmt: skip
            room.take_all([x], [y], self.radius * 0.88)
        sheet.facts.sites = [(x, y, count) for (x, y), count in self.cells.items()]


class Density(Hexes):
    """Hexagons in place of marks of single incidents, which are too many; the legend says so."""

    def legend(self) -> list[Block]:
        (classed,) = super().legend()
        told = self.scene.say["too many"].format(most=say_count(style.MOST_DOTS))
        return [Block(classed.heading, (*classed.rows, Row(None, told, None)))]


def _round_km(wanted: float) -> float:
    """Return the round number nearest to a width."""
    ten = 10.0 ** math.floor(math.log10(wanted))
    return float(min((ten * each for each in _ROUND), key=lambda each: abs(math.log(each / wanted))))


def _hexagon_of(x: Floats, y: Floats, radius: float) -> tuple[Floats, Floats]:
    """Return the middles of the hexagons, corner up, in which points lie: the nearer of two lattices."""
    wide, high = np.sqrt(3) * radius, 3 * radius
    one = np.round(x / wide) * wide, np.round(y / high) * high
    other = (np.floor(x / wide) + 0.5) * wide, (np.floor(y / high) + 0.5) * high
    nearer = np.hypot(x - one[0], y - one[1]) <= np.hypot(x - other[0], y - other[1])
    return np.where(nearer, one[0], other[0]), np.where(nearer, one[1], other[1])


def _class_block(scene: Scene, heading: str, values: Iterable[float], bounds: list[float], ramp: list[str]) -> Block:
    """Return the classes, the highest first, each from its smallest to its largest value."""
    words = classes.held(values, bounds)
    rows = [Row(_swatch(colour, scene), said, None) for said, colour in zip(words, ramp, strict=True)]
    return Block(heading, tuple(reversed(rows)))


def _swatch(colour: str, scene: Scene) -> panel.Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        box = Rect(x - 6, y - 3.6, x + 6, y + 3.6)
        sheet.rect(box, radius=1.0, face=colour, edge=scene.colours.province_line, width=0.4, z=6)

    return glyph
