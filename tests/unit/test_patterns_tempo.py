"""Gaps, bursts, quiet spells, weekdays and sites: small cases by hand, random catalogues by the oracle."""

import itertools
from collections import Counter
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given

from geodata import schema
from geodata.patterns import tempo
from geodata.patterns.coverage import Span
from geodata.query import IncidentQuery
from tests import oracle
from tests.strategies import catalogues, made_of, queries

EVERYTHING = IncidentQuery()


def by_day(*counts):
    """Return a series from (day of November 2023, count)."""
    return pd.Series(
        [n for _, n in counts],
        index=pd.DatetimeIndex([f"2023-11-{day:02}" for day, _ in counts]),
        dtype="int64",
        name="count",
    )


def days_of(rows):
    return sorted(day.date() for day in rows["day"])


@given(catalogues(), queries())
def test_gaps_are_the_oracles_days_between_neighbours(made, query):
    days = days_of(oracle.select(oracle.joined(made.rows, made.places), **oracle.asked_of(query)))
    expected = Counter((after - before).days for before, after in itertools.pairwise(days))
    assert tempo.gaps(tempo.daily(made.store, query)).to_dict() == dict(expected)


def test_gaps_of_the_bundled_data_are_the_oracles(store, bundled_rows):
    days = days_of(bundled_rows)
    expected = Counter((after - before).days for before, after in itertools.pairwise(days))
    assert tempo.gaps(tempo.daily(store, EVERYTHING)).to_dict() == dict(expected)


@pytest.mark.parametrize(("counts", "found"), [
    pytest.param([(1, 5), (2, 5)], [(1, 2, 10)], id="consecutive days"),
    pytest.param([(1, 10)], [(1, 1, 10)], id="one day"),
    pytest.param([(1, 5), (2, 4)], [], id="one too few"),
    pytest.param([(1, 5), (3, 5)], [], id="a day between"),
    pytest.param([(1, 9), (2, 1), (9, 1), (10, 9)], [(1, 2, 10), (9, 10, 10)], id="two bursts"),
    pytest.param([], [], id="none"),
])  # fmt: skip
def test_a_burst_is_consecutive_days_with_enough_incidents(counts, found):
    spells = tempo.bursts(by_day(*counts))
    assert [(each.since.day, each.until.day, each.incidents) for each in spells] == found


@pytest.mark.parametrize(("counts", "found"), [
    pytest.param([(1, 1), (9, 1)], [(2, 8, 7)], id="just long enough"),
    pytest.param([(1, 1), (8, 1)], [], id="a day short"),
    pytest.param([(20, 3)], [], id="before and after all of it nothing is known"),
    pytest.param([], [], id="none"),
])  # fmt: skip
def test_a_quiet_spell_lies_between_two_days_with_incidents(counts, found):
    assert [(each.since.day, each.until.day, each.days) for each in tempo.quiet(by_day(*counts))] == found


def test_a_spell_says_how_many_of_its_days_have_few_sources():
    thin = Span(date(2023, 11, 6), date(2023, 12, 1), is_thin=True, reason="")
    (spell,) = tempo.quiet(by_day((1, 1), (12, 1)), [thin])
    assert (spell.days, spell.thin) == (10, pytest.approx(0.6))


def test_the_calendar_has_every_day_once_and_tells_few_sources_from_none():
    thin = Span(date(2023, 11, 3), date(2023, 11, 9), is_thin=True, reason="")
    days = tempo.calendar(by_day((2, 4)), date(2023, 11, 1), date(2023, 11, 4), [thin])
    assert list(days[["count", "is_thin"]].itertuples(index=False, name=None)) == [
        (0, False),
        (4, False),
        (0, True),
        (0, True),
    ]


@given(catalogues(), queries())
def test_weekdays_count_the_incidents_of_a_known_day(made, query):
    rows = oracle.select(oracle.joined(made.rows, made.places), **oracle.asked_of(query))
    sure = rows[rows["time_precision"] == "1"]
    found, left_out = tempo.weekdays(made.store, query)
    assert list(found) == [sum(day.weekday() == each for day in sure["day"]) for each in range(7)]
    assert left_out == len(rows) - len(sure)


@given(catalogues(max_size=20), queries())
def test_sites_are_counted_month_by_month_the_most_frequent_first(made, query):
    rows = oracle.select(oracle.joined(made.rows, made.places), **oracle.asked_of(query))
    found = tempo.sites(made.store, query)
    counts = {key: n for key, n in oracle.counts(rows, "place", "month").items() if key[0] is not None}
    assert dict(zip(zip(found["place"], found["month"], strict=True), found["count"], strict=True)) == counts
    totals = found.groupby("place", sort=False)["count"].sum()
    assert list(totals) == sorted(totals, reverse=True)


def test_no_more_sites_are_shown_than_a_page_holds(store):
    assert tempo.sites(store, EVERYTHING)["place"].nunique() == tempo.SITES_SHOWN


def test_no_column_states_an_hour_so_none_is_charted():
    assert [name for name in schema.INCIDENTS.names if "hour" in name or name.endswith("_time")] == []


def test_spells_cover_no_incident_twice():
    first = date(2023, 11, 1)
    made = made_of(*({"event_date": f"{first + timedelta(days=n % 3)}"} for n in range(12)))
    (burst,) = tempo.bursts(tempo.daily(made.store, EVERYTHING))
    assert (burst.since, burst.until, burst.incidents) == (first, date(2023, 11, 3), 12)
