"""Maps, films, atlases and pages to take away, drawn from the store; the last few pictures are kept."""

from __future__ import annotations

from collections.abc import Callable

from dashboard.remembering import remembered
from geodata import cartography
from geodata import page as one_file
from geodata.cartography.layout import Layout
from geodata.query import IncidentQuery
from geodata.store import Store

MOST_IN_A_PAGE = one_file.MOST
Progress = Callable[[int, int], bool]
Motion = cartography.Motion


@remembered(16)
def picture(store: Store, query: IncidentQuery, layout: Layout, kind: str) -> cartography.Rendered:
    """Return the printed map; the last few are kept, so a download after its preview is quick to repeat."""
    return cartography.rendered(store, query, layout, kind)


def page(store: Store, query: IncidentQuery, layout: Layout) -> bytes:
    """Return map, list and timeline of the incidents that answer as one HTML file, titled as the layout is."""
    return one_file.render(store, query, title=layout.title, subtitle=layout.subtitle)


def film(store: Store, query: IncidentQuery, layout: Layout, motion: Motion, kind: str, progress: Progress) -> bytes:
    """Return the incidents that answer over time; `progress` is asked after each frame whether to go on."""
    return cartography.animate(store, query, layout, motion, kind, progress=progress)


def atlas(store: Store, query: IncidentQuery, layout: Layout, by: str, progress: Progress) -> bytes:
    """Return a map for each province, month or place; `progress` is asked after each whether to go on."""
    return cartography.atlas(store, query, by, layout, progress=progress)


def reopened(picture: bytes) -> cartography.Record:
    """Return what a map drawn here records of how it was made; `DataError` if it is none."""
    return cartography.reopen(picture)
