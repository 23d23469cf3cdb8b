"""What a choropleth shades: the provinces that are bundled, or the areas that were laid over the data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.path import Path

from geodata import provinces
from geodata.boundaries import Boundaries
from geodata.cartography import ground, labels
from geodata.cartography.view import View


@dataclass(frozen=True, eq=False)
class Regions:
    """Shapes to shade. `column` of the incidents names theirs; `area_km2` is by that name, of the full shapes."""

    column: str
    area_km2: Mapping[str, float]

    def seen(self, view: View) -> Collection[str]:
        """Return the regions of which some part is in view."""
        return [code for code in self.area_km2 if labels.inside_province(code, view)]

    def path(self, name: str, view: View) -> Path:
        """Return a shape in points, as fine as the map is near."""
        return view.path(ground.read(fine=_is_near(view)).land[name])


@dataclass(frozen=True, eq=False)
class OwnAreas(Regions):
    """Areas that somebody brought."""

    boundaries: Boundaries

    def seen(self, view: View) -> Collection[str]:
        import shapely

        west, south, east, north = view.box
        frame = shapely.box(west, south, east, north)
        return [name for name, area in self.boundaries.named.items() if frame.intersects(area.screen)]

    def path(self, name: str, view: View) -> Path:
        return view.path(_path(self.boundaries, name, fine=_is_near(view)))


def of(boundaries: Boundaries | None) -> Regions:
    """Return what is shaded of data that these boundaries, or none, were laid over."""
    if boundaries is None:
        return Regions("province", {code: each.area_km2 for code, each in provinces.screen().items()})
    return OwnAreas("area", {name: area.area_km2 for name, area in boundaries.named.items()}, boundaries)


def _is_near(view: View) -> bool:
    return view.pt_per_km >= ground.FINE_PT_PER_KM


@lru_cache(maxsize=4_096)
def _path(boundaries: Boundaries, name: str, *, fine: bool) -> Path:
    area = boundaries.named[name]
    return ground.polygons(area.shape if fine else area.screen)
