"""Two periods compared: rates, exact intervals, what is too few to say, and periods written in the link."""

import math
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geodata.errors import QueryError
from geodata.patterns import compare
from geodata.patterns.compare import Interval
from geodata.patterns.coverage import Span
from geodata.patterns.key_dates import KeyDate
from geodata.query import IncidentQuery
from tests import oracle
from tests.strategies import catalogues, intervals, queries

FIRST, SECOND = Interval(date(2023, 11, 18), date(2023, 11, 20)), Interval(date(2023, 11, 21), date(2024, 1, 1))


def test_the_interval_is_that_of_a_published_example():
    """That in the manual of R's poisson.test: 11 cases in 800 person-years against 21 in 3,011."""
    found = compare.ratio(21, 11, 3011, 800)
    assert (found.ratio, found.low, found.high) == pytest.approx((1.971488, 0.8584264, 4.2772659), rel=1e-5)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(1, 400), st.integers(1, 400))
def test_the_interval_agrees_with_the_exact_binomial_test(first, second, first_days, second_days):
    found = compare.ratio(first, second, first_days, second_days)
    if not first + second:
        assert (found.low, found.high, found.reading) == (0, math.inf, "too few to say")
        return
    exact = stats.binomtest(second, first + second).proportion_ci(method="exact")
    exposure = first_days / second_days
    high = math.inf if exact.high == 1 else exact.high / (1 - exact.high) * exposure
    assert (found.low, found.high) == pytest.approx((exact.low / (1 - exact.low) * exposure, high), rel=1e-6)


@pytest.mark.parametrize(("first", "second", "reading"), [
    (0, 0, "too few to say"), (0, 9, "too few to say"), (9, 0, "too few to say"), (0, 10, "more"), (10, 0, "fewer"),
    (5, 5, "no clear difference"), (20, 45, "more"), (45, 20, "fewer"),
])  # fmt: skip
def test_a_reading_needs_enough_incidents_and_a_clear_interval(first, second, reading):
    assert compare.ratio(first, second, 30, 30).reading == reading


def test_a_rate_counts_incidents_in_thirty_days():
    found = compare.ratio(10, 3, 60, 15)
    assert (found.first_rate, found.second_rate, found.ratio) == pytest.approx((5, 6, 1.2))


def test_a_ratio_over_none_is_missing_and_its_upper_bound_open():
    found = compare.ratio(0, 12, 30, 30)
    assert math.isnan(found.ratio)
    assert found.high == math.inf
    assert found.low > 1


@given(catalogues(), queries(), intervals(), intervals())
def test_every_count_is_the_oracles(made, query, first, second):
    rows = oracle.joined(made.rows, made.places)
    asked = oracle.asked_of(query.without("since", "until"))
    periods = [oracle.select(rows, **asked, since=each.since, until=each.until) for each in (first, second)]
    found = compare.compare(made.store, query, first, second)
    assert (found.total.first, found.total.second) == tuple(map(len, periods))
    for key in compare.KEYS:
        counted = [oracle.counts(each, key) for each in periods]
        expected = {
            value: tuple(each.get((value,), 0) for each in counted)
            for value in {v for each in counted for (v,) in each}
        }
        assert {
            (None if pd.isna(row[0]) else row[0]): row[1:3] for row in found.by[key].itertuples(index=False, name=None)
        } == expected


@pytest.mark.parametrize(("since", "until", "days"), [("2023-11-18", "2023-11-20", 0), ("2023-11-20", "2023-12-31", 2),
    ("2023-01-01", "2023-11-18", 2), ("2023-11-19", "2023-11-19", 2), ("2024-01-01", "2024-02-01", 3)])  # fmt: skip
def test_a_period_says_how_many_of_its_days_lie_outside_others(since, until, days):
    assert FIRST.outside(date.fromisoformat(since), date.fromisoformat(until)) == days


@pytest.mark.parametrize("text", ["2023-11-18/2023-11-20", " 2023-11-18 / 2023-11-20 "])
def test_a_period_is_read_as_iso_8601_writes_it(text):
    assert Interval.read(text) == FIRST
    assert (str(FIRST), FIRST.days) == ("2023-11-18/2023-11-20", 3)


@pytest.mark.parametrize(
    "text", ["", "2023-11-18", "2023-11-20/2023-11-18", "18/11/2023", "2023-11-18/2023-02-30", "a/b/c"]
)
def test_what_is_no_period_is_refused_with_what_is_accepted(text):
    with pytest.raises(QueryError, match="Give"):
        Interval.read(text)


def test_around_a_day_lie_two_periods_of_the_same_length_that_touch():
    first, second = compare.around(date(2024, 2, 2), 30)
    assert (first.days, second.days) == (30, 30)
    assert (first.until, second.since) == (date(2024, 2, 1), date(2024, 2, 2))


def test_the_share_of_thinly_covered_days_is_said():
    thin = Span(date(2023, 11, 20), date(2023, 12, 1), is_thin=True, reason="")
    dense = Span(date(2023, 11, 1), date(2023, 11, 19), is_thin=False, reason="")
    assert compare.thin_share(FIRST, [dense, thin]) == pytest.approx(1 / 3)
    assert compare.thin_share(FIRST, [dense]) == 0


def test_the_opening_periods_are_the_longest_densely_covered_ones_around_a_key_date():
    dense = Span(date(2023, 11, 1), date(2023, 11, 30), is_thin=False, reason="")
    thin = Span(date(2023, 12, 1), date(2024, 5, 1), is_thin=True, reason="")
    days = (date(2023, 11, 4), date(2023, 11, 14), date(2024, 2, 15))
    dates = [KeyDate(day, day, "", "attack", "", "", None) for day in days]
    found = compare.opening(date(2023, 11, 1), date(2024, 5, 1), dates, [dense, thin])
    assert found == compare.around(date(2023, 11, 14), 13)


@pytest.mark.parametrize("last", [date(2023, 11, 18), date(2023, 11, 19), date(2023, 12, 31)])
def test_without_key_dates_the_two_halves_of_the_data_are_compared(last):
    first, second = compare.opening(date(2023, 11, 18), last, [], [])
    assert first.days == second.days >= 1
    assert (second.since - first.until).days == 1


def test_a_comparison_of_nothing_says_so(store):
    found = compare.compare(store, IncidentQuery(killed=1000), FIRST, SECOND)
    assert (found.total.reading, [len(rows) for rows in found.by.values()]) == ("too few to say", [0, 0, 0])
