"""The API: the filters of the page, problems in sentences, tags before work, and rows only where they may be passed on."""

import asyncio
import csv
import dataclasses
import io
import json
import re
import threading

import pytest
from starlette.applications import Starlette

from dashboard import api, data, http
from dashboard.api import openapi, sharing
from dashboard.api.routes import DECLARED
from geodata import __version__, export
from geodata.errors import StoreError
from geodata.keys import KEYS
from geodata.query import FILTERS, IncidentQuery
from geodata.store import Stop, Stopped, Store, stopping
from tests.engines import endless
from tests.strategies import made_of
from tests.unit.test_dashboard_http import PATIENCE_S, get

APP = Starlette(routes=[*http.ROUTES, *api.ROUTES], middleware=http.MIDDLEWARE)
ASKED = ["incidents?country=SY&limit=2", "incidents?format=csv&country=JO", "incidents?format=geojson&country=JO",
         "counts?by=month", "provinces?country=IQ", "tiles/5/19/12.json?weapon=rockets"]  # fmt: skip


def ask(path, **asked):
    return get(f"/api/{path}", app=APP, **asked)


def told(path):
    return json.loads(ask(path).body)


def test_incidents_come_in_pages_that_name_the_next():
    first = told("incidents?country=SY&limit=200")
    second = told(first["next"].partition("/api/")[2])
    assert (first["count"], len(first["incidents"]), len(second["incidents"]), second["next"]) == (243, 200, 43, None)


def test_a_page_says_whose_data_they_are(bundled):
    assert told("incidents?limit=1")["data"] == {
        "title": bundled.manifest.title, "licence": bundled.manifest.licence, "citation": bundled.manifest.citation,
        "version": bundled.version}  # fmt: skip


def test_csv_is_the_file_that_the_page_gives(store):
    query = IncidentQuery(province="IQ-AN")
    assert ask("incidents?format=csv&province=Anbar").body == export.to_bytes(store, query, ".csv")


def test_geojson_has_a_feature_for_each_incident_and_says_the_question():
    found = told("incidents?format=geojson&province=Anbar")
    assert (found["type"], len(found["features"]), found["incidents"]) == ("FeatureCollection", 54, "54")
    assert found["query"] == "province=IQ-AN"


@pytest.mark.parametrize("form", ["csv", "geojson"])
def test_an_answer_in_many_batches_is_the_same_file(store, monkeypatch, form):
    whole = ask(f"incidents?format={form}&country=IQ").body
    monkeypatch.setitem(Store.batches.__kwdefaults__, "size", 7)
    assert ask(f"incidents?format={form}&country=IQ").body == whole


def test_no_text_of_a_csv_is_run_by_a_spreadsheet(monkeypatch):
    kept = made_of({"notes": "=1+1"}).store
    monkeypatch.setattr(data, "store", lambda: kept)
    (row,) = csv.DictReader(io.StringIO(ask("incidents?format=csv").body.decode("utf-8-sig")))
    assert row["notes"] == "'=1+1"


@pytest.mark.parametrize("key", KEYS)
def test_counts_are_those_of_the_store(store, key):
    counted = store.counts(IncidentQuery(country="SY"), [key])
    assert [row["count"] for row in told(f"counts?by={key}&country=SY")["counts"]] == counted["count"].tolist()


def test_counts_of_more_rows_than_the_setting_allows_are_refused_with_their_number(store, monkeypatch):
    rows = len(store.counts(IncidentQuery(country="SY"), ["day", "place"]))
    monkeypatch.setenv("GEODATA_MAX_COUNTS", str(rows - 1))
    refused = ask("counts?by=day&by=place&country=SY")
    assert refused.status == 400
    assert f"Counted by day, place there would be {rows} rows. Given are at most {rows - 1}." in refused.body.decode()
    monkeypatch.setenv("GEODATA_MAX_COUNTS", str(rows))
    assert len(told("counts?by=day&by=place&country=SY")["counts"]) == rows


def test_the_same_value_twice_is_one_value():
    assert len(told("incidents?limit=2&limit=2")["incidents"]) == 2


def test_provinces_say_how_many_incidents_they_hold():
    found = {
        each["properties"]["admin1_code"]: each["properties"]["incidents"] for each in told("provinces")["features"]
    }
    assert (len(found), found["IQ-AN"]) == (32, 54)


def test_health_says_which_data_are_open(bundled):
    assert told("health") == {
        "status": "ok",
        "data": bundled.manifest.title,
        "version": bundled.version,
        "incidents": 436,
    }


@pytest.mark.parametrize("path", ASKED)
def test_an_answer_that_the_reader_has_is_not_made_again(path, monkeypatch):
    tag = ask(path).headers["etag"]
    monkeypatch.setattr(Store, "frame", None)
    monkeypatch.setattr(sharing.SharedWork, "answer", None)
    assert ask(path, if_none_match=tag).status == 304


def test_a_part_of_a_file_is_that_part():
    path = "incidents?format=geojson&country=JO"
    whole, part = ask(path).body, ask(path, range="bytes=10-19")
    assert (part.status, part.body) == (206, whole[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole)}"


def test_a_giant_is_sent_as_it_is_written(monkeypatch):
    whole = ask("incidents?format=csv&country=SY").body
    monkeypatch.setattr("dashboard.api.routes._SHORT", 1_000)
    monkeypatch.setattr("dashboard.api.routes._FILES", sharing.SharedWork(most=4))
    sent = ask("incidents?format=csv&country=SY")
    assert "content-length" not in sent.headers
    assert sent.body == whole


def test_other_data_have_another_tag(monkeypatch):
    before, other = ask("counts").headers["etag"], made_of({}).store
    monkeypatch.setattr(data, "store", lambda: other)
    assert ask("counts").headers["etag"] != before


@pytest.mark.parametrize(("path", "status", "said"), [
    ("incidents?colour=red", 400, "Unknown parameter 'colour'"),
    ("incidents?limit=0", 400, "'limit' cannot read '0': give a whole number from 1 to 10,000."),
    ("incidents?limit=abc", 400, "'limit' cannot read 'abc': give a whole number from 1 to 10,000."),
    ("incidents?offset=-1", 400, "give a whole number from 0 to 1,000,000,000."),
    ("incidents?limit=1&limit=5", 400, "'limit' takes one value; got 2: '1', '5'. Keep one."),
    ("incidents?bbox=50,30,40,35", 400, "west (50) must not be more than east (40)"),
    ("incidents?format=xml", 400, "give one of json, csv, geojson"),
    ("incidents?since=tomorrow", 400, "not a day"),
    ("incidents?weapon=trebuchet", 400, "does not occur in the data"),
    ("counts?by=colour", 400, "'colour' is no key"),
    ("tiles/2/9/0.json", 404, "No tile 2/9/0"),
    ("tiles/5/19/12.json?most=nan", 400, "'nan'"),
])  # fmt: skip
def test_what_cannot_be_answered_is_a_problem_in_words(path, status, said):
    refused = ask(path)
    assert (refused.status, refused.headers["content-type"]) == (status, "application/problem+json")
    assert said in json.loads(refused.body)["detail"]


@pytest.mark.parametrize("path", ["incident", "tiles/5/x/12.json", "counts/SY", ""])
def test_an_address_that_the_api_does_not_have_is_a_problem_and_no_page(path):
    answer = ask(path)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    assert "/api/incidents" in json.loads(answer.body)["detail"]


def test_all_problems_come_at_once():
    assert len(told("incidents?colour=red&limit=x&since=tomorrow&weapon=trebuchet")["problems"]) == 4


@pytest.fixture
def closed(bundled, monkeypatch):
    """Data that may not be passed on as rows."""
    manifest = dataclasses.replace(bundled.manifest, redistribute_rows=False)
    store = Store(dataclasses.replace(bundled, manifest=manifest))
    monkeypatch.setattr(data, "store", lambda: store)


@pytest.mark.parametrize("form", ["json", "csv", "geojson"])
@pytest.mark.usefixtures("closed")
def test_rows_that_may_not_be_passed_on_are_refused_in_every_form(form):
    refused = ask(f"incidents?format={form}")
    assert refused.status == 403
    assert b"may not be passed on" in refused.body


@pytest.mark.usefixtures("closed")
def test_data_that_may_not_be_passed_on_are_counted():
    assert told("counts")["count"] == 436


def test_a_database_that_is_away_is_said_to_be_so(monkeypatch):
    def away():
        raise StoreError("No connection to the database.")

    monkeypatch.setattr(data, "store", away)
    refused = ask("health")
    assert (refused.status, refused.headers["retry-after"]) == (503, "5")


def test_openapi_knows_every_route_and_every_filter():
    document = told("openapi.json")
    assert list(document["paths"]) == [each.path for each in DECLARED]
    assert list(document["components"]["parameters"]) == list(FILTERS)


def test_the_page_of_the_api_names_its_version_and_that_of_the_data(bundled):
    page = ask("docs").body.decode()
    assert f"Version of Incident Atlas and its API: {__version__}." in page
    assert f"now open: {bundled.manifest.title}, version {bundled.version}." in page


def test_the_page_of_the_api_names_every_route_and_filter_and_asks_nobody_else():
    page = openapi.page()
    assert all(f"<code>{name}</code>" in page for name in FILTERS)
    assert all(each.path in page for each in DECLARED)
    assert not re.search(r"(src|href)=['\"]?(https?:)?//", page)


class Reader:
    """Somebody who asks, and may hang up."""

    def __init__(self):
        self.hung_up = asyncio.Event()

    async def receive(self):
        await self.hung_up.wait()
        return {"type": "http.disconnect"}


def test_what_several_ask_at_once_is_made_once():
    made, all_ask, work = [], threading.Event(), sharing.SharedWork(most=4)

    def make():
        all_ask.wait()
        made.append(1)
        return "x"

    async def all_at_once():
        asked = [asyncio.ensure_future(work.answer(Reader(), "key", make)) for _ in range(5)]
        await asyncio.sleep(0)  # until each of them has asked
        all_ask.set()
        return await asyncio.gather(*asked)

    assert asyncio.run(all_at_once()) == ["x"] * 5
    assert made == [1]


def test_work_goes_on_while_anybody_waits(store):
    begun, others_left, work = threading.Event(), threading.Event(), sharing.SharedWork(most=4)

    def make():
        begun.set()
        others_left.wait()
        return store.count(IncidentQuery())  # refused if the work had been stopped

    async def leave():
        those = [Reader() for _ in range(3)]
        asked = [asyncio.ensure_future(work.answer(each, "key", make)) for each in those]
        await asyncio.to_thread(begun.wait)
        for each, answer in list(zip(those, asked, strict=True))[:-1]:
            each.hung_up.set()
            with pytest.raises(Stopped):
                await answer
        others_left.set()
        return await asked[-1]

    assert asyncio.run(leave()) == 436


@pytest.mark.parametrize(("path", "work"), [
    ("tiles/5/19/12.json", "dashboard.tiles.body"), ("incidents", "dashboard.api.routes._page"),
    ("incidents?format=csv", "dashboard.api.routes._beginning")])  # fmt: skip
def test_a_question_is_stopped_when_the_last_reader_has_gone(store, monkeypatch, path, work):
    begun, stopped = threading.Event(), threading.Event()
    with monkeypatch.context() as slow:
        slow.setattr(work, endless(store, begun, stopped))
        left = ask(path, leaves=begun)
        assert stopped.wait(PATIENCE_S)
    assert left.status == sharing.GONE


def test_work_that_failed_is_not_kept():
    work, outcomes = sharing.SharedWork(most=4), iter([StoreError("away"), "x"])

    def make():
        if isinstance(found := next(outcomes), Exception):
            raise found
        return found

    async def twice():
        return await asyncio.gather(work.answer(Reader(), "key", make), return_exceptions=True), await work.answer(
            Reader(), "key", make
        )

    (failed,), answered = asyncio.run(twice())
    assert isinstance(failed, StoreError)
    assert answered == "x"


def test_a_stop_does_not_outlive_its_block(store):
    stop = Stop()
    with stopping(stop):
        pass
    stop.now()
    assert store.count(IncidentQuery()) == 436
