"""A drawn page as the bytes of a file."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Literal

from PIL import Image

from geodata.cartography.canvas import EvenCanvas
from geodata.cartography.drawing import draw
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import MapFigure
from geodata.catalogue import Catalogue
from geodata.errors import LayoutError
from geodata.query import IncidentQuery
from geodata.store import Store

Format = Literal["png"]
FORMATS: tuple[Format, ...] = ("png",)


def render(data: Catalogue | Store, query: IncidentQuery, layout: Layout | None = None, format: str = "png", *,  # noqa: A002
           made: date | None = None) -> bytes:  # fmt: skip
    """Return the map of `query` as a file of `format`."""
    layout = layout or Layout()
    if format not in FORMATS:
        raise LayoutError(f"Cannot draw {format!r}. Formats: {', '.join(FORMATS)}.")
    return png(draw(data, query, layout, made=made), layout)


def png(figure: MapFigure, layout: Layout) -> bytes:
    """Return a drawn page as a PNG."""
    canvas = figure.canvas
    assert isinstance(canvas, EvenCanvas)  # noqa: S101  # `draw` made it
    canvas.draw()  # type: ignore[no-untyped-call]
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)  # type: ignore[no-untyped-call]
    if not layout.transparent:
        picture = picture.convert("RGB")
    target = BytesIO()
    picture.save(target, "PNG", compress_level=4, dpi=(layout.resolution, layout.resolution))
    return target.getvalue()
