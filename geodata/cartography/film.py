"""The stage of an animation: one page drawn with its dots and once without, from which every frame is cut.

As no dot covers another and no name covers a dot, a frame is the page without dots and, for each incident
of its days, the disc of pixels around its dot from the page with all. That takes milliseconds a frame.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from geodata.cartography import fonts
from geodata.cartography.canvas import EvenCanvas
from geodata.cartography.drawing import draw_stage
from geodata.cartography.layout import Layout
from geodata.cartography.sheet import MapFigure
from geodata.cartography.words import say_count, say_day
from geodata.errors import LayoutError
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.style import GROUND

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Stage:
    """The page without and with dots, the pixels of each dot with its day, and where the running line stands."""

    empty: Picture
    full: Picture
    dots: tuple[tuple[date, NDArray[np.int64]], ...]
    all_days: tuple[date, ...]
    corner: tuple[int, int]
    pixel_pt: float
    colours: tuple[str, str]

    @property
    def days(self) -> tuple[date, date]:
        return self.all_days[0], self.all_days[-1]

    def frames(self, ends: Sequence[date], window: int | None) -> Iterator[Picture]:
        """Give a frame for each last day: incidents of the `window` days up to it, or of all days so far."""
        for end in ends:
            begin = date.min if window is None else end - timedelta(days=window - 1)
            frame = self.empty.copy()
            shown = [pixels for day, pixels in self.dots if begin <= day <= end]
            if shown:
                rows, columns = np.concatenate(shown).T
                frame[rows, columns] = self.full[rows, columns]
            count = sum(begin <= day <= end for day in self.all_days)
            yield self._dated(frame, end, count, window)

    def _dated(self, frame: Picture, end: date, count: int, window: int | None) -> Picture:
        picture = Image.fromarray(frame)
        pen = ImageDraw.Draw(picture)
        tail = f"in {window} days" if window else f"of {say_count(len(self.all_days))} so far"
        lines: tuple[tuple[str, float, fonts.Weight, str], ...] = (
            (say_day(end), 15.0, "semibold", self.colours[0]),
            (f"{say_count(count)} {tail}", 10.5, "regular", self.colours[1]),
        )
        right, top = self.corner
        for text, size, weight, colour in lines:
            font = ImageFont.truetype(fonts.path_for("a", weight), size / self.pixel_pt)
            pen.text((right, top), text, font=font, fill=colour, anchor="ra")
            top += round(size * 1.3 / self.pixel_pt)
        return np.asarray(picture)


def prepare(store: Store, query: IncidentQuery, layout: Layout, made: date) -> Stage:
    """Return the stage of the incidents that answer `query`; `LayoutError` if none does."""
    days = tuple(store.incidents(query, columns=["event_date"])["event_date"])
    if not days:
        raise LayoutError("No incident answers this question, so there is nothing to animate. Ask for more.")
    full, empty = (draw_stage(store, query, layout, made=made, with_dots=yes) for yes in (True, False))
    ids = store.incidents(query, columns=["event_id", "event_date"])
    dated = dict(zip(ids["event_id"], ids["event_date"], strict=True))
    picture, scale = _pixels(full), layout.resolution / 72
    discs = tuple(
        (dated[event_id], _disc(point, full, scale, picture.shape)) for event_id, point in full.facts.dots.items()
    )
    colours, inner = GROUND[layout.theme], full.facts.inner  # type: ignore[index]
    corner = round(inner.right * scale), round((full.facts.page.top - inner.top) * scale)
    return Stage(_pixels(empty), picture, discs, days, corner, 1 / scale, (colours.text, colours.quiet_text))


def _pixels(figure: MapFigure) -> Picture:
    canvas = EvenCanvas(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()  # type: ignore[no-untyped-call]


def _disc(point: tuple[float, float], figure: MapFigure, scale: float, shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Return rows and columns of the pixels of one dot."""
    radius = figure.facts.dot_width / 2 * scale
    column, row = point[0] * scale - 0.5, (figure.facts.page.top - point[1]) * scale - 0.5
    reach = np.arange(-int(radius) - 1, int(radius) + 2)
    rows, columns = (each.ravel() for each in np.meshgrid(round(row) + reach, round(column) + reach, indexing="ij"))
    near = np.hypot(rows - row, columns - column) <= radius + 0.5
    inside = (rows >= 0) & (rows < shape[0]) & (columns >= 0) & (columns < shape[1])
    disc: NDArray[np.int64] = np.column_stack([rows, columns])[near & inside].astype(np.int64)
    return disc
