from datetime import date

import pytest

from geodata.errors import QueryError
from geodata.rules import (
    MAX_TEXT,
    Bbox,
    Part,
    joined_dates,
    read_count,
    read_date,
    read_precision,
    read_text,
    read_words,
)


def test_a_day_is_read():
    assert read_date(" 2023-11-21 ") == date(2023, 11, 21)


@pytest.mark.parametrize(
    "text", ["", "21/11/2023", "2023-11", "2023-02-30", "2023-1-2", "20231121", "2023-W47", "٢٠٢٣-١١-٢١"]
)
def test_what_is_no_day_is_refused(text):
    with pytest.raises(QueryError, match="Give YYYY-MM-DD"):
        read_date(text)


@pytest.mark.parametrize(("text", "number"), [("0", 0), (" 7 ", 7), ("007", 7), ("999999999", 999_999_999)])
def test_a_whole_number_is_read(text, number):
    assert read_count(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "1e3", "1_000", "٣", "1000000000", "many"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(QueryError, match="not a whole number from 0 to"):
        read_count(text)


@pytest.mark.parametrize("text", ["0", "4", "exact", ""])
def test_precision_is_one_of_three(text):
    with pytest.raises(QueryError, match=r"1 \(exact site\), 2 \(near the place\), 3 \(province only\)"):
        read_precision(text)


@pytest.mark.parametrize("text", ["", "  ", "x" * (MAX_TEXT + 1), "\udcff"])
def test_blank_endless_and_broken_text_is_refused(text):
    with pytest.raises(QueryError, match="give 1 to 500 letters"):
        read_text(text)


def test_text_is_trimmed_and_kept_as_it_is():
    assert read_text("  Kata'ib  #1 ") == "Kata'ib  #1"


def test_blanks_between_words_do_not_matter():
    assert read_words(" drone \n base ") == "drone base"


def test_words_need_a_letter_or_digit():
    with pytest.raises(QueryError, match="at least one letter or digit"):
        read_words("?!")


def test_a_box_is_west_south_east_north():
    assert Bbox.read("38, 33,44.5,36") == Bbox(west=38, south=33, east=44.5, north=36)


@pytest.mark.parametrize("text", ["38,33,44", "a,b,c,d", "nan,0,1,1", "", "1,2,3,4,5"])
def test_a_box_needs_four_numbers(text):
    with pytest.raises(QueryError, match="such as 38,33,44,36"):
        Bbox.read(text)


@pytest.mark.parametrize("text", ["44,33,38,36", "38,36,44,33", "-181,0,0,0", "0,0,0,91", "-inf,0,0,0"])
def test_a_box_lies_on_the_globe_the_right_way_round(text):
    with pytest.raises(QueryError, match=r"must not be more than east .* from -180 to 180"):
        Bbox.read(text)


@pytest.mark.parametrize(("box", "text"), [
    (Bbox(38.0, 33.0, 44.0, 36.0), "38,33,44,36"),
    (Bbox(-0.5, 0.0, 0.1, 1e-7), "-0.5,0,0.1,1e-07"),
])  # fmt: skip
def test_a_box_is_written_as_short_as_it_can_be(box, text):
    assert str(box) == text
    assert Bbox.read(text) == box


def test_minus_zero_is_zero():
    assert str(Bbox.read("-0,-0,0,0")) == "0,0,0,0"


@pytest.mark.parametrize(("since", "until", "said"), [
    ("2023-11-21", "2024-02-04", "21 Nov 2023 – 4 Feb 2024"),
    ("2023-11-21", "2023-11-21", "21 Nov 2023"),
])  # fmt: skip
def test_two_days_are_said_as_one_period(since, until, said):
    parts = [Part(("since",), "since …"), Part(("until",), "until …"), Part(("weapon",), "with rockets")]
    joined = joined_dates(parts, date.fromisoformat(since), date.fromisoformat(until))
    assert joined == [Part(("since", "until"), said), Part(("weapon",), "with rockets")]
