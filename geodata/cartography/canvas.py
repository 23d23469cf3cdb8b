"""Matplotlib's Agg canvas with type spaced as designed.

Agg spaces letters by their hinted widths, which at screen resolutions are up to 11 % wider than in print:
a line that fits at 300 dpi is cut at 72. Here letters are spaced unhinted at every resolution, so a preview
breaks its lines where the print does. (Matplotlib has this as a global setting only.)
"""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.ft2font import LoadFlags


class EvenRenderer(RendererAgg):
    """Agg with unhinted spacing of letters."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Draw a line of plain type; Matplotlib calls this."""
        if ismath:
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        font, size = self._prepare_font(prop), prop.get_size_in_points()  # type: ignore[no-untyped-call]
        items = font._layout(s, flags=LoadFlags.NO_HINTING)  # noqa: SLF001
        glyphs = ((item.ft_object, size, item.glyph_index, 0, 1, item.x, item.y) for item in items)
        self._draw_text_glyphs_and_boxes(gc, x, y, angle, glyphs, [])  # type: ignore[no-untyped-call]

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
