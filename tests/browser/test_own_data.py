"""A reader brings a file: read, looked through, shown on the map, taken away, and unseen by everybody else."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.xdist_group("browser")
FILES = Path(__file__).parents[1] / "files"


@pytest.fixture
def brought(atlas):
    """Bring a file on the Data page."""

    def bring(name):
        page = atlas.open("page=data").page
        page.locator("input[type=file]").first.set_input_files(FILES / name)
        expect(page.get_by_text("What became of the rows")).to_be_visible()
        return page

    return bring


def test_a_file_goes_from_upload_through_mapping_and_review_to_the_map_and_its_export(atlas, brought):
    page = brought("names_without_points.csv")
    expect(page.get_by_text("Which column holds what")).to_be_visible()
    expect(page.get_by_text("Places without a point")).to_be_visible()
    page.get_by_role("button", name="Show 4 incidents on the map").click()
    expect(page.locator(".sentence")).to_contain_text("4 incidents")
    expect(page.locator("li[data-id]")).to_have_count(4)
    atlas.settle()
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download data").click()
    assert len(Path(arriving.value.path()).read_text(encoding="utf-8-sig").splitlines()) == 5


def test_an_upload_is_nobody_elses(atlas, brought):
    page = brought("acled.csv")
    page.get_by_role("button", name="Show 3 incidents on the map").click()
    expect(page.locator("li[data-id]")).to_have_count(3)
    address, version = page.url, page.url.rpartition("data=")[2].partition("&")[0]
    listed = f"/layers/list.json?v={version}"
    own = page.evaluate("url => fetch(url).then(answer => answer.text())", listed)
    assert len(json.loads(own)) == 3
    with page.context.browser.new_context() as stranger:
        stranger.set_default_timeout(PATIENCE * 1000)
        other = stranger.new_page()
        other.goto(address)
        expect(other.get_by_text("There is no data set")).to_be_visible()
        assert other.evaluate("url => fetch(url).then(answer => answer.status)", listed) == 403


def test_a_file_that_is_shown_from_the_foot_of_a_long_page_begins_at_the_top_of_the_map(atlas, brought):
    page = brought("names_without_points.csv")
    shown = page.get_by_role("button", name="Show 4 incidents on the map")
    shown.scroll_into_view_if_needed()
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") > 100
    shown.click()
    expect(page.locator(".sentence")).to_contain_text("4 incidents")
    atlas.settle()
    expect(page.locator(".sentence")).to_be_in_viewport()
