"""More incidents than a screen may show, in a real browser: rings that hold numbers from afar, single incidents near by."""

import io
import re
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect
from scipy.spatial import cKDTree

from dashboard import mapdata, tiles
from dashboard.layers import opening_view
from geodata import style
from geodata.query import IncidentQuery
from geodata.store import opened
from tests.benchmarks import synthetic
from tests.browser.conftest import mercator, serving
from tests.browser.test_links import pill

pytestmark = pytest.mark.xdist_group("browser")
SIZE, PX = 20_000, 512
OF_IRAQ = re.compile(r"/api/tiles/\d+/\d+/\d+\.json\?.*country=IQ")
RADIUS = 24  # pixels around a ring
LIKE = 24  # steps of a colour of 256 that still are that colour
TOWN = 8  # the zoom at which some incident stands alone


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    synthetic.write(path := tmp_path_factory.mktemp("many") / "many.duckdb", SIZE)
    return path


@pytest.fixture(scope="module")
def crowded(many, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server") / "log.txt", GEODATA_STORE=str(many)) as address:
        yield address


@pytest.fixture
def atlas(tab, crowded):
    return tab(crowded)


def asked(atlas, since=0):
    """Return the tiles that the browser asked for after so many requests: address → zoom, column and row."""
    found = ((url, re.search(r"/api/tiles/(\d+)/(\d+)/(\d+)\.json", url)) for url in atlas.requests[since:])
    return {url: tuple(map(int, match.groups())) for url, match in found if match}


def drawn(atlas, since=0):
    """Wait until the map has asked for no more tiles for a second, and return what they hold, by zoom, column and row."""
    atlas.until(lambda: asked(atlas, since), "the map asks for tiles")
    before = None
    while before != (before := len(atlas.requests)):
        atlas.page.wait_for_timeout(1_000)
    zoom = nearest(atlas, since)
    return {tile: atlas.page.request.get(url).json() for url, tile in asked(atlas, since).items() if tile[0] == zoom}


def nearest(atlas, since=0):
    return max(zoom for zoom, *_ in asked(atlas, since).values())


def opening_zoom(atlas):
    address = atlas.until(lambda: atlas.asked_for("badges.json"), "the map reads its badges")
    return float(parse_qs(urlsplit(address).query)["zoom"][0])


def pixel(atlas, point, offset=(0, 0)):
    """Return where the opening map draws a point, in pixels of the window."""
    zoom, box = opening_zoom(atlas), atlas.page.locator("#deckgl-overlay").bounding_box()
    view = opening_view(zoom)
    (x, y), (middle_x, middle_y) = mercator(*point), mercator(view.longitude, view.latitude)
    scale = PX * 2**zoom
    return box["x"] + box["width"] / 2 + (x - middle_x) * scale + offset[0], box["y"] + box["height"] / 2 + (
        y - middle_y
    ) * scale + offset[1]


def in_view(atlas, features):
    """Return the largest of some rings that lie well inside the map."""
    box = atlas.page.locator("#deckgl-overlay").bounding_box()

    def is_inside(feature):
        x, y = pixel(atlas, feature["geometry"]["coordinates"])
        return 60 < x - box["x"] < box["width"] - 60 and 60 < y - box["y"] < box["height"] - 60

    return max(filter(is_inside, features), key=lambda each: each["properties"]["count"])


def ring(atlas, held):
    """Return where the opening map draws its largest ring, and what that says."""
    largest = in_view(atlas, [each for tile in held.values() if tile["binned"] for each in tile["features"]])
    told = largest["properties"]
    return pixel(atlas, largest["geometry"]["coordinates"], told["o"]), told


def lonely(store):
    """Return the incident that is farthest from all others, of those in the middle of the opening map and in a tile of few."""
    columns = ["event_id", "longitude", "latitude", "mercator_x", "mercator_y", "shown_as"]
    rows = store.incidents(IncidentQuery(), columns=columns)
    rows = rows[rows["shown_as"] == "dot"]
    points = rows[["mercator_x", "mercator_y"]].to_numpy("int64")
    rows = rows.assign(apart=cKDTree(points).query(points, k=2)[0][:, 1], tile=list(map(tuple, points >> (32 - TOWN))))
    middle = rows["longitude"].between(39, 45) & rows["latitude"].between(32, 35)
    few = rows.groupby("tile")["event_id"].transform("size") <= tiles.MOST_FANNED
    return rows[middle & few].nlargest(1, "apart").iloc[0]


def legend(page):
    return int(
        re.match(r"([\d,]+) of [\d,]+ incidents on the map at their points", page.locator(".legend b").inner_text())[
            1
        ].replace(",", "")
    )


def test_from_afar_rings_hold_every_incident_with_a_dot_and_a_note_says_what_they_are(atlas):
    page = atlas.open().page
    held = drawn(atlas)
    expect(page.get_by_text(tiles.NOTE.partition("{")[0].strip())).to_be_visible()
    assert all(tile["binned"] or tile["incidents"] <= tiles.MOST_OBJECTS for tile in held.values())
    assert sum(len(tile["features"]) for tile in held.values()) <= mapdata.MOST_DOTS
    whole = re.sub(r"tiles/\d+/\d+/\d+", "tiles/0/0/0", next(iter(asked(atlas))))
    assert page.request.get(whole).json()["incidents"] == legend(page) > mapdata.MOST_DOTS
    at, told = ring(atlas, held)
    atlas.hover(at, told["title"])
    expect(page.locator(".deck-tooltip")).to_contain_text("Click to zoom in")
    before = nearest(atlas)
    click(atlas, at, lambda: nearest(atlas) > before)
    assert atlas.link == {}  # a ring is no incident


def test_near_by_single_incidents_are_told_and_a_click_opens_the_card(atlas, many):
    page = atlas.open().page
    drawn(atlas)
    incident = lonely(opened(many))
    at = come_near(atlas, pixel(atlas, (incident["longitude"], incident["latitude"])))
    held = drawn(atlas)
    shown = {each["properties"].get("id"): each["properties"] for tile in held.values() for each in tile["features"]}
    assert len(shown) <= mapdata.MOST_DOTS
    atlas.hover(at, shown[incident["event_id"]]["title"])
    click(atlas, at, lambda: "incident" in atlas.link)
    expect(page.locator(".card")).to_have_attribute("data-event", incident["event_id"])
    page.go_back()
    expect(page.locator(".card")).to_have_count(0)


def click(atlas, at, is_followed):
    """Click a place until the page follows: drawn in software, a map can hold up the page for longer than a click lasts."""

    def is_taken():
        atlas.page.mouse.click(*at)
        for _ in range(100):
            if is_followed():
                return True
            atlas.page.wait_for_timeout(100)
        return False

    atlas.settle()
    atlas.until(is_taken, f"the map takes a click at {at}")


def come_near(atlas, exact):
    """Turn the wheel at a pixel until the map asks for tiles of a town; return where that place is then.

    The wheel keeps the place under the mouse, which stands on whole pixels: what lies between grows with the map.
    """
    at = np.round(exact)

    def is_near():
        atlas.page.mouse.move(*at)
        atlas.page.mouse.wheel(0, -100)
        atlas.page.wait_for_timeout(500)
        return nearest(atlas) >= TOWN

    atlas.until(is_near, f"the wheel at {at} comes near")
    return tuple(at + (exact - at) * 2 ** (nearest(atlas) - opening_zoom(atlas)))


def test_another_filter_asks_for_its_tiles_alone_and_the_old_ones_stay_until_those_come(atlas):
    page = atlas.open().page
    at, told = ring(atlas, drawn(atlas))
    atlas.hover(at, told["title"])
    full, before, waiting, held_up = colours(page, at), len(atlas.requests), [], [True]

    def hold(route):
        waiting.append(route) if held_up else route.continue_()

    page.route(OF_IRAQ, hold)
    pill(page, "Iraq").click()
    atlas.until(lambda: waiting, "the map asks for tiles of Iraq")
    atlas.settle()
    page.wait_for_timeout(1_000)
    assert colours(page, at) > full / 2  # as before, whatever stands in its middle
    assert not [url for url in atlas.requests[before:] if "dots.json" in url or "/api/incidents" in url]
    held_up.clear()  # first, so that none is held after those are let go
    for route in waiting:
        route.continue_()
    held = atlas.until(lambda: whole(atlas, before), "the tiles of Iraq hold the incidents of the legend")
    assert all("country=IQ" in url for url in asked(atlas, before))
    of_iraq, told_of_iraq = ring(atlas, held)
    atlas.hover(of_iraq, told_of_iraq["title"])
    atlas.until(lambda: colours(page, at) < full / 2, "the largest ring, which is in Syria, is gone")
    page.go_back()
    atlas.hover(at, told["title"])


def whole(atlas, since):
    """Return the tiles that the map asked for after so many requests, once they hold all that the legend counts."""
    held = drawn(atlas, since)
    return held if sum(tile["incidents"] for tile in held.values()) == legend(atlas.page) else {}


def colours(page, at):
    """Return how many pixels around a place have the colour of a kind of incident."""
    around = {"x": at[0] - RADIUS, "y": at[1] - RADIUS, "width": 2 * RADIUS, "height": 2 * RADIUS}
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot(clip=around))).convert("RGB"), dtype=int)
    kinds = np.array([[int(each.colour[i : i + 2], 16) for i in (1, 3, 5)] for each in style.CATEGORY.values()])
    return int((np.abs(pixels[:, :, None, :] - kinds).max(axis=3) < LIKE).any(axis=2).sum())
