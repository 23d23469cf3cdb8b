"""The page: where title, map, scale, panel and caption stand, on paper of any shape.

Wide pages have the panel beside the map, others below it. Type grows with the page (an A2 poster is read
from farther away than an A5 leaflet) but is never under 7 points in print.
"""

from __future__ import annotations

from dataclasses import dataclass

from geodata.cartography.layout import PAPERS, Layout
from geodata.cartography.sheet import Rect

SMALLEST_PT = 7.0
_A4_PT = PAPERS["A4"][0] * PAPERS["A4"][1] * (72 / 25.4) ** 2
_SMALLEST_MAP_PT = 200.0  # a side of a map that shares its page with a list
_WIDE = 1.15  # from this ratio of width to height on, the panel stands beside the map


@dataclass(frozen=True)
class Type:
    """Sizes of type in points."""

    title: float
    subtitle: float
    panel: float
    label: float
    caption: float


@dataclass(frozen=True)
class Page:
    """A page before anything is drawn: its inner rectangle, whether the panel stands beside the map, sizes of type."""

    inner: Rect
    is_wide: bool
    scale: float
    type: Type
    gap: float

    @property
    def panel_width(self) -> float:
        return max(self.inner.width * 0.215, 17.5 * self.type.panel) if self.is_wide else self.inner.width

    @property
    def gutter(self) -> float:
        """Room between two columns."""
        return self.gap * 1.6

    @property
    def columns(self) -> int:
        """How many blocks of a panel below the map stand side by side."""
        return 3 if self.inner.width > 45 * self.type.panel else 2

    def with_list(self, space: Rect) -> tuple[Rect, Rect] | None:
        """Return the room for a list, at the side of a wide page, else at its foot, and what is left of `space`.

        None where a map beside the list would be too small to read.
        """
        if self.is_wide:
            wide = min(max(space.width * 0.26, 24 * self.type.caption), space.width * 0.36)
            edge = space.right - wide
            if edge - space.left - self.panel_width < _SMALLEST_MAP_PT:
                return None
            return space._replace(left=edge), space._replace(right=edge - self.gutter)
        edge = space.bottom + space.height * 0.36
        if space.top - edge - 14 * self.type.panel < _SMALLEST_MAP_PT:
            return None
        return space._replace(top=edge), space._replace(bottom=edge + self.gap)

    def divided(self, space: Rect, high: float) -> tuple[Rect, Rect]:
        """Return the room for the map and for the panel, which is `high` where it lies below the map."""
        strip = self.type.label * 2.4  # for the scale bar
        if self.is_wide:
            edge = space.right - self.panel_width
            return Rect(space.left, space.bottom + strip, edge - self.gap * 1.5, space.top), space._replace(left=edge)
        middle = space.bottom + high + self.gap * 0.4
        return space._replace(bottom=middle + strip), space._replace(top=space.bottom + high)

    def column(self, count: int) -> float:
        """Return the width of one of `count` columns across the page."""
        return (self.inner.width - (count - 1) * self.gutter) / count


def page_for(layout: Layout) -> Page:
    """Return the page of a layout."""
    width, height = layout.size_pt
    scale = (width * height / _A4_PT) ** 0.4
    sizes = Type(*(max(size * scale, least) for size, least in
                   ((20, 14), (10.5, 8.5), (8.2, SMALLEST_PT), (7.2, SMALLEST_PT), (7.0, SMALLEST_PT))))  # fmt: skip
    margin = max(min(width, height) * 0.05, 14)
    inner = Rect(margin, margin, width - margin, height - margin)
    return Page(inner, width / height >= _WIDE, scale, sizes, gap=sizes.panel * 1.5)
