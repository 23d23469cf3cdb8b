"""Matplotlib's Agg canvas with type spaced as designed, and drawn quickly.

Agg spaces letters by their hinted widths, which at screen resolutions are up to 11 % wider than in print:
a line that fits at 300 dpi is cut at 72. Here letters are spaced unhinted at every resolution, so a preview
breaks its lines where the print does. (Matplotlib has this as a global setting only.) Shapes of letters are
kept, to a quarter of a pixel: most of a map's type is the same on the next map.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import LoadFlags, RenderMode
from matplotlib.transforms import Transform
from numpy.typing import NDArray

from geodata.cartography import fonts
from geodata.cartography.fonts import Weight

Side = Literal["left", "center", "right"]

_UPRIGHT = np.array([[0x10000, 0], [0, 0x10000]])  # FreeType's 16.16 fixed point
_STEPS = 4  # of a pixel: how finely letters are placed


class Type(Artist):
    """One line of type. `side` says which of its ends, or its middle, is at `x`; all in points."""

    def __init__(
        self, x: float, y: float, text: str, size: float, weight: Weight, color: str, side: Side, points: Transform
    ) -> None:
        super().__init__()
        self.x, self.y, self.text, self.weight, self.color, self.side = x, y, text, weight, color, side
        self.left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[side] * fonts.width(text, size, weight)
        self.font: FontProperties = fonts.properties(size, weight)
        self.set_transform(points)

    def draw(self, renderer: Any) -> None:
        """Draw the line; Matplotlib calls this."""
        context = renderer.new_gc()
        context.set_foreground(self.color)
        x, y = self.get_transform().transform((self.left, self.y))
        if renderer.flipy():
            y = renderer.get_canvas_width_height()[1] - y
        renderer.draw_text(context, x, y, self.text, self.font, 0.0, False, self)
        context.restore()

    def get_fontfeatures(self) -> None:
        """Return that no feature of a font is turned on or off; Matplotlib's PDF asks."""

    def get_language(self) -> None:
        """Return that no language's variants of letters are asked for; Matplotlib's PDF asks."""


class EvenRenderer(RendererAgg):
    """Agg with unhinted spacing of letters."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a line of plain type; Matplotlib calls this."""
        if not isinstance(mtext, Type):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        size = float(prop.get_size_in_points())
        pixels = size * self.dpi / 72
        for glyph in fonts.glyphs(s, mtext.weight):
            up, rise = divmod(round((self.height - y + glyph.y * pixels) * _STEPS), _STEPS)
            left, shift = divmod(round((x + glyph.x * pixels) * _STEPS), _STEPS)
            bitmap, from_left, top = _bitmap(glyph.path, glyph.shape, size, self.dpi, shift, rise)
            below = int(self.height) - up - top + bitmap.shape[0]
            self._renderer.draw_text_image(bitmap, left + from_left, below, 0, gc)


@lru_cache(maxsize=8192)
def _bitmap(
    path: str, index: int, size: float, dpi: float, shift: int, rise: int
) -> tuple[NDArray[np.uint8], int, int]:
    """Return a letter's pixels, moved right and up by so many steps, and how far they lie right of and above its origin."""
    face = get_font(path)
    face.set_size(size, dpi)
    face._set_transform(_UPRIGHT, [64 * shift // _STEPS, 64 * rise // _STEPS])  # type: ignore[attr-defined]  # noqa: SLF001
    glyph = face._render_glyph(index, LoadFlags.DEFAULT, RenderMode.NORMAL)  # type: ignore[attr-defined]  # noqa: SLF001
    return np.array(glyph.buffer), glyph.left, glyph.top


class EvenCanvas(FigureCanvasAgg):
    """A canvas of Agg that draws with `EvenRenderer`."""

    def get_renderer(self) -> EvenRenderer:
        """Return the renderer of the figure's size; Matplotlib calls this."""
        key = (*self.figure.bbox.size, self.figure.dpi)
        if getattr(self, "_even_key", None) != key:
            self._even, self._even_key = EvenRenderer(*key), key  # type: ignore[no-untyped-call]
            self.renderer = self._even
        return self._even
