"""Names of the areas that somebody brought, on maps that shade them: written as those of provinces are, where they fit."""

from __future__ import annotations

import shapely

from geodata.boundaries import Boundaries
from geodata.cartography import labels
from geodata.cartography.labels import Lettering, Tag
from geodata.cartography.sheet import Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View

_KM_OF_A_DEGREE = 111.0
_WIDEST = 3.0  # a name, in radii of the largest circle inside its area
_INSIDE = 0.8  # of a name must lie in its area: neighbours have names, too


def draw(sheet: Sheet, room: Room, view: View, boundaries: Boundaries, lettering: Lettering) -> None:
    """Set the names of areas, those of large ones first; a name without room is left out."""
    for name, middle in sorted(boundaries.middles.items(), key=lambda each: (-each[1].radius, each[0])):
        tag = Tag(name, 0, lettering.size)
        if sum(tag.widths) > _WIDEST * middle.radius * _KM_OF_A_DEGREE * view.pt_per_km:
            continue
        shape = boundaries.named[name].screen
        shapely.prepare(shape)
        inside = labels.inside(view, view.point(middle.lon, middle.lat), *labels.grid(shape))
        place = labels.within(view, shape, list(inside), tag, room, least=_INSIDE) if inside else None
        if place is not None:
            room.take(tag.box(place))
            tag.draw(sheet, place, lettering, role="area")
