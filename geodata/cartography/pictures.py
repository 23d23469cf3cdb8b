"""The ways incidents are drawn: a dot each, a circle for each site, shaded provinces, shaded hexagons.

Each way says what its marks mean (`legend`), how many incidents it shows how (`rows`, whose numbers add up
to the answer) and draws itself. The page asks for nothing more, so a new way is one class and one line of `STYLES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from numpy.typing import NDArray

from geodata import classes, provinces, style, swarm
from geodata.cartography import arcs, fonts, ground, labels, marks, panel
from geodata.cartography.answer import Answer
from geodata.cartography.panel import Block, Row
from geodata.cartography.sheet import CAP, SHAPES, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View
from geodata.cartography.words import LANGUAGES, say_count
from geodata.style import Theme

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scene:
    """What is to be drawn and where. `scale` grows with the page; `measure` is what shaded provinces count."""

    answer: Answer
    view: View
    theme: Theme
    scale: float
    measure: str
    language: str
    key: float  # width of marks in the legend, points
    numbered: bool = False
    arcs: bool = False

    @property
    def colours(self) -> style.Ground:
        return style.GROUND[self.theme]

    @property
    def say(self) -> Mapping[str, str]:
        return LANGUAGES[self.language]


class Picture:
    """One dot for each incident; the base of the other ways."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    @cached_property
    def dots(self) -> marks.Dots:
        return marks.arranged(
            self.scene.answer.incidents, self.scene.view, self.scene.scale, numbered=self.scene.numbered
        )

    @cached_property
    def badges(self) -> dict[str, int]:
        """Incidents known by province only, for each province in view."""
        incidents = self.scene.answer.incidents
        counts = incidents.loc[incidents["shown_as"] == "badge", "province"].value_counts()
        seen = ((str(code), int(count)) for code, count in counts.items())
        return {code: count for code, count in seen if next(labels.inside_province(code, self.scene.view), None)}

    def legend(self) -> list[Block]:
        """Return what the marks mean."""
        return [panel.incident_block(self.scene.answer, self.scene.theme, self.scene.key, self.scene.say)]

    def rows(self) -> list[Row]:
        """Return how incidents are shown, with how many of each."""
        scene, shown_as = self.scene, self.scene.answer.figures.shown_as
        near = int((self.dots.incidents["geo_precision"] == 2).sum())
        shown, badges = len(self.dots.incidents), sum(self.badges.values())
        outside = shown_as["dot"] - shown + shown_as["badge"] - badges
        return [
            Row(self._glyph(), scene.say[self.word], shown, "dots"),
            Row(panel.ring(scene.theme, scene.key), scene.say["ring"].format(km=style.RING_KM), near, "near"),
            Row(panel.badge(scene.theme, scene.key), scene.say["badge"], badges, "badges"),
            Row(panel.dash(scene.theme), scene.say["tray"], shown_as["tray"], "tray"),
            Row(panel.dash(scene.theme), scene.say["outside"], outside, "outside"),
            *self._arc_rows(),
        ]

    def _arc_rows(self) -> list[Row]:
        if not self.scene.arcs:
            return []
        drawn = sum(arcs.links(self.dots).values())
        return [Row(panel.arrow(self.scene.theme), self.scene.say["arc"], drawn, "arcs")]

    def places(self) -> list[labels.Place]:
        """Return the sites that may be named, with how much room their incidents take."""
        found, names = self.dots.swarm, self.dots.incidents["place_name"].to_numpy()
        return [
            self._place(site, found.middle_x[site], found.middle_y[site], found.radius[site], names)
            for site in range(len(found.site_x))
        ]

    def _place(self, site: int, x: float, y: float, radius: float, names: NDArray[np.object_]) -> labels.Place:
        here = np.flatnonzero(self.dots.swarm.site == site)
        return labels.Place(labels.short_name(str(names[here[0]])), float(x), float(y), float(radius), len(here))

    word = "dot"
    names_countries = True  # whether IRAQ and SYRIA are written across the map

    def _glyph(self) -> panel.Glyph:
        return panel.dots(self.scene.theme, self.scene.key)

    def draw_ground(self, sheet: Sheet) -> None:
        """Draw what lies under rivers and borders."""

    def draw(self, sheet: Sheet, room: Room) -> None:
        """Draw the incidents and take up their room."""
        view, theme = self.scene.view, self.scene.theme
        marks.draw_rings(sheet, marks.near_sites(self.dots), view, theme)
        marks.draw_leaders(sheet, self.dots, theme, view.frame)
        if self.scene.arcs:
            arcs.draw(sheet, self.dots, self.scene.colours, view.frame)
        marks.draw_dots(sheet, self.dots, theme, view.frame)
        if self.scene.numbered and len(self.scene.answer.incidents) <= marks.MOST_NUMBERED:
            marks.draw_numbers(sheet, self.dots, theme, self.scene.scale)
        marks.take_room(room, self.dots, view)


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


class Choropleth(Picture):
    """Provinces shaded by their incidents: how many, how many on 10,000 km², how many a month."""

    names_countries = False

    def places(self) -> list[labels.Place]:
        return []

    @cached_property
    def counts(self) -> dict[str, int]:
        """Incidents by province, of the counted provinces in view."""
        found = self.scene.answer.incidents["province"].value_counts()
        counted = ((str(code), int(count)) for code, count in found.items() if code in provinces.screen())
        return {code: count for code, count in counted if next(labels.inside_province(code, self.scene.view), None)}

    @cached_property
    def badges(self) -> dict[str, int]:
        return {}

    @cached_property
    def values(self) -> dict[str, float]:
        """What is shaded, by province."""
        return {code: count / self._divisor(code) for code, count in self.counts.items()}

    def _divisor(self, code: str) -> float:
        area_km2, months = provinces.screen()[code].area_km2, self.scene.answer.months
        return {"count": 1.0, "density": area_km2 / 10_000, "per_month": months}[self.scene.measure]

    @cached_property
    def bounds(self) -> list[float]:
        return classes.bounds(self.values.values())

    @cached_property
    def ramp(self) -> list[str]:
        return classes.ramp(len(self.bounds), style.CHOROPLETH[self.scene.theme])

    def legend(self) -> list[Block]:
        return [
            _class_block(self.scene, self.scene.say[self.scene.measure], self.values.values(), self.bounds, self.ramp)
        ]

    def rows(self) -> list[Row]:
        scene, incidents = self.scene, self.scene.answer.incidents
        shown = sum(self.counts.values())
        unplaced = int(incidents["province"].isna().sum())
        return [
            Row(
                _swatch(self.ramp[-1] if self.ramp else scene.colours.land, scene),
                scene.say["in_province"],
                shown,
                "areas",
            ),
            Row(panel.dash(scene.theme), scene.say["no_province"], unplaced, "tray"),
            Row(panel.dash(scene.theme), scene.say["outside"], len(incidents) - shown - unplaced, "outside"),
        ]

    def draw_ground(self, sheet: Sheet) -> None:
        view = self.scene.view
        shapes = ground.read(fine=view.pt_per_km >= ground.FINE_PT_PER_KM).land
        for code, value in self.values.items():
            colour = self.ramp[classes.class_of(value, self.bounds)]
            sheet.path(view.path(shapes[code]), face=colour, edge=colour, width=0.3, z=2.2, clip=view.frame)
        sheet.facts.shaded = dict(self.values)

    def draw(self, sheet: Sheet, room: Room) -> None:
        """Draw nothing more: the shades lie under the borders."""


class Hexes(Picture):
    """Hexagons shaded by the incidents in them; those known by province only are badges as ever."""

    word = "hexagon"

    def places(self) -> list[labels.Place]:
        return []

    @cached_property
    def cells(self) -> dict[tuple[float, float], int]:
        """Incidents by the middle of their hexagon on the page."""
        dots, view = self.dots, self.scene.view
        x, y = view.place(dots.incidents["longitude"].to_numpy(float), dots.incidents["latitude"].to_numpy(float))
        middles, counts = np.unique(
            np.column_stack(_hexagon_of(x, y, self.radius)).round(3), axis=0, return_counts=True
        )
        return {(float(at[0]), float(at[1])): int(count) for at, count in zip(middles, counts, strict=True)}

    @property
    def radius(self) -> float:
        """Points from the middle of a hexagon to its corners."""
        return 10.0 * self.scene.scale

    @cached_property
    def bounds(self) -> list[float]:
        return classes.bounds(map(float, self.cells.values()))

    @cached_property
    def ramp(self) -> list[str]:
        return classes.ramp(len(self.bounds), style.CHOROPLETH[self.scene.theme])

    def _glyph(self) -> panel.Glyph:
        return _swatch(self.ramp[-1] if self.ramp else self.scene.colours.land, self.scene)

    def legend(self) -> list[Block]:
        across = self.radius * np.sqrt(3) / self.scene.view.pt_per_km
        heading = self.scene.say["per_hexagon"].format(km=float(f"{across:.2g}"))
        return [_class_block(self.scene, heading, map(float, self.cells.values()), self.bounds, self.ramp)]

    def rows(self) -> list[Row]:
        return [row for row in super().rows() if row.key != "near"]

    def draw(self, sheet: Sheet, room: Room) -> None:
        angle = np.pi / 6 + np.arange(7) * np.pi / 3
        corner = np.column_stack([np.cos(angle), np.sin(angle)]) * self.radius
        for (x, y), count in self.cells.items():
            colour = self.ramp[classes.class_of(count, self.bounds)]
            sheet.path(Path(corner + np.array([x, y]), closed=True), face=colour, edge=self.scene.colours.halo, width=0.5, z=4,
                       alpha=0.92, clip=self.scene.view.frame)  # fmt: skip
            room.take_all([x], [y], self.radius * 0.88)
        sheet.facts.sites = [(x, y, count) for (x, y), count in self.cells.items()]


def _hexagon_of(x: Floats, y: Floats, radius: float) -> tuple[Floats, Floats]:
    """Return the middles of the hexagons, corner up, in which points lie: the nearer of two lattices."""
    wide, high = np.sqrt(3) * radius, 3 * radius
    one = np.round(x / wide) * wide, np.round(y / high) * high
    other = (np.floor(x / wide) + 0.5) * wide, (np.floor(y / high) + 0.5) * high
    nearer = np.hypot(x - one[0], y - one[1]) <= np.hypot(x - other[0], y - other[1])
    return np.where(nearer, one[0], other[0]), np.where(nearer, one[1], other[1])


def _class_block(scene: Scene, heading: str, values: object, bounds: list[float], ramp: list[str]) -> Block:
    """Return the classes, each from its smallest to its largest value."""
    listed = sorted(float(value) for value in values)  # type: ignore[attr-defined]
    rows = []
    for number, colour in enumerate(ramp):
        held = [value for value in listed if classes.class_of(value, bounds) == number]
        low, high = _number(held[0]), _number(held[-1])
        rows.append(Row(_swatch(colour, scene), low if low == high else f"{low} – {high}", None))
    return Block(heading, tuple(reversed(rows)))


def _number(value: float) -> str:
    return (
        f"{value:,.0f}" if value == round(value) or value >= 100 else f"{value:.2g}" if value < 10 else f"{value:.3g}"
    )


def _swatch(colour: str, scene: Scene) -> panel.Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        box = Rect(x - 6, y - 3.6, x + 6, y + 3.6)
        sheet.rect(box, radius=1.0, face=colour, edge=scene.colours.province_line, width=0.4, z=6)

    return glyph


STYLES: Mapping[str, type[Picture]] = MappingProxyType(
    {"swarm": Picture, "symbols": Symbols, "choropleth": Choropleth, "hex": Hexes}
)
