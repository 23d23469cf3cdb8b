"""The timeline in a real browser: a window by mouse and keyboard, and playback."""

import itertools
import json
import re

import pytest
from playwright.sync_api import expect

from tests import oracle

pytestmark = pytest.mark.xdist_group("browser")


def timeline(atlas):
    chart = atlas.page.get_by_role("slider", name="Time window")
    chart.scroll_into_view_if_needed()
    expect(chart).to_have_attribute("aria-valuetext", re.compile("incidents"))
    atlas.settle()
    return chart


def choose(page, name, value):
    page.get_by_role("combobox", name=name).select_option(value)


def incidents(atlas):
    return int(atlas.page.locator(".figures .value").first.inner_text().replace(",", ""))


def test_a_window_drawn_with_the_mouse_sets_the_dates_and_all_dates_takes_it_off(atlas, bundled_rows):
    chart = timeline(atlas.open())
    box = chart.bounding_box()
    y = box["y"] + box["height"] / 2
    atlas.page.mouse.move(box["x"] + box["width"] * 0.1, y)
    atlas.page.mouse.down()
    atlas.page.mouse.move(box["x"] + box["width"] * 0.2, y, steps=4)
    atlas.page.mouse.up()
    atlas.until(lambda: {"since", "until"} <= set(atlas.link), "the link has the dates of the window")
    since, until = atlas.link["since"][0], atlas.link["until"][0]
    assert (since[8:], since < until) == ("01", True)  # whole months, as the bars are
    atlas.has(f"{len(oracle.select(bundled_rows, since=since, until=until))} incidents")
    atlas.page.get_by_role("button", name="All dates").click()
    atlas.has("436 incidents")


def test_arrows_move_the_window_and_escape_takes_it_off(atlas, bundled_rows):
    chart = timeline(atlas.open("since=2023-11-01&until=2023-11-30"))
    chart.press("ArrowRight")
    atlas.until(lambda: atlas.link.get("since") == ["2023-12-01"], "a whole month moves on to the next whole month")
    atlas.has(f"{len(oracle.select(bundled_rows, since='2023-12-01', until='2023-12-31'))} incidents")
    timeline(atlas).press("Shift+ArrowRight")
    atlas.until(lambda: atlas.link.get("until") == ["2024-01-31"], "the end moves to the end of the next month")
    timeline(atlas).press("Escape")
    atlas.has("436 incidents")


def test_playback_moves_map_figures_and_timeline_together_and_stops(atlas, bundled_rows):
    page = atlas.open("since=2023-10-18&until=2024-01-31").page
    timeline(atlas)
    asked = len([url for url in atlas.requests if "dots.json" in url])
    choose(page, "Step", "month")
    choose(page, "Shows", "1")
    for since, until in [("2023-10-18", "2023-10-31"), ("2023-11-01", "2023-11-30"), ("2023-12-01", "2023-12-31")]:
        page.get_by_role("button", name="One step on").click()
        count = len(oracle.select(bundled_rows, since=since, until=until))
        expect(page.locator(".told")).to_contain_text(f"{count} incidents")
        atlas.until(lambda count=count: incidents(atlas) == count, f"the figures show {since} to {until}")
        expect(page.get_by_text("heading and list hold the whole question")).to_be_visible()
    assert len([url for url in atlas.requests if "dots.json" in url]) == asked  # what is there is not sent again
    page.get_by_role("button", name="Stop").click()
    whole = len(oracle.select(bundled_rows, since="2023-10-18", until="2024-01-31"))
    atlas.until(lambda: incidents(atlas) == whole, "all are shown again")
    expect(page.get_by_text("heading and list hold the whole question")).to_have_count(0)


def test_playing_goes_on_by_itself_to_the_end_by_keyboard_too(atlas, bundled_rows):
    page = atlas.open("since=2023-10-18&until=2024-01-31").page
    chart = timeline(atlas)
    choose(page, "Step", "month")
    choose(page, "Shows", "0")
    choose(page, "Speed", "16")
    chart.press(" ")
    expect(page.locator(".told")).to_contain_text("18 Oct 2023 – 31 Jan 2024")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_text("▶ Play")
    page.get_by_role("button", name="Keep these dates").click()
    atlas.has(f"{len(oracle.select(bundled_rows, since='2023-10-18', until='2024-01-31'))} incidents")


def test_a_reader_who_wants_less_motion_gets_a_step_a_second_at_most(tab):
    atlas = tab(reduced_motion="reduce").open()
    timeline(atlas)
    page = atlas.page
    choose(page, "Speed", "16")
    timeline(atlas).evaluate("""(chart) => { window.steps = []; let last = null;
        new MutationObserver(() => {
          const frame = chart.querySelector(".frame"), at = frame && `${frame.getAttribute("x")} ${frame.getAttribute("width")}`;
          if (at && at !== last) { last = at; window.steps.push(performance.now()); }
        }).observe(chart, {childList: true}); }""")
    page.get_by_role("button", name="Play", exact=True).click()
    moments = atlas.until(
        lambda: (found := page.evaluate("() => window.steps")) and len(found) > 2 and found, "it plays"
    )
    assert min(later - earlier for earlier, later in itertools.pairwise(moments)) > 900, json.dumps(moments)


def test_axes_tell_large_counts_in_few_letters_and_each_bar_by_its_month(atlas):
    def many(route):
        body = route.fetch().json()
        body["days"] = [[day, *(count * 9_000 for count in counts)] for day, *counts in body["days"]]
        route.fulfill(json=body)

    atlas.page.route("**/layers/timeline.json*", many)
    chart = timeline(atlas.open())
    said = chart.locator("text").evaluate_all("(all) => all.map((each) => [each.textContent, each.getBBox().x])")
    assert {"0", "500k"} <= {text for text, _ in said}
    assert min(left for _, left in said) >= 0, said  # none is cut
    dates = chart.locator("text.date").all_text_contents()
    assert len(set(dates)) > 4
    assert {"2024", "2025", "2026"} == {text for text in dates if dates.count(text) == 1 and text.isdigit()}
    assert {"Apr", "Jul", "Oct"} <= set(dates)


def test_a_window_of_a_whole_month_moves_by_whole_months(atlas):
    timeline(atlas.open("since=2024-01-01&until=2024-01-31")).press("ArrowRight")
    atlas.until(
        lambda: (atlas.link.get("since"), atlas.link.get("until")) == (["2024-02-01"], ["2024-02-29"]), "February"
    )
