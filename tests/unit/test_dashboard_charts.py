"""The chart of months: fixed colours, every month in its place, and the same in words."""

import math
import re
from datetime import date

import pandas as pd
import pytest

from dashboard import charts
from dashboard.charts import pictures
from geodata import style
from geodata.patterns import compare, tally
from geodata.patterns.compare import Interval
from geodata.query import IncidentQuery

COUNTS = pd.DataFrame({
    "month": ["2023-10", "2023-10", "2024-02"],
    "category": ["other_attack", "attack_on_us_coalition", "us_coalition_strike"],
    "count": [2, 3, 4],
})  # fmt: skip


def spec(counts: pd.DataFrame) -> dict:
    return charts.monthly(counts, "2023-10", "2024-03").to_dict()


@pytest.mark.parametrize("counts", [COUNTS, COUNTS.head(1), COUNTS.tail(1)])
def test_colours_belong_to_kinds_whatever_is_shown(counts):
    scale = spec(counts)["encoding"]["color"]["scale"]
    assert dict(zip(scale["domain"], scale["range"], strict=True)) == {
        each.label: each.colour for each in style.CATEGORY.values()
    }


def test_the_axis_spans_all_months_of_the_data_whatever_answers():
    domain = spec(COUNTS.head(1))["encoding"]["x"]["scale"]["domain"]
    assert domain == [{"year": 2023, "month": 10}, {"year": 2024, "month": 3}]


def test_every_count_is_drawn_once():
    (rows,) = spec(COUNTS)["datasets"].values()
    assert [(row["month"], row["Kind"], row["count"]) for row in rows] == [
        ("2023-10", "Other attack", 2),
        ("2023-10", "Attack on U.S. and coalition forces", 3),
        ("2024-02", "U.S. or coalition strike", 4),
    ]


@pytest.mark.parametrize(("counts", "said"), [
    (COUNTS, "Incidents a month: 2 months with incidents, the most in October 2023 (5)."),
    (COUNTS.head(0), "No incidents to chart."),
])  # fmt: skip
def test_the_chart_is_said_in_words(counts, said):
    assert charts.monthly_words(counts) == said


def test_the_tally_is_said_in_words_for_each_who_counts(store):
    said = charts.tally_words(tally.count(store, IncidentQuery(until=date(2023, 11, 21), since=date(2023, 11, 21))))
    assert said == (
        "Our count: claimed or better. U.S. officials: 66, one report 65 until 21 November 2023, ours 85; "
        "ours less theirs between +19 and +20 over 1 day of counts."
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("second", ["2024-01-01/2024-01-31", "2025-04-01/2025-04-30"])
def test_small_maps_draw_every_province_in_a_class_of_their_legend(store, theme, second):
    found = compare.compare(store, IncidentQuery(), Interval.read("2023-12-01/2023-12-31"), Interval.read(second))
    made = charts.compare.maps(found, {}, theme, 3).to_dict()
    features = made["data"]["values"]
    assert len(features) == 32
    for panel in made["concat"]:
        scale = panel["encoding"]["color"]
        name = scale["field"].removeprefix("properties.")
        assert {each["properties"][name] for each in features} <= set(scale["scale"]["domain"])
        assert len(set(scale["scale"]["domain"])) == len(scale["scale"]["range"])


@pytest.mark.parametrize(("row", "said"), [
    ({"ratio": 1.5, "low": 1.21, "high": 2.0}, "1.5 (95% interval 1.2 to 2)"),
    ({"ratio": 0.0, "low": 0.0, "high": 0.5}, "0 (95% interval 0 to 0.5)"),
    ({"ratio": math.nan, "low": 1.5, "high": math.inf}, "at least 1.5 (none in the first period)"),
    ({"ratio": math.nan, "low": 0.0, "high": math.inf}, "no ratio (none in the first period)"),
])  # fmt: skip
def test_a_ratio_is_said_with_its_interval(row, said):
    assert charts.compare.interval(row) == said


RATIO_ROWS = [("both", 20, 5), ("new one", 0, 12), ("gone one", 12, 0), ("far more", 1, 60)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_ratio_without_end_is_an_arrow_and_what_one_period_has_alone_is_said(theme):
    found = {label: compare.ratio(first, second, 30, 30) for label, first, second in RATIO_ROWS}
    rows = pd.DataFrame([{**{name: getattr(each, name) for name in ("first", "second", "ratio", "low", "high", "reading")}, "label": label}
                         for label, each in found.items()])  # fmt: skip
    made = charts.compare.ratios(rows, found["both"], "by province", theme, 2).to_dict()
    drawn = {row["label"]: row for data in made["datasets"].values() for row in data if "label" in row}
    assert {label: (row["down"], row["up"], row["only"], row["point"] is None) for label, row in drawn.items()} == {
        "All": (False, False, None, False), "both": (False, False, None, False), "new one": (False, True, "new", True),
        "gone one": (True, False, "none now", True), "far more": (False, True, None, True)}  # fmt: skip
    shapes = [layer["mark"].get("shape") for layer in made["layer"]]
    assert {"triangle-left", "triangle-right"} <= set(shapes)
    assert "New: new one. None now: gone one." in charts.compare.ratio_words(rows, found["both"])


LONG = "Rumalyn Landing Zone / Kharab al-Jir (Abu Hajar airfield)"


def test_long_names_of_publishers_and_sites_stand_in_two_lines_and_lose_no_letter():
    published = pd.DataFrame({"publisher": [LONG[:48], "Short"], "incidents": [3, 2], "alone": [1, 0]})
    months = pd.DataFrame({"site": [LONG, "Short"], "month": ["2023-11", "2024-01"], "count": [2, 1]})
    axis = charts.publishers(published).to_dict()["encoding"]["y"]["axis"]
    header = charts.tempo.sites(months, "2023-11", "2024-01", 1).to_dict()["facet"]["header"]
    assert (axis["labelExpr"], header["labelExpr"]) == (charts.wrapped.IN_LINES, charts.wrapped.IN_LINES)
    assert axis["labelOverlap"] is False  # or every second name is left out where two lines come close
    assert charts.wrapped.lines(LONG, 38).replace("\n", " ") == LONG
    assert charts.wrapped.lines("Short", 28) == "Short"


def test_the_last_month_of_a_site_lies_within_its_chart():
    months = pd.DataFrame({"site": ["S"], "month": ["2023-12"], "count": [1]})
    domain = charts.tempo.sites(months, "2023-11", "2023-12", 1).to_dict()["spec"]["encoding"]["x"]["scale"]["domain"]
    assert domain == [{"year": 2023, "month": 11}, {"year": 2024, "month": 1}]


@pytest.mark.parametrize("room", [356, 362, 618, 744, 1034, 1530])
def test_a_year_of_the_calendar_and_its_legend_fit_the_page(room):
    cell = charts.tempo.calendar_cell(room)
    assert 5 <= cell <= 16
    assert 53 * cell + 66 <= room
    days = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=9), "count": [0, 1, 700, 750, 2_000, 2_400, 4_300, 4_400, 6_902],
                         "is_thin": False})  # fmt: skip
    made = charts.tempo.calendar(days, "light", cell).to_dict()["spec"]["encoding"]["color"]
    entries, side_by_side = made["scale"]["domain"], made["legend"].get("columns", 6)
    assert (
        side_by_side * (24 + 6 * max(map(len, entries))) <= room or sum(24 + 6 * len(each) for each in entries) <= room
    )


def test_the_calendar_tells_no_incidents_from_few_sources():
    days = pd.DataFrame(
        {"day": pd.date_range("2023-12-30", periods=4), "count": [0, 2, 0, 9], "is_thin": [False, False, True, True]}
    )
    made = charts.tempo.calendar(days, "light", 16).to_dict()
    (rows,) = made["datasets"].values()
    assert [row["Incidents"] for row in rows] == ["0", "1 – 2", "0, few sources", "3 – 9"]
    assert [row["year"] for row in rows] == ["2023", "2023", "2024", "2024"]
    stroke = made["spec"]["encoding"]["stroke"]
    assert [
        stroke["scale"]["range"][stroke["scale"]["domain"].index(said)] != "transparent"
        for said in ("0, few sources", "0")
    ] == [True, False]
    assert stroke["legend"] == made["spec"]["encoding"]["color"]["legend"]  # one legend, which shows the outline


def test_charts_part_thousands_wherever_they_write_a_number():
    days = pd.DataFrame({"day": pd.date_range("2024-01-01", periods=3), "count": [0, 4_324, 6_902], "is_thin": False})
    (rows,) = charts.tempo.calendar(days, "light", 16).to_dict()["datasets"].values()
    assert [row["Incidents"] for row in rows] == ["0", "1 – 4,324", "4,325 – 6,902"]
    made = charts.drawn(lambda _: charts.tempo.weekdays(pd.Series([800_000] * 7)))("light")
    written = re.sub(r"<[^>]*>", " ", pictures.svg(made, "Title", []).decode()).split()
    assert "800,000" in written
    assert not [word for word in written if re.fullmatch(r"\d+e\+?\d+|\d{4,}", word)]


@pytest.mark.parametrize(("rates", "classes_said", "steps_said"), [
    ((0.0, 35_090.6, 44_717.9), ["0 – 35,091", "35,091 – 44,718"], ("26,831+ fewer", "8,944 to 26,831 fewer", "within 8,944")),
    ((0.0, 0.4, 1.26), ["0.0 – 0.4", "0.4 – 1.3"], ("0.76+ fewer", "0.25 to 0.76 fewer", "within 0.25")),
])  # fmt: skip
def test_rates_are_said_with_the_digits_that_count_and_no_exponent(rates, classes_said, steps_said):
    assert charts.compare.class_words(rates[1:]) == classes_said
    assert charts.compare.steps(rates[-1])[:3] == list(steps_said)


@pytest.mark.parametrize(
    ("rate", "said"), [(139_707.3, "139,707 in 30 days"), (12.04, "12.0 in 30 days"), (999.94, "999.9 in 30 days")]
)
def test_a_rate_is_said_to_the_tenth_below_a_thousand(rate, said):
    assert charts.compare.rate(rate) == said
