"""The address bar is the view: links, filters, history, reload and tabs, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests import oracle
from tests.browser.conftest import with_dots

pytestmark = pytest.mark.xdist_group("browser")


def pill(page, name):
    """Return one of the choices in the sidebar, whatever count stands beside it."""
    return page.get_by_role("button", name=re.compile(rf"^{name} \("))


def turn_to(page, name):
    page.locator(".st-key-page").get_by_role("radio", name=name).click()


def test_filters_change_the_link_and_the_dots_and_history_takes_them_back(atlas, bundled_rows):
    everything, syria = with_dots(bundled_rows), with_dots(bundled_rows, country=["SY"])
    both = with_dots(bundled_rows, country=["SY"], category=["other_attack"])
    page = atlas.open().page
    atlas.reads("dots.json", everything)
    pill(page, "Syria").click()
    atlas.reads("dots.json", syria)
    pill(page, "Other attacks").click()
    atlas.reads("dots.json", both)
    assert atlas.link == {"country": ["SY"], "category": ["other_attack"]}
    page.go_back()
    atlas.has("243 incidents in Syria")
    page.go_back()
    atlas.has("436 incidents")
    expect(pill(page, "Syria")).to_have_attribute("aria-pressed", "false")
    page.go_forward()
    atlas.has("243 incidents in Syria")
    expect(pill(page, "Syria")).to_have_attribute("aria-pressed", "true")
    assert atlas.link == {"country": ["SY"]}


def test_every_page_keeps_the_question_and_a_reload_keeps_the_page(atlas):
    page = atlas.open("country=SY&evidence=high").page
    atlas.has("102 incidents in Syria")
    turn_to(page, "About")
    expect(page.get_by_role("heading", name="About Incident Atlas")).to_be_visible()
    turn_to(page, "Incidents")
    atlas.has("102 incidents in Syria")
    atlas.settle()  # until then the tables of the page before still stand
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    page.reload()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    atlas.has("102 incidents in Syria")
    assert atlas.link == {"country": ["SY"], "evidence": ["high"], "page": ["incidents"]}
    turn_to(page, "Map")
    expect(page.locator("#deckgl-overlay")).to_be_visible()


def test_headline_figures_of_several_links_are_those_of_the_oracle(atlas, bundled_rows):
    for link, asked in [
        ("province=IQ-AN&since=2024-01-01", {"province": ["IQ-AN"], "since": "2024-01-01"}),
        ("text=tower+22", {"text": "tower 22"}),
    ]:
        rows = oracle.select(bundled_rows, **asked)
        figures = atlas.open(link).page.locator(".figures")
        expect(figures).to_contain_text(f"stated for {oracle.casualties(rows, 'killed')[2]} of {len(rows)}")
        expect(figures.locator(".value").first).to_have_text(str(len(rows)))


def test_a_mistyped_link_says_what_it_ignored_until_the_next_change(atlas):
    page = atlas.open("country=Turkey&evidence=high").page
    expect(page.get_by_test_id("stAlert")).to_contain_text("Part of this link was ignored.")
    atlas.has("219 incidents")
    pill(page, "Syria").click()
    atlas.has("102 incidents in Syria")
    expect(page.get_by_test_id("stAlert")).to_have_count(0)


def test_a_date_typed_half_way_changes_nothing_and_typed_whole_asks_from_that_day(atlas):
    page = atlas.open("country=JO").page
    atlas.has("1 incident in Jordan")
    page.get_by_role("spinbutton", name="year, From").press_sequentially("2024")
    page.get_by_role("textbox", name="Words in notes").click()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert atlas.link == {"country": ["JO"]}
    expect(page.get_by_role("spinbutton", name="year, From")).to_have_text("yyyy")  # the field lets go of half a date
    page.get_by_role("spinbutton", name="year, From").press_sequentially("20240201")
    page.get_by_role("textbox", name="Words in notes").click()
    atlas.has("0 incidents in Jordan, since 1 Feb 2024")
    assert atlas.link == {"country": ["JO"], "since": ["2024-02-01"]}


def test_a_second_tab_with_another_question_leaves_the_first_alone(atlas, tab):
    atlas.open("country=SY")
    atlas.has("243 incidents in Syria")
    other = tab(context=atlas.page.context).open("country=JO")
    other.has("1 incident in Jordan")
    atlas.page.bring_to_front()
    pill(atlas.page, "Other attacks").click()
    atlas.has("other attacks in Syria")
    assert atlas.link == {"country": ["SY"], "category": ["other_attack"]}
    assert other.link == {"country": ["JO"]}


def test_copy_link_puts_the_address_of_the_view_on_the_clipboard(atlas):
    atlas.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = atlas.open("country=SY&page=incidents").page
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
