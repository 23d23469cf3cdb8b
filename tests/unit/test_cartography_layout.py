"""A layout is one immutable value: written and read without loss, refused with what is accepted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from geodata.cartography.layout import OPTIONS, Layout
from geodata.errors import LayoutError

layouts = some.builds(
    Layout,
    paper=some.sampled_from(
        ["A5", "A4", "A2", "Letter", "16:9", "square", "210x297mm", "1600x900px", "120.5 x 300 MM"]
    ),
    orientation=some.sampled_from(["landscape", "portrait"]),
    dpi=some.sampled_from([None, 96, 150]),
    theme=some.sampled_from(["light", "dark", "grey"]),
    transparent=some.booleans(),
    extent=some.sampled_from(["countries", "incidents", "IQ", "Syria", "Anbar, SY-DY", "38,33,44,36"]),
    title=some.none() | some.text("abc é%&=+ع", min_size=1).filter(str.strip),
)


@given(layouts)
def test_parameters_give_the_layout_back(layout):
    assert Layout.from_params(layout.to_params()) == layout


@given(layouts)
def test_a_link_gives_the_layout_back(layout):
    assert Layout.from_url(layout.to_url()) == layout


def test_the_default_layout_writes_nothing():
    assert Layout().to_params() == {}


def test_names_of_provinces_become_their_codes():
    assert Layout(extent="Deir Ezzor, anbar").extent == "IQ-AN,SY-DY"


@pytest.mark.parametrize(("layout", "pixels"), [
    (Layout(), (3508, 2480)),
    (Layout(orientation="portrait", dpi=72), (595, 842)),
    (Layout(paper="16:9"), (1920, 1080)),
    (Layout(paper="square"), (1080, 1080)),
    (Layout(paper="1600x900px"), (1600, 900)),
    (Layout(paper="254x127mm", dpi=100), (1000, 500)),
])  # fmt: skip
def test_a_page_has_the_pixels_its_paper_and_resolution_say(layout, pixels):
    assert layout.size_px == pixels


@pytest.mark.parametrize(("params", "told"), [
    ({"paper": ["B9"]}, "'B9'"),
    ({"paper": ["99999x100px"]}, "Pages are 105 to 1300 mm"),
    ({"paper": ["1300x1300mm"], "dpi": ["600"]}, "at most 140 megapixels"),
    ({"paper": ["20x20mm"]}, "Pages are 105 to 1300 mm"),
    ({"dpi": ["9999"]}, "72 to 600"),
    ({"theme": ["neon"]}, "light, dark, grey"),
    ({"extent": ["Narnia"]}, "Unknown province 'Narnia'"),
    ({"extent": ["44,33,38,36"]}, "West (44) must not be more than east (38)"),
    ({"extent": ["44,33,44.001,33.001"]}, "make it larger"),
    ({"title": [" "]}, "1 to 200 letters"),
    ({"colour": ["red"]}, "Unknown layout option 'colour'"),
    ({"dpi": ["96", "150"]}, "takes one value"),
])  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_what_can(params, told):
    with pytest.raises(LayoutError, match=re.escape(told)):
        Layout.from_params(params)


def test_values_given_in_code_are_checked_like_those_of_a_link():
    with pytest.raises(LayoutError, match="'paper' cannot be 'B9'"):
        Layout(paper="B9")


def test_every_problem_is_told_and_the_rest_understood():
    layout, problems = Layout.understood({"paper": ["A5"], "dpi": ["x"], "theme": ["y"]})
    assert layout == Layout(paper="A5")
    assert len(problems) == 2


def test_layout_options_and_query_filters_share_no_name():
    from geodata.query import FILTERS

    assert not set(OPTIONS) & set(FILTERS)
