"""The stage of an animation: one page drawn without what changes, over which each frame draws what does.

Dots, rings, badges, every count of the legend and the coloured bars of the timeline are those of a frame's
days; the map, the names and the places of all these are the same throughout, so nothing jumps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodata import style
from geodata.cartography import answer as answers
from geodata.cartography import timeline
from geodata.cartography.answer import Answer
from geodata.cartography.canvas import EvenCanvas
from geodata.cartography.drawing import Drawing, Staged
from geodata.cartography.labels import draw_badge
from geodata.cartography.layout import Layout
from geodata.cartography.panel import at_a_time
from geodata.cartography.sheet import CAP, Facts, MapFigure, Sheet, new_sheet
from geodata.cartography.space import Room
from geodata.cartography.words import say_count, say_day
from geodata.errors import LayoutError
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.summarise import figures

Picture = NDArray[np.uint8]
_RESERVED_PT = 130.0  # of the header's width, for the running line


@dataclass(frozen=True)
class Stage:
    """A page without what changes, and what it takes to draw that."""

    store: Store
    drawing: Drawing
    staged: Staged
    still: Image.Image
    facts: Facts

    @property
    def days(self) -> tuple[date, date]:
        days = self.drawing.answer.incidents["event_date"]
        return days.min(), days.max()

    def frames(self, ends: Sequence[date], window: int | None) -> Iterator[Picture]:
        """Give a frame for each last day: incidents of the `window` days up to it, or of all days so far."""
        for end in ends:
            figure = self.over(end, window)
            yield np.asarray(Image.alpha_composite(self.still, _image(figure)).convert("RGB"))

    def over(self, end: date, window: int | None) -> MapFigure:
        """Return what a frame draws over the still page."""
        sheet, staged, drawing = new_sheet(self.drawing.layout, is_empty=True), self.staged, self.drawing
        shown = self._answer(end, window)
        picture = staged.picture.of(shown)
        picture.draw(sheet, Room(picture.scene.view.frame))
        for code, count in picture.badges.items():
            if code in self.facts.badge_boxes:
                pill, size = self.facts.badge_boxes[code]
                draw_badge(sheet, pill, count, size, drawing.colours)
                sheet.facts.badges[code] = count
        now = zip(staged.blocks, drawing.blocks(picture, staged.page), strict=True)
        drawing.draw_panel(sheet, staged, [at_a_time(whole, part) for whole, part in now])
        if drawing.bars:
            drawing.draw_bars(sheet, staged, timeline.within(drawing.bars, shown.incidents))
        self._date(sheet, end, len(shown.incidents), window)
        return sheet.figure

    def _answer(self, end: date, window: int | None) -> Answer:
        """Return the answer to the same question about the days of a frame."""
        whole = self.drawing.answer
        begin = end - timedelta(days=window - 1) if window else self.days[0]
        days = whole.incidents["event_date"]
        asked = replace(whole.query, since=max(begin, self.days[0]), until=end)
        incidents = whole.incidents[(days >= begin) & (days <= end)].reset_index(drop=True)
        return replace(whole, query=asked, incidents=incidents, figures=figures(self.store, asked))

    def _date(self, sheet: Sheet, end: date, count: int, window: int | None) -> None:
        """Set the running line: the last day of the frame, and how many incidents it shows."""
        drawing, page = self.drawing, self.staged.page
        total = say_count(len(drawing.answer.incidents))
        told = drawing.say["in window" if window else "so far"].format(count=say_count(count), total=total, days=window)
        size, small, inner = page.type.subtitle * 1.4, page.type.subtitle, page.inner
        line = inner.top - CAP * size
        with sheet.mirrored(drawing.is_arabic):
            sheet.text(inner.right, line, say_day(end, drawing.layout.language), size, drawing.colours.text,
                       role="running date", weight="semibold", side="right")  # fmt: skip
            sheet.text(inner.right, line - small * 1.5, told, small, drawing.colours.quiet_text, role="running count",
                       side="right")  # fmt: skip


def prepare(store: Store, query: IncidentQuery, layout: Layout, made: date) -> Stage:
    """Return the stage of the incidents that answer `query`; `LayoutError` if none does."""
    answer = answers.ask(store, query)
    if answer.incidents.empty:
        raise LayoutError("No incident answers this question, so there is nothing to animate. Ask for more.")
    if answer.is_crowded:
        raise LayoutError(f"A film shows a dot for each incident; {say_count(answer.figures.shown_as['dot'])} are too many. "
                          f"Ask for up to {say_count(style.MOST_DOTS)}: fewer provinces, kinds or days.")  # fmt: skip
    still = replace(layout, code=False, listing="no", transparent=False)
    drawing = Drawing(answer, still, made, reserved_pt=_RESERVED_PT, with_dots=False)
    sheet = new_sheet(still)
    staged = drawing.stage(sheet)
    return Stage(store, drawing, staged, _image(sheet.figure), sheet.facts)


def _image(figure: MapFigure) -> Image.Image:
    canvas = EvenCanvas(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    size = canvas.get_width_height()
    return Image.frombuffer("RGBA", size, bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1)  # type: ignore[no-untyped-call]
