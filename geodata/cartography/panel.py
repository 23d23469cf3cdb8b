"""The panel beside or below the map: what each mark means, and how many of each there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.path import Path

from geodata import style
from geodata.cartography import fonts
from geodata.cartography.answer import Answer
from geodata.cartography.labels import draw_badge
from geodata.cartography.sheet import CAP, DESCENT, SHAPES, Rect, Sheet
from geodata.cartography.words import say_count
from geodata.style import Theme
from geodata.summarise import CasualtyRange

Glyph = Callable[[Sheet, float, float], None]  # draws a mark around a point
_LEADING = 1.36  # of the size of type, from line to line
_PARTED = 0.36  # more of it between two rows
_RULE = 0.6  # from a heading's line down to its rule
_HEAD = 3.0  # from the top of a block to the line of its first row
_ELSEWHERE = (
    "outside",
    "abroad",
    "province_only",
)  # rows of incidents that no mark on this map stands for, though their place is known
_KEY = 2.0  # of the size of type: the column of marks


@dataclass(frozen=True)
class Row:
    """A mark, what it means, and how many there are (`key` names that number in the facts)."""

    glyph: Glyph | None
    label: str
    count: int | None
    key: str = ""


@dataclass(frozen=True)
class Block:
    """A heading and its rows."""

    heading: str
    rows: tuple[Row, ...]


def at_a_time(whole: Block, now: Block) -> Block:
    """Return a block with the counts and sentences of `now`; rows of marks that are not there now count 0."""
    counts = {row.key: row.count for row in now.rows if row.count is not None}
    sentences = iter(row for row in now.rows if row.count is None)
    rows = (
        next(sentences, row) if row.count is None else replace(row, count=counts.get(row.key, 0)) for row in whole.rows
    )
    return Block(now.heading, tuple(rows))


@dataclass(frozen=True)
class Setting:
    """How a panel is set: size of type in points, and theme."""

    size: float
    theme: Theme

    @property
    def colours(self) -> style.Ground:
        return style.GROUND[self.theme]


def height(block: Block, width: float, setting: Setting) -> float:
    """Return how high a block is when set `width` points wide."""
    lines = sum(len(_label_lines(row, width, setting)) for row in block.rows)
    lines += len(_heading_lines(block, width, setting)) - 1
    between = (lines - 1) * _LEADING + (len(block.rows) - 1) * _PARTED
    return setting.size * (_HEAD + between + DESCENT)


def draw(sheet: Sheet, block: Block, left: float, top: float, width: float, setting: Setting) -> float:
    """Set a block from its upper left corner; return where it ends."""
    size = setting.size
    line = draw_heading(sheet, block, left, top, width, setting)
    for row in block.rows:
        line = _draw_row(sheet, row, left, line, width, setting)
    return line + size * (_LEADING + _PARTED - DESCENT)


def draw_heading(sheet: Sheet, block: Block, left: float, top: float, width: float, setting: Setting) -> float:
    """Set the heading of a block with its rule; return the line of its first row."""
    size, colours = setting.size, setting.colours
    line = top - CAP * size * 1.1 + size * _LEADING
    for text in _heading_lines(block, width, setting):
        line -= size * _LEADING
        sheet.text(left, line, text, size * 1.1, colours.text, role="legend heading", weight="semibold")
    rule = line - size * _RULE
    sheet.line((left, rule), (left + width, rule), color=colours.province_line, width=0.5)
    return line + size * (CAP * 1.1 - _HEAD)


def _heading_lines(block: Block, width: float, setting: Setting) -> list[str]:
    return fonts.wrapped(block.heading, setting.size * 1.1, width, "semibold")


def _draw_row(sheet: Sheet, row: Row, left: float, line: float, width: float, setting: Setting) -> float:
    size, colours = setting.size, setting.colours
    indent = _KEY * size if row.glyph else 0.0
    if row.glyph:
        row.glyph(sheet, left + _KEY * size * 0.4, line + CAP * size / 2)
    if row.count is not None:
        sheet.text(
            left + width,
            line,
            say_count(row.count),
            size,
            colours.text,
            role="legend count",
            weight="semibold",
            side="right",
        )
        sheet.facts.legend[row.key or row.label] = row.count
    for text in _label_lines(row, width, setting):
        sheet.text(left + indent, line, text, size, colours.text if row.glyph else colours.quiet_text, role="legend")
        line -= size * _LEADING
    return line - size * _PARTED


def _label_lines(row: Row, width: float, setting: Setting) -> list[str]:
    indent = _KEY * setting.size if row.glyph else 0.0
    number = (
        fonts.width(say_count(row.count), setting.size, "semibold") + setting.size if row.count is not None else 0.0
    )
    return fonts.wrapped(row.label, setting.size, width - indent - number)


def incident_block(
    heading: str, by_category: Mapping[str, int], theme: Theme, dot: float, say: Mapping[str, str]
) -> Block:
    """Return the categories that occur, with how many incidents each has."""
    rows = [
        Row(symbol(category, theme, dot), say.get(category, each.label), count, category)
        for category, each in style.CATEGORY.items()
        if (count := by_category.get(category, 0))
    ]
    return Block(heading, tuple(rows))


def place_block(answer: Answer, rows: Sequence[Row], say: Mapping[str, str]) -> Block:
    """Return how the incidents are shown; the last line says how many of all in the data."""
    outside = sum(row.count or 0 for row in rows if row.key in _ELSEWHERE)
    on_the_map = answer.figures.incidents - outside - answer.figures.shown_as["tray"]
    shown = say["shown"].format(shown=say_count(on_the_map), total=say_count(answer.total))
    return Block(say["places"], (*(row for row in rows if row.count), Row(None, shown, None)))


def symbol(category: str, theme: Theme, dot: float) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        sheet.marks(SHAPES[style.CATEGORY[category].shape], np.array([x]), np.array([y]), size=dot * 1.25,
                    face=style.category_colour(category, theme), edge=style.GROUND[theme].halo, width=dot * 0.13, z=6)  # fmt: skip

    return glyph


def dots(theme: Theme, dot: float) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        for shape, step in zip(SHAPES.values(), (-1.05, 0.0, 1.05), strict=True):
            sheet.marks(shape, np.array([x + step * dot * 0.95]), np.array([y]), size=dot * 0.85, face=style.GROUND[theme].quiet_text,
                        edge=style.GROUND[theme].halo, width=dot * 0.1, z=6)  # fmt: skip

    return glyph


def disc(colour: str, size: float) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        sheet.marks(SHAPES["circle"], np.array([x]), np.array([y]), size=size, face=colour, edge="none", width=0, z=6)

    return glyph


def ring(theme: Theme, dot: float) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        sheet.marks(SHAPES["circle"], np.array([x]), np.array([y]), size=dot * 1.9, face="none", edge=style.GROUND[theme].ring,
                    width=0.55, z=6)  # fmt: skip

    return glyph


def badge(theme: Theme, dot: float) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        half_wide, half_high = max(dot * 1.35, 6.2), max(dot * 0.95, 4.6)
        draw_badge(sheet, Rect(x - half_wide, y - half_high, x + half_wide, y + half_high), "n", max(dot * 1.3, 7.0),
                   style.GROUND[theme], role="legend badge")  # fmt: skip

    return glyph


def arrow(theme: Theme) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        colour = style.GROUND[theme].text
        sheet.line((x - 6, y), (x + 3, y), color=colour, width=0.9, alpha=0.6)
        sheet.path(
            Path(np.array([(x + 6, y), (x + 2, y + 1.8), (x + 2, y - 1.8), (x + 6, y)]), closed=True), face=colour
        )

    return glyph


def dash(theme: Theme) -> Glyph:
    def glyph(sheet: Sheet, x: float, y: float) -> None:
        sheet.line((x - 3, y), (x + 3, y), color=style.GROUND[theme].ring, width=0.8)

    return glyph


def people_block(answer: Answer, rows: Sequence[Row], say: Mapping[str, str]) -> Block:
    """Return killed and injured as ranges, with for how many incidents they are stated; those outside the map count."""
    is_outside = any(row.count for row in rows if row.key in _ELSEWHERE)
    heading = say["people of all"].format(count=say_count(answer.figures.incidents)) if is_outside else say["people"]
    found = answer.figures
    told = [
        Row(None, f"{say[name]}: {_span(casualties, say)}", None)
        for name, casualties in (("killed", found.killed), ("injured", found.injured))
    ]
    return Block(heading, tuple(told))


def _span(casualties: CasualtyRange, say: Mapping[str, str]) -> str:
    if not casualties.stated:
        return say["not stated"]
    coverage = say["coverage"].format(stated=say_count(casualties.stated), of=say_count(casualties.of))
    return f"{casualties} ({coverage})"
