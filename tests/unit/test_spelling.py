"""The forms of a name that are compared."""

import pytest

from geodata._spelling import forms


@pytest.mark.parametrize(("form", "one", "other"), [
    ("joined", "Deir Ezzor", "Deir ez-Zor"),
    ("bare", "al-Tanf", "Tanf"),
    ("bare", "البوكمال", "بوكمال"),
    ("core", "Himo base", "Himo"),
    ("core", "محافظة نينوى", "نينوى"),
    ("consonants", "Rumaylan", "Rmeilan"),
    ("consonants", "Qamishli", "Kamishly"),
])  # fmt: skip
def test_two_spellings_agree_in_a_form(form, one, other):
    assert getattr(forms(one), form) == getattr(forms(other), form) != ""


@pytest.mark.parametrize(("one", "other"), [("Hama", "Homs"), ("Qaim", "Qasim"), ("Himo", "Hama")])
def test_short_names_are_not_reduced_to_consonants(one, other):
    assert forms(one).consonants == "" or forms(one).consonants != forms(other).consonants


@pytest.mark.parametrize("name", ["al", "Base", "ال", "The Air Base"])
def test_a_name_of_small_words_keeps_them(name):
    assert forms(name).core
