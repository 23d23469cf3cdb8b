"""The ground drawn: sea, neighbours, provinces, rivers and borders, everything below the incidents but the names."""

from __future__ import annotations

from geodata.cartography import ground
from geodata.cartography.sheet import Sheet
from geodata.cartography.view import View
from geodata.style import Ground


def draw(sheet: Sheet, seen: View, colours: Ground, *, transparent: bool = False) -> None:
    """Draw everything below the incidents, without names."""
    fine = seen.pt_per_km >= ground.FINE_PT_PER_KM
    layers, frame = ground.read(fine=fine), seen.frame
    if not transparent:
        sheet.rect(frame, face=colours.sea, z=0)
    seam = max(ground.SEAM_KM * seen.pt_per_km if fine else 0.0, 0.5)
    sheet.path(
        seen.path(layers.neighbours), face=colours.neighbour, edge=colours.neighbour, width=seam, z=1, clip=frame
    )
    sheet.path(seen.path(layers.neighbours), edge=colours.province_line, width=0.4, z=1.1, clip=frame)
    for shape in layers.land.values():
        sheet.path(seen.path(shape), face=colours.land, edge=colours.land, width=0.3, z=2, clip=frame)
    sheet.path(seen.path(layers.rivers), edge=colours.river, width=0.7, z=2.5, clip=frame)
    sheet.path(seen.path(layers.province_lines), edge=colours.province_line, width=0.5, z=3, clip=frame)
    sheet.path(seen.path(layers.borders), edge=colours.border, width=0.9, z=3.5, clip=frame)
    sheet.path(seen.path(layers.disputed), edge=colours.border, width=0.8, dash=(2.6, 1.8), z=3.6, clip=frame)
