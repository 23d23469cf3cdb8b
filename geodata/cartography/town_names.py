"""Names of towns on the map: the two capitals before every other name, the other towns where room is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

from geodata.cartography import ground
from geodata.cartography.ground import Named
from geodata.cartography.labels import CLEAR, Lettering, Point, beside
from geodata.cartography.sheet import Rect, Sheet, text_box
from geodata.cartography.space import Room
from geodata.cartography.view import View

CAPITALS = ("Baghdad", "Damascus")
_AROUND = range(1, 21)  # half lines of type between a capital that incidents cover and its name


def draw_capitals(sheet: Sheet, room: Room, view: View, lettering: Lettering) -> set[str]:
    """Name the capitals in the frame, beside their incidents where these cover them. Return the names set."""
    named = set[str]()
    for town in ground.read(fine=False).towns:
        at = view.point(town.lon, town.lat)
        if town.name in CAPITALS and view.frame.holds(Rect(*at, *at)):
            spot = _spot(at, lettering)
            is_clear = room.is_free(spot.grown(0.4))
            if _set(sheet, room, town, _around(at, lettering.name(town), lettering.size), lettering):
                named.add(town.name)
                if is_clear:
                    _mark(sheet, room, spot, lettering)
    return named


def draw_towns(sheet: Sheet, room: Room, view: View, lettering: Lettering, but: AbstractSet[str] = frozenset()) -> None:
    """Set the towns that have room, largest first: a small mark, the name beside it."""
    for town in sorted(ground.read(fine=False).towns, key=lambda town: town.rank):
        at = view.point(town.lon, town.lat)
        spot = _spot(at, lettering)
        is_open = town.name not in but and room.is_free(spot.grown(0.4))
        if is_open and _set(sheet, room, town, beside(*at, lettering.name(town), lettering.size), lettering):
            _mark(sheet, room, spot, lettering)


def _around(at: Point, name: str, size: float) -> Iterator[Point]:
    """Give places for the name of a point: beside it, then farther and farther away."""
    yield from beside(*at, name, size)
    for halves in _AROUND:
        yield from beside(*at, name, size, halves * size / 2)


def _set(sheet: Sheet, room: Room, town: Named, places: Iterable[Point], lettering: Lettering) -> bool:
    """Set a name at the first of `places` that is free; return whether there was one."""
    name, size, colours = lettering.name(town), lettering.size, lettering.colours
    for left, line in places:
        box = text_box(left, line, name, size)
        if room.is_free(box.grown(CLEAR / 2)):
            room.take(box)
            sheet.text(left, line, name, size, colours.text, role="town", halo=colours.land, z=7)
            return True
    return False


def _spot(at: Point, lettering: Lettering) -> Rect:
    return Rect(*at, *at).grown(lettering.size * 0.135)


def _mark(sheet: Sheet, room: Room, spot: Rect, lettering: Lettering) -> None:
    colours = lettering.colours
    room.take(spot)
    sheet.rect(spot, radius=spot.width / 2, face=colours.town, edge=colours.halo, width=0.3, z=5.5)
