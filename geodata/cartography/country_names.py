"""Names of countries on the map: the two where there is room in them, neighbours inside what is seen of them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geodata import provinces
from geodata.cartography import ground
from geodata.cartography.labels import CLEAR, Lettering, Point, inside_province
from geodata.cartography.sheet import Rect, Sheet, text_box
from geodata.cartography.space import Room
from geodata.cartography.view import View

_SMALL_COUNTRIES = ("IL", "PS", "LB", "KW", "CY")  # their names must stand where they are, or not at all


def draw_countries(sheet: Sheet, room: Room, view: View, lettering: Lettering) -> None:
    """Set the names of neighbours, small ones only where they are."""
    size, colours = lettering.size, lettering.colours
    for named in ground.read(fine=False).neighbour_names:
        name = lettering.name(named).upper()
        reach = 1 if named.code in _SMALL_COUNTRIES else 5
        home = view.point(named.lon, named.lat)
        seen = view.frame.grown(-1).holds(Rect(*home, *home))
        for at in _around_point(home, size, reach) if seen else _inside_neighbour(named.code, view):
            box = text_box(at[0], at[1], name, size, "medium", "center")
            if room.is_free(box.grown(CLEAR)):
                room.take(box)
                sheet.text(at[0], at[1], name, size, colours.quiet_text, role="country", weight="medium", side="center",
                           halo=colours.neighbour, z=7)  # fmt: skip
                break


def _inside_neighbour(code: str, view: View) -> Iterator[Point]:
    """Give places of the frame that lie in a country whose own place for its name does not, well inside first."""
    frame, share = view.frame, np.linspace(0.06, 0.94, 15)
    x, y = (each.ravel() for each in np.meshgrid(frame.left + share * frame.width, frame.bottom + share * frame.height))
    within = ground.read(fine=False).neighbour_shapes[code].contains_points(np.column_stack(view.degrees(x, y)))
    if within.sum() >= 12:  # of 225: a sliver at the edge needs no name
        x, y = x[within], y[within]
        order = np.argsort(np.hypot(x - x.mean(), y - y.mean()), kind="stable")
        yield from zip(x[order].tolist(), y[order].tolist(), strict=True)


def draw_two_countries(sheet: Sheet, room: Room, view: View, lettering: Lettering) -> None:
    """Set IRAQ and SYRIA where most room is left in them, larger than all other names."""
    size, colours = lettering.size * 1.5, lettering.colours
    for country, (name, name_ar) in _TWO.items():
        said = name_ar if lettering.arabic else name
        places = [at for code in provinces.read() if code[:2] == country for at in inside_province(code, view)]
        if len(places) < 150:  # a corner of a country needs no name
            continue
        away = np.hypot(*(np.array(places) - np.mean(places, axis=0)).T)
        for at in (places[i] for i in np.argsort(away, kind="stable")):
            box = text_box(at[0], at[1], said, size, "semibold", "center")
            if room.is_free(box.grown(size * 0.5)):
                room.take(box.grown(size * 0.2))
                sheet.text(at[0], at[1], said, size, colours.quiet_text, role="country", weight="semibold", side="center",
                           halo=colours.land, z=7)  # fmt: skip
                break


_TWO = {"IQ": ("IRAQ", "العراق"), "SY": ("SYRIA", "سوريا")}


def _around_point(at: Point, size: float, reach: int) -> Iterator[Point]:
    for ring in range(reach):
        for turn in range(1 if ring == 0 else 8):
            angle = turn * np.pi / 4
            yield at[0] + ring * size * 1.5 * float(np.cos(angle)), at[1] + ring * size * 1.5 * float(np.sin(angle))
