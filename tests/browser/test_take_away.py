"""What the Export panel gives away is what the page shows: every row, read back by other programs."""

import io
import json
import re

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from playwright.sync_api import expect

from tests import oracle

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def download(atlas):
    """Open the Export panel on some incidents, and press its buttons."""
    page = atlas.open("country=SY&killed=1").page
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
    assert picture.suggested_filename.endswith(".png")
    high, wide, _ = plt.imread(io.BytesIO(picture.path().read_bytes()), format="png").shape
    assert (wide, high) == (3508, 2480)  # A4 at 300 dpi
