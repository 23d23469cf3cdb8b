"""Incidents over time: one frame a day, week or month, the same map throughout, as GIF, MP4 or PNGs in a ZIP.

The ground and everything around the map are drawn once; a frame adds the dots of its days and the running
date and count. Dots stand where they stand in the whole picture, so nothing jumps.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from geodata.cartography import film
from geodata.cartography.layout import Layout
from geodata.catalogue import Catalogue
from geodata.errors import ExportError, LayoutError
from geodata.query import IncidentQuery
from geodata.store import Store

Picture = NDArray[np.uint8]
Progress = Callable[[int, int], bool | None]
MOST_FRAMES = 2_000
SPEEDS = (0.5, 30.0)  # frames a second
_PIXELS = 1_000_000_000  # of all frames together


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """How time passes. `step` of a frame; `window` days kept in sight (None: all so far); `hold` seconds at the end."""

    step: Literal["day", "week", "month"] = "week"
    window: int | None = None
    speed: float = 4.0
    hold: float = 2.0

    def __post_init__(self) -> None:
        if self.step not in ("day", "week", "month"):
            raise LayoutError(f"Cannot step by {self.step!r}. Accepted: day, week, month.")
        if not SPEEDS[0] <= self.speed <= SPEEDS[1]:
            raise LayoutError(f"Cannot show {self.speed:g} frames a second. Accepted: {SPEEDS[0]:g} to {SPEEDS[1]:g}.")
        if not 0 <= self.hold <= 30 or (self.window is not None and not 1 <= self.window <= 3_660):
            raise LayoutError("Hold the end for 0 to 30 seconds and keep 1 to 3660 days in sight.")

    def steps(self, first: date, last: date) -> list[date]:
        """Return the last day of each frame."""
        ends, day = [], first
        while day <= last:
            after = {
                "day": day + timedelta(1),
                "week": day + timedelta(7),
                "month": (day.replace(day=1) + timedelta(32)).replace(day=1),
            }
            day = after[self.step]
            ends.append(min(day - timedelta(1), last))
        return ends


def animate(
    data: Catalogue | Store,
    query: IncidentQuery,
    layout: Layout | None = None,
    motion: Motion | None = None,
    format: str = "mp4",  # noqa: A002
    *,
    made: date | None = None,
    progress: Progress | None = None,
) -> bytes:
    """Return the incidents of `query` over time as a file of `format` (`FILMS`).

    Parameters
    ----------
    progress
        Called with the number of frames done and of all; where it returns False, drawing stops.

    Raises
    ------
    LayoutError
        If there would be too many frames or pixels, or no incident to show.
    ExportError
        If `progress` stopped it, or the encoder is missing.
    """
    if format not in FILMS:
        raise LayoutError(f"Cannot animate to {format!r}. Formats: {', '.join(FILMS)}.")
    layout, motion = layout or Layout(paper="1280x720px", dpi=96), motion or Motion()
    if layout.style != "swarm":
        raise LayoutError(f"Cannot animate the style {layout.style!r}: only 'swarm' shows each incident on its day.")
    store = data if isinstance(data, Store) else Store(data)
    stage = film.prepare(store, query, replace(layout, transparent=False), made or date.today())  # noqa: DTZ011
    ends = motion.steps(*stage.days)
    wide, high = layout.size_px
    if len(ends) > MOST_FRAMES or len(ends) * wide * high > _PIXELS * 4:
        raise LayoutError(f"{len(ends)} frames of {wide} x {high} pixels are too many. At most {MOST_FRAMES} frames and 4,000 "
                          f"megapixels: take a longer step or a smaller page.")  # fmt: skip
    return FILMS[format](_watched(stage.frames(ends, motion.window), len(ends), progress), motion)


def _watched(frames: Iterator[Picture], count: int, progress: Progress | None) -> Iterator[Picture]:
    for number, frame in enumerate(frames, start=1):
        yield frame
        if progress and progress(number, count) is False:
            raise ExportError(f"The animation was stopped after {number} of {count} frames. Nothing was written.")


def _gif(frames: Iterator[Picture], motion: Motion) -> bytes:
    palette: Image.Image | None = None
    pictures: list[Image.Image] = []
    for frame in frames:
        palette = palette or Image.fromarray(frame).quantize(255, dither=Image.Dither.NONE)
        pictures.append(Image.fromarray(frame).quantize(palette=palette, dither=Image.Dither.NONE))
    each = round(1000 / motion.speed)
    lengths = [each] * (len(pictures) - 1) + [each + round(motion.hold * 1000)]
    target = BytesIO()
    pictures[0].save(target, "GIF", save_all=True, append_images=pictures[1:], duration=lengths, loop=0)
    return target.getvalue()


def _zip(frames: Iterator[Picture], motion: Motion) -> bytes:  # noqa: ARG001  # stills have no speed
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as folder:
        for number, frame in enumerate(frames):
            still = BytesIO()
            Image.fromarray(frame).save(still, "PNG", compress_level=3)
            folder.writestr(zipfile.ZipInfo(f"frame-{number:04}.png"), still.getvalue())
    return target.getvalue()


def _mp4(frames: Iterator[Picture], motion: Motion) -> bytes:
    try:
        import imageio_ffmpeg
    except ModuleNotFoundError as problem:
        raise ExportError("MP4 needs the package imageio-ffmpeg. Install it, or animate to gif or zip.") from problem
    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.mp4"
        writer: Any = None
        last: Picture | None = None
        try:
            for frame in frames:
                last = np.ascontiguousarray(
                    frame[: frame.shape[0] // 2 * 2, : frame.shape[1] // 2 * 2]
                )  # H.264 wants even sides
                if writer is None:
                    size = (last.shape[1], last.shape[0])
                    writer = imageio_ffmpeg.write_frames(
                        str(path), size, fps=motion.speed, codec="libx264", quality=8, macro_block_size=2, ffmpeg_log_level="quiet",
                        output_params=["-movflags", "+faststart", "-preset", "veryfast"],
                    )  # fmt: skip
                    writer.send(None)
                writer.send(last)
            for _ in range(round(motion.hold * motion.speed)):
                writer.send(last)
        finally:
            if writer is not None:
                writer.close()
        return path.read_bytes()


FILMS: Mapping[str, Callable[[Iterator[Picture], Motion], bytes]] = MappingProxyType(
    {"gif": _gif, "mp4": _mp4, "zip": _zip}
)
