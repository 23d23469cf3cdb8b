"""A large file that is read says how far it is, can be stopped at once, and leaves the page to its reader."""

import pytest
from playwright.sync_api import expect

from tests.benchmarks import bench_import
from tests.browser.conftest import ROOT, serving

pytestmark = pytest.mark.xdist_group("browser")
ROWS = 45_000


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    bench_import.write(path := tmp_path_factory.mktemp("large") / "large.csv", ROWS)
    return path


@pytest.fixture
def gated(tab, tmp_path):
    """The Data page of a server that reads the first rows of a file and waits."""
    settings = {"GATE": str(tmp_path / "gate"), "SAYS_TO": str(tmp_path / "said"), "PYTHONPATH": str(ROOT)}
    with serving(tmp_path / "log.txt", app="tests/browser/gated_app.py", **settings) as address:
        atlas = tab(address)
        yield atlas
        atlas.page.goto("about:blank")


def test_reading_says_how_far_it_is_and_is_stopped_at_once(gated, tmp_path, large):
    page = gated.open("page=data").page
    page.locator(".st-key-incident-file input[type=file]").set_input_files(large)
    waiting = page.locator(".st-key-file-read-waiting")
    expect(waiting).to_contain_text(f"of {ROWS:,} rows")
    page.get_by_text("How it is read").click()
    expect(page.get_by_label("Encoding")).to_be_visible()  # the page can be used meanwhile
    before = page.url
    waiting.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Reading large.csv was stopped. Nothing was changed.")).to_be_visible()
    expect(waiting).to_be_hidden()
    assert page.url == before
    (tmp_path / "gate").touch()
    gated.settle()
    page.get_by_role("button", name="Begin again").click()
    expect(page.get_by_role("button", name=f"Show {ROWS:,} incidents on the map")).to_be_visible()
    stopped, *whole = map(int, (tmp_path / "said").read_text().split())
    assert whole[0] == stopped < ROWS
    assert whole == sorted(set(whole))  # the stopped reading went no further
