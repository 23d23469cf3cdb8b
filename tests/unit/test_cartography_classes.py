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


@pytest.mark.parametrize(("count", "colours"), [(0, []), (1, ["c"]), (2, ["a", "e"]), (5, list("abcde"))])
def test_few_classes_take_colours_from_both_ends_of_the_ramp(count, colours):
    assert classes.ramp(count, "abcde") == colours
