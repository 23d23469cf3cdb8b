"""With more incidents than a browser holds, the map comes in tiles and the table in pages; nothing is lost."""

import json
import re

import pytest

from dashboard import data, mapdata
from dashboard.data import places
from geodata import export
from tests import oracle
from tests.app.conftest import opened, shown


@pytest.fixture
def crowded(monkeypatch):
    """A screen that may show forty dots, and a table page of fifty rows."""
    monkeypatch.setattr(mapdata, "MOST_DOTS", 40)
    monkeypatch.setattr(data, "TABLE_PAGE", 50)
    monkeypatch.setattr(data, "STRETCH", 50)
    yield
    for module in (data, mapdata):
        for kept in vars(module).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()


def layers_of(app):
    return {each["id"]: each for each in json.loads(app.get("deck_gl_json_chart")[0].proto.json)["layers"]}


@pytest.mark.usefixtures("crowded")
def test_a_map_of_many_incidents_comes_in_tiles_and_says_what_rings_are():
    app = opened(country="SY")
    drawn = layers_of(app)
    assert drawn["tiles-light"]["data"].startswith("/api/tiles/{z}/{x}/{y}.json?country=SY&v=")
    assert not [name for name in drawn if name.startswith(("dots-", "pick-", "rings-"))]
    assert "Rings with a number hold that many incidents" in shown(app)


@pytest.mark.usefixtures("crowded")
def test_where_rings_are_drawn_nothing_is_called_a_dot_and_no_more_is_promised_than_zooming_in_shows(bundled_rows):
    app = opened(country="SY")
    rows = oracle.select(bundled_rows, country=["SY"])
    count, points = len(rows), int((rows.apply(oracle.shown_as, axis=1) == "dot").sum())
    assert f"{points} of {count} incidents on the map at their points" in shown(app)
    assert f"Points {points}" in app.segmented_control(key="listed").options
    assert "shows each incident of a site with up to" in shown(app)
    assert not re.search(r"\bdots?\b.*fan out|Zoom in to see each", shown(app))


@pytest.mark.usefixtures("crowded")
def test_a_map_of_few_incidents_has_its_dots():
    drawn = layers_of(opened(country="JO"))
    assert "dots-light" in drawn
    assert "tiles-light" not in drawn


@pytest.mark.usefixtures("crowded")
def test_the_incident_that_is_open_is_ringed_among_tiles():
    drawn = layers_of(opened(incident="2024-01-28-tower-22-drone"))
    assert drawn["chosen-light"]["data"][0]["id"] == "2024-01-28-tower-22-drone"


@pytest.mark.usefixtures("crowded")
def test_pages_of_the_table_hold_every_incident_once():
    app = opened(page="incidents", country="SY")
    pages = []
    for page in range(1, 6):
        app.number_input(key="table_page").set_value(page).run()
        pages += app.dataframe[0].value["event_id"].tolist()
    assert (len(pages), len(set(pages))) == (243, 243)


def test_a_file_of_so_many_is_sent_as_it_is_written(monkeypatch):
    monkeypatch.setattr(export, "MOST_WHOLE", 242)
    app = opened(country="SY").button(key="export").click().run()
    links = [each.proto.url for each in app.get("link_button")]
    assert [url.partition("&v=")[0] for url in links] == [
        f"/api/incidents?format={form}&country=SY" for form in ("csv", "geojson")
    ]
    assert "243 incidents are sent as they are written" in shown(app)


def test_the_page_of_a_place_of_many_incidents_shows_months_and_no_neighbours(monkeypatch):
    monkeypatch.setattr(places, "MOST_MARKS", 10)
    app = opened(page="places", place="al-asad")
    assert not app.exception
    assert "Open one to see those around it" in shown(app)


@pytest.mark.usefixtures("crowded")
def test_the_table_can_begin_with_the_deadliest():
    app = opened(page="incidents")
    app.selectbox(key="sort").set_value("killed").run()
    killed = app.dataframe[0].value["killed_min"].tolist()
    assert killed == sorted(killed, reverse=True)


@pytest.mark.usefixtures("crowded")
def test_the_order_and_the_page_of_the_table_are_in_the_link():
    app = opened(page="incidents", country="SY")
    app.selectbox(key="sort").set_value("oldest").run()
    app.number_input(key="table_page").set_value(2).run()
    assert (app.query_params["sort"], app.query_params["table_page"]) == ("oldest", "2")
    again = opened(page="incidents", country="SY", sort="oldest", table_page="2")
    assert again.dataframe[0].value["event_id"].tolist() == app.dataframe[0].value["event_id"].tolist()
    assert again.dataframe[0].value["event_date"].is_monotonic_increasing


@pytest.mark.usefixtures("crowded")
def test_another_question_begins_with_its_first_page():
    app = opened(page="incidents", table_page="3")
    app.multiselect(key="weapon").set_value(["rockets"]).run()
    assert "table_page" not in app.query_params


@pytest.mark.usefixtures("crowded")
def test_a_page_past_the_last_is_the_last_and_said():
    app = opened(page="incidents", country="SY", table_page="9")
    assert app.warning[0].value == "The table has 5 pages, so there is no page 9. This is the last."
    assert len(app.dataframe[0].value) == 43
