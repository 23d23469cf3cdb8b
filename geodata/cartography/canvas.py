"""Matplotlib's Agg canvas with type spaced as designed.

Agg spaces letters by their hinted widths, which at screen resolutions are up to 11 % wider than in print:
a line that fits at 300 dpi is cut at 72. Here letters are spaced unhinted at every resolution, so a preview
breaks its lines where the print does. (Matplotlib has this as a global setting only.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.ft2font import LoadFlags, RenderMode

_UPRIGHT = np.array([[0x10000, 0], [0, 0x10000]])  # FreeType's 16.16 fixed point


class EvenRenderer(RendererAgg):
    """Agg with unhinted spacing of letters."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a line of plain type; Matplotlib calls this."""
        if ismath or angle:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        font, size = self._prepare_font(prop), prop.get_size_in_points()  # type: ignore[no-untyped-call]
        for item in font._layout(s, flags=LoadFlags.NO_HINTING):  # noqa: SLF001
            face = item.ft_object
            face.set_size(size, self.dpi)
            face._set_transform(_UPRIGHT, [round(64 * (x + item.x)), round(64 * (self.height - y + item.y))])  # noqa: SLF001
            glyph = face._render_glyph(item.glyph_index, LoadFlags.DEFAULT, RenderMode.NORMAL)  # noqa: SLF001
            top = int(self.height) - glyph.top + glyph.buffer.shape[0]
            self._renderer.draw_text_image(glyph.buffer, glyph.left, top, 0, gc)

    def get_text_width_height_descent(self, s: str, prop: Any, ismath: Any) -> tuple[float, float, float]:
        """Return the extent of a line of plain type in pixels; Matplotlib calls this."""
        if ismath:
            wide, high, below = super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[no-untyped-call]
            return wide, high, below
        font = self._prepare_font(prop)  # type: ignore[no-untyped-call]
        font.set_text(s, 0.0, flags=LoadFlags.NO_HINTING)
        wide, high = font.get_width_height()
        return wide / 64, high / 64, font.get_descent() / 64


class EvenCanvas(FigureCanvasAgg):
    """A canvas of Agg that draws with `EvenRenderer`."""

    def get_renderer(self) -> EvenRenderer:
        """Return the renderer of the figure's size; Matplotlib calls this."""
        key = (*self.figure.bbox.size, self.figure.dpi)
        if getattr(self, "_even_key", None) != key:
            self._even, self._even_key = EvenRenderer(*key), key  # type: ignore[no-untyped-call]
            self.renderer = self._even
        return self._even
