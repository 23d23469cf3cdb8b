"""The page of one file in a real browser without a network: it draws, filters and can be used by hand and by key."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from geodata import page as one_file
from geodata.query import IncidentQuery
from tests import oracle, strategies
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.xdist_group("browser")
# Names are placed anew once the type is there; two frames later everything stands.
DRAWN = (
    "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"
)
SHOWN = "#picture .dot:not([display=none])"


@pytest.fixture(scope="session")
def written(store, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "incidents.html"
    path.write_bytes(one_file.render(store, IncidentQuery(), made=date(2026, 11, 22)))
    return path


@pytest.fixture(scope="module")
def window(browser):
    """A tab without a network, and all that it asked for and complained of."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, offline=True) as context:
        context.set_default_timeout(PATIENCE * 1000)
        tab, troubles = context.new_page(), []
        tab.on("request", lambda asked: asked.url.startswith(("file:", "data:")) or troubles.append(asked.url))
        tab.on("console", lambda said: troubles.append(said.text))
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("dialog", lambda dialog: (troubles.append(dialog.message), dialog.dismiss()))
        yield tab, troubles


@pytest.fixture
def opened(window, written):
    """Open a page anew; nothing may be asked for, nothing complained of."""
    tab, troubles = window

    def open_(path=written, size=(1440, 900)):
        tab.set_viewport_size({"width": size[0], "height": size[1]})
        tab.goto(path.as_uri())
        expect(tab.locator("#app")).to_be_visible()
        tab.evaluate(DRAWN)
        return tab

    yield open_
    assert troubles == []


def middle(dot):
    box = dot.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def with_dots(rows):
    return rows[rows.apply(oracle.shown_as, axis=1) == "dot"]


def figure(tab, label):
    return tab.locator(".figure", has_text=label).locator(".value")


def test_every_incident_with_a_point_is_a_dot_of_its_own(opened, bundled_rows):
    tab = opened()
    expect(tab.locator(SHOWN)).to_have_count(len(with_dots(bundled_rows)))
    expect(tab.locator("#list li")).to_have_count(len(bundled_rows))
    places = tab.evaluate(
        f"[...document.querySelectorAll('{SHOWN}')].map((dot) => dot.getAttribute('transform').match(/-?[\\d.]+/g).map(Number))"
    )
    width = places[0][2]
    near = [
        (a, b) for n, a in enumerate(places) for b in places[:n] if (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2 < (0.97 * width) ** 2
    ]  # fmt: skip
    assert near == []


def test_dates_and_kinds_change_dots_list_and_figures(opened, bundled_rows):
    tab = opened()
    tab.get_by_label("From", exact=True).fill("2023-11-10")
    tab.get_by_label("Until", exact=True).fill("2024-02-04")
    answer = oracle.select(bundled_rows, since="2023-11-10", until="2024-02-04")
    expect(figure(tab, "Incidents")).to_have_text(str(len(answer)))
    expect(tab.locator(SHOWN)).to_have_count(len(with_dots(answer)))
    tab.get_by_role("checkbox", name="Attack on U.S. and coalition forces").uncheck()
    rest = answer[answer["category"] != "attack_on_us_coalition"]
    expect(tab.locator("#list li")).to_have_count(len(rest))
    fewest, most, stated, is_open = oracle.casualties(rest, "killed")
    expect(figure(tab, "Killed")).to_have_text(f"{fewest}–{most}" + "+" * is_open)
    expect(tab.locator(".figure", has_text="Killed")).to_contain_text(f"stated for {stated} of {len(rest)}")
    tab.get_by_role("button", name="Show all").last.click()
    expect(tab.locator("#list li")).to_have_count(len(bundled_rows))


def test_the_brush_chooses_whole_months(opened, bundled_rows):
    tab = opened()
    january = tab.locator("#months .bars g").nth(3).bounding_box()
    tab.mouse.click(january["x"] + january["width"] / 2, january["y"] + january["height"] / 2)
    expect(tab.get_by_label("From", exact=True)).to_have_value("2024-01-01")
    expect(tab.get_by_label("Until", exact=True)).to_have_value("2024-01-31")
    answer = oracle.select(bundled_rows, since="2024-01-01", until="2024-01-31")
    expect(tab.locator("#list li")).to_have_count(len(answer))
    tab.get_by_role("slider", name="Period until").focus()
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_label("Until", exact=True)).to_have_value("2024-02-29")


@pytest.mark.parametrize(("since", "until", "bars", "said"), [
    ("2023-11-01", "2024-01-31", 90, "a day"), ("2023-10-18", "2024-10-31", 55, "a week")])  # fmt: skip
def test_bars_are_as_fine_as_the_time_is_short(opened, store, tmp_path, since, until, bars, said):
    path = tmp_path / "short.html"
    path.write_bytes(one_file.render(store, IncidentQuery(since=since, until=until)))
    tab = opened(path)
    expect(tab.locator("#unit")).to_have_text(f"Incidents {said}.")
    expect(tab.locator("#months .bars g")).to_have_count(bars)
    tab.get_by_role("slider", name="Period until").focus()
    tab.keyboard.press("ArrowLeft")
    expect(tab.get_by_label("Until", exact=True)).to_have_value("2024-01-28" if said == "a day" else "2024-10-27")


def test_a_click_on_a_dot_opens_its_card_also_after_zooming(opened, bundled_rows):
    tab = opened()
    event_id = with_dots(bundled_rows)["event_id"].iloc[0]
    dot = tab.locator(f"#picture [data-event='{event_id}']")
    tab.mouse.click(*middle(dot))
    expect(tab.locator("#card")).to_have_attribute("data-event", event_id)
    expect(tab.locator("#picture .chosen")).to_be_visible()
    sources = oracle.raw("incident_sources")
    expect(tab.locator("#card .sources li")).to_have_count(int((sources["event_id"] == event_id).sum()))
    tab.get_by_role("button", name="Close").click()
    before = middle(dot)
    tab.locator("#map").focus()
    tab.keyboard.press("+")
    expect(tab.locator("#map:not(.whole)")).to_be_visible()
    expect(tab.locator("#map[aria-busy=true]")).to_have_count(0)
    tab.evaluate(DRAWN)
    assert middle(dot) != before
    tab.mouse.click(*middle(dot))
    expect(tab.locator("#card")).to_have_attribute("data-event", event_id)


def test_a_row_is_picked_read_and_left_by_keyboard_alone(opened, bundled_rows):
    tab = opened()
    newest = list(oracle.select(bundled_rows)["event_id"])[::-1]
    tab.locator("#list li").first.focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    expect(tab.locator("#card")).to_have_attribute("data-event", newest[1])
    tab.get_by_role("button", name="Earlier").press("Enter")
    expect(tab.locator("#card")).to_have_attribute("data-event", newest[2])
    tab.keyboard.press("Escape")
    expect(tab.locator(f"#list [data-event='{newest[2]}']")).to_be_focused()


def test_a_badge_lists_what_is_known_only_to_its_province(opened, bundled_rows):
    tab = opened()
    badge = tab.locator("#picture .badge", has_text=re.compile("^11$"))
    tab.mouse.click(*middle(badge))
    expect(tab.locator("#list li")).to_have_count(11)
    expect(tab.locator("#listed")).to_contain_text("Al Anbar")


def test_a_phone_scrolls_down_only(opened):
    for width in (390, 320):
        tab = opened(size=(width, 844))
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        tab.locator("#list li").nth(3).click()
        expect(tab.locator("#card h3")).to_be_visible()
        assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_text_of_strangers_is_shown_as_text(opened, tmp_path):
    told = "<img src=x onerror=alert(1)></script><script>alert(2)</script> قصف عين الأسد"
    made = strategies.made_of({"notes": told}, {"place_id": "taji", "actor1": told})
    path = tmp_path / "strange.html"
    path.write_bytes(one_file.render(made.store, IncidentQuery(), title=told))
    tab = opened(path)
    tab.locator("#list li[data-event=e0]").click()
    expect(tab.locator("#card .notes")).to_have_text(told)
    expect(tab.locator("h1")).to_have_text(told)
    assert tab.locator("img").count() == 0


def test_a_page_without_incidents_says_so(opened, store, tmp_path):
    path = tmp_path / "none.html"
    path.write_bytes(one_file.render(store, IncidentQuery(killed=900)))
    expect(opened(path).locator("#listed")).to_have_text("No incident answers. Take a filter off.")
