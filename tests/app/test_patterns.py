"""The pages of patterns: their headline numbers are the oracle's, and every choice is in the link."""

import re
from datetime import date

import pytest

from geodata import style
from tests import oracle
from tests.app.conftest import MAIN, bodies, complaints, opened, shown
from tests.app.test_data_page import FILES


def strip(app, label: str) -> dict[str, str]:
    """Return the figures of a strip by their labels."""
    html = next(body for body in bodies(app) if f'aria-label="{label}"' in body)
    cells = re.findall(r'class="label">(?:<i[^>]*></i>)?([^<]*)</span><span class="value">([^<]*)<', html)
    return dict(cells)


def test_the_tally_of_a_day_sets_ours_beside_the_officials(bundled_rows):
    app = opened(page="tally", on="2023-11-21")
    figures = strip(app, "Counts until 21 November 2023")
    ours = {f"Ours: {name}": str(oracle.tallied(bundled_rows, "2023-11-21", level))
            for name, level in (("claimed or better", "low"), ("reported or better", "medium"), ("confirmed", "high"))}  # fmt: skip
    assert {name: figures[name] for name in ours} == ours
    assert figures["U.S. officials"] == "66"
    assert "one report 65; 21 Nov 2023; ours +19" in shown(app)


def test_tiles_of_the_tally_carry_the_marks_of_its_chart():
    app = opened(page="tally", on="2023-11-21")
    html = next(body for body in bodies(app) if 'aria-label="Counts until' in body)
    chart = app.get("vega_lite_chart")[0].proto.spec
    for each in (style.SCOPE["us_official"], style.SCOPE["wi_tracker"]):
        assert f'class="mark {each.shape}" style="background:{each.colour}"' in html
        assert {f'"{each.shape}"', f'"{each.colour}"'} <= set(re.findall('"[^"]*"', chart))
    assert [f'class="mark line {level}"' in html for level in style.EVIDENCE_DASH] == [True] * 3
    css = (MAIN.parent / "static" / "atlas.css").read_text(encoding="utf-8")
    assert all(f".mark.{each.shape} {{" in css for each in style.SCOPE.values())


def test_an_older_count_of_others_is_compared_with_ours_of_its_own_day(bundled_rows):
    then = oracle.tallied(bundled_rows, "2023-11-14", "low")
    assert f"14 Nov 2023; ours that day {then - 73:+} claimed" in shown(opened(page="tally", on="2024-08-15"))


def test_the_tally_of_a_day_without_counts_is_that_of_the_last_day_with_some():
    app = opened(page="tally", on="2023-11-22")
    assert strip(app, "Counts until 21 November 2023")["U.S. officials"] == "66"
    assert "No count of others was given on 22 Nov 2023" in shown(app)


def test_choosing_a_day_and_a_part_of_the_tally_puts_them_in_the_link():
    app = opened(page="tally")
    app.selectbox("on").set_value(date(2023, 11, 21)).run()
    next(each for each in app.get("button_group") if each.key == "part").set_value("syria").run()
    assert app.query_params == {"page": "tally", "on": "2023-11-21", "part": "syria"}
    assert complaints(app) == []


@pytest.mark.parametrize("part", ["iraq", "syria"])
def test_every_part_of_the_tally_is_shown(part):
    app = opened(page="tally", part=part)
    assert (complaints(app), "Attacks by Iran-aligned militias" in shown(app).replace("\\", "")) == ([], True)


@pytest.mark.parametrize("asked", [{"province": "IQ-AN"}, {"weapon": "rockets", "country": "SY"}])
def test_the_tally_says_which_filters_others_did_not_use(asked):
    assert "says nothing of how complete" in shown(opened(page="tally", **asked)).replace("\\", "")


def test_a_period_without_counts_of_others_says_what_to_do():
    assert "No count of others falls in these days" in shown(opened(page="tally", since="2025-01-01"))


def test_data_without_any_counts_of_others_say_so_and_name_no_way_out(given):
    given(FILES / "own_table.csv")
    assert "These data bring no counts of others" in shown(opened(page="tally"))


@pytest.mark.parametrize("asked", [{}, {"country": "SY", "evidence": "high"}, {"killed": "1000"}])
def test_the_dial_says_how_many_incidents_each_step_leaves(bundled_rows, asked):
    query = {name: [value] for name, value in asked.items() if name == "country"} | (
        {"killed": 1000} if "killed" in asked else {}
    )
    counts = [len(oracle.select(bundled_rows, evidence=level, **query)) for level in oracle.EVIDENCE]
    dial = next(each for each in opened(**asked).get("button_group") if each.key == "evidence")
    assert dial.options == [f"{name} {n}" for name, n in zip(("Claimed", "Reported", "Confirmed"), counts, strict=True)]
    assert dial.value == asked.get("evidence", "low")


FIRST, SECOND = "2023-10-18/2023-11-20", "2023-11-21/2023-12-24"


def test_two_periods_in_the_link_are_compared_as_the_oracle_counts_them(bundled_rows):
    app = opened(page="compare", first=FIRST, second=SECOND, country="IQ")
    counts = [
        len(oracle.select(bundled_rows, country=["IQ"], since=days.split("/")[0], until=days.split("/")[1]))
        for days in (FIRST, SECOND)
    ]
    figures = strip(app, "The two periods")
    assert list(figures.values())[:2] == [str(n) for n in counts]
    assert f"{counts[0] / 34 * 30:.1f} in 30 days; 34 days" in shown(app)
    assert figures["Ratio of rates"] == f"× {counts[1] / counts[0]:.2g}"


def test_typed_periods_and_an_event_go_to_the_link():
    app = opened(page="compare", first=FIRST, second=SECOND)
    app.date_input(f"Second from-{FIRST}-{SECOND}").set_value(date(2023, 12, 1))
    next(button for button in app.button if button.label == "Compare").click().run()
    assert app.query_params["second"] == "2023-12-01/2023-12-24"
    app.selectbox(f"event-{FIRST}-2023-12-01/2023-12-24").set_value(date(2024, 1, 28)).run()
    assert (app.query_params["first"], app.query_params["second"]) == ("2024-01-04/2024-01-27", "2024-01-28/2024-02-20")
    assert complaints(app) == []


def test_a_period_typed_backwards_is_refused_in_words():
    app = opened(page="compare", first=FIRST, second=SECOND)
    app.date_input(f"First from-{FIRST}-{SECOND}").set_value(date(2023, 12, 1))
    next(button for button in app.button if button.label == "Compare").click().run()
    assert "ends before it begins" in complaints(app)[0]
    assert app.query_params["first"] == FIRST


@pytest.mark.parametrize(("second", "said"), [
    pytest.param("2024-03-01/2024-04-03", "Few sources were found for 0% of the first period's days and 100%", id="thin"),
    pytest.param("2023-11-20/2023-12-24", "The periods overlap", id="overlap"),
    pytest.param("0001-01-01/9999-12-31", "The periods overlap", id="all the days there are"),
    pytest.param("2026-03-20/2026-03-31", "6 of the second period's days lie outside the data", id="past the end"),
])  # fmt: skip
def test_periods_that_do_not_compare_well_are_said_to(second, said):
    app = opened(page="compare", first=FIRST, second=second)
    assert said in shown(app).replace("\\", "")
    assert "Not to be told" in shown(app)
    assert complaints(app) == []


def test_the_tempo_page_says_that_no_hour_is_stated():
    assert "the data state the day of an incident, and no hour" in shown(opened(page="tempo"))


@pytest.mark.parametrize(
    "asked", [{"since": "2025-04-01", "until": "2025-05-31"}, {"since": "2026-03-25"}, {"place": "tower-22"}]
)
def test_the_tempo_of_few_days_or_none_is_shown(asked):
    assert complaints(opened(page="tempo", **asked)) == []


def test_what_vanishes_without_a_publisher_is_the_oracles(bundled_rows):
    told = oracle.raw("incident_sources").groupby("event_id")["publisher"].agg(set)
    lost = bundled_rows[bundled_rows["event_id"].map(lambda event: told[event] == {"Shafaq News"})]
    app = opened(page="sources", publisher="Shafaq News")
    assert strip(app, "Left without it")["Incidents"] == str(len(bundled_rows) - len(lost))
    assert f"Reported by nobody else ({len(lost)})" in shown(app)
    assert strip(app, "Publishers of an incident")["One publisher"] == str(sum(len(each) == 1 for each in told))


def test_the_headline_stands_at_each_level_of_evidence(bundled_rows):
    html = next(body for body in bodies(opened(page="sources", country="SY")) if "levels" in body)
    found = [int(n) for n in re.findall(r"</th><td>(\d+)</td>", html)]
    assert found == [len(oracle.select(bundled_rows, country=["SY"], evidence=level)) for level in oracle.EVIDENCE]


def test_a_publisher_whom_nobody_names_is_said_to_be_none():
    app = opened(page="sources", publisher="<b>*x*</b>")
    assert complaints(app) == []
    assert "is by <b>*x*</b>" in shown(app).replace("\\", "")
