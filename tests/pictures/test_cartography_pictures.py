"""Pixels: sizes as asked, the same from every thread, colours of the one style table."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from geodata import style
from geodata.cartography import Layout, draw, render
from geodata.errors import LayoutError
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)


def picture(store, **layout):
    return Image.open(BytesIO(render(store, IncidentQuery(), Layout(**layout), made=MADE)))


@pytest.mark.parametrize("options", [{"dpi": 72}, {"paper": "720x450px", "dpi": 96}, {"paper": "square", "dpi": 72}])
def test_a_png_has_the_pixels_asked_for(store, options):
    assert picture(store, **options).size == Layout(**options).size_px


def test_four_threads_draw_the_same_bytes_as_one(store):
    alone = render(store, IncidentQuery(), Layout(dpi=72), made=MADE)
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda _: render(store, IncidentQuery(), Layout(dpi=72), made=MADE), range(8)))
    assert set(together) == {alone}


@pytest.mark.parametrize("theme", ["light", "dark", "grey"])
def test_a_dot_has_the_colour_of_its_category(store, theme):
    query, layout = IncidentQuery(place=("al-asad",)), Layout(dpi=200, extent="IQ-AN", theme=theme)
    figure = draw(store, query, layout, made=MADE)
    pixels = np.array(Image.open(BytesIO(render(store, query, layout, made=MADE))).convert("RGB"))
    kinds = store.incidents(query, columns=["event_id", "category"]).set_index("event_id")["category"]
    for event_id, (x, y) in figure.facts.dots.items():
        seen = pixels[round(pixels.shape[0] - y / 72 * 200), round(x / 72 * 200)]
        assert seen.tolist() == style.rgb(style.category_colour(kinds[event_id], theme))[:3]


def test_nothing_is_drawn_in_the_margin(store):
    pixels = np.array(picture(store, dpi=96).convert("L"))
    border = np.concatenate(
        [pixels[:12].ravel(), pixels[-12:].ravel(), pixels[:, :12].ravel(), pixels[:, -12:].ravel()]
    )
    assert set(border.tolist()) == {255}


def test_a_transparent_page_lets_the_paper_through(store):
    assert picture(store, dpi=72, transparent=True).getpixel((2, 2))[3] == 0


def test_an_unknown_format_is_refused(store):
    with pytest.raises(LayoutError, match="png"):
        render(store, IncidentQuery(), Layout(), "bmp")
