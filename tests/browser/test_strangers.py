"""Data of strangers, and starts from strange places: text is shown as it is written, and nothing runs."""

import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, serving
from tests.strategies import frame, incident

pytestmark = pytest.mark.xdist_group("browser")

EVIL = "<script>alert(1)</script> <img src=x onerror=alert(1)> **bold** [x](javascript:alert(1)) :red[r] $e^x$ `c` \"'&amp;"
PLACE = {"place_id": "", "place_name": EVIL, "country": "SY", "latitude": "35", "longitude": "40", "geo_precision": "1"}
ROWS = frame(
    incident()
    | PLACE
    | {"event_id": "evil-1", "notes": EVIL, "actor1": EVIL, "actor1_group": EVIL, "weapons": EVIL, "damage": EVIL},
    incident() | PLACE | {"event_id": "evil-2", "responds_to": "evil-1", "claimed_by": EVIL},
)


@pytest.fixture(scope="module")
def evil_address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil")
    ROWS.to_csv(folder / "evil.csv", index=False)
    with serving(folder / "log.txt", GEODATA_DATA=str(folder / "evil.csv")) as served:
        yield served


def test_text_of_the_data_is_shown_as_it_is_written_wherever_it_stands(tab, evil_address):
    atlas = tab(evil_address).open("incident=evil-1&actor=" + quote(EVIL))
    page, text = atlas.page, " ".join(EVIL.split())
    expect(page.locator(".sentence")).to_contain_text(text)
    expect(page.locator(".card .notes")).to_have_text(text)
    expect(page.locator(".card h3")).to_have_text(text)
    expect(page.locator(".st-key-parts")).to_contain_text(text)
    expect(page.locator(".st-key-card button").last).to_contain_text(text)  # an incident that answers it
    page.get_by_role("button", name="Close").click()
    expect(page.get_by_role("listbox", name="Incidents").get_by_role("option").first).to_contain_text(text)
    (row,) = atlas.rows("dots.json")
    atlas.hover(atlas.pixel(row), text)
    assert page.locator("img[src=x]").count() == 0
    page.locator(".st-key-page").get_by_role("radio", name="Incidents").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()


def test_the_app_starts_from_any_folder_and_still_keeps_to_this_machine(tmp_path):
    streamlit = [str(Path(sys.executable).with_name("streamlit"))]
    log = tmp_path / "log.txt"
    with serving(log, command=streamlit, app=str(ROOT / "dashboard" / "app.py"), cwd=tmp_path) as served:
        assert b"tower-22" in urlopen(f"{served}/layers/dots.json?country=JO", timeout=60).read()
    assert "usage statistics" not in log.read_text()
    assert "Network URL" not in log.read_text()
