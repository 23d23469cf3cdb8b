"""The chart of months: fixed colours, every month in its place, and the same in words."""

import pandas as pd
import pytest

from dashboard import charts
from geodata import style

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
