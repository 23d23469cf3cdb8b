from dataclasses import fields
from itertools import combinations

import pytest

from geodata import style
from geodata.schema import vocabulary

OKABE_ITO = {"#000000", "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}


def luminance(colour):
    linear = [
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in (c / 255 for c in style.rgb(colour)[:3])
    ]
    return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def test_every_category_has_a_symbol_in_the_order_of_the_vocabulary():
    assert list(style.CATEGORY) == list(vocabulary.CATEGORY)
    assert [symbol.label for symbol in style.CATEGORY.values()] == [term.label for term in vocabulary.CATEGORY.values()]


@pytest.mark.parametrize("trait", ["colour", "shape", "label"])
def test_no_two_categories_share_a_colour_a_shape_or_a_label(trait):
    assert len({getattr(symbol, trait) for symbol in style.CATEGORY.values()}) == 3


def test_categories_have_colours_of_okabe_and_ito():
    assert {symbol.colour for symbol in style.CATEGORY.values()} <= OKABE_ITO


@pytest.mark.parametrize("theme", style.GROUND)
@pytest.mark.parametrize("words", ["text", "quiet_text"])
def test_text_can_be_read_on_land(theme, words):
    assert contrast(getattr(style.GROUND[theme], words), style.GROUND[theme].land) >= 4.5


@pytest.mark.parametrize("theme", style.GROUND)
def test_every_colour_of_the_ground_is_hexadecimal(theme):
    colours = [getattr(style.GROUND[theme], each.name) for each in fields(style.Ground)]
    assert all(len(colour) == 7 and style.rgb(colour) for colour in colours)


@pytest.mark.parametrize("theme", style.CHOROPLETH)
def test_a_choropleth_has_at_most_five_classes_that_differ_in_lightness(theme):
    classes = style.CHOROPLETH[theme]
    assert len(classes) <= 5
    assert all(contrast(one, other) > 1.15 for one, other in combinations(classes, 2))


@pytest.mark.parametrize(("name", "values", "ordered"), [
    ("evidence", ["high", "low"], ["low", "high"]),
    ("category", ["other_attack", "attack_on_us_coalition"], ["attack_on_us_coalition", "other_attack"]),
    ("weapon", ["rockets", "mortar"], ["mortar", "rockets"]),
    ("evidence", ["new", "high"], ["high", "new"]),
])  # fmt: skip
def test_values_stand_in_the_order_of_their_vocabulary_else_alphabetically(name, values, ordered):
    assert style.order(name, values) == ordered


@pytest.mark.parametrize(("name", "value", "label"), [
    ("evidence", "high", "Confirmed"), ("country", "SY", "Syria"), ("precision", "3", "Province only"),
    ("weapon", "rockets", "rockets"), ("outcome", "new", "new"),
])  # fmt: skip
def test_a_value_has_the_label_of_its_vocabulary_else_itself(name, value, label):
    assert style.label(name, value) == label


def test_a_colour_is_four_numbers_for_the_screen():
    assert style.rgb("#D55E00", alpha=0.5) == [213, 94, 0, 128]


def test_the_ring_is_ten_kilometres():
    assert style.RING_KM == 10
