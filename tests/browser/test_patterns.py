"""The pages of patterns in a real browser: the tally in three clicks, compared periods by link, charts taken away."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import oracle
from tests.browser.test_links import turn_to

pytestmark = pytest.mark.xdist_group("browser")
FIRST, SECOND = "2023-10-18/2023-11-20", "2023-11-21/2023-12-24"


def cell(page, strip, label):
    """Return one figure of a strip."""
    return page.get_by_role("group", name=strip).locator("div", has_text=re.compile(rf"^{label}"))


def test_in_three_clicks_a_reader_finds_how_far_our_count_is_from_the_pentagons_on_21_november_2023(
    atlas, bundled_rows
):
    counts = oracle.raw("official_counts").query("as_of == '2023-11-21' and scope == 'us_official' and total != ''")[
        "total"
    ]
    (most, _), (other, reports) = counts.value_counts().items()
    assert (most, other, reports) == ("66", "65", 1)
    page = atlas.open().page
    turn_to(page, "Tally")  # 1
    page.get_by_role("combobox", name=re.compile("On the day")).click()  # 2
    page.keyboard.type("21 November 2023")
    page.get_by_role("option", name="21 November 2023").click()  # 3
    strip = "Counts until 21 November 2023"
    ours = {level: oracle.tallied(bundled_rows, "2023-11-21", level) for level in oracle.EVIDENCE}
    assert (ours["low"], ours["high"]) == (85, 58)
    expect(cell(page, strip, "Ours: claimed or better").locator(".value")).to_have_text(str(ours["low"]))
    expect(cell(page, strip, "Ours: confirmed").locator(".value")).to_have_text(str(ours["high"]))
    officials = cell(page, strip, r"U\.S\. officials")
    expect(officials.locator(".value")).to_have_text(most)
    expect(officials).to_contain_text(f"one report {other}")
    assert atlas.link == {"page": ["tally"], "on": ["2023-11-21"]}


def test_a_link_compares_two_periods_and_an_event_makes_another_that_back_takes_back(atlas, bundled_rows):
    page = atlas.open(f"page=compare&first={FIRST}&second={SECOND}&country=IQ").page
    strip = page.get_by_role("group", name="The two periods")
    counts = [
        str(len(oracle.select(bundled_rows, country=["IQ"], since=days[:10], until=days[11:])))
        for days in (FIRST, SECOND)
    ]
    expect(strip.locator(".value").nth(0)).to_have_text(counts[0])
    expect(strip.locator(".value").nth(1)).to_have_text(counts[1])
    atlas.settle()
    page.get_by_role("combobox", name=re.compile("Before and after")).click()
    page.keyboard.type("Tower 22")
    page.keyboard.press("Enter")
    expect(strip).to_contain_text("Second: 28 Jan 2024 – 1 Mar 2024")
    assert (atlas.link["first"], atlas.link["second"]) == (["2023-12-25/2024-01-27"], ["2024-01-28/2024-03-01"])
    page.reload()
    expect(strip).to_contain_text("Second: 28 Jan 2024 – 1 Mar 2024")
    page.go_back()
    expect(strip.locator(".value").nth(0)).to_have_text(counts[0])
    assert atlas.link == {"page": ["compare"], "first": [FIRST], "second": [SECOND], "country": ["IQ"]}


@pytest.mark.parametrize(("kind", "begins"), [("PNG", b"\x89PNG"), ("SVG", b"<svg"), ("CSV", b"\xef\xbb\xbf")])
def test_a_chart_is_taken_away_as_a_file(atlas, kind, begins):
    page = atlas.open("page=tally").page
    figure = page.locator(".st-key-figure-tally")
    expect(figure.locator("canvas, svg.marks").first).to_be_visible()
    figure.get_by_text("Table, files, definitions").click()
    expect(figure.get_by_text("Gap in the count.")).to_be_visible()
    with page.expect_download() as download:
        figure.get_by_role("button", name=kind, exact=True).click()
    assert Path(download.value.path()).read_bytes().startswith(begins)
    assert download.value.suggested_filename == f"tally.{kind.lower()}"


def test_the_dial_changes_every_number_of_a_page(atlas, bundled_rows):
    page = atlas.open("page=tempo").page
    confirmed = len(oracle.select(bundled_rows, evidence="high"))
    page.get_by_role("radio", name=f"Confirmed {confirmed}").click()
    atlas.has(f"{confirmed} incidents")
    expect(page.locator(".st-key-figure-calendar")).to_contain_text(f"n = {confirmed} incidents")
    assert atlas.link == {"page": ["tempo"], "evidence": ["high"]}
