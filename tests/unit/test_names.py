import pytest

from geodata.errors import PlaceError
from geodata.names import country_code, fold, province_code, province_names, search_words


@pytest.mark.parametrize(("written", "folded"), [
    pytest.param("Deir ez-Zor", "deir ez zor", id="hyphens part words"),
    pytest.param("  Deir\tEzzor ", "deir ezzor", id="blanks are trimmed"),
    pytest.param("Kata'ib Ḥizb-Allāh", "kataib hizb allah", id="apostrophes join, accents go"),
    pytest.param("Dar‘a", "dara", id="typographic apostrophes join"),
    pytest.param("عين الأسد", "عين الاسد", id="hamza on alif goes"),
    pytest.param("القامشلى", "القامشلي", id="alif maqsura is ya"),
    pytest.param("ﻋﻠﻰ", "علي", id="presentation forms are letters"),
    pytest.param("البصرة", "البصره", id="ta marbuta is ha"),
    pytest.param("٢٠٢٣", "2023", id="Arabic digits are digits"),
    pytest.param("a_b", "a b", id="underscores part words"),
    pytest.param("STRASSE ß", "strasse ss", id="case is folded"),
    pytest.param("—!?", "", id="marks alone are nothing"),
])  # fmt: skip
def test_fold_keeps_lower_case_words(written, folded):
    assert fold(written) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(("written", "code"), [
    ("IQ-AN", "IQ-AN"), ("iq-an", "IQ-AN"), ("Anbar", "IQ-AN"), ("Al Anbar", "IQ-AN"), ("الأنبار", "IQ-AN"),
    ("IQG01", "IQ-AN"), ("Anbar Governorate", "IQ-AN"), ("محافظة الأنبار", "IQ-AN"), ("Kirkuk", "IQ-KI"), ("IQ-TS", "IQ-KI"),
    ("Deir ez-Zor", "SY-DY"), ("Deir Ezzor", "SY-DY"), ("Mafraq", "JO-MA"),
])  # fmt: skip
def test_province_is_known_by_code_name_and_alias(written, code):
    assert province_code(written) == code


@pytest.mark.parametrize("code", province_names())
def test_every_name_of_a_province_leads_to_it(code):
    each = province_names()[code]
    assert {province_code(way) for way in (each.code, each.name, each.name_ar, *each.aliases)} == {code}


def test_there_are_eighteen_provinces_of_iraq_fourteen_of_syria_and_one_of_jordan():
    countries = [each.country for each in province_names().values()]
    assert [countries.count(code) for code in ("IQ", "SY", "JO")] == [18, 14, 1]


def test_unknown_province_is_refused_with_the_nearest():
    with pytest.raises(PlaceError, match=r"Unknown province 'Anbarr'. Nearest: IQ-AN \(Al Anbar\)"):
        province_code("Anbarr")


@pytest.mark.parametrize("written", ["", "?", "IQ", "Atlantis"])
def test_what_is_no_province_is_refused(written):
    with pytest.raises(PlaceError, match="Codes are ISO 3166-2"):
        province_code(written)


@pytest.mark.parametrize(
    ("written", "code"), [("iq", "IQ"), ("IRAQ", "IQ"), ("العراق", "IQ"), ("سوريا", "SY"), ("Jordan", "JO")]
)
def test_country_is_known_by_code_and_name(written, code):
    assert country_code(written) == code


def test_unknown_country_is_refused_with_the_known_ones():
    with pytest.raises(PlaceError, match=r"Unknown country 'Iran'. Accepted: IQ \(Iraq\), SY \(Syria\), JO \(Jordan\)"):
        country_code("Iran")


def test_the_arabic_article_does_not_hide_a_word():
    assert search_words("عين الأسد") == ["عين", "اسد"]


def test_a_short_word_keeps_its_first_letters():
    assert search_words("الله") == ["الله"]
