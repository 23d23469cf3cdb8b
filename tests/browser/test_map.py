"""The map in a real browser: a click picks what is drawn there, and filters leave the view where it was."""

import pytest
from playwright.sync_api import expect

from tests import oracle
from tests.browser.conftest import with_dots
from tests.browser.test_links import pill

pytestmark = pytest.mark.xdist_group("browser")


def card(atlas, event_id):
    """Wait for the card of an incident, in the page and in the link."""
    expect(atlas.page.locator(".card")).to_have_attribute("data-event", event_id)
    assert atlas.link["incident"] == [event_id]


def row_of(atlas, event_id, layer="dots.json"):
    return next(row for row in atlas.rows(layer) if row["id"] == event_id)


def test_a_click_on_a_dot_opens_its_card_also_after_filters_have_moved(atlas, bundled_rows):
    page = atlas.open().page
    atlas.reads("dots.json", with_dots(bundled_rows))
    atlas.click(row_of(atlas, "2023-12-02-erbil-air-base-drone"))
    card(atlas, "2023-12-02-erbil-air-base-drone")
    pill(page, "Syria").click()  # the chosen incident does not answer, so it is let go
    expect(page.locator(".card")).to_have_count(0)
    assert atlas.link == {"country": ["SY"]}
    atlas.reads("dots.json", with_dots(bundled_rows, country=["SY"]))
    chosen = atlas.rows("dots.json")[-1]  # another row number than the same incident had before
    atlas.click(chosen)
    card(atlas, chosen["id"])
    pill(page, "Syria").click()
    atlas.has("436 incidents")
    card(atlas, chosen["id"])


def test_a_click_on_a_badge_asks_for_its_province(atlas, bundled_rows):
    atlas.open("category=us_coalition_strike")
    badge = atlas.rows("badges.json")[0]
    atlas.click(badge)
    rows = oracle.select(bundled_rows, category=["us_coalition_strike"], province=[badge["id"]])
    atlas.has(f"{len(rows)} U.S. ")
    assert atlas.link == {"category": ["us_coalition_strike"], "province": [badge["id"]], "listed": ["badge"]}


def test_the_list_opens_cards_by_mouse_and_keyboard_and_a_card_steps_to_others(atlas):
    page = atlas.open("since=2024-01-28&until=2024-02-02&text=tower 22").page
    rows = page.get_by_role("listbox", name="Incidents").get_by_role("option")
    expect(rows).to_have_count(6)
    rows.first.focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    card(atlas, "2024-01-28-tower-22-drone")
    atlas.until(
        lambda: page.evaluate("document.activeElement.closest('.st-key-card') !== null"), "the card has the focus"
    )
    page.get_by_role("button", name="Close").press("Enter")
    expect(rows.last).to_be_focused()
    rows.last.click()
    card(atlas, "2024-01-28-tower-22-drone")
    page.get_by_role("button", name="2 Feb 2024 · Akashat").click()  # reported as answered by
    card(atlas, "2024-02-02-akashat-us-strike")
    page.get_by_role("button", name="← Earlier").click()
    expect(page.locator(".card")).not_to_have_attribute("data-event", "2024-02-02-akashat-us-strike")
    page.get_by_role("button", name="Later →").click()
    card(atlas, "2024-02-02-akashat-us-strike")
    page.get_by_role("button", name="Close").click()
    rows.first.press("ArrowDown")
    page.keyboard.press("Enter")
    card(atlas, page.locator(".card").get_attribute("data-event"))
    page.go_back()
    expect(page.locator(".card")).to_have_count(0)


def test_the_map_stays_where_it_was_dragged_when_a_filter_moves(atlas, bundled_rows):
    page = atlas.open().page
    atlas.reads("dots.json", with_dots(bundled_rows))
    row = row_of(atlas, "2024-01-28-tower-22-drone")
    atlas.hover(atlas.pixel(row), row["title"])
    x, y = atlas.pixel(row | {"o": (0, 0)})
    page.mouse.move(x - 70, y + 80)  # nothing is drawn there
    page.mouse.down()
    page.mouse.move(x + 20, y + 20, steps=30)
    page.mouse.up()
    atlas.hover((x + 90 + row["o"][0], y - 60 + row["o"][1]), row["title"])
    pill(page, "Jordan").click()
    atlas.reads("dots.json", {row["id"]})
    x, y = atlas.pixel(row_of(atlas, row["id"]))  # the page may have moved the map as a whole
    atlas.hover((x + 90, y - 60), row["title"])


def test_a_dark_browser_gets_a_dark_map_and_a_light_one_a_light_map(tab):
    for scheme in ("dark", "light"):
        atlas = tab(color_scheme=scheme).open("country=JO")
        atlas.until(lambda atlas=atlas: atlas.asked_for("icons-"), "the map reads its icons")
        assert f"icons-{scheme}.svg" in atlas.asked_for("icons-")


@pytest.mark.parametrize("width", [390, 1024])
def test_a_narrow_window_holds_every_page_without_scrolling_sideways_and_the_map_both_countries(tab, width):
    atlas = tab(viewport={"width": width, "height": 844}, has_touch=width < 500)
    for view in ("page=incidents", "page=about", "incident=2024-01-28-tower-22-drone", ""):
        page = atlas.open(view).page
        expect(page.locator(".sentence, h4").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    atlas.rows("dots.json")
    box = page.locator("#deckgl-overlay").bounding_box()
    for corner in ([35.7, 37.3], [48.6, 29.1]):
        x, y = atlas.pixel({"p": corner})
        assert box["x"] <= x <= box["x"] + box["width"]
        assert box["y"] <= y <= box["y"] + box["height"]


def test_the_whole_map_is_a_click_away(atlas):
    page = atlas.open("country=JO").page
    (dot,) = atlas.rows("dots.json")
    box = page.locator("#deckgl-overlay").bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.wheel(0, -1200)
    page.wait_for_timeout(1500)
    page.get_by_role("button", name="Whole map").click()
    atlas.hover(atlas.pixel(dot), dot["title"])  # drawn where the opening map has it
