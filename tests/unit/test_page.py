"""The page of one file: what is in it, what can never be, and that it asks for nothing."""

import base64
import dataclasses
import hashlib
import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from geodata import page
from geodata.errors import ExportError
from geodata.page import assembly
from geodata.query import IncidentQuery
from geodata.store import Store
from tests import oracle, strategies

MADE = date(2026, 11, 22)
HOSTILE = "</script><script>alert(1)</script><img src=https://example.org/x onerror=alert(2)>\u2028<!-- قصف"


class Parts(HTMLParser):
    """Elements with their attributes, and the text of style, script and data."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self._inside = [], {}, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self._inside = dict(attrs).get("id", tag) if tag in ("script", "style", "title") else None

    def handle_endtag(self, tag):
        self._inside = None

    def handle_data(self, data):
        if self._inside:
            self.texts[self._inside] = self.texts.get(self._inside, "") + data


def parts_of(store, query=IncidentQuery(), **more):  # noqa: B008  # a query never changes
    return Parts(page.render(store, query, made=MADE, **more).decode())


@pytest.fixture(scope="module")
def whole(store):
    return page.render(store, IncidentQuery(), made=MADE)


@pytest.fixture(scope="module")
def parts(whole):
    return Parts(whole.decode())


@pytest.fixture(scope="module")
def told(parts):
    return json.loads(parts.texts["data"])


def test_the_bundled_incidents_fit_in_a_megabyte(whole):
    assert len(whole) <= 1_000_000


def test_every_incident_is_in_with_its_notes_and_sources(told, bundled_rows):
    rows = {cells[0]: dict(zip(told["columns"], cells, strict=True)) for cells in told["rows"]}
    assert list(rows) == list(oracle.select(bundled_rows)["event_id"])
    for stated in bundled_rows.to_dict("records"):
        row = rows[stated["event_id"]]
        assert (row["notes"] or "", row["event_date"]) == (stated["notes"], stated["event_date"])
        assert row["shown_as"] == oracle.shown_as(stated)
        assert (row["x"] is None) == (row["shown_as"] != "dot")
    sources = oracle.raw("incident_sources")
    named = {(event_id, told["pages"][number][2]) for event_id, row in rows.items() for number in row["sources"]}
    assert named == set(zip(sources["event_id"], sources["url"], strict=True))


def test_a_question_narrows_the_page(store, bundled_rows):
    query = IncidentQuery(province=("IQ-AN",), since=date(2024, 1, 1))
    parts = parts_of(store, query)
    answer = oracle.select(bundled_rows, province=["IQ-AN"], since=date(2024, 1, 1))
    assert [cells[0] for cells in json.loads(parts.texts["data"])["rows"]] == list(answer["event_id"])


def test_the_same_question_and_day_give_the_same_bytes(store, whole):
    assert page.render(store, IncidentQuery(), made=MADE) == whole


def test_nothing_in_the_page_can_ask_for_anything(parts):
    policy = next(a["content"] for tag, a in parts.elements if a.get("http-equiv") == "Content-Security-Policy")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert (rules["default-src"], rules["img-src"], rules["font-src"]) == ("'none'", "data:", "data:")
    for rule, element in (("script-src", "script"), ("style-src", "style")):
        digest = hashlib.sha256(parts.texts[element].encode()).digest()
        assert rules[rule] == f"'sha256-{base64.b64encode(digest).decode()}'"
    asking = {"src", "srcset", "data", "action", "poster", "style"}
    assert [(tag, a) for tag, a in parts.elements if asking & a.keys() or ("href" in a and tag != "a")] == []
    assert re.findall(r"(?:url\(|@import )(?!data:)", parts.texts["style"]) == []


def test_links_lead_to_the_web_and_tell_it_nothing(parts):
    links = [a for tag, a in parts.elements if tag == "a"]
    assert links
    assert all(re.match("https?://", a["href"]) and "noopener" in a["rel"] for a in links)


def test_text_of_strangers_stays_text():
    made = strategies.made_of({"notes": HOSTILE, "damage": HOSTILE}, {"actor1": HOSTILE})
    parts = parts_of(made.store, title=HOSTILE)
    scripts = [a for tag, a in parts.elements if tag == "script"]
    assert [a.get("type") for a in scripts] == ["application/json", None]
    assert not [tag for tag, _ in parts.elements if tag == "img"]
    assert not set("<>&\u2028\u2029") & set(parts.texts["data"])
    told = json.loads(parts.texts["data"])
    row = dict(zip(told["columns"], told["rows"][0], strict=True))
    assert row["notes"] == HOSTILE
    assert parts.texts["title"] == HOSTILE


def test_scripts_never_write_markup():
    script = assembly._script()
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|fetch\(", script
    )


def test_rows_that_may_not_be_passed_on_are_not():
    made = strategies.made_of({}).catalogue
    closed = dataclasses.replace(made, manifest=dataclasses.replace(made.manifest, redistribute_rows=False))
    with pytest.raises(ExportError, match="Export a picture"):
        page.render(Store(closed), IncidentQuery())


def test_more_incidents_than_a_browser_can_draw_are_refused(store, monkeypatch):
    monkeypatch.setattr(assembly, "MOST", 435)
    with pytest.raises(ExportError, match=r"436 incidents are too many .* holds 435.* Narrow the filters"):
        page.render(store, IncidentQuery())


def test_a_question_without_answer_is_a_page_too(store):
    assert json.loads(parts_of(store, IncidentQuery(killed=900)).texts["data"])["rows"] == []


def test_coverage_licences_version_and_day_are_said(store, whole):
    text = whole.decode()
    for said in ("Coverage is uneven", "22 November 2026", store.version, "CC BY 4.0", "imply no endorsement", "LGPL", store.manifest.citation):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("name", [*(f"{each}.js" for each in assembly._SCRIPTS), "page.css", "page.html"])
def test_script_and_style_can_be_read_in_one_sitting(name):
    lines = (assembly._HERE / name).read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 300


def test_title_and_subtitle_are_those_given_else_made_from_the_question(store):
    query = IncidentQuery(province=("IQ-AN",))
    own = page.render(store, query, made=MADE, title="Own title", subtitle="Own line").decode()
    assert re.findall(r'<h1[^>]*>(.*?)</h1>|class="sentence"[^>]*>(.*?)</p>', own) == [
        ("Own title", ""),
        ("", "Own line"),
    ]
    assert parts_of(store, query).texts["title"] == "Reported incidents in Al Anbar"
