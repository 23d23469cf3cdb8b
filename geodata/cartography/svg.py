"""SVG with type as type: one element a line, and the letters used of each font embedded as WOFF.

Matplotlib can do the former by a global setting only, and the latter not at all.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from io import BytesIO, StringIO
from typing import Any
from xml.sax.saxutils import escape

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.colors import to_hex

from geodata.cartography import fonts
from geodata.cartography.canvas import Type
from geodata.cartography.direction import MARKS, unwrapped
from geodata.cartography.fonts import Weight
from geodata.cartography.sheet import OPPOSITE, MapFigure

_Font = tuple[str, int, str]  # family, weight, file


class TypeRenderer(RendererSVG):
    """Matplotlib's SVG renderer, but type stays type and the same picture is the same file."""

    def __init__(self, width: float, height: float, target: StringIO, title: str) -> None:
        metadata = {"Title": title, "Date": None, "Creator": None}
        super().__init__(width, height, target, image_dpi=72, metadata=metadata)  # type: ignore[no-untyped-call]
        self.letters: defaultdict[_Font, set[str]] = defaultdict(set)

    def _make_id(self, type: str, content: object) -> str:  # noqa: A002  # Matplotlib's own name
        return f"{type}{hashlib.sha256(str(content).encode()).hexdigest()[:10]}"

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: Any, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:
        """Set a line of type; Matplotlib calls this."""
        if not isinstance(mtext, Type):
            super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)  # type: ignore[no-untyped-call]
            return
        weight = int(prop.get_weight())
        families = dict.fromkeys(self._font(letter, mtext.weight, weight) for letter in s if letter not in MARKS)
        anchor_x, _ = mtext.get_transform().transform((mtext.x, mtext.y))
        text, is_arabic = unwrapped(s)
        anchors = {"left": "start", "center": "middle", "right": "end"}
        anchor = anchors[OPPOSITE[mtext.side] if is_arabic else mtext.side]
        self.writer.element("text", text, attrib={  # type: ignore[no-untyped-call]
            **({"direction": "rtl"} if is_arabic else {}), "x": f"{anchor_x:.2f}", "y": f"{y:.2f}", "text-anchor": anchor, "fill": to_hex(gc.get_rgb()),
            "font-family": ", ".join([*(f"'{family}'" for family in families), "sans-serif"]), "font-weight": str(weight),
            "font-size": f"{prop.get_size_in_points():.2f}",
        })  # fmt: skip

    def _font(self, letter: str, weight: Weight, number: int) -> str:
        """Return the family that `letter` is set in, and note that the file needs it."""
        path = fonts.path_for(letter, weight)
        family = fonts.css_family(letter, path)
        self.letters[family, number, path].add(letter)
        return family


def svg(figure: MapFigure, description: str, record: str) -> bytes:
    """Return a drawn page as SVG, with title, description, record and fonts in it."""
    target, dpi = StringIO(), figure.dpi
    width, height = figure.get_size_inches() * 72
    renderer = TypeRenderer(width, height, target, figure.facts.texts["title"])
    try:
        figure.dpi = 72
        figure.draw(renderer)
    finally:
        figure.dpi = dpi
    renderer.finalize()  # type: ignore[no-untyped-call]
    faces = "".join(_face(font, letters) for font, letters in sorted(renderer.letters.items()))
    text = target.getvalue()
    text = text.replace("</title>", f"</title>\n <desc>{escape(description)}</desc>\n <metadata>{record}</metadata>", 1)
    return text.replace('<style type="text/css">', f'<style type="text/css">{faces}', 1).encode()


def _face(font: _Font, letters: set[str]) -> str:
    family, weight, path = font
    embedded = base64.b64encode(letters_of(path, frozenset(letters))).decode()
    return (f"@font-face{{font-family:'{family}';font-weight:{weight};"
            f"src:url(data:font/woff;base64,{embedded}) format('woff')}}\n")  # fmt: skip


def letters_of(path: str, letters: frozenset[str]) -> bytes:
    """Return a font file as WOFF with those letters only, shaping rules of Arabic kept."""
    options = subset.Options(
        flavor="woff", layout_features=["*"], notdef_outline=True, hinting=False, drop_tables=["FFTM", "meta", "DSIG"]
    )
    font = TTFont(path, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(letters)))
    cutter.subset(font)
    font.flavor = "woff"
    target = BytesIO()
    font.save(target)
    return target.getvalue()
