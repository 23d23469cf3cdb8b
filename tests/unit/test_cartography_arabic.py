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
    assert not [letter for letter in text if "DejaVu" in fonts.path_for(letter, "regular")]


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


def test_licences_and_versions_keep_their_digits_while_dates_and_counts_do_not(store):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, language="ar", digits="arabic")).facts
    caption = " ".join(facts.said("caption"))
    assert "CC BY 4.0" in caption
    assert store.version in caption
    assert "١٨ تشرين الأول ٢٠٢٣" in caption


def test_sites_carry_the_arabic_name_that_the_data_have(store):
    facts = draw(store, IncidentQuery(place=("al-asad",)), Layout(dpi=72, language="ar")).facts
    assert facts.said("site") == ["قاعدة عين الأسد"]


@pytest.mark.parametrize(("query", "title"), [
    (IncidentQuery(), "حوادث مُبلَّغ عنها في العراق وسوريا والأردن"),
    (IncidentQuery(place=("al-asad",)), "هجمات مُبلَّغ عنها في قاعدة عين الأسد"),
])  # fmt: skip
def test_the_title_says_in_arabic_what_was_found_and_where(store, query, title):
    assert draw(store, query, Layout(dpi=72, language="ar")).facts.texts["title"] == title


def test_a_question_in_english_is_one_run_beside_the_arabic_count(store):
    facts = draw(store, IncidentQuery(province=("IQ-AN",), text="drone"), Layout(dpi=72, language="ar")).facts
    assert facts.texts["subtitle"].startswith("الحوادث: 33 · في الأنبار · All incidents, mentioning “drone”، ")
    assert set("\u2066\u2067\u2069").isdisjoint("".join(line.text for line in facts.lines))
