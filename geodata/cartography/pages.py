"""Lists set in columns: on the map's page or on pages of their own, and the contents of an atlas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geodata import style
from geodata.cartography import fonts
from geodata.cartography.compose import Page, page_for
from geodata.cartography.direction import own
from geodata.cartography.entries import Entry
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import CAP, SHAPES, MapFigure, Rect, Sheet, new_sheet
from geodata.cartography.words import LANGUAGES, RIGHT_TO_LEFT, say_count
from geodata.style import GROUND, Ground, Theme

_LEADING = 1.36


def listing(listed: Sequence[Entry], layout: Layout) -> Iterator[MapFigure]:
    """Give pages in two columns, as many as the entries need."""
    waiting, title = list(listed), LANGUAGES[layout.language]["listing"]
    while waiting:
        page, sheet, theme = page_for(layout), new_sheet(layout), _theme(layout)
        with sheet.mirrored(layout.language in RIGHT_TO_LEFT):
            top = _heading(sheet, page, GROUND[theme], title)
            space = Rect(page.inner.left, page.inner.bottom, page.inner.right, top)
            after = columns(sheet, waiting, space, 2, page, theme)
            if len(after) == len(waiting):  # an entry higher than a page: set it, however it fits
                _set(sheet, after.pop(0), space.left, top, page.column(2), page, theme)
        waiting = after
        yield sheet.figure


def columns(sheet: Sheet, listed: Sequence[Entry], space: Rect, count: int, page: Page, theme: Theme) -> list[Entry]:
    """Set as many entries as `count` columns in `space` hold; return the rest."""
    waiting, width = list(listed), (space.width - (count - 1) * page.gutter) / count
    for column in range(count):
        left, line = space.left + column * (width + page.gutter), space.top
        while waiting and line - _height(waiting[0], width, page) > space.bottom:
            line = _set(sheet, waiting.pop(0), left, line, width, page, theme)
    return waiting


def contents(lines: Sequence[tuple[str, int, int]], layout: Layout, title: str, subtitle: str) -> Iterator[MapFigure]:
    """Give the pages that list names, their incidents and the pages where their maps are."""
    waiting = list(lines)
    while waiting:
        page, sheet, theme = page_for(layout), new_sheet(layout), _theme(layout)
        with sheet.mirrored(layout.language in RIGHT_TO_LEFT):
            top = _heading(sheet, page, GROUND[theme], title, subtitle)
            size, width = page.type.panel * 1.15, page.column(2)
            for column in range(2):
                left, line = page.inner.left + column * (width + page.gutter), top - size
                while waiting and line > page.inner.bottom:
                    _set_content(
                        sheet, waiting.pop(0), Rect(left, line, left + width, line + size), size, GROUND[theme]
                    )
                    line -= size * 1.9
        yield sheet.figure


def _set_content(sheet: Sheet, line: tuple[str, int, int], space: Rect, size: float, colours: Ground) -> None:
    """Set one line of the contents: name, incidents, page."""
    name, incidents, number = line
    box = sheet.text(space.right, space.bottom, str(number), size, colours.text, role="contents page", weight="semibold", side="right")  # fmt: skip
    told = sheet.text(
        box.left - size * 2.5, space.bottom, say_count(incidents), size, colours.quiet_text, role="contents count", side="right"
    )  # fmt: skip
    name = fonts.shortened(own(name), size, told.left - size - space.left)
    sheet.text(space.left, space.bottom, name, size, colours.text, role="contents")
    rule = space.bottom - size * 0.55
    sheet.line((space.left, rule), (space.right, rule), color=colours.province_line, width=0.4)


def _theme(layout: Layout) -> Theme:
    theme: Theme = layout.theme  # type: ignore[assignment]
    return theme


def _heading(sheet: Sheet, page: Page, colours: Ground, title: str, subtitle: str = "") -> float:
    """Set a heading; return where the columns begin."""
    size, line = page.type.title * 0.8, page.inner.top
    for text in fonts.wrapped(own(title), size, page.inner.width, "semibold"):
        line -= size * 1.16
        sheet.text(page.inner.left, line + size * 0.3, text, size, colours.text, role="title", weight="semibold")
    sheet.facts.texts |= {"title": title, "subtitle": subtitle, "caption": ""}
    for text in fonts.wrapped(own(subtitle), page.type.subtitle, page.inner.width) if subtitle else ():
        line -= page.type.subtitle * _LEADING
        sheet.text(page.inner.left, line + size * 0.2, text, page.type.subtitle, colours.quiet_text, role="subtitle")
    return line - page.gap


def _lines(entry: Entry, width: float, page: Page) -> tuple[list[str], list[str]]:
    size, indent = page.type.panel, page.type.panel * 3.2
    return fonts.wrapped(entry.head, size, width - indent, "semibold"), fonts.wrapped(
        entry.body, page.type.caption, width - indent
    )


def _height(entry: Entry, width: float, page: Page) -> float:
    head, body = _lines(entry, width, page)
    return (len(head) * page.type.panel + len(body) * page.type.caption) * _LEADING + page.type.panel * 0.8


def _set(sheet: Sheet, entry: Entry, left: float, top: float, width: float, page: Page, theme: Theme) -> float:
    """Set one entry; return where the next begins."""
    colours, size = GROUND[theme], page.type.panel
    indent, line = size * 3.2, top - CAP * size
    sheet.text(left + size * 1.7, line, str(entry.number), size, colours.text, role="entry number", side="right")
    mark = np.array([left + size * 2.4]), np.array([line + CAP * size / 2])
    sheet.marks(SHAPES[style.CATEGORY[entry.category].shape], *mark, size=size * 0.6, face=style.category_colour(entry.category, theme),
                edge="none", width=0, z=6)  # fmt: skip
    head, body = _lines(entry, width, page)
    for text in head:
        sheet.text(left + indent, line, text, size, colours.text, role="entry", weight="semibold")
        line -= size * _LEADING
    for text in body:
        sheet.text(left + indent, line, text, page.type.caption, colours.quiet_text, role="entry")
        line -= page.type.caption * _LEADING
    return line + CAP * size - size * 0.8
