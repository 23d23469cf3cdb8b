"""Key dates and periods of thin sources: each taken from the data, and read as it is written."""

from datetime import date
from itertools import pairwise

import pandas as pd
import pytest

from geodata import schema
from geodata.patterns import coverage, key_dates
from geodata.patterns.coverage import Span
from tests import oracle
from tests.strategies import made_of

URL = "https://example.org/a"
SOURCES = pd.DataFrame([{"event_id": "e0", "publisher": "A", "title": "", "url": URL, "published": "", "supports": ""}])
DAY = {
    "date": "2023-11-18",
    "until": "",
    "label": "A day",
    "kind": "attack",
    "note": "So.",
    "url": URL,
    "event_id": "e0",
}


def with_dates(*rows):
    """Return a catalogue of one incident with a source and these key dates."""
    told = pd.DataFrame([DAY | row for row in rows])
    return made_of({}, incident_sources=SOURCES, key_dates=told).catalogue


def dates_of(*rows):
    return with_dates(*rows).key_dates


@pytest.mark.parametrize("each", oracle.raw("key_dates").to_dict("records"), ids=lambda row: row["label"])
def test_a_bundled_key_date_is_taken_from_a_page_and_an_incident_of_the_data(each):
    incidents = oracle.raw("incidents").set_index("event_id")["event_date"]
    sources, counts = oracle.raw("incident_sources"), oracle.raw("official_counts")
    assert each["url"] in set(sources["url"][sources["event_id"] == each["event_id"]]) | set(counts["url"])
    if each["event_id"]:
        gap = pd.Timestamp(incidents[each["event_id"]]) - pd.Timestamp(each["until"] or each["date"])
        assert abs(gap.days) <= 1


def test_no_attack_is_known_on_the_days_of_the_truce(bundled_rows):
    (truce,) = [row for row in oracle.raw("key_dates").to_dict("records") if row["label"] == "Gaza truce"]
    assert len(oracle.select(bundled_rows, since=truce["date"], until=truce["until"])) == 0


def test_there_are_some_key_dates_in_order(bundled):
    found = key_dates.read(bundled.key_dates)
    assert 8 <= len(found) <= 15
    assert list(found) == sorted(found, key=lambda each: each.day)


@pytest.mark.parametrize(("cells", "column"), [
    pytest.param({"url": "https://example.org/b"}, "url", id="a page that is no source"),
    pytest.param({"event_id": "e9"}, "event_id", id="no such incident"),
    pytest.param({"until": "2023-11-17"}, "until", id="ends before it begins"),
    pytest.param({"kind": "party"}, "kind", id="an unknown kind"),
])  # fmt: skip
def test_a_key_date_that_leads_nowhere_is_refused_with_its_reason(cells, column):
    made = with_dates(cells)
    assert (made.refused["table"].tolist(), made.refused["column"].tolist()) == (["key_dates"], [column])
    assert key_dates.read(made.key_dates) == ()


def test_a_key_date_is_a_day_or_a_period():
    day, period = key_dates.read(dates_of({}, {"label": "B", "until": "2023-11-20", "event_id": ""}))
    assert (day.when, day.is_period, day.event_id) == ("18 Nov 2023", False, "e0")
    assert (period.when, period.is_period, period.event_id) == ("18 Nov 2023 – 20 Nov 2023", True, None)


@pytest.mark.parametrize(("first", "last", "labels"), [
    ((2023, 11, 18), (2023, 11, 18), ["A day", "B"]),
    ((2023, 11, 19), (2023, 12, 31), ["B"]),
    ((2023, 11, 21), (2023, 12, 31), []),
])  # fmt: skip
def test_a_window_holds_the_key_dates_that_reach_into_it(first, last, labels):
    found = key_dates.read(dates_of({}, {"label": "B", "until": "2023-11-20"}))
    assert [each.label for each in key_dates.within(found, date(*first), date(*last))] == labels


def test_the_periods_of_the_bundled_data_follow_each_other_without_a_gap(bundled):
    found = coverage.spans(bundled.coverage)
    assert all((after.since - before.until).days == 1 for before, after in pairwise(found))
    assert (found[0].since, found[-1].until) == (bundled.manifest.since, bundled.manifest.until)
    assert [each.is_thin for each in found] == [False, True, False, True, False]


def test_the_sentence_of_coverage_names_the_dense_months(bundled):
    assert coverage.sentence(coverage.spans(bundled.coverage)) == (
        "Our sources are dense for October 2023 to February 2024, October 2024 and March 2026 and thin between: "
        "a month with few incidents may be a gap in the sources, not a lull."
    )


def test_data_without_stated_coverage_say_so():
    assert coverage.sentence(coverage.spans(made_of({}).store.coverage)) == coverage.NOT_STATED


def test_thin_periods_are_cut_to_the_window():
    spans = (
        Span(date(2024, 1, 1), date(2024, 1, 31), True, "few"),
        Span(date(2024, 2, 1), date(2024, 2, 9), False, "many"),
    )
    cut = coverage.thin(spans, date(2024, 1, 10), date(2024, 2, 5))
    assert [(each.since, each.until) for each in cut] == [(date(2024, 1, 10), date(2024, 1, 31))]
    assert coverage.thin(spans, date(2024, 2, 1), date(2024, 2, 5)) == ()


def test_every_kind_of_key_date_is_used_or_said_to_exist():
    assert set(oracle.raw("key_dates")["kind"]) <= set(schema.KEY_DATES.column("kind").vocabulary)
