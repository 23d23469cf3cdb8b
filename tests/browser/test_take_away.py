"""What the Export panel gives away is what the page shows: every row, read back by other programs."""

import io
import json
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import TimeoutError as NotInTime
from playwright.sync_api import expect

from geodata.cartography import reopen
from tests import oracle

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def download(atlas):
    """Open the Export panel on some incidents, and press its buttons."""
    page = atlas.open("country=SY&killed=1&map_title=Deaths+in+Syria").page
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("dialog").get_by_role("img").first).to_be_visible()

    def press(label, kind=None):
        if kind:
            page.get_by_role("combobox", name="Data as").click()
            page.get_by_role("option", name=kind).click()
            expect(page.get_by_role("combobox", name="Data as")).to_have_value(re.compile(kind))
        atlas.settle()
        with page.expect_download() as arriving:
            page.get_by_role("button", name=label).click()
        return arriving.value

    return press


def test_the_panel_gives_the_rows_shown_as_csv_and_geojson_and_the_map_as_png(download, bundled_rows):
    answer = oracle.select(bundled_rows, country=["SY"], killed=1)
    table = pd.read_csv(download("Download data").path(), dtype=str, keep_default_na=False)
    assert list(table["event_id"]) == list(answer["event_id"])
    assert list(table["killed_min"]) == list(answer["killed_min"])

    features = json.loads(download("Download data", "GeoJSON, for web maps").path().read_text(encoding="utf-8"))[
        "features"
    ]
    assert [feature["properties"]["event_id"] for feature in features] == list(answer["event_id"])
    assert [feature["geometry"] is None for feature in features] == [lon == "" for lon in answer["longitude"]]

    picture = download("Map as PNG")
    assert picture.suggested_filename == "incidents-syria-1-or-more-killed.png"
    high, wide, _ = plt.imread(io.BytesIO(picture.path().read_bytes()), format="png").shape
    assert (wide, high) == (3508, 2480)  # A4 at 300 dpi


def test_the_one_html_file_holds_the_incidents_shown_and_asks_nothing_of_the_network(download, bundled_rows):
    page = download("One HTML file")
    assert page.suggested_filename == "incidents-syria-1-or-more-killed.html"
    text = page.path().read_text(encoding="utf-8")
    told = json.loads(re.search(r'<script[^>]*id="data">(.*?)</script>', text, re.DOTALL)[1])
    assert {row[0] for row in told["rows"]} == set(oracle.select(bundled_rows, country=["SY"], killed=1)["event_id"])
    assert '<h1 dir="auto">Deaths in Syria</h1>' in text
    assert not re.findall(r'(?:src|href)="(?!#|https?://[^"]*"[^>]*rel=|data:)[^"]*\.(?:js|css)', text)


@pytest.fixture
def panel(atlas):
    """Open the panel on the incidents at two places, with what makes films unfolded."""
    page = atlas.open("place=tower-22&place=al-harir&until=2024-02-04").page
    page.get_by_role("button", name="Export").click()
    expect(page.get_by_role("dialog").get_by_role("img").first).to_be_visible()
    page.get_by_text("Film or atlas").click()
    atlas.settle()
    return page


def choose(page, box, option):
    """Pick an option. A list of options closes when the page moves below it, as it may when the box is reached."""
    chosen = page.get_by_role("combobox", name=box, exact=True)
    for _ in range(10):
        chosen.fill("")
        chosen.fill(option)
        try:
            page.get_by_role("option", name=option, exact=True).click(timeout=3_000)
        except NotInTime:
            continue
        chosen.press("Tab")  # a text that was only typed is taken back here
        page.wait_for_timeout(100)
        if chosen.input_value() == option:
            return
    pytest.fail(f"{box} never took {option}.")


def taken(page, name):
    with page.expect_download() as arriving:
        page.get_by_role("button", name=f"Download {name}").click()
    return arriving.value.path().read_bytes()


def test_a_film_is_made_with_progress_and_has_a_frame_a_month(panel, atlas):
    choose(panel, "Make", "Film (GIF)")
    choose(panel, "A frame a", "Month")
    atlas.settle()
    panel.get_by_role("button", name="Make it").click()
    film = Image.open(io.BytesIO(taken(panel, "incidents-harir-bashur-airfield-tower-22-until-2024-02-04.gif")))
    assert film.n_frames == 5  # October 2023 to February 2024
    assert film.size == (1280, 720)


def test_an_atlas_is_made_and_knows_its_question(panel, atlas):
    choose(panel, "Make", "Atlas (PDF), a page a province")
    expect(panel.get_by_text("Contents first, then a map for each")).to_be_visible()
    atlas.settle()
    panel.get_by_role("button", name="Make it").click()
    made = taken(panel, "incidents-harir-bashur-airfield-tower-22-until-2024-02-04-by-province.pdf")
    assert made.startswith(b"%PDF")
    assert reopen(made).query.place == ("al-harir", "tower-22")


def test_a_film_can_be_cancelled(panel, atlas):
    choose(panel, "A frame a", "Day")
    atlas.settle()
    panel.get_by_role("button", name="Make it").click()
    panel.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("button", name="Cancel")).to_be_hidden()
    expect(panel.get_by_role("progressbar")).to_be_hidden()
    expect(panel.get_by_role("button", name="Make it")).to_be_enabled()


def test_nothing_goes_on_when_the_panel_is_closed(panel, atlas):
    """Each film would take longer than the test, and the server makes two at once."""
    for _ in range(3):
        choose(panel, "A frame a", "Day")
        atlas.settle()
        panel.get_by_role("button", name="Make it").click()
        expect(panel.get_by_role("progressbar")).to_be_visible()
        panel.keyboard.press("Escape")
        expect(panel.get_by_role("dialog")).to_be_hidden()
        atlas.settle()
        panel.get_by_role("button", name="Export").click()
        panel.get_by_text("Film or atlas").click()
        atlas.settle()
