"""Type: every letter from a font that has it, direction and digits by what a line says, nothing cut."""

from __future__ import annotations

import warnings
from datetime import date

import pytest

from geodata.cartography import Layout, direction, draw, fonts, render
from geodata.cartography.words import eastern
from geodata.query import IncidentQuery

ODD = "Atlas 攻撃 😀 हिन्दी Ελλάδα שלום"


def test_letters_that_no_font_has_are_question_marks_and_are_named(store):
    facts = draw(store, IncidentQuery(killed=5), Layout(dpi=72, title="攻撃 in Iraq")).facts
    assert facts.said("title") == ["?? in Iraq"]
    named = "撃 (U+6483 CJK UNIFIED IDEOGRAPH-6483), 攻 (U+653B CJK UNIFIED IDEOGRAPH-653B)"
    assert facts.warnings == (f"No typeface here has {named}: set as question marks. Write it in other letters.",)


@pytest.mark.parametrize(("letter", "said"), [("😀", "U+1F600 GRINNING FACE"), ("\ue000", "U+E000")])
def test_an_unset_letter_is_named_by_its_code_point(letter, said):
    assert f"{letter} ({said})" in fonts.unset_warning([letter])[0]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_a_title_in_any_script_can_be_drawn(store, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Matplotlib warns of boxes
        assert render(store, IncidentQuery(killed=5), Layout(dpi=72, title=ODD), kind, made=date(2026, 11, 22))


@pytest.mark.parametrize(
    ("letter", "font"), [("a", "Plex"), ("ل", "Plex"), ("Ж", "Plex"), ("ש", "DejaVu"), ("😀", "DejaVu")]
)
def test_each_letter_comes_from_the_first_font_that_has_it(letter, font):
    assert font in fonts.path_for(letter).rpartition("/")[2]


def test_a_line_may_mix_fonts_and_none_of_its_letters_is_lost():
    files = {glyph.path.rpartition("/")[2][:5] for glyph in fonts.glyphs("Iraq, العراق, ישראל", "regular")}
    assert files == {"IBMPl", "DejaV"}


def test_control_characters_and_marks_of_direction_are_no_part_of_a_title():
    assert Layout(title="one\u202etwo\x07\u2067 three").title == "one two three"


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("5 من 10", "٥ من ١٠"),
        (f"{direction.verbatim('CC BY 4.0')} 2026", "CC BY 4.0 ٢٠٢٦"),
        (f"في {direction.verbatim('2 sites')}، 3", "في 2 sites، ٣"),
    ],
)
def test_digits_change_but_not_in_what_is_verbatim(text, arabic):
    assert direction.plain(direction.with_digits(text, eastern)) == arabic


def test_a_run_that_a_line_break_cuts_is_whole_on_both_lines():
    lines = fonts.wrapped(f"الترخيص {direction.verbatim('Creative Commons Attribution')}", 10, 90)
    assert len(lines) > 1
    assert all(line.count("\u2066") == line.count("\u2069") for line in lines)


@pytest.mark.parametrize(
    ("line", "seen"),
    [("حادثة (5).", ".(5) ةثداح"), ("Drone (2).", "Drone (2)."), (direction.verbatim("v1 (a).") + " ب", "ب v1 (a).")],
)
def test_an_arabic_line_is_seen_from_right_to_left_and_a_foreign_one_as_it_is(line, seen):
    glyphs = fonts.glyphs(direction.right_to_left(line), "regular")
    mirrored = "".join(glyph.letters for glyph in glyphs)
    assert mirrored.replace("(5)", ")5(") in (seen, seen.replace("(5)", ")5("))
