"""Classes of shaded maps: at most five, the same that mapclassify cuts."""

from __future__ import annotations

import mapclassify
import pytest
from hypothesis import given
from hypothesis import strategies as some

from geodata import classes

values = some.lists(some.integers(1, 60).map(float), min_size=6, max_size=32)


@given(values.filter(lambda listed: len(set(listed)) > classes.MOST))
def test_classes_spread_as_little_as_those_of_fisher_and_jenks(listed):
    theirs = [float(bound) for bound in mapclassify.FisherJenks(sorted(listed), k=classes.MOST).bins]
    assert _spread(listed, classes.bounds(listed)) == pytest.approx(_spread(listed, theirs))


def _spread(listed, bounds):
    groups = [[v for v in listed if classes.class_of(v, bounds) == number] for number in range(len(bounds))]
    return sum((v - sum(group) / len(group)) ** 2 for group in groups for v in group)


@given(some.lists(some.floats(0, 1e6), max_size=32))
def test_there_are_at_most_five_classes_and_every_value_is_in_one(listed):
    bounds = classes.bounds(listed)
    assert len(bounds) <= classes.MOST
    assert all(value <= bounds[classes.class_of(value, bounds)] for value in listed)


@pytest.mark.parametrize(("value", "said"), [
    (0.0, "0"), (0.000012, "0.000012"), (0.0678, "0.068"), (2.0, "2"), (9.96, "10"), (12.34, "12.3"), (99.96, "100"), (582.4, "582"),
    (-5_832.4, "-5,832"), (1_074_718.9, "1,074,719"),
])  # fmt: skip
def test_a_number_is_written_with_the_digits_that_count(value, said):
    assert classes.told(value) == said


@given(some.floats(1e-6, 1e12))
def test_a_number_is_never_written_with_an_exponent_and_read_back_to_a_twentieth(value):
    assert float(classes.told(value).replace(",", "")) == pytest.approx(value, rel=0.05)


def test_two_incidents_are_not_in_a_class_with_thousands():
    counts = [2, 9, 30, 500, 1_200, 2_100, 7_475, 20_000, 62_848, 79_373, 137_188]
    assert classes.bounds(counts) == [2, 30, 2_100, 20_000, 137_188]


@given(some.lists(some.integers(1, 10**6).map(float), min_size=6, max_size=40))
def test_every_bound_of_a_class_is_one_of_the_values(listed):
    bounds = classes.bounds(listed)
    assert set(bounds) <= set(listed)
    assert bounds[-1] == max(listed)


@pytest.mark.parametrize(("count", "colours"), [(0, []), (1, ["c"]), (2, ["a", "e"]), (5, list("abcde"))])
def test_few_classes_take_colours_from_both_ends_of_the_ramp(count, colours):
    assert classes.ramp(count, "abcde") == colours


@pytest.mark.parametrize(("listed", "bounds", "said"), [
    ([], [], []),
    ([4], [4], ["4"]),
    ([1, 5, 6, 10], [5, 10], ["1 – 5", "6 – 10"]),
    ([1, 1_200, 1_300], [1, 1_300], ["1", "1,200 – 1,300"]),
    ([0.04, 198_191.2, 1_074_718.9], [198_191.2, 1_074_718.9], ["0.04 – 198,191", "1,074,719"]),
])  # fmt: skip
def test_a_class_is_said_from_the_least_to_the_most_it_holds(listed, bounds, said):
    assert classes.held(listed, bounds) == said


@given(some.lists(some.integers(1, 5_000), max_size=32))
def test_the_words_of_two_classes_share_no_number(listed):
    words = [each.split(" – ") for each in classes.held(listed, classes.bounds(listed))]
    assert [*map(len, map(set, words))] == [*map(len, words)]
    assert len({end for ends in words for end in ends}) == sum(map(len, words))
