"""From a query to a drawn page, in order: ask, compose, set the margins, draw the map, set its legend."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from geodata import style
from geodata.cartography import answer as answers
from geodata.cartography import basemap, code, country_names, fonts, inset, labels, margin, marks, panel, timeline, view
from geodata.cartography.answer import Answer
from geodata.cartography.compose import Page, page_for
from geodata.cartography.direction import own, plain
from geodata.cartography.layout import Layout
from geodata.cartography.panel import Block
from geodata.cartography.pictures import Picture, Scene
from geodata.cartography.sheet import MapFigure, Rect, Sheet
from geodata.cartography.space import Room
from geodata.cartography.styles import STYLES
from geodata.cartography.view import View
from geodata.cartography.words import LANGUAGES, RIGHT_TO_LEFT, eastern
from geodata.catalogue import Catalogue
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


def draw_stage(store: Store, query: IncidentQuery, layout: Layout, *, made: date, with_dots: bool) -> MapFigure:
    """Draw the page of an animation: as `draw` does, with room for a running line, and with or without its dots."""
    still = dataclasses.replace(layout, code=False)
    return _Drawing(answers.ask(store, query), still, made, reserved_pt=130.0, with_dots=with_dots).figure()


@dataclass(frozen=True)
class _Drawing:
    """One page being drawn. `reserved_pt` of the header's width are left free; without dots only their room is taken."""

    answer: Answer
    layout: Layout
    made: date
    reserved_pt: float = 0.0
    with_dots: bool = True

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
        sheet.facts.inner = page.inner
        sheet.is_arabic = self._rtl
        if self.layout.digits == "arabic":
            sheet.digits = eastern
        with sheet.mirrored(self._rtl):
            top = self._draw_header(sheet, page)
            bottom = self._draw_caption(sheet, page)
            if not page.is_wide:
                bottom = self._draw_timeline(sheet, page, bottom)
        picture, blocks, panel_space = self._arranged(sheet, page, bottom, top)
        sheet.facts.frame = picture.scene.view.frame
        self._draw_map(sheet, page, picture)
        self._draw_scale(sheet, page, picture.scene.view)
        with sheet.mirrored(self._rtl):
            end = self._draw_panel(sheet, page, panel_space, blocks)
            if page.is_wide and (shown := self._bars):
                high = min(end - panel_space.bottom, timeline.MOST_PT * page.scale)
                if high >= timeline.LEAST_PT * max(page.scale, 1):
                    box = Rect(panel_space.left, end - high, panel_space.right, end)
                    timeline.draw(sheet, shown, box, self._setting(page), self._say)
        sheet.facts.warnings = (*fonts.warnings(), *self._warnings(), *fonts.unset_warning(sheet.facts.unset))
        return sheet.figure

    @property
    def _rtl(self) -> bool:
        return self.layout.language in RIGHT_TO_LEFT

    @property
    def _say(self) -> Mapping[str, str]:
        return LANGUAGES[self.layout.language]

    @cached_property
    def _bars(self) -> timeline.Bars | None:
        if not self.layout.timeline:
            return None
        return timeline.bars(self.answer.incidents, by_category=STYLES[self.layout.style].tells_categories)

    @cached_property
    def _link(self) -> str | None:
        """The link of the QR code, if there is to be one and it can be."""
        link = code.link_for(self.answer.query) if self.layout.code else None
        return link if link and not code.problem(link) else None

    def _draw_timeline(self, sheet: Sheet, page: Page, bottom: float) -> float:
        """Draw the strip across a high page above its caption; return where the rest of the page ends."""
        inner, setting = page.inner, self._setting(page)
        if self._bars is None or inner.height < 1.25 * inner.width or inner.height < 480:
            return bottom
        top = bottom + max(timeline.LEAST_PT, 11 * setting.size)
        timeline.draw(sheet, self._bars, Rect(inner.left, bottom, inner.right, top), setting, self._say)
        return top + page.gap

    def _arranged(self, sheet: Sheet, page: Page, bottom: float, top: float) -> tuple[Picture, list[Block], Rect]:
        """Return the picture, its legend and the room for it: each depends on the others, so three rounds."""
        high = 12 * page.type.panel
        for _ in range(3):
            space, panel_space = self._divided(page, bottom, top, high)
            space = sheet.side(space, self._rtl)
            picture = STYLES[self.layout.style](self._scene(page, space))
            blocks = self._blocks(picture, page)
            needed = max(panel.height(block, page.column(page.columns), self._setting(page)) for block in blocks)
            if page.is_wide or abs(needed - high) < 0.01:
                break
            high = needed
        return picture, blocks, panel_space

    def _warnings(self) -> list[str]:
        link = code.link_for(self.answer.query) if self.layout.code else None
        return [told] if link and (told := code.problem(link)) else []

    def _scene(self, page: Page, space: Rect) -> Scene:
        seen = view.fitted(*view.extent_points(self.layout.extent, self.answer.incidents), space)
        layout, key = self.layout, max(style.DOT_PT * page.scale, 4.0)
        return Scene(
            self.answer, seen, self.theme, page.scale, layout.measure, layout.language, key, layout.listing, layout.arcs
        )

    def _draw_header(self, sheet: Sheet, page: Page) -> float:
        """Set title and subtitle; return where the rest of the page begins."""
        sizes, inner = page.type, page.inner
        title, subtitle = (
            own(given) if given else made(self.answer, self.layout.language)
            for given, made in ((self.layout.title, margin.title_of), (self.layout.subtitle, margin.subtitle_of))
        )
        sheet.facts.texts |= {"title": plain(title), "subtitle": plain(subtitle)}
        width = inner.width - self.reserved_pt * page.scale
        if self._link:
            side = code.side_pt(self._link, page.scale)
            box = sheet.side(Rect(inner.right - side, inner.top - side, inner.right, inner.top), self._rtl)
            with sheet.mirrored(False):  # a mirrored code cannot be read
                code.draw(sheet, self._link, box)
            width -= side + page.gap
        lines = fonts.wrapped(title, sizes.title, width, "semibold")
        end = margin.draw_lines(
            sheet, lines, inner.left, inner.top, sizes.title, self.colours.text, "title", "semibold", 1.16
        )
        lines = fonts.wrapped(subtitle, sizes.subtitle, width)
        end = margin.draw_lines(
            sheet, lines, inner.left, end - sizes.subtitle * 0.35, sizes.subtitle, self.colours.quiet_text, "subtitle"
        )
        return min(end, inner.top - (code.side_pt(self._link, page.scale) if self._link else 0)) - page.gap * 0.9

    def _draw_caption(self, sheet: Sheet, page: Page) -> float:
        """Set the caption in two columns at the foot of the page; return where it begins."""
        size, inner = page.type.caption, page.inner
        parts = margin.caption_parts(self.answer, margin.boundary_vintage(), self.made, self.layout.language)
        sheet.facts.texts["caption"] = plain(" ".join(parts))
        width = (inner.width - page.gutter) / 2
        columns = [fonts.wrapped(" ".join(column), size, width) for column in (parts[:4], parts[4:])]
        top = inner.bottom + max(map(len, columns)) * size * 1.36
        for lines, left in zip(columns, (inner.left, inner.left + width + page.gutter), strict=True):
            margin.draw_lines(sheet, lines, left, top, size, self.colours.quiet_text, "caption")
        return top + page.gap * 0.8

    def _divided(self, page: Page, bottom: float, top: float, high: float) -> tuple[Rect, Rect]:
        """Return the room for the map and for the panel, which is `high` where it lies below the map."""
        inner, strip = page.inner, page.type.label * 2.4
        if page.is_wide:
            edge = inner.right - page.panel_width
            return Rect(inner.left, bottom + strip, edge - page.gap * 1.5, top), Rect(edge, bottom, inner.right, top)
        middle = bottom + high + page.gap * 0.4
        return Rect(inner.left, middle + strip, inner.right, top), Rect(inner.left, bottom, inner.right, bottom + high)

    def _draw_map(self, sheet: Sheet, page: Page, picture: Picture) -> None:
        colours, seen = self.colours, picture.scene.view
        basemap.draw(sheet, seen, colours, transparent=self.layout.transparent)
        picture.draw_ground(sheet)
        room = Room(seen.frame)
        if self.with_dots:
            picture.draw(sheet, room)
        else:
            marks.take_room(room, picture.dots, seen)
        lettering = labels.Lettering(page.type.label, colours, arabic=self.layout.language == "ar")
        if self.layout.inset and inset.is_needed(seen):
            inset.draw(sheet, room, seen, colours)
        named = labels.draw_sites(sheet, room, picture.places(), seen, lettering) if self.layout.names else set()
        labels.draw_provinces(sheet, room, seen, picture.badges, lettering)
        if picture.names_countries:
            country_names.draw_two_countries(sheet, room, seen, lettering)
        country_names.draw_countries(sheet, room, seen, lettering)
        labels.draw_towns(sheet, room, seen, lettering, but=named)
        sheet.rect(seen.frame, edge=colours.border, width=0.6, z=9)

    def _draw_scale(self, sheet: Sheet, page: Page, seen: View) -> None:
        size, frame = page.type.label, seen.frame
        middle = frame.bottom - size * 1.25
        end = margin.draw_scale(sheet, seen, frame.left, middle, size, self.colours, self._say)
        fitting = [text for text in margin.scale_texts(seen, self._say) if fonts.width(text, size) < frame.right - end]
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

    def _draw_panel(self, sheet: Sheet, page: Page, space: Rect, blocks: Sequence[Block]) -> float:
        """Set the blocks of the legend; return where they end."""
        setting = self._setting(page)
        if not page.is_wide:
            column = page.column(len(blocks))
            for number, block in enumerate(blocks):
                panel.draw(sheet, block, space.left + number * (column + page.gutter), space.top, column, setting)
            return space.bottom
        top = space.top
        for block in blocks:
            if top - panel.height(block, space.width, setting) >= space.bottom:
                top = panel.draw(sheet, block, space.left, top, space.width, setting) - setting.size * 1.5
        return top

    def _blocks(self, picture: Picture, page: Page) -> list[Block]:
        """Return the legend of what is drawn."""
        say = picture.scene.say
        blocks = [
            *picture.legend(),
            panel.place_block(self.answer, picture.rows(), say),
            panel.people_block(self.answer, say),
        ]
        return blocks[: len(blocks) if page.is_wide else page.columns]

    def _setting(self, page: Page) -> panel.Setting:
        return panel.Setting(page.type.panel, self.theme)
