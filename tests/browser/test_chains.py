"""Questions answered within three clicks of the first page, in a real browser; the numbers are counted here from the tables."""

import re

import pytest
from playwright.sync_api import expect

from dashboard.charts.chains import _ROW_PX, place_ends
from dashboard.views.responses import per_row
from geodata.patterns import responses
from geodata.query import IncidentQuery
from tests import oracle, oracle_chains
from tests.browser.test_links import turn_to

pytestmark = pytest.mark.xdist_group("browser")
TOWER_22 = "2024-01-28-tower-22-drone"


def in_the_ladder(store, event_id):
    """Return where an incident stands in the ladder of the whole width, as shares of its plot, and its number of rows."""
    every = responses.links(store)
    found = responses.among(every, set(store.incidents(IncidentQuery(), columns=["event_id"])["event_id"]))
    width = per_row(has_card=False)
    ends = place_ends(found.links, found.ends, width).set_index("event_id")
    rows = int(ends["row"].max()) + 1
    return (ends.loc[event_id, "x"] + 1.5) / (width + 2), -ends.loc[event_id, "y"] / (_ROW_PX * rows)


def click_in_the_ladder(atlas, share, place):
    """Click the end whose tooltip names a place; the legend takes a few pixels that only the browser knows."""
    page = atlas.page
    chart = page.locator(".st-key-figure-ladder [data-testid=stVegaLiteChart]")
    chart.scroll_into_view_if_needed()
    atlas.settle()
    box, tooltip = chart.bounding_box(), page.locator("#vg-tooltip-element")
    across, down = box["x"] + share[0] * box["width"], box["y"] + 34 + share[1] * (box["height"] - 40)

    def found():
        for dy in range(-16, 17, 4):
            for dx in range(-12, 13, 4):
                page.mouse.move(across + dx, down + dy)
                page.wait_for_timeout(40)
                if tooltip.is_visible() and place in tooltip.inner_text():
                    page.mouse.click(across + dx, down + dy)
                    return True
        return False

    atlas.until(found, f"the ladder tells of {place!r} near {across, down}")


def test_what_answered_28_january_2024_and_after_how_long_is_two_clicks_away(atlas, store, bundled_rows):
    answers = [link for link in oracle_chains.links(bundled_rows) if link[0] == TOWER_22]
    page = atlas.open().page
    atlas.has("436 incidents")
    turn_to(page, "Responses")
    click_in_the_ladder(atlas, in_the_ladder(store, TOWER_22), "Tower 22")
    expect(page.locator(f'[data-event="{TOWER_22}"]')).to_be_visible()
    assert atlas.link == {"page": ["responses"], "incident": [TOWER_22]}
    answered = page.locator("ul.chain > li", has_text="28 Jan 2024 · Tower 22").first.locator("li")
    expect(answered).to_have_count(len(answers))
    said = [text.rpartition(", ")[2] for text in answered.all_inner_texts()]
    assert sorted(said) == sorted(f"{'about ' * vague}{lag} days later" for _, _, lag, vague in answers)


def test_attacks_on_al_asad_before_the_first_strike_in_iraq_are_two_clicks_away(atlas, bundled_rows):
    first = oracle.select(bundled_rows, country=["IQ"], category=["us_coalition_strike"])["event_date"].min()
    days = oracle.select(bundled_rows, place=["al-asad"], category=["attack_on_us_coalition"])["event_date"]
    page = atlas.open().page
    atlas.has("436 incidents")
    turn_to(page, "Places")
    page.get_by_role("option", name=re.compile("^Al-Asad Airbase")).click()
    atlas.has("38 incidents at Al-Asad Airbase")
    told = page.locator("p.before")
    expect(told).to_contain_text("first strike in Iraq (21 November 2023)")
    assert first == "2023-11-21"
    assert [int(number) for number in told.locator("b").all_inner_texts()] == [
        (days < first).sum(),
        (days <= first).sum(),
    ]


def test_a_place_is_picked_from_the_keyboard_and_back_returns(atlas):
    page = atlas.open("page=places").page
    page.get_by_role("listbox", name="Sites and areas").get_by_role("option").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    atlas.has("44 incidents at Mission Support Site Green Village")
    page.go_back()
    atlas.has("436 incidents")


def test_a_decision_can_be_taken_away_and_taken_up_again(atlas, tmp_path):
    page = atlas.open("page=duplicates").page
    page.get_by_role("radio", name="Different").click()
    expect(page.get_by_text("0 the same, 1 different, 39 undecided")).to_be_visible()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Download the decisions").click()
    taken.value.save_as(tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8-sig").count(",different,") == 1
    page.reload()
    expect(page.get_by_text("40 undecided")).to_be_visible()
    page.locator("input[type=file]").last.set_input_files(tmp_path / "mine.csv")
    expect(page.get_by_text("0 the same, 1 different, 39 undecided")).to_be_visible()
