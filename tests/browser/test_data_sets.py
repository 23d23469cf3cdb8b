"""Two versions are brought and compared, a data set is kept for everybody, and without the setting no byte reaches a disk."""

import csv
import io

import pandas as pd
import pytest
from playwright.sync_api import expect

from geodata import export
from geodata.query import IncidentQuery
from tests.browser.conftest import STREAMLIT, serving

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def rows(store):
    """The first incidents as an export has them."""
    return pd.read_csv(io.StringIO(export.csv_text(store, IncidentQuery(), limit=5)), dtype=str, keep_default_na=False)


def bring(atlas, rows, name):
    """Bring rows as a file and show them; return what the link calls them."""
    page = atlas.open("page=data").page
    body = {"name": name, "mimeType": "text/csv", "buffer": rows.to_csv(index=False).encode()}
    page.locator("input[type=file]").first.set_input_files(body)
    page.get_by_role("button", name=f"Show {len(rows):,} incidents on the map").click()
    expect(page.locator("li[data-id]").first).to_be_visible()
    return page.url.rpartition("data=")[2].partition("&")[0]


def test_two_versions_go_from_upload_to_the_file_of_changes(atlas, rows):
    newer = rows.iloc[1:].assign(damage=["Two tents burnt.", *rows["damage"][2:]])
    for name, version in {"january.csv": rows, "march.csv": newer}.items():
        bring(atlas, version, name)
    page = atlas.open("page=data").page
    for label, name in {"Older version": "january.csv", "Newer version": "march.csv"}.items():
        page.get_by_role("combobox", name=label).click()
        page.get_by_role("option", name=name).click()
        atlas.settle()
    expect(page.get_by_label("What changed").locator(".value")).to_have_text(["0", "1", "1", "3"])
    expect(page.locator(".st-key-figure-changes canvas, .st-key-figure-changes svg").first).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Download changes as CSV").click()
    lines = list(csv.DictReader(io.StringIO(arriving.value.path().read_text(encoding="utf-8-sig"))))
    assert [(line["change"], line["event_id"], line["new"]) for line in lines] == [
        ("changed", rows["event_id"][1], "Two tents burnt."), ("withdrawn", rows["event_id"][0], "")]  # fmt: skip


def test_a_kept_data_set_outlives_the_server_and_is_everybodys(tab, tmp_path, rows):
    home = tmp_path / "home"
    with serving(tmp_path / "log.txt", GEODATA_HOME=str(home)) as address:
        atlas = tab(address)
        key = bring(atlas, rows, "mine.csv")
        page = atlas.open("page=data").page
        page.get_by_role("button", name="Keep on this machine").click()
        expect(page.get_by_text("kept on this machine")).to_be_visible()
        page.goto("about:blank")
    with serving(tmp_path / "log.txt", GEODATA_HOME=str(home)) as address:
        stranger = tab(address)
        page = stranger.open(f"data={key}").page
        expect(page.locator("li[data-id]")).to_have_count(5)
        page = stranger.open("page=data").page
        page.get_by_role("button", name="Remove", exact=True).click()
        page.get_by_role("button", name="Remove from this machine").click()
        expect(page.get_by_text("kept on this machine")).to_have_count(0)
        page.goto("about:blank")
    assert list(home.iterdir()) == []


def test_without_the_setting_no_byte_reaches_a_disk(tab, tmp_path, rows):
    """The server may write no file longer than nothing; a large one is brought, shown, compared and combined all the same."""
    large = pd.concat([rows.assign(event_id=rows["event_id"] + f"-{n}") for n in range(300)])
    assert len(large.to_csv(index=False)) > 1 << 20  # what a form may hold in memory before it goes to a temporary file
    nothing = ["bash", "-c", 'ulimit -f 0; exec "$@" > /dev/null 2>&1', "bash", *STREAMLIT]
    with serving(tmp_path / "log.txt", command=nothing) as address:
        atlas = tab(address)
        key = bring(atlas, large, "large.csv")
        page = atlas.open(f"page=data&older=start&newer={key}").page
        expect(page.get_by_label("What changed").locator(".value")).to_have_text(["1,500", "0", "436", "0"])
        page.get_by_role("combobox", name="Data sets").click()
        page.get_by_role("option").nth(0).click()
        page.get_by_role("option").nth(0).click()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Show as one").click()
        expect(page.locator(".sentence")).to_contain_text("1,936 incidents")
        page.goto("about:blank")
