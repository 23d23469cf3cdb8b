"""Arabic pictures: names and legend in Arabic, from right to left, digits by choice."""

from __future__ import annotations

import pytest

from geodata.cartography import Layout, draw, fonts
from geodata.cartography.words import ARABIC, ENGLISH
from geodata.query import IncidentQuery


@pytest.fixture(scope="module")
def facts(store):
    return draw(store, IncidentQuery(), Layout(dpi=72, language="ar")).facts


def test_every_english_word_has_an_arabic_one():
    same = {key for key, text in ENGLISH.items() if ARABIC[key] == text}
    assert same == set()


@pytest.mark.parametrize("text", ARABIC.values())
def test_the_font_has_every_letter_of_every_word(text):
    assert "DejaVu" not in fonts.path_for(text.replace("|", " "), "regular")


def test_provinces_and_countries_carry_their_arabic_names(facts):
    assert {"الأنبار", "بغداد"} <= set(facts.said("province"))
    assert {"العراق", "سوريا"} <= set(facts.said("country"))


def test_the_legend_stands_left_of_the_map_and_its_lines_end_together(facts):
    heads = [line.box for line in facts.lines if line.role == "legend heading"]
    assert max(box.right for box in heads) < facts.frame.left
    assert len({round(box.right, 3) for box in heads}) == 1


def test_the_title_ends_at_the_right_margin(facts):
    (title,) = (line.box for line in facts.lines if line.role == "title")
    assert title.right == pytest.approx(facts.inner.right)


def test_numbers_may_be_written_in_eastern_digits(store):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, language="ar", digits="arabic")).facts
    assert "٢٩٤" in facts.said("legend count")
    assert facts.legend["attack_on_us_coalition"] == 294


def test_licences_and_versions_keep_their_digits(store):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, language="ar", digits="arabic")).facts
    assert "CC BY 4.0" in " ".join(facts.said("caption"))
