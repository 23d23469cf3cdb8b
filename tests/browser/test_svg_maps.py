"""An SVG map looks in a browser as its PNG does, Arabic too: type embedded, in its place, in its order."""

import io
from datetime import date

import numpy as np
import pytest
from PIL import Image

from geodata.cartography import Layout, render
from geodata.query import IncidentQuery

pytestmark = pytest.mark.xdist_group("browser")
MADE = date(2026, 11, 22)
ALIKE = 3.6  # levels of 255 on average: these are 2.6 to 2.9 apart, without type 4.4 or more, in another typeface 4.9


@pytest.mark.parametrize("layout", [
    Layout(paper="1000x640px", dpi=96),
    Layout(paper="1000x640px", dpi=96, language="ar", digits="arabic"),
    Layout(paper="1000x640px", dpi=96, style="symbols", theme="dark"),
], ids=lambda layout: layout.to_url())  # fmt: skip
def test_an_svg_map_looks_like_its_png(browser, store, tmp_path, layout):
    query = IncidentQuery(province=("IQ-AN",), text="drone")
    wide, high = layout.size_px
    path = tmp_path / "map.svg"
    path.write_bytes(render(store, query, layout, "svg", made=MADE))
    with browser.new_page(viewport={"width": wide, "height": high}) as page:
        page.goto(path.as_uri())
        page.wait_for_function("document.fonts.status === 'loaded'")
        seen = Image.open(io.BytesIO(page.screenshot()))
    assert apart(seen, Image.open(io.BytesIO(render(store, query, layout, made=MADE)))) < ALIKE


def apart(one, other):
    one, other = (np.asarray(each.convert("L"), int) for each in (one, other.resize(one.size)))
    return np.abs(one - other).mean()
