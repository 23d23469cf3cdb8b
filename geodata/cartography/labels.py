"""Names on the map: provinces with their badges, sites. No name covers a dot or another name.

Each name has a list of places to stand, best first, and takes the first that is free. A name without a
free place is left out; a badge never is, because it counts incidents: it takes the least crowded place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata import provinces, style
from geodata.cartography import fonts, ground
from geodata.cartography.direction import is_arabic
from geodata.cartography.ground import Named
from geodata.cartography.sheet import CAP, SHAPES, Rect, Sheet, text_box
from geodata.cartography.space import Room
from geodata.cartography.view import View

_BADGE_PAD = 0.5  # of the size of type, left and right of the number
CLEAR = 1.6  # points kept free around a name

Point = tuple[float, float]
_MANY, _NEAR_PT_PER_KM = 12, 0.75  # incidents a site needs to be named on a map of less than this scale
_SHORT = 24  # letters


@dataclass(frozen=True)
class Lettering:
    """How names are set: sizes in points, colours of a theme, and in which language."""

    size: float
    colours: style.Ground
    arabic: bool = False
    with_badges: bool = True  # else their room is kept and they are drawn later

    def name(self, named: Named) -> str:
        return named.name_ar if self.arabic else named.name


def draw_provinces(sheet: Sheet, room: Room, view: View, badges: Mapping[str, int], lettering: Lettering) -> None:
    """Set province names; provinces with incidents known no nearer get theirs first, with the count in a badge."""
    points = ground.province_name_points()
    shown = [code for code in points if code in badges or code in provinces.read()]
    for code in sorted(shown, key=lambda code: (-badges.get(code, 0), code)):
        inside = list(inside_province(code, view))
        if inside:
            _draw_province(sheet, room, view, code, inside, Tag(lettering.name(points[code]), badges.get(code, 0), lettering.size),
                           lettering)  # fmt: skip


def _draw_province(
    sheet: Sheet, room: Room, view: View, code: str, inside: list[Point], tag: Tag, lettering: Lettering
) -> None:
    place = within(view, _shape(code), inside, tag, room, least=0.75 if tag.count else 0.4)
    if place is None and tag.count:
        place = _nearby(inside[0], tag, room)
        if place is None:
            tag = Tag("", tag.count, tag.size)
            place = _nearby(inside[0], tag, room) or _least_bad(inside, tag, room)
        tag.draw_leader(sheet, place, inside, room, lettering.colours)
    if place is not None:
        room.take(tag.box(place))
        pill = tag.draw(sheet, place, lettering)
        if pill:
            sheet.facts.badges[code] = tag.count
            sheet.facts.badge_boxes[code] = pill, tag.badge_size


def within(view: View, shape: BaseGeometry, inside: list[Point], tag: Tag, room: Room, *, least: float) -> Point | None:
    """Return the free place where most of the tag lies in its region, at least that share of it."""
    boxes = np.hstack([inside, inside]) + np.array(tag.box((0.0, 0.0)))
    x = boxes[:, 0:1] + (boxes[:, 2:3] - boxes[:, 0:1]) * np.array([0.05, 0.05, 0.95, 0.95, 0.5, 0.3, 0.7, 0.85])
    y = boxes[:, 1:2] + (boxes[:, 3:4] - boxes[:, 1:2]) * np.array([0.1, 0.9, 0.1, 0.9, 0.5, 0.5, 0.5, 0.5])
    lon, lat = view.degrees(x, y)
    share = shapely.contains_xy(shape, lon, lat).mean(axis=1)
    order = np.lexsort((np.arange(len(inside)), -np.minimum(share, 0.99).round(1)))
    return next((inside[i] for i in order if share[i] >= least and room.is_free(tag.box(inside[i]).grown(CLEAR))), None)


def _least_bad(inside: list[Point], tag: Tag, room: Room) -> Point:
    """Return the place in a province, moved into the frame, where the tag covers least."""
    half_wide, half_high = tag.box((0, 0)).right + 1, tag.box((0, 0)).top + 1
    frame = room.frame
    moved = [
        (
            min(max(x, frame.left + half_wide), frame.right - half_wide),
            min(max(y, frame.bottom + half_high), frame.top - half_high),
        )
        for x, y in inside
    ]
    return min(moved, key=lambda at: room.share_taken(tag.box(at)))


def _nearby(home: Point, tag: Tag, room: Room) -> Point | None:
    """Return the nearest free place around a point, up to 14 lines of type away."""
    for distance in np.arange(1.5, 14.0, 0.75) * tag.size:
        for turn in range(16):
            angle = turn * np.pi / 8
            at = (home[0] + float(distance * 1.3 * np.cos(angle)), home[1] + float(distance * np.sin(angle)))
            if room.is_free(tag.box(at).grown(CLEAR)):
                return at
    return None


@dataclass(frozen=True)
class Tag:
    """A province's name with its badge to the right; either may be missing."""

    name: str
    count: int
    size: float

    @property
    def badge_size(self) -> float:
        return self.size * 1.06

    @cached_property
    def widths(self) -> tuple[float, float, float]:
        """Widths of the name, the gap and the badge."""
        name = fonts.width(self.name, self.size) if self.name else 0.0
        if not self.count:
            return name, 0.0, 0.0
        number = fonts.width(f"{self.count:,}", self.badge_size, "semibold")
        badge = max(number + 2 * _BADGE_PAD * self.badge_size, self.badge_height)
        return name, self.size * 0.35 if self.name else 0.0, badge

    @property
    def badge_height(self) -> float:
        return self.badge_size * 1.42

    def box(self, at: Point) -> Rect:
        wide = sum(self.widths)
        high = self.badge_height if self.count else self.size * (1.5 if is_arabic(self.name) else 1.0)
        return Rect(at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2)

    def draw_leader(self, sheet: Sheet, at: Point, inside: list[Point], room: Room, colours: style.Ground) -> None:
        """Draw a line from the tag's edge to the province it speaks of: to the nearest place where it covers no dot."""
        box = self.box(at).grown(1.0)

        def edge(to: Point) -> Point:
            return min(max(to[0], box.left), box.right), min(max(to[1], box.bottom), box.top)

        def length(to: Point) -> float:
            return float(np.hypot(edge(to)[0] - to[0], edge(to)[1] - to[1]))

        near = sorted(inside, key=length)
        clear = (to for to in near if room.is_free(Rect(to[0] - 1, to[1] - 1, to[0] + 1, to[1] + 1)))
        to = next(clear, near[0])
        if length(to) > 1.0:
            sheet.line(edge(to), to, color=colours.halo, width=1.8, z=5.2)
            sheet.line(edge(to), to, color=colours.quiet_text, width=0.6, z=5.3)
            sheet.marks(
                SHAPES["circle"],
                np.array([to[0]]),
                np.array([to[1]]),
                size=2.0,
                face=colours.quiet_text,
                edge="none",
                width=0,
                z=5.3,
            )

    def draw(self, sheet: Sheet, at: Point, lettering: Lettering, role: str = "province") -> Rect | None:
        """Draw name and badge; return where the badge stands."""
        name, gap, _ = self.widths
        box, line = self.box(at), at[1] - CAP * self.size / 2
        colours = lettering.colours
        if self.name:
            sheet.text(box.left, line, self.name, self.size, colours.quiet_text, role=role, halo=colours.land, z=7)
        if self.count:
            pill = Rect(box.left + name + gap, box.bottom, box.right, box.top)
            if lettering.with_badges:
                draw_badge(sheet, pill, self.count, self.badge_size, colours)
            return pill
        return None


def draw_badge(
    sheet: Sheet, pill: Rect, count: int | str, size: float, colours: style.Ground, role: str = "badge"
) -> None:
    """Draw the number of incidents whose province is all that is known, or a letter for any number."""
    text = count if isinstance(count, str) else f"{count:,}"
    sheet.rect(pill, radius=pill.height / 2, face=colours.halo, edge=colours.text, width=0.7, z=7.5)
    middle = (pill.bottom + pill.top) / 2 - CAP * size / 2
    sheet.text((pill.left + pill.right) / 2, middle, text, size, colours.text, role=role,
               weight="semibold", side="center", z=8)  # fmt: skip


@lru_cache(maxsize=512)
def inside_province(code: str, view: View) -> tuple[Point, ...]:
    """Return points of the page inside a province and the frame: its label point, then others around it."""
    named = ground.province_name_points()[code]
    return inside(view, view.point(named.lon, named.lat), *_grid(code))


def inside(view: View, label: Point, lon: np.ndarray, lat: np.ndarray) -> tuple[Point, ...]:
    """Return the points of the page inside the frame, of one for a name and others given in degrees, these the nearest first."""
    x, y = view.place(lon, lat)
    frame = view.frame
    seen = (x > frame.left) & (x < frame.right) & (y > frame.bottom) & (y < frame.top)
    x, y = x[seen], y[seen]
    nearest = np.argsort(np.hypot(x - label[0], y - label[1]), kind="stable")
    is_seen = frame.left < label[0] < frame.right and frame.bottom < label[1] < frame.top
    return (*([label] if is_seen else []), *zip(x[nearest].tolist(), y[nearest].tolist(), strict=True))


@lru_cache(maxsize=64)
def _grid(code: str) -> tuple[np.ndarray, np.ndarray]:
    return grid(_shape(code))


def grid(shape: BaseGeometry) -> tuple[np.ndarray, np.ndarray]:
    """Return about 300 points in degrees inside a shape."""
    west, south, east, north = shape.bounds
    lon, lat = (each.ravel() for each in np.meshgrid(np.linspace(west, east, 26), np.linspace(south, north, 26)))
    is_inside = shapely.contains_xy(shape, lon, lat)
    return lon[is_inside], lat[is_inside]


@cache
def _shape(code: str) -> BaseGeometry:
    """Return a province's shape, prepared for many questions."""
    shape = provinces.screen()[code].shape if code in provinces.screen() else provinces.known()[code].shape
    shapely.prepare(shape)
    return shape


@dataclass(frozen=True)
class Place:
    """A site of incidents: its name, and the disc (points) that they take up."""

    name: str
    x: float
    y: float
    radius: float
    count: int


def short_name(name: str) -> str:
    """Return what a site is called where there is little room: without asides, or by its aside if that is shorter."""
    before, _, aside = name.partition(" (")
    plain, aside = before.split(" / ")[0].split(",")[0], aside.rstrip(")")
    has_name = aside[:1].isupper() or aside.startswith("al-")
    return aside if len(plain) > _SHORT and has_name and len(aside) < len(plain) else plain


def draw_sites(
    sheet: Sheet, room: Room, places: Iterable[Place], view: View, lettering: Lettering, but: AbstractSet[str]
) -> set[str]:
    """Name sites beside their incidents, those with most first: the large ones, on near maps all. Return all names set.

    `but`: names that are on the map already.
    """
    size, colours, named = lettering.size, lettering.colours, set(but)
    least = _MANY if view.pt_per_km < _NEAR_PT_PER_KM else 1
    for place in sorted(places, key=lambda place: (-place.count, place.name)):
        if place.count < least or place.name in named:
            continue
        for left, line in beside(place.x, place.y, place.name, size, place.radius, "medium"):
            box = text_box(left, line, place.name, size, "medium")
            if room.is_free(box.grown(CLEAR / 2)):
                room.take(box)
                sheet.text(
                    left, line, place.name, size, colours.text, role="site", weight="medium", halo=colours.land, z=7
                )
                named.add(place.name)
                break
    return named


def beside(
    x: float, y: float, name: str, size: float, radius: float = 0.0, weight: fonts.Weight = "regular"
) -> Iterable[Point]:
    """Return places for a name beside a point or a disc, best first: left end and line."""
    wide, gap = fonts.width(name, size, weight), size * 0.38 + (1.4 if radius else 0.0)
    side, corner = radius + gap, radius * 0.75 + gap * 0.8
    level, above, below = y - CAP * size / 2, y + radius * 0.75 + gap, y - radius * 0.75 - gap - CAP * size
    return [
        (x + side, level), (x + corner, above), (x + corner, below), (x - side - wide, level),
        (x - corner - wide, above), (x - corner - wide, below), (x - wide / 2, y + side + size * 0.1),
        (x - wide / 2, y - side - CAP * size - size * 0.1),
    ]  # fmt: skip
