"""PDF with type as type, each letter where it belongs.

Matplotlib's own writer leaves gaps beside marks above and below letters and beside marks of direction, because
it trusts the advance of a font over that of the line. Here every step that differs is written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_mixed import MixedModeRenderer
from matplotlib.backends.backend_pdf import Op, PdfPages, RendererPdf
from matplotlib.font_manager import FontPath, get_font
from matplotlib.ft2font import LoadFlags

from geodata.cartography import fonts
from geodata.cartography.canvas import EvenCanvas, Type
from geodata.cartography.fonts import Glyph
from geodata.cartography.sheet import MapFigure

_CLOSE = 0.0005  # of the size of type: steps that differ by less are left to the font


class TypeRenderer(RendererPdf):
    """Matplotlib's PDF renderer with lines of type spaced as they are on the screen."""

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Set a line of type; Matplotlib calls this."""
        if not isinstance(mtext, Type):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        self.check_gc(gc, gc._rgb)  # type: ignore[no-untyped-call]  # noqa: SLF001
        write, size = self.file.output, float(prop.get_size_in_points())
        write(Op.gsave)
        write(1, 0, 0, 1, x, y, Op.concat_matrix)
        write(Op.begin_text)
        before = 0.0
        for (font, rise), run in groupby(self._named(fonts.glyphs(s, mtext.weight)), key=lambda each: each[0]):
            letters = [(glyph, code) for _, glyph, code in run]
            begin = letters[0][0].x * size
            write(font, size, Op.selectfont)
            self._setup_textpos(begin, 0, 0, before, 0, 0)  # type: ignore[no-untyped-call]
            write(rise * size, Op.textrise)
            write(self._spaced(letters), Op.showkern)
            before = begin
        write(Op.end_text)
        write(Op.grestore)

    def _named(self, glyphs: tuple[Glyph, ...]) -> Iterator[tuple[tuple[Any, float], Glyph, Any]]:
        """Give each shape with the name of its font in this file, its height over the line, and its code."""
        for glyph in glyphs:
            face = get_font(glyph.path)
            subset, code = self.file._character_tracker.track_glyph(face, glyph.letters, glyph.shape)  # noqa: SLF001
            yield (self.file.fontName(FontPath(glyph.path, 0), subset), glyph.y), glyph, code

    def _spaced(self, letters: list[tuple[Glyph, Any]]) -> list[Any]:
        """Return codes with the steps between them, in thousandths of the size of type, where the font's are others."""
        pen, shown = letters[0][0].x, list[Any]()
        for glyph, code in letters:
            if abs(glyph.x - pen) > _CLOSE:
                shown.append(-1000 * (glyph.x - pen))
            shown.append(self._encode_glyphs([code], mpl.rcParams["pdf.fonttype"]))  # type: ignore[no-untyped-call]
            pen = glyph.x + _advance(glyph.path, glyph.shape)
        return shown


@lru_cache(maxsize=8192)
def _advance(path: str, shape: Any) -> float:
    """Return how far a shape of a font moves the pen, for type of one point."""
    face = get_font(path)
    return (
        float(face.load_glyph(shape, flags=LoadFlags.NO_SCALE | LoadFlags.NO_HINTING).horiAdvance) / face.units_per_EM
    )


def add_page(pages: PdfPages, figure: MapFigure) -> None:
    """Add a drawn page to a file; what Matplotlib's canvas does, with the renderer above."""
    dpi, file = figure.dpi, pages._ensure_file()  # type: ignore[no-untyped-call]  # noqa: SLF001
    try:
        figure.dpi = 72
        width, height = figure.get_size_inches()
        file.newPage(width, height)
        page = TypeRenderer(file, dpi, height, width)  # type: ignore[no-untyped-call]
        renderer = MixedModeRenderer(figure, width, height, dpi, page)  # type: ignore[no-untyped-call]
        figure.draw(renderer)  # type: ignore[arg-type]
        renderer.finalize()
    finally:
        file.endStream()
        figure.dpi = dpi
        EvenCanvas(figure)
