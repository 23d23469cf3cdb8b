"""The sheet a map is drawn on: lengths in points from the lower left corner, and a record of all that was set.

Everything goes onto one Matplotlib figure by way of the methods here, so what the tests and the caller
ask of a picture (`Facts`) is noted in the moment it is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray

from geodata.cartography import direction, fonts
from geodata.cartography.canvas import EvenCanvas, Side, Type
from geodata.cartography.fonts import Weight
from geodata.cartography.layout import Layout
from geodata.cartography.words import RIGHT_TO_LEFT, eastern
from geodata.style import GROUND

Floats = NDArray[np.float64]
ASCENT, DESCENT, CAP = 0.76, 0.24, 0.70  # of the size of type: how far it reaches above and below its line
ARABIC_DESCENT = 0.38
OPPOSITE: Mapping[Side, Side] = {"left": "right", "right": "left", "center": "center"}


class Rect(NamedTuple):
    """A rectangle in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def grown(self, by: float) -> Rect:
        return Rect(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def overlaps(self, other: Rect) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.bottom < other.top and other.bottom < self.top
        )

    def holds(self, other: Rect) -> bool:
        return (self.left <= other.left and other.right <= self.right
                and self.bottom <= other.bottom and other.top <= self.top)  # fmt: skip


class Line(NamedTuple):
    """One line of type as set: what it says, what it is for, where it stands, how large it is (points)."""

    text: str
    role: str
    box: Rect
    size: float


@dataclass(slots=True)
class Facts:
    """What a picture shows, for captions, alternative texts and tests.

    `dots`: event_ids with their points on the page. `badges`: incidents by province code; `badge_boxes`: where those badges
    stand, with their size of type. `sites`: middle of
    each circle or hexagon and its incidents. `bars`: incidents by first day
    of the steps of the timeline. `shaded`: what provinces are shaded by. `legend`: every
    number in the legend by what it counts. `lines`: all type. `listed`: incidents in the list on the page. `unset`: letters that no font has.
    `warnings`: what could not be done as asked.
    """

    page: Rect
    frame: Rect
    inner: Rect
    dots: dict[str, tuple[float, float]] = field(default_factory=dict)
    dot_width: float = 0.0
    badges: dict[str, int] = field(default_factory=dict)
    rings: int = 0
    sites: list[tuple[float, float, int]] = field(default_factory=list)
    badge_boxes: dict[str, tuple[Rect, float]] = field(default_factory=dict)
    bars: dict[str, int] = field(default_factory=dict)
    shaded: dict[str, float] = field(default_factory=dict)
    legend: dict[str, int] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    listed: int = 0
    unset: set[str] = field(default_factory=set)
    warnings: tuple[str, ...] = ()

    def said(self, role: str) -> list[str]:
        """Return the lines of type that were set for `role`, in order."""
        return [line.text for line in self.lines if line.role == role]


class MapFigure(Figure):
    """A Matplotlib figure that knows what is drawn on it."""

    facts: Facts


class Sheet:
    """A page of so many points by so many, at so many dots per inch."""

    def __init__(self, width: float, height: float, dpi: float, background: str | None) -> None:
        self.figure = MapFigure(
            figsize=(width / 72 + 1e-9, height / 72 + 1e-9), dpi=dpi, facecolor=background or "none", edgecolor="none"
        )
        EvenCanvas(self.figure)
        self.page = Rect(0, 0, width, height)
        self.facts = self.figure.facts = Facts(self.page, self.page, self.page)
        self._mirrored = False
        self.digits: Callable[[str], str] = str
        self.is_arabic = False  # whether lines run from right to left
        self._points = Affine2D().scale(1 / 72) + self.figure.dpi_scale_trans

    @contextmanager
    def mirrored(self, yes: bool) -> Iterator[None]:
        """Set and draw from the right edge of the page instead of the left, as pages in Arabic are."""
        before, self._mirrored = self._mirrored, yes
        try:
            yield
        finally:
            self._mirrored = before

    def side(self, rect: Rect, yes: bool) -> Rect:
        """Return a rectangle, or its mirror image on the page."""
        return Rect(self.page.right - rect.right, rect.bottom, self.page.right - rect.left, rect.top) if yes else rect

    def _add(self, artist: Artist, z: float, clip: Rect | None) -> None:
        artist.set_zorder(z)
        self.figure.add_artist(artist, clip=False)
        if clip is not None:
            artist.set_clip_box(TransformedBbox(Bbox.from_extents(*clip), self._points))

    def path(
        self, path: Path, *, face: str = "none", edge: str = "none", width: float = 0.0,
        dash: tuple[float, ...] | None = None, z: float = 0.0, clip: Rect | None = None, alpha: float | None = None,
    ) -> None:  # fmt: skip
        """Draw a path; `width` of its line and `dash` in points."""
        if self._mirrored:
            path = path.transformed(Affine2D().scale(-1, 1).translate(self.page.right, 0))
        patch = PathPatch(
            path, facecolor=face, edgecolor=edge, linewidth=width, linestyle=(0, dash) if dash else "solid", alpha=alpha,
            joinstyle="round", capstyle="butt" if dash else "round", transform=self._points,
        )  # fmt: skip
        self._add(patch, z, clip)

    def rect(self, rect: Rect, *, radius: float = 0.0, **style: Any) -> None:
        self.path(rounded(rect, radius) if radius else _rectangle(rect), **style)

    def line(self, *points: tuple[float, float], color: str, width: float, **style: Any) -> None:
        self.path(Path(np.array(points)), edge=color, width=width, **style)

    def marks(self, shape: Path, x: Floats, y: Floats, *, size: float, face: str, edge: str, width: float,
              z: float, clip: Rect | None = None) -> None:  # fmt: skip
        """Draw one `shape` (a path one unit across) at many points, `size` points across."""
        grown = shape.transformed(Affine2D().scale(size))
        x = self.page.right - x if self._mirrored else x
        marks = PathCollection(
            [grown], offsets=np.column_stack([x, y]), offset_transform=self._points,
            facecolors=face, edgecolors=edge, linewidths=width,
        )  # fmt: skip
        marks.set_transform(self._points)
        self._add(marks, z, clip)

    def text(
        self, x: float, y: float, text: str, size: float, color: str, *, role: str, weight: Weight = "regular",
        side: Side = "left", halo: str | None = None, z: float = 10.0,
    ) -> Rect:  # fmt: skip
        """Set one line of type, its line at `y`; return the box it takes up."""
        self.facts.unset |= set(fonts.missing(text))
        text = fonts.settable(direction.with_digits(text, self.digits))
        wanted = text_box(x, y, text, size, weight, side)
        if self._mirrored:
            x, side = self.page.right - x, OPPOSITE[side]
        box = self.side(wanted, self._mirrored)
        said = direction.plain(text)
        set_as = direction.right_to_left(text) if self.is_arabic else said
        if halo:
            outline = fonts.outline(set_as, weight).transformed(Affine2D().scale(size).translate(box.left, y))
            # A path of its own under the type: path effects would turn the type itself into paths in SVG and PDF.
            self._halo(outline, halo, size * 0.22, z - 0.1)
        self._add(Type(x, y, set_as, size, weight, color, side, self._points), z, None)
        self.facts.lines.append(Line(said, role, box, size))
        return wanted

    def _halo(self, outline: Path, color: str, width: float, z: float) -> None:
        was, self._mirrored = self._mirrored, False  # the box is already on its side
        self.path(outline, edge=color, width=width * 2, alpha=0.85, z=z)
        self._mirrored = was


def text_box(x: float, y: float, text: str, size: float, weight: Weight = "regular", side: Side = "left") -> Rect:
    """Return the box of a line of type whose line is at `y`."""
    width = fonts.width(text, size, weight)
    left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * width
    descent = ARABIC_DESCENT if direction.is_arabic(text) else DESCENT
    return Rect(left, y - descent * size, left + width, y + ASCENT * size)


def _rectangle(rect: Rect) -> Path:
    left, bottom, right, top = rect
    corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
    return Path(np.array(corners), [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY])


def rounded(rect: Rect, radius: float) -> Path:
    """Return a rectangle with round corners."""
    left, bottom, right, top = rect
    r = min(radius, rect.width / 2, rect.height / 2)
    points = [
        (left + r, bottom), (right - r, bottom), (right, bottom), (right, bottom + r), (right, top - r), (right, top),
        (right - r, top), (left + r, top), (left, top), (left, top - r), (left, bottom + r), (left, bottom), (left + r, bottom),
    ]  # fmt: skip
    side = [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path(np.array(points), [Path.MOVETO, *side * 4][:13])


SHAPES: Mapping[str, Path] = {
    "circle": Path.unit_circle().transformed(Affine2D().scale(0.5)),
    # A little over a unit from tip to tip, so that it weighs as much as the others to the eye.
    "diamond": Path(np.array([(0, 0.54), (0.54, 0), (0, -0.54), (-0.54, 0), (0, 0.54)]), [1, 2, 2, 2, 79]),
    "square": Path(
        np.array([(-0.42, -0.42), (0.42, -0.42), (0.42, 0.42), (-0.42, 0.42), (-0.42, -0.42)]), [1, 2, 2, 2, 79]
    ),
}


def new_sheet(layout: Layout, *, is_empty: bool = False) -> Sheet:
    """Return a page of a layout, in its language and digits; one without a colour where it is to lie over another."""
    background = None if layout.transparent or is_empty else GROUND[layout.theme].halo  # type: ignore[index]
    sheet = Sheet(*layout.size_pt, layout.resolution, background)
    sheet.is_arabic = layout.language in RIGHT_TO_LEFT
    if layout.digits == "arabic":
        sheet.digits = eastern
    return sheet
