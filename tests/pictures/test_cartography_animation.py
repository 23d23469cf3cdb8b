"""Animations: a frame a step, dots that come and stay where they belong, progress that can stop them."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geodata.cartography import Layout, Motion, animate
from geodata.cartography.film import prepare
from geodata.errors import ExportError, LayoutError
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)
QUERY = IncidentQuery(place=("al-asad",), until=date(2023, 12, 31))
LAYOUT = Layout(paper="640x400px", dpi=72, extent="IQ-AN", timeline=False)


@pytest.fixture(scope="module")
def stage(store):
    return prepare(store, QUERY, LAYOUT, MADE)


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        ("day", ["2024-01-30", "2024-01-31", "2024-02-01"]),
        ("week", ["2024-02-01"]),
        ("month", ["2024-01-31", "2024-02-01"]),
    ],
)
def test_every_day_is_in_exactly_one_step(step, ends):
    assert [str(day) for day in Motion(step=step).steps(date(2024, 1, 30), date(2024, 2, 1))] == ends


def test_the_last_frame_shows_every_dot_of_the_picture(stage):
    frame = next(stage.frames([stage.days[1]], None))
    rows, columns = np.concatenate([pixels for _, pixels in stage.dots]).T
    assert np.array_equal(frame[rows, columns], stage.full[rows, columns])


def test_the_map_of_the_last_frame_is_the_whole_picture(stage):
    frame = next(stage.frames([stage.days[1]], None))
    below_header = round(stage.full.shape[0] * 0.25)
    assert (frame[below_header:] != stage.full[below_header:]).any(axis=2).mean() < 0.0005


def test_a_frame_before_its_day_does_not_show_a_dot(stage):
    day, pixels = max(stage.dots, key=lambda dot: dot[0])
    frame = next(stage.frames([stage.days[0]], None))
    rows, columns = pixels.T
    assert day > stage.days[0]
    assert np.array_equal(frame[rows, columns], stage.empty[rows, columns])


def test_a_trailing_window_lets_go_of_dots(stage):
    _, pixels = min(stage.dots, key=lambda dot: dot[0])
    frame = next(stage.frames([stage.days[1]], 7))
    rows, columns = pixels.T
    assert np.array_equal(frame[rows, columns], stage.empty[rows, columns])


def test_a_gif_has_a_frame_a_step_and_holds_the_end(store):
    film = Image.open(BytesIO(animate(store, QUERY, LAYOUT, Motion(step="month", speed=2, hold=3), "gif", made=MADE)))
    assert film.n_frames == 3
    film.seek(2)
    assert film.info["duration"] == 3500


def test_a_sequence_has_a_numbered_png_a_step(store):
    stills = zipfile.ZipFile(BytesIO(animate(store, QUERY, LAYOUT, Motion(step="month"), "zip", made=MADE)))
    assert stills.namelist() == ["frame-0000.png", "frame-0001.png", "frame-0002.png"]
    assert Image.open(stills.open("frame-0000.png")).size == (640, 400)


def test_an_mp4_is_a_film_of_the_size_asked_for(store):
    import imageio_ffmpeg

    path = _written(animate(store, QUERY, LAYOUT, Motion(step="month", speed=2, hold=1), "mp4", made=MADE))
    facts = next(imageio_ffmpeg.read_frames(path))
    assert facts["source_size"] == (640, 400)
    assert facts["duration"] == pytest.approx(2.5, abs=0.1)


def _written(content):
    from tempfile import NamedTemporaryFile

    with NamedTemporaryFile(suffix=".mp4", delete=False) as file:
        file.write(content)
    return file.name


def test_progress_is_told_and_can_stop_the_drawing(store):
    told = []
    with pytest.raises(ExportError, match="stopped after 2 of 3 frames"):
        animate(
            store,
            QUERY,
            LAYOUT,
            Motion(step="month"),
            "gif",
            progress=lambda done, of: told.append((done, of)) or done < 2,
        )
    assert told == [(1, 3), (2, 3)]


@pytest.mark.parametrize(
    ("options", "told"),
    [({"step": "hour"}, "day, week, month"), ({"speed": 99}, "0.5 to 30"), ({"window": 0}, "1 to 3660 days")],
)
def test_a_motion_that_cannot_be_is_refused(options, told):
    with pytest.raises(LayoutError, match=told):
        Motion(**options)


def test_nothing_to_animate_is_told(store):
    with pytest.raises(LayoutError, match="nothing to animate"):
        animate(store, IncidentQuery(killed=900), LAYOUT, format="gif")


def test_too_many_pixels_are_refused_before_drawing(store):
    with pytest.raises(LayoutError, match="too many"):
        animate(store, IncidentQuery(), Layout(paper="A3"), Motion(step="day"), "gif")
