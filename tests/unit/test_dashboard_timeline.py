"""What the timeline counts, and the frame that playback shows."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import data, layers, mapdata, timeline
from dashboard.timeline import Frame
from geodata import style
from geodata.query import IncidentQuery
from tests import oracle

QUERIES = [IncidentQuery(), IncidentQuery(country="SY", since="2024-01-01"), IncidentQuery(killed=1_000)]
days = st.dates(date(2023, 10, 1), date(2023, 10, 9))


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_the_timeline_counts_all_that_answers_but_for_the_dates(bundled_rows, query):
    body = json.loads(timeline.body(data.store(), query))
    rows = oracle.select(bundled_rows, **oracle.asked_of(query.without("since", "until")))
    counted = oracle.counts(rows, "day", "category")
    expected = {(day, kind): n for (day, kind), n in counted.items()}
    assert expected == {
        (day, kind): n for day, *counts in body["days"] for kind, n in zip(style.CATEGORY, counts, strict=True) if n
    }


def test_the_axis_spans_the_data_whatever_is_asked():
    bodies = [json.loads(timeline.body(data.store(), query)) for query in QUERIES]
    assert {(body["first"], body["last"]) for body in bodies} == {("2023-10-18", "2026-03-25")}


def test_the_timeline_marks_key_dates_and_periods_of_few_sources():
    body = json.loads(timeline.body(data.store(), IncidentQuery()))
    assert "Tower 22" in {mark["label"] for mark in body["marks"]}
    assert [(each["since"], each["until"]) for each in body["thin"]] == [
        (row["since"], row["until"]) for _, row in oracle.raw("coverage").iterrows() if row["coverage"] == "thin"
    ]


@given(days, days)
def test_a_frame_is_read_back_from_its_text(one, other):
    frame = Frame(min(one, other), max(one, other))
    assert Frame.read(str(frame)) == frame


@pytest.mark.parametrize("text", [None, "", "/", "2023-10-18", "2023-10-18/", "2023-10-19/2023-10-18", "x/y", 7, ["a"]])
def test_what_names_no_frame_is_none(text):
    assert Frame.read(text) is None


@given(st.none() | days, st.none() | days, days, days)
def test_a_frame_shows_a_part_of_the_question(since, until, one, other):
    query, frame = IncidentQuery(since=since, until=until, country="IQ"), Frame(min(one, other), max(one, other))
    part = frame.of(query)
    inside = [day for day in (date(2023, 10, d) for d in range(1, 10)) if part.since <= day <= part.until]
    asked = [day for day in inside if (since is None or day >= since) and (until is None or day <= until)]
    assert inside == asked == [day for day in asked if frame.since <= day <= frame.until]
    assert part.country == ("IQ",)


def test_a_row_of_the_map_lies_in_the_frame_of_its_day():
    for row in json.loads(mapdata.dots(data.store(), IncidentQuery(), 5.2, style.DOT_PX)):
        day = data.incident(data.store(), row["id"])["event_date"]
        assert Frame(day, day).days == (row["t"], row["t"])


def test_badges_in_play_count_the_frame_and_stay_where_they_are(bundled_rows):
    whole, part = IncidentQuery(), IncidentQuery(since="2024-01-01", until="2024-02-29")
    played = mapdata.badges_of(data.store(), whole, 5.2, 8.5, part)
    rows = oracle.select(bundled_rows, **oracle.asked_of(part))
    known = rows[rows.apply(oracle.shown_as, axis=1) == "badge"]["province"].value_counts().to_dict()
    assert {each["id"]: int(each["text"]) for each in played} == known
    still = {each["id"]: each["o"] for each in json.loads(mapdata.badges(data.store(), whole, 5.2, 8.5))}
    assert all(each["o"] == still[each["id"]] for each in played)


def test_in_play_the_dots_are_read_once_and_drawn_by_day():
    def dots(playing):
        drawn = layers.incident_layers("light", "", "country=IQ", 8.5, None, playing)
        return json.loads(next(layer.to_json() for layer in drawn if layer.id == "dots-light"))

    still, played = dots(None), dots(layers.Playing((19_000, 19_007), [], []))
    assert played["filterRange"] == [19_000, 19_007]
    assert still | {"filterRange": None} == played | {"filterRange": None}
