"""From a query to a drawn page, in order: ask, compose, set the margins, draw the map, set its legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

import pandas as pd

from geodata import manifest, style
from geodata.cartography import answer as answers
from geodata.cartography import fonts, ground, labels, margin, marks, panel, view
from geodata.cartography.answer import Answer
from geodata.cartography.compose import Page, page_for
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import MapFigure, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.view import View
from geodata.catalogue import Catalogue
from geodata.names import DATA
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.style import Theme


def draw(
    data: Catalogue | Store, query: IncidentQuery, layout: Layout | None = None, *, made: date | None = None
) -> MapFigure:
    """Draw the incidents that answer `query` and return the page as a Matplotlib figure.

    No global state of Matplotlib is read or changed: any number of threads may draw at once.

    Parameters
    ----------
    data
        A store that is already there, or a catalogue (a store is then made for this picture).
    made
        The day that stands in the caption as the day of drawing; today unless given.

    Returns
    -------
    figure
        ``figure.facts`` says what is on it: dots, badges, every number of the legend, every line of type.

    Raises
    ------
    LayoutError
        If the layout's extent lies where there is no ground to draw.
    """
    layout = layout or Layout()
    answer = answers.ask(data, query)
    today = date.today()  # noqa: DTZ011  # the day where the picture is drawn
    return _Drawing(answer, layout, made or today).figure()


@dataclass(frozen=True)
class _Drawing:
    answer: Answer
    layout: Layout
    made: date

    @property
    def theme(self) -> Theme:
        return cast(Theme, self.layout.theme)

    @property
    def colours(self) -> style.Ground:
        return style.GROUND[self.theme]

    def figure(self) -> MapFigure:
        page = page_for(self.layout)
        background = None if self.layout.transparent else self.colours.halo
        sheet = Sheet(*self.layout.size_pt, self.layout.resolution, background)
        sheet.facts.warnings = fonts.warnings()
        top = self._draw_header(sheet, page)
        bottom = self._draw_caption(sheet, page)
        space, panel_space = self._divided(page, bottom, top, self._widest_blocks())
        seen, dots = self._seen(page, space)
        blocks = self._blocks(dots.incidents, seen)
        space, panel_space = self._divided(page, bottom, top, blocks)
        seen, dots = self._seen(page, space)
        sheet.facts.frame = seen.frame
        self._draw_map(sheet, page, seen, dots)
        self._draw_scale(sheet, page, seen)
        self._draw_panel(sheet, page, panel_space, self._blocks(dots.incidents, seen))
        return sheet.figure

    def _seen(self, page: Page, space: Rect) -> tuple[View, marks.Dots]:
        seen = view.fitted(*view.extent_points(self.layout.extent, self.answer.incidents), space)
        return seen, marks.arranged(self.answer.incidents, seen, page.scale)

    def _draw_header(self, sheet: Sheet, page: Page) -> float:
        """Set title and subtitle; return where the rest of the page begins."""
        sizes, inner = page.type, page.inner
        title = self.layout.title or margin.title_of(self.answer)
        subtitle = self.layout.subtitle or margin.subtitle_of(self.answer)
        sheet.facts.texts |= {"title": title, "subtitle": subtitle}
        lines = fonts.wrapped(title, sizes.title, inner.width, "semibold")
        end = margin.draw_lines(
            sheet, lines, inner.left, inner.top, sizes.title, self.colours.text, "title", "semibold", 1.16
        )
        lines = fonts.wrapped(subtitle, sizes.subtitle, inner.width)
        end = margin.draw_lines(
            sheet, lines, inner.left, end - sizes.subtitle * 0.35, sizes.subtitle, self.colours.quiet_text, "subtitle"
        )
        return end - page.gap * 0.9

    def _draw_caption(self, sheet: Sheet, page: Page) -> float:
        """Set the caption in two columns at the foot of the page; return where it begins."""
        size, inner = page.type.caption, page.inner
        parts = margin.caption_parts(self.answer, boundary_vintage(), self.made)
        sheet.facts.texts["caption"] = " ".join(parts)
        width = (inner.width - page.gutter) / 2
        columns = [fonts.wrapped(" ".join(column), size, width) for column in (parts[:4], parts[4:])]
        top = inner.bottom + max(map(len, columns)) * size * 1.36
        for lines, left in zip(columns, (inner.left, inner.left + width + page.gutter), strict=True):
            margin.draw_lines(sheet, lines, left, top, size, self.colours.quiet_text, "caption")
        return top + page.gap * 0.8

    def _divided(self, page: Page, bottom: float, top: float, blocks: Sequence[panel.Block]) -> tuple[Rect, Rect]:
        """Return the room for the map and for the panel."""
        inner, strip = page.inner, page.type.label * 2.4
        if page.is_wide:
            edge = inner.right - page.panel_width
            return Rect(inner.left, bottom + strip, edge - page.gap * 1.5, top), Rect(edge, bottom, inner.right, top)
        column = page.column(len(blocks))
        high = max(panel.height(block, column, self._setting(page)) for block in blocks)
        middle = bottom + high + page.gap * 0.4
        return Rect(inner.left, middle + strip, inner.right, top), Rect(inner.left, bottom, inner.right, bottom + high)

    def _draw_map(self, sheet: Sheet, page: Page, seen: View, dots: marks.Dots) -> None:
        colours, frame = self.colours, seen.frame
        draw_ground(sheet, seen, colours, transparent=self.layout.transparent)
        marks.draw_rings(sheet, marks.near_sites(dots), seen, self.theme)
        marks.draw_leaders(sheet, dots, self.theme, frame)
        marks.draw_dots(sheet, dots, self.theme, frame)
        room = Room(frame)
        marks.take_room(room, dots, seen)
        lettering = labels.Lettering(page.type.label, colours)
        labels.draw_provinces(sheet, room, seen, self._badges(seen), lettering)
        labels.draw_two_countries(sheet, room, seen, lettering)
        labels.draw_countries(sheet, room, seen, lettering)
        labels.draw_towns(sheet, room, seen, lettering)
        sheet.rect(frame, edge=colours.border, width=0.6, z=9)

    def _badges(self, seen: View) -> dict[str, int]:
        """Return how many incidents each province holds that are known no nearer, where the province is in view."""
        incidents = self.answer.incidents
        counts = incidents.loc[incidents["shown_as"] == "badge", "province"].value_counts()
        return {
            str(code): int(count)
            for code, count in counts.items()
            if next(labels.inside_province(str(code), seen), None)
        }

    def _draw_scale(self, sheet: Sheet, page: Page, seen: View) -> None:
        size, frame = page.type.label, seen.frame
        middle = frame.bottom - size * 1.25
        end = margin.draw_scale(sheet, seen, frame.left, middle, size, self.colours)
        fitting = [text for text in margin.scale_texts(seen) if fonts.width(text, size) < frame.right - end]
        if fitting:
            sheet.text(
                frame.right,
                middle - 0.35 * size,
                fitting[0],
                size,
                self.colours.quiet_text,
                role="projection",
                side="right",
            )
        sheet.facts.texts["projection"] = str(seen.projection)

    def _draw_panel(self, sheet: Sheet, page: Page, space: Rect, blocks: Sequence[panel.Block]) -> None:
        setting = self._setting(page)
        if not page.is_wide:
            column = page.column(len(blocks))
            for number, block in enumerate(blocks):
                panel.draw(sheet, block, space.left + number * (column + page.gutter), space.top, column, setting)
            return
        top = space.top
        for block in blocks:
            if top - panel.height(block, space.width, setting) >= space.bottom:
                top = panel.draw(sheet, block, space.left, top, space.width, setting) - setting.size * 1.5

    def _blocks(self, drawn: pd.DataFrame, seen: View) -> list[panel.Block]:
        """Return the legend of what is drawn."""
        shown_as, badges = self.answer.figures.shown_as, sum(self._badges(seen).values())
        near = int((drawn["geo_precision"] == 2).sum())
        outside = shown_as["dot"] - len(drawn) + shown_as["badge"] - badges
        return self._with_places(panel.Counts(len(drawn), near, badges, shown_as["tray"], outside))

    def _widest_blocks(self) -> list[panel.Block]:
        """Return the legend with every row it may come to have."""
        return self._with_places(panel.Counts(1, 1, 1, 1, 1))

    def _with_places(self, counts: panel.Counts) -> list[panel.Block]:
        page = page_for(self.layout)
        dot = max(style.DOT_PT * page.scale, 4.0)
        return [
            panel.incident_block(self.answer, self.theme, dot),
            panel.place_block(self.answer, self.theme, dot, counts),
            panel.people_block(self.answer),
        ][: 3 if page.is_wide else page.columns]

    def _setting(self, page: Page) -> panel.Setting:
        return panel.Setting(page.type.panel, self.theme)


def draw_ground(sheet: Sheet, seen: View, colours: style.Ground, *, transparent: bool = False) -> None:
    """Draw everything below the incidents, without names."""
    fine = seen.pt_per_km >= ground.FINE_PT_PER_KM
    layers, frame = ground.read(fine=fine), seen.frame
    if not transparent:
        sheet.rect(frame, face=colours.sea, z=0)
    seam = max(ground.SEAM_KM * seen.pt_per_km if fine else 0.0, 0.5)
    sheet.path(
        seen.path(layers.neighbours), face=colours.neighbour, edge=colours.neighbour, width=seam, z=1, clip=frame
    )
    sheet.path(seen.path(layers.neighbours), edge=colours.province_line, width=0.4, z=1.1, clip=frame)
    for shape in layers.land.values():
        sheet.path(seen.path(shape), face=colours.land, edge=colours.land, width=0.3, z=2, clip=frame)
    sheet.path(seen.path(layers.rivers), edge=colours.river, width=0.7, z=2.5, clip=frame)
    sheet.path(seen.path(layers.province_lines), edge=colours.province_line, width=0.5, z=3, clip=frame)
    sheet.path(seen.path(layers.borders), edge=colours.border, width=0.9, z=3.5, clip=frame)
    sheet.path(seen.path(layers.disputed), edge=colours.border, width=0.8, dash=(2.6, 1.8), z=3.6, clip=frame)


@cache
def boundary_vintage() -> str:
    """Return of which state the boundaries are, as the package of the bundled layers says."""
    boundaries = manifest.read_descriptor(DATA).get("boundaries") or {}
    return str(boundaries.get("vintage", "Natural Earth 1:10m")).rstrip(".")
