"""A reader brings districts: laid over the data, shaded on the map, filtered by one, taken away, and unseen by everybody else."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE
from tests.districts import written

pytestmark = pytest.mark.xdist_group("browser")


def test_districts_go_from_upload_to_shaded_map_filter_and_export(atlas, tmp_path):
    page = atlas.open("page=data").page
    page.locator(".st-key-areas-file input[type=file]").set_input_files(written(tmp_path / "districts.geojson"))
    expect(page.get_by_text("areas: 128")).to_be_visible()
    page.get_by_role("button", name="Lay 128 areas over the data").click()
    expect(page.get_by_text("Incidents by area")).to_be_visible()
    shapes = atlas.rows("areas.json")
    assert len(shapes["features"]) == 128
    atlas.settle()
    page.get_by_role("combobox", name="Area").click()
    page.get_by_role("option", name="Al-Hasakah NE").click()
    atlas.has("in Al-Hasakah NE")
    assert atlas.link["area"] == ["Al-Hasakah NE"]
    atlas.settle()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download data").click()
    rows = list(csv.DictReader(Path(arriving.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert {row["area"] for row in rows} == {"Al-Hasakah NE"}
    assert f"{len(rows)} incidents in Al-Hasakah NE" in page.locator(".sentence").inner_text()


def test_an_area_that_is_pointed_at_says_its_name_and_how_many_incidents_it_holds(atlas, tmp_path):
    page = atlas.open("page=data").page
    page.locator(".st-key-areas-file input[type=file]").set_input_files(written(tmp_path / "districts.geojson"))
    page.get_by_role("button", name="Lay 128 areas over the data").click()
    expect(page.get_by_text("Incidents by area")).to_be_visible()
    told = {each["properties"]["title"]: each["properties"]["line"] for each in atlas.rows("regions.json")["features"]}
    atlas.settle()
    for name, at in {"Al Anbar SW": (40.7, 32.3), "Muthanna SE": (46.0, 30.0)}.items():  # no dot lies there
        atlas.hover(atlas.pixel({"p": at}), name)
        assert told[name] in page.locator(".deck-tooltip").inner_text()


def test_the_shapes_are_nobody_elses(atlas, tmp_path):
    page = atlas.open("page=data").page
    page.locator(".st-key-areas-file input[type=file]").set_input_files(written(tmp_path / "mine.geojson"))
    page.get_by_role("button", name="Lay 128 areas over the data").click()
    expect(page.get_by_text("Incidents by area")).to_be_visible()
    address = atlas.until(lambda: atlas.asked_for("areas.json"), "the map reads the areas")
    with page.context.browser.new_context() as stranger:
        stranger.set_default_timeout(PATIENCE * 1000)
        other = stranger.new_page()
        other.goto(atlas.address)
        assert other.evaluate("url => fetch(url).then(answer => answer.status)", address) == 403
