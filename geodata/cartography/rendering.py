"""A drawn page as the bytes of a file: PNG, SVG or PDF, with the record of how it was made in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from types import MappingProxyType
from typing import NamedTuple

from matplotlib.backends.backend_pdf import PdfPages
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geodata.cartography import pages, svg
from geodata.cartography.canvas import EvenCanvas
from geodata.cartography.drawing import draw
from geodata.cartography.entries import entries
from geodata.cartography.layout import Layout
from geodata.cartography.pdf import add_page
from geodata.cartography.record import Record
from geodata.cartography.sheet import Facts, MapFigure
from geodata.catalogue import Catalogue
from geodata.errors import LayoutError
from geodata.query import IncidentQuery
from geodata.store import Store

Writer = Callable[[MapFigure, Record], bytes]


def render(
    data: Catalogue | Store,
    query: IncidentQuery,
    layout: Layout | None = None,
    format: str = "png",  # noqa: A002
    *,
    made: date | None = None,
) -> bytes:
    """Return the map of `query` as a file of `format` (`FORMATS`).

    The same query, layout, data and day give the same bytes.

    Raises
    ------
    LayoutError
        If the format is not one of them, or the layout cannot be drawn.
    """
    return rendered(data, query, layout, format, made=made).content


class Rendered(NamedTuple):
    """A map as a file, and what is on it."""

    content: bytes
    facts: Facts


def rendered(
    data: Catalogue | Store,
    query: IncidentQuery,
    layout: Layout | None = None,
    format: str = "png",  # noqa: A002
    *,
    made: date | None = None,
) -> Rendered:
    """Return the map as `render` does, with the facts of its page: what could not be done as asked is said there."""
    if format not in FORMATS:
        raise LayoutError(f"Cannot draw {format!r}. Formats: {', '.join(FORMATS)}.")
    layout = layout or Layout()
    made = made or date.today()  # noqa: DTZ011  # the day where the picture is drawn
    store = data if isinstance(data, Store) else Store(data)
    figure = draw(store, query, layout, made=made)
    record = Record(query, layout, store.manifest.name, store.version, made)
    if layout.listing != "no" and format == "pdf":
        listed = entries(store, store.understand(query), layout.language)[figure.facts.listed :]
        return Rendered(pdf([figure, *pages.listing(listed, layout)], record), figure.facts)
    return Rendered(FORMATS[format](figure, record), figure.facts)


def describe(facts: Facts) -> str:
    """Return what a picture shows in a few sentences, for those who cannot see it."""
    ways = {
        "dots": "as dots",
        "areas": "in shaded provinces",
        "own_areas": "in shaded areas",
        "province_only": "known only to the province",
        "badges": "as counts in their provinces",
        "tray": "without a known place",
        "outside": "outside the map",
        "abroad": "outside the provinces counted",
    }
    shown = ", ".join(f"{facts.legend[way]:,} {words}" for way, words in ways.items() if facts.legend.get(way))
    sentences = [
        f"{facts.texts['title']}: {facts.texts['subtitle']}",
        f"Shown: {shown}" if shown else "No incidents",
        facts.texts["caption"],
    ]
    return " ".join(sentence.rstrip(".") + "." for sentence in sentences)


def _png(figure: MapFigure, record: Record) -> bytes:
    canvas = EvenCanvas(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    size = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)  # type: ignore[no-untyped-call]
    if not record.layout.transparent:
        picture = picture.convert("RGB")
    notes = PngInfo()
    notes.add_text("incident-atlas", record.word())
    for name, text in (
        ("Title", figure.facts.texts["title"]),
        ("Description", describe(figure.facts)),
        ("Comment", record.json()),
    ):
        notes.add_itxt(name, text)
    target = BytesIO()
    dots = record.layout.resolution
    picture.save(target, "PNG", compress_level=4, dpi=(dots, dots), pnginfo=notes)
    return target.getvalue()


def _svg(figure: MapFigure, record: Record) -> bytes:
    return svg.svg(figure, describe(figure.facts), record.word())


def _pdf(figure: MapFigure, record: Record) -> bytes:
    return pdf([figure], record)


def pdf(figures: Sequence[MapFigure], record: Record) -> bytes:
    """Return drawn pages as one PDF, type as type, the letters used of each font embedded."""
    facts = figures[0].facts
    drawn = datetime(record.made.year, record.made.month, record.made.day, tzinfo=UTC)
    notes = {"Title": facts.texts["title"], "Subject": describe(facts), "Keywords": record.word(), "Creator": "Incident Atlas",
             "CreationDate": drawn}  # fmt: skip
    target = BytesIO()
    with PdfPages(target, metadata=notes) as pages:
        for figure in figures:
            add_page(pages, figure)
    return target.getvalue()


FORMATS: Mapping[str, Writer] = MappingProxyType({"png": _png, "svg": _svg, "pdf": _pdf})
