"""Animations: a frame a step, dots that come and stay where they belong, progress that can stop them."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geodata import summarise
from geodata.cartography import Layout, Motion, animate, draw
from geodata.cartography.film import prepare
from geodata.errors import ExportError, LayoutError
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)
QUERY = IncidentQuery(place=("al-asad",), until=date(2023, 12, 31))
LAYOUT = Layout(paper="640x400px", dpi=72, extent="IQ-AN", inset=False)


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


def test_the_last_frame_says_and_shows_all_that_the_picture_does(store, stage):
    whole = draw(store, QUERY, LAYOUT, made=MADE).facts
    last = stage.over(stage.days[1], None).facts
    assert last.dots == whole.dots
    assert last.badges == whole.badges
    assert last.legend == whole.legend


@pytest.mark.parametrize("window", [None, 7])
def test_every_number_of_a_frame_is_that_of_its_days(store, window):
    stage, end = prepare(store, IncidentQuery(), Layout(paper="1000x600px", dpi=72), MADE), date(2023, 11, 19)
    since = date(2023, 11, 13) if window else None
    figures = summarise.figures(store, IncidentQuery(since=since, until=end))
    facts = stage.over(end, window).facts
    assert {kind: facts.legend[kind] for kind in figures.by_category} == dict(figures.by_category)
    assert (facts.legend["dots"], facts.legend["badges"]) == (figures.shown_as["dot"], figures.shown_as["badge"])
    assert len(facts.dots) == figures.shown_as["dot"]
    assert sum(facts.badges.values()) == figures.shown_as["badge"]
    assert f"Killed: {figures.killed}" in " ".join(facts.said("legend"))
    assert facts.said("running count")[0].split()[0] == str(figures.incidents)


def test_bars_are_coloured_up_to_the_day_of_a_frame(stage):
    facts = stage.over(date(2023, 10, 25), None).facts
    assert sum(facts.bars.values()) == len(facts.dots) < len(stage.drawing.answer.incidents)


def test_rows_of_the_legend_stay_where_they_are(stage):
    heads = [
        [line.box for line in stage.over(day, None).facts.lines if line.role == "legend heading"] for day in stage.days
    ]
    assert heads[0] == heads[1]


def test_dots_stand_where_they_stand_in_the_last_frame(stage):
    first, last = (stage.over(day, None).facts.dots for day in stage.days)
    assert first.items() < last.items()


def test_outside_what_changes_every_frame_is_the_same_picture(stage):
    one, other = stage.frames(list(stage.days), None)
    caption = round(one.shape[0] * 0.9)
    assert np.array_equal(one[caption:], other[caption:])
    assert not np.array_equal(one, other)


def test_a_trailing_window_lets_go_of_dots(stage):
    assert len(stage.over(stage.days[1], 7).facts.dots) < len(stage.over(stage.days[1], None).facts.dots)


def test_an_arabic_film_runs_its_line_in_arabic(store):
    stage = prepare(store, QUERY, Layout(paper="800x500px", dpi=72, language="ar", digits="arabic"), MADE)
    facts = stage.over(date(2023, 11, 19), None).facts
    assert facts.said("running date") == ["١٩ تشرين الثاني ٢٠٢٣"]
    assert facts.lines[-1].box.left == pytest.approx(facts.page.right - stage.facts.inner.right, abs=0.01)


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
