"""Swarms: one dot for each incident, none on another, near its site."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from geodata import swarm

sites = some.lists(some.tuples(some.integers(0, 40), some.integers(0, 40)), min_size=1, max_size=60)


def nearest(dots: swarm.Swarm) -> float:
    apart = np.hypot(dots.x[:, None] - dots.x, dots.y[:, None] - dots.y)
    np.fill_diagonal(apart, np.inf)
    return float(apart.min())


@given(sites, some.sampled_from([1.0, 4.6, 11.0]))
def test_no_two_dots_are_nearer_than_the_width_of_one(points, dot):
    x, y = np.array(points, dtype=float).T
    assert nearest(swarm.arrange(x, y, dot)) >= dot * 0.999


@given(sites)
def test_the_same_incidents_always_lie_at_the_same_places(points):
    x, y = np.array(points, dtype=float).T
    assert np.array_equal(swarm.arrange(x, y, 5).x, swarm.arrange(x, y, 5).x)


def test_a_lone_incident_lies_on_its_site():
    dots = swarm.arrange(np.array([3.0, 300.0]), np.array([4.0, 4.0]), 5)
    assert dots.x.tolist() == [3, 300]
    assert dots.moved.max() == 0


def test_the_first_dot_of_a_site_is_the_nearest_to_it():
    dots = swarm.arrange(np.full(30, 7.0), np.full(30, 8.0), 5)
    assert np.hypot(dots.x - 7, dots.y - 8).argmin() == 0


@pytest.mark.parametrize("count", [2, 10, 100, 400])
def test_a_swarm_is_round(count):
    dots = swarm.arrange(np.zeros(count), np.zeros(count), 1)
    assert np.hypot(dots.x, dots.y).max() < 0.75 * np.sqrt(count) + 0.5


def test_swarms_keep_inside_the_frame():
    dots = swarm.arrange(np.zeros(40), np.zeros(40), 2, within=(0, 0, 100, 100))
    assert dots.x.min() >= 1
    assert dots.y.min() >= 1


def test_no_incidents_make_no_dots():
    assert len(swarm.arrange(np.zeros(0), np.zeros(0), 5).x) == 0


@given(sites, some.lists(some.tuples(some.integers(0, 40), some.integers(0, 40)), max_size=8))
def test_discs_beside_others_keep_clear_of_them_and_of_each_other_where_there_is_room(homes, stay):
    home, radius = np.array(homes[:6], dtype=float), np.full(len(homes[:6]), 4.0)
    taken = np.array([(x, y, 5.0) for x, y in stay]).reshape(-1, 3)
    placed = swarm.beside(home, radius, taken)
    apart = np.hypot(placed[:, None, 0] - placed[:, 0], placed[:, None, 1] - placed[:, 1])
    np.fill_diagonal(apart, np.inf)
    assert apart.min() >= 8
    assert np.hypot(placed[:, None, 0] - taken[:, 0], placed[:, None, 1] - taken[:, 1]).min(initial=np.inf) >= 9
