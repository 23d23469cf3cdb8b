"""From a query to a drawn page, in order: ask, compose, set the margins, draw the map, set its legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from geodata import export, style
from geodata.cartography import answer as answers
from geodata.cartography import (
    basemap,
    code,
    country_names,
    fonts,
    header,
    inset,
    labels,
    margin,
    marks,
    pages,
    panel,
    timeline,
    town_names,
    view,
)
from geodata.cartography.answer import Answer
from geodata.cartography.compose import Page, page_for
from geodata.cartography.entries import Entry, entries
from geodata.cartography.layout import Layout
from geodata.cartography.panel import Block
from geodata.cartography.pictures import Picture, Scene
from geodata.cartography.sheet import MapFigure, Rect, Sheet, new_sheet
from geodata.cartography.space import Room
from geodata.cartography.styles import changed, way_of
from geodata.cartography.view import View
from geodata.cartography.words import LANGUAGES, RIGHT_TO_LEFT, say_count
from geodata.catalogue import Catalogue
from geodata.errors import LayoutError
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
        If the layout's extent lies where there is no ground to draw, or it asks for a list of incidents
        that may not be passed on.
    """
    layout = layout or Layout()
    store = data if isinstance(data, Store) else Store(data)
    if layout.listing != "no" and (problem := export.refusal(store.manifest)):
        raise LayoutError(f"{problem} Leave out the list: listing 'no'.")
    today = date.today()  # noqa: DTZ011  # the day where the picture is drawn
    answer = answers.ask(store, query)
    if layout.listing != "no" and answer.is_crowded:
        raise LayoutError(answers.TOO_LONG_A_LIST)
    listed = tuple(entries(store, answer.query, layout.language)) if layout.listing == "page" else ()
    return Drawing(answer, layout, made or today, listed).figure()


@dataclass(frozen=True)
class Staged:
    """A page whose margins and map are drawn: what is on the map, and where legend and timeline are to be."""

    page: Page
    picture: Picture
    blocks: Sequence[Block]
    panel: Rect
    bars: Rect | None


@dataclass(frozen=True)
class Drawing:
    """One page being drawn. `reserved_pt` of the header's width are left free; without dots only their room is taken."""

    answer: Answer
    layout: Layout
    made: date
    listed: Sequence[Entry] = ()
    reserved_pt: float = 0.0
    with_dots: bool = True

    @property
    def theme(self) -> Theme:
        return cast(Theme, self.layout.theme)

    @property
    def colours(self) -> style.Ground:
        return style.GROUND[self.theme]

    @property
    def is_arabic(self) -> bool:
        return self.layout.language in RIGHT_TO_LEFT

    @property
    def say(self) -> Mapping[str, str]:
        return LANGUAGES[self.layout.language]

    @property
    def way(self) -> type[Picture]:
        """The way of drawing."""
        return way_of(self.layout.style, self.answer)

    @cached_property
    def bars(self) -> timeline.Bars | None:
        """The bars of the timeline, if there is to be one."""
        kinds = self.way.tells_categories
        return timeline.bars(self.answer.incidents, by_category=kinds) if self.layout.timeline else None

    def figure(self) -> MapFigure:
        sheet = new_sheet(self.layout)
        staged = self.stage(sheet)
        self.draw_panel(sheet, staged, staged.blocks)
        if staged.bars and self.bars:
            self.draw_bars(sheet, staged)
        sheet.facts.warnings = (*fonts.warnings(), *self._warnings(sheet))
        return sheet.figure

    def stage(self, sheet: Sheet) -> Staged:
        """Draw margins, list and map, and return where legend and timeline are to be."""
        page = page_for(self.layout)
        sheet.facts.inner = page.inner
        with sheet.mirrored(self.is_arabic):
            top = header.draw(sheet, page, self.answer, self.layout, self.reserved_pt)
            caption = header.draw_caption(sheet, page, self.answer, self.layout, self.made)
            across = self._bars_across(page, caption)
            bottom = across.top + page.gap if across else caption
            inner = self._draw_list(sheet, page, Rect(page.inner.left, bottom, page.inner.right, top))
        picture, blocks, beside = self._arranged(sheet, page, inner)
        sheet.facts.frame = picture.scene.view.frame
        self._draw_map(sheet, page, picture)
        self._draw_scale(sheet, page, picture.scene.view)
        return Staged(page, picture, blocks, beside, across or self._bars_below(page, beside, blocks))

    def _bars_across(self, page: Page, bottom: float) -> Rect | None:
        """Return the room for the timeline across a high page above its caption."""
        inner = page.inner
        if page.is_wide or self.bars is None or inner.height < 1.25 * inner.width or inner.height < 480:
            return None
        return Rect(inner.left, bottom, inner.right, bottom + max(timeline.LEAST_PT, 11 * page.type.panel))

    def _bars_below(self, page: Page, beside: Rect, blocks: Sequence[Block]) -> Rect | None:
        """Return the room for the timeline under the legend of a wide page."""
        if not page.is_wide or self.bars is None:
            return None
        end = beside.top - sum(high + 1.5 * page.type.panel for high in self._heights(page, beside, blocks))
        high = min(end - beside.bottom, timeline.MOST_PT * page.scale)
        is_enough = high >= timeline.LEAST_PT * max(page.scale, 1)
        return Rect(beside.left, end - high, beside.right, end) if is_enough else None

    def _heights(self, page: Page, beside: Rect, blocks: Sequence[Block]) -> list[float]:
        """Return how high the blocks are that fit under each other, in order."""
        heights, left = [], beside.height
        for block in blocks:
            high = panel.height(block, beside.width, self._setting(page))
            if high <= left:
                heights.append(high)
                left -= high + 1.5 * page.type.panel
        return heights

    def _draw_list(self, sheet: Sheet, page: Page, space: Rect) -> Rect:
        """Set the list of incidents beside or below the map, as far as it fits; return the room that is left."""
        room = page.with_list(space) if self.listed else None
        if room is None:
            return space
        box, rest = room
        heading = Block(self.say["listing"], ())
        panel.draw_heading(sheet, heading, box.left, box.top, box.width, self._setting(page))
        size = page.type.panel
        below = Rect(box.left, box.bottom + size * 1.8, box.right, box.top - size * 2.4)
        after = pages.columns(sheet, self.listed, below, 1 if page.is_wide else 2, page, self.theme)
        sheet.facts.listed = len(self.listed) - len(after)
        if after:
            told = self.say["more"].format(more=say_count(len(after)))
            line = box.bottom + size * 0.4
            sheet.text(
                box.left, line, fonts.shortened(told, size, box.width), size, self.colours.quiet_text, role="note"
            )
        return rest

    def _arranged(self, sheet: Sheet, page: Page, inner: Rect) -> tuple[Picture, list[Block], Rect]:
        """Return the picture, its legend and the room for it: each depends on the others, so three rounds."""
        high = 12 * page.type.panel
        for _ in range(3):
            space, beside = page.divided(inner, high)
            picture = self.way(self._scene(page, sheet.side(space, self.is_arabic)))
            blocks = self.blocks(picture, page)
            needed = max(panel.height(block, page.column(page.columns), self._setting(page)) for block in blocks)
            if page.is_wide or abs(needed - high) < 0.01:
                break
            high = needed
        return picture, blocks, beside

    def _scene(self, page: Page, space: Rect) -> Scene:
        seen = view.fitted(*view.extent_points(self.layout.extent, self.answer.incidents), space)
        layout, key = self.layout, max(style.DOT_PT * page.scale, 4.0)
        return Scene(self.answer, seen, self.theme, page.scale, layout.measure, layout.language, key,
                     layout.listing != "no", layout.arcs)  # fmt: skip

    def _warnings(self, sheet: Sheet) -> list[str]:
        link = code.link_for(self.answer.query) if self.layout.code else None
        told = [changed(self.layout.style, self.answer), code.problem(link) if link else None]
        told += fonts.unset_warning(sheet.facts.unset)
        if self.layout.listing != "no" and not sheet.facts.said("number"):
            told.append(
                f"No numbers on the map: only the style 'swarm' has them, for up to {marks.MOST_NUMBERED} incidents."
            )
        if self.listed and not sheet.facts.listed:
            told.append("No room for the list on this page: it is on further pages of the PDF.")
        return [each for each in told if each]

    def _draw_map(self, sheet: Sheet, page: Page, picture: Picture) -> None:
        colours, seen = self.colours, picture.scene.view
        basemap.draw(sheet, seen, colours, transparent=self.layout.transparent)
        picture.draw_ground(sheet)
        room = Room(seen.frame)
        if self.with_dots:
            picture.draw(sheet, room)
        else:
            marks.take_room(room, picture.dots, seen)
        lettering = labels.Lettering(page.type.label, colours, self.layout.language == "ar", self.with_dots)
        if self.layout.inset and inset.is_needed(seen):
            inset.draw(sheet, room, seen, colours)
        named = town_names.draw_capitals(sheet, room, seen, lettering)
        if self.layout.names:
            named = labels.draw_sites(sheet, room, picture.places(), seen, lettering, but=named)
        if picture.names_countries:
            country_names.draw_two_countries(sheet, room, seen, lettering)
        country_names.draw_countries(sheet, room, seen, lettering)
        picture.name_regions(sheet, room, lettering)
        town_names.draw_towns(sheet, room, seen, lettering, but=named)
        sheet.rect(seen.frame, edge=colours.border, width=0.6, z=9)

    def _draw_scale(self, sheet: Sheet, page: Page, seen: View) -> None:
        size, frame = page.type.label, seen.frame
        middle = frame.bottom - size * 1.25
        end = margin.draw_scale(sheet, seen, frame.left, middle, size, self.colours, self.say)
        fitting = [text for text in margin.scale_texts(seen, self.say) if fonts.width(text, size) < frame.right - end]
        if fitting:
            line = middle - 0.35 * size
            sheet.text(
                frame.right, line, fitting[0], size, self.colours.quiet_text, role="projection", side="right"
            )  # fmt: skip
        sheet.facts.texts["projection"] = str(seen.projection)

    def draw_panel(self, sheet: Sheet, staged: Staged, blocks: Sequence[Block]) -> None:
        """Set the blocks of the legend beside or below the map, where those of the stage stand."""
        page, space, setting = staged.page, staged.panel, self._setting(staged.page)
        with sheet.mirrored(self.is_arabic):
            if not page.is_wide:
                column = page.column(len(blocks))
                for number, block in enumerate(blocks):
                    panel.draw(sheet, block, space.left + number * (column + page.gutter), space.top, column, setting)
                return
            top = space.top
            for block, whole in zip(blocks, staged.blocks, strict=True):
                high = panel.height(whole, space.width, setting)
                if top - high >= space.bottom:
                    panel.draw(sheet, block, space.left, top, space.width, setting)
                    top -= high + 1.5 * setting.size

    def draw_bars(self, sheet: Sheet, staged: Staged, part: timeline.Bars | None = None) -> None:
        """Draw the timeline, in colours only the `part` that is shown."""
        if staged.bars and self.bars:
            with sheet.mirrored(self.is_arabic):
                timeline.draw(sheet, self.bars, staged.bars, self._setting(staged.page), self.say, part)

    def blocks(self, picture: Picture, page: Page) -> list[Block]:
        """Return the legend of what is drawn."""
        answer, say = picture.scene.answer, picture.scene.say
        rows = picture.rows()
        blocks = [*picture.legend(), panel.place_block(answer, rows, say), panel.people_block(answer, rows, say)]
        return blocks[: len(blocks) if page.is_wide else page.columns]

    def _setting(self, page: Page) -> panel.Setting:
        return panel.Setting(page.type.panel, self.theme)
