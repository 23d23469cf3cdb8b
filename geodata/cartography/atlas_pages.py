"""One PDF with a map for each province, month or place of an answer, and a page of contents before them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from geodata.cartography import pages
from geodata.cartography.answer import arabic_names
from geodata.cartography.drawing import draw
from geodata.cartography.layout import Layout
from geodata.cartography.record import Record
from geodata.cartography.rendering import pdf
from geodata.cartography.sheet import MapFigure
from geodata.cartography.words import LANGUAGES, say_month
from geodata.catalogue import Catalogue
from geodata.errors import ExportError, LayoutError
from geodata.names import province_names
from geodata.query import IncidentQuery
from geodata.store import Store

Progress = Callable[[int, int], bool | None]
MOST_PAGES = 150
Part = tuple[str, IncidentQuery, str]  # name, question, extent


def atlas(
    data: Catalogue | Store,
    query: IncidentQuery,
    by: str,
    layout: Layout | None = None,
    *,
    made: date | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Return a PDF with a page for each `by` (`PARTS`) that has incidents, and contents.

    Raises
    ------
    LayoutError
        If `by` is none of them, or there would be no page or too many.
    ExportError
        If `progress`, called with pages done and all, returned False.
    """
    if by not in PARTS:
        raise LayoutError(f"Cannot make an atlas by {by!r}. Accepted: {', '.join(PARTS)}.")
    store = data if isinstance(data, Store) else Store(data)
    layout, made = layout or Layout(), made or date.today()  # noqa: DTZ011
    query = store.understand(query)
    parts = PARTS[by](store, query, layout)
    if not 1 <= len(parts) <= MOST_PAGES:
        raise LayoutError(f"An atlas by {by} of {store.sentence(query)} would have {len(parts)} maps; it may have 1 to {MOST_PAGES}. "
                          f"Ask for more or fewer incidents.")  # fmt: skip
    maps = [_drawn(store, part, layout, made, number, len(parts), progress) for number, part in enumerate(parts, 1)]
    title = layout.title or LANGUAGES[layout.language][f"atlas {by}"]
    before = len(list(pages.contents([("", 0, 0)] * len(parts), layout, title, store.sentence(query))))
    lines = [(name, store.count(asked), before + number) for number, (name, asked, _) in enumerate(parts, 1)]
    figures = [*pages.contents(lines, layout, title, store.sentence(query, store.count(query))), *maps]
    return pdf(figures, Record(query, layout, store.manifest.name, store.version, made))


def _drawn(
    store: Store, part: Part, layout: Layout, made: date, number: int, of: int, progress: Progress | None
) -> MapFigure:
    name, asked, extent = part
    figure = draw(store, asked, replace(layout, title=name, extent=extent), made=made)
    if progress and progress(number, of) is False:
        raise ExportError(f"The atlas was stopped after {number} of {of} maps. Nothing was written.")
    return figure


def _provinces(store: Store, query: IncidentQuery, layout: Layout) -> list[Part]:
    names = {str(code): province_names()[str(code)] for code in store.counts(query, ["province"])["province"].dropna()}
    named = sorted((each.name_ar if layout.language == "ar" else each.name, code) for code, each in names.items())
    return [(name, replace(query, province=(code,)), code) for name, code in named]


def _months(store: Store, query: IncidentQuery, layout: Layout) -> list[Part]:
    parts = []
    for month in store.counts(query, ["month"])["month"]:
        first = date.fromisoformat(f"{month}-01")
        last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        since, until = max(first, query.since or first), min(last, query.until or last)
        parts.append((say_month(first, layout.language), replace(query, since=since, until=until), layout.extent))
    return parts


def _places(store: Store, query: IncidentQuery, layout: Layout) -> list[Part]:
    names = {**store.place_names, **(arabic_names(store) if layout.language == "ar" else {})}
    ids = [str(place) for place in store.counts(query, ["place"])["place"].dropna()]
    named = sorted((names[place], place) for place in ids)
    return [(name, replace(query, place=(place,)), "incidents") for name, place in named]


PARTS: Mapping[str, Callable[[Store, IncidentQuery, Layout], list[Part]]] = MappingProxyType(
    {"province": _provinces, "month": _months, "place": _places}
)
