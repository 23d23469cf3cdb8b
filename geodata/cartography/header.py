"""Type over and under the map: title, subtitle with the QR code beside them, and the caption."""

from __future__ import annotations

from datetime import date

from geodata import style
from geodata.cartography import code, fonts, margin
from geodata.cartography.answer import Answer
from geodata.cartography.compose import Page
from geodata.cartography.direction import own, plain
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import Rect, Sheet
from geodata.cartography.words import RIGHT_TO_LEFT
from geodata.style import Theme


def link_of(answer: Answer, layout: Layout) -> str | None:
    """Return the link of the QR code, if there is to be one and it can be."""
    link = code.link_for(answer.query) if layout.code else None
    return link if link and not code.problem(link) else None


def draw(sheet: Sheet, page: Page, answer: Answer, layout: Layout, reserved_pt: float = 0.0) -> float:
    """Set title and subtitle, leaving `reserved_pt` of their width free; return where the rest of the page begins."""
    sizes, inner, link, colours = page.type, page.inner, link_of(answer, layout), _colours(layout)
    title, subtitle = (
        own(given) if given else made(answer, layout.language)
        for given, made in ((layout.title, margin.title_of), (layout.subtitle, margin.subtitle_of))
    )
    sheet.facts.texts |= {"title": plain(title), "subtitle": plain(subtitle)}
    side = code.side_pt(link, page.scale) if link else 0.0
    width = inner.width - reserved_pt * page.scale - (side + page.gap if link else 0.0)
    if link:
        box = Rect(inner.right - side, inner.top - side, inner.right, inner.top)
        with sheet.mirrored(False):  # a mirrored code cannot be read
            code.draw(sheet, link, sheet.side(box, layout.language in RIGHT_TO_LEFT))
    lines = fonts.wrapped(title, sizes.title, width, "semibold")
    end = margin.draw_lines(sheet, lines, inner.left, inner.top, sizes.title, colours.text, "title", "semibold", 1.16)
    lines, below = fonts.wrapped(subtitle, sizes.subtitle, width), end - sizes.subtitle * 0.35
    end = margin.draw_lines(sheet, lines, inner.left, below, sizes.subtitle, colours.quiet_text, "subtitle")
    return min(end, inner.top - side) - page.gap * 0.9


def draw_caption(sheet: Sheet, page: Page, answer: Answer, layout: Layout, made: date) -> float:
    """Set the caption in two columns at the foot of the page; return where it begins."""
    size, inner = page.type.caption, page.inner
    parts = margin.caption_parts(answer, margin.boundary_vintage(), made, layout.language)
    sheet.facts.texts["caption"] = plain(" ".join(parts))
    width = (inner.width - page.gutter) / 2
    columns = [fonts.wrapped(" ".join(column), size, width) for column in (parts[:4], parts[4:])]
    top = inner.bottom + max(map(len, columns)) * size * 1.36
    for lines, left in zip(columns, (inner.left, inner.left + width + page.gutter), strict=True):
        margin.draw_lines(sheet, lines, left, top, size, _colours(layout).quiet_text, "caption")
    return top + page.gap * 0.8


def _colours(layout: Layout) -> style.Ground:
    theme: Theme = layout.theme  # type: ignore[assignment]
    return style.GROUND[theme]
