"""Pages of type that follow a map: the incidents it shows with their sources, and the contents of an atlas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np
import pandas as pd

from geodata import style
from geodata.cartography import fonts
from geodata.cartography.compose import Page, page_for
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import CAP, SHAPES, MapFigure, Sheet
from geodata.cartography.words import say_count, say_day
from geodata.names import province_names
from geodata.query import IncidentQuery
from geodata.schema import vocabulary
from geodata.store import Store
from geodata.style import GROUND, Ground, Theme

_LEADING = 1.36
_NAMED_SOURCES = 5


@dataclass(frozen=True)
class Entry:
    """One incident of a list: its number, category, a line in bold, then what is known and from whom."""

    number: int
    category: str
    head: str
    body: str


def entries(store: Store, query: IncidentQuery) -> list[Entry]:
    """Return the incidents by date, numbered from 1 as on the map."""
    incidents = store.incidents(query)
    sources = _publishers(store, incidents["event_id"])
    return [
        _entry(number, row, sources.get(row["event_id"], []))
        for number, (_, row) in zip(count(1), incidents.iterrows(), strict=False)
    ]


def _entry(number: int, row: pd.Series, publishers: Sequence[str]) -> Entry:
    province = province_names().get(str(row["province"]))
    where = ", ".join(dict.fromkeys(filter(None, [_text(row["place_name"]), province.name if province else ""])))
    facts = [
        style.CATEGORY[row["category"]].label,
        ", ".join(row["weapons"]),
        vocabulary.OUTCOME.label(_text(row["outcome"])) if _text(row["outcome"]) else "",
        *(
            f"{_span(row[f'{what}_min'], row[f'{what}_max'])} {what}"
            for what in ("killed", "injured")
            if _span(row[f"{what}_min"], row[f"{what}_max"])
        ),
        vocabulary.EVIDENCE.label(_text(row["confidence"])).lower(),
    ]
    named = ", ".join(publishers[:_NAMED_SOURCES]) + (
        f" and {len(publishers) - _NAMED_SOURCES} more" if len(publishers) > _NAMED_SOURCES else ""
    )
    told = "; ".join(filter(None, facts))
    return Entry(
        number,
        row["category"],
        f"{say_day(row['event_date'])} · {where or 'place not known'}",
        f"{told}. " + (f"Sources: {named}." if named else ""),
    )


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)


def _span(low: object, high: object) -> str:
    """Return a range in words; a range that is not stated is empty, never 0."""
    least, most = _text(low), _text(high)
    if not least and not most:
        return ""
    return (
        f"{least} or more"
        if not most
        else f"up to {most}"
        if not least
        else least
        if least == most
        else f"{least}–{most}"
    )


def _publishers(store: Store, event_ids: pd.Series) -> Mapping[str, list[str]]:
    sources = store.sources(event_ids)
    return (
        {str(key): list(dict.fromkeys(group)) for key, group in sources.groupby("event_id")["publisher"]}
        if len(sources)
        else {}
    )


def listing(listed: Sequence[Entry], layout: Layout, title: str) -> Iterator[MapFigure]:
    """Give pages in two columns, as many as the entries need."""
    waiting = list(listed)
    while waiting:
        page, sheet, theme = _empty(layout)
        top = _heading(sheet, page, GROUND[theme], title)
        width = page.column(2)
        for column in range(2):
            left, line = page.inner.left + column * (width + page.gutter), top
            while waiting and line - _height(waiting[0], width, page) > page.inner.bottom:
                line = _set(sheet, waiting.pop(0), left, line, width, page, theme)
        if not sheet.facts.said("entry"):  # an entry higher than a page: set it, however it fits
            _set(sheet, waiting.pop(0), page.inner.left, top, width, page, theme)
        yield sheet.figure


def contents(lines: Sequence[tuple[str, int, int]], layout: Layout, title: str, subtitle: str) -> Iterator[MapFigure]:
    """Give the pages that list names, their incidents and the pages where their maps are."""
    waiting = list(lines)
    while waiting:
        page, sheet, theme = _empty(layout)
        colours, size = GROUND[theme], page.type.panel * 1.15
        top = _heading(sheet, page, colours, title, subtitle)
        width, high = page.column(2), size * 1.9
        for column in range(2):
            left, line = page.inner.left + column * (width + page.gutter), top - size
            while waiting and line > page.inner.bottom:
                name, incidents, number = waiting.pop(0)
                right = left + width
                box = sheet.text(
                    right, line, str(number), size, colours.text, role="contents page", weight="semibold", side="right"
                )
                told = sheet.text(
                    box.left - size * 2.5,
                    line,
                    say_count(incidents),
                    size,
                    colours.quiet_text,
                    role="contents count",
                    side="right",
                )
                name = fonts.shortened(name, size, told.left - size - left)
                sheet.text(left, line, name, size, colours.text, role="contents")
                sheet.line(
                    (left, line - size * 0.55), (right, line - size * 0.55), color=colours.province_line, width=0.4
                )
                line -= high
        yield sheet.figure


def _empty(layout: Layout) -> tuple[Page, Sheet, Theme]:
    theme: Theme = layout.theme  # type: ignore[assignment]
    sheet = Sheet(*layout.size_pt, layout.resolution, None if layout.transparent else GROUND[theme].halo)
    return page_for(layout), sheet, theme


def _heading(sheet: Sheet, page: Page, colours: Ground, title: str, subtitle: str = "") -> float:
    """Set a heading; return where the columns begin."""
    size, line = page.type.title * 0.8, page.inner.top
    for text in fonts.wrapped(title, size, page.inner.width, "semibold"):
        line -= size * 1.16
        sheet.text(page.inner.left, line + size * 0.3, text, size, colours.text, role="title", weight="semibold")
    sheet.facts.texts |= {"title": title, "subtitle": subtitle, "caption": ""}
    for text in fonts.wrapped(subtitle, page.type.subtitle, page.inner.width):
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
