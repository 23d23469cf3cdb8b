"""Cards, figures and legends: what is not stated is said to be so, and no text of the data becomes markup."""

import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest

from dashboard import cards
from geodata import importers
from geodata.importers.table import File
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.summarise import figures
from tests.strategies import made_of

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
SOURCE = {
    "event_id": "e0",
    "publisher": "Paper",
    "title": "A page",
    "url": "https://paper.example/1",
    "published": pd.NaT,
}


def card(*sources: dict, **cells: str) -> str:
    row = made_of(cells).store.incident("e0")
    return cards.incident_card(row, pd.DataFrame(list(sources), columns=list(SOURCE)))


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def fact(html: str, name: str) -> str:
    """Return what a card says under the heading `name`."""
    return words(re.search(rf"<dt>{name}</dt><dd>(.*?)</dd>", html).group(1))


def markup(html: str) -> set[tuple[str, ...]]:
    """Return each kind of element with the names of its attributes."""
    found = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.add((tag, *(name for name, _ in attributes)))
    parser.feed(html)
    return found


@pytest.mark.parametrize(("low", "high", "said"), [
    ("", "", "not stated"),
    ("0", "0", "0"),
    ("3", "3", "3"),
    ("3", "5", "3 to 5"),
    ("0", "2", "0 to 2"),
    ("3", "", "3 or more"),
    ("", "5", "up to 5"),
])  # fmt: skip
@pytest.mark.parametrize("what", ["killed", "injured"])
def test_casualties_are_said_as_stated(what, low, high, said):
    html = card(**{f"{what}_min": low, f"{what}_max": high, "killed_side": ""})
    assert fact(html, what.title()) == said


def test_the_side_of_the_dead_stands_beside_their_number_only():
    html = card(killed_min="2", killed_max="2", injured_min="4", injured_max="4", killed_side="militia")
    assert "militia" in fact(html, "Killed")
    assert fact(html, "Injured") == "4"


@pytest.mark.parametrize(
    ("column", "name"),
    [("actor1", "Who"), ("actor2", "Against"), ("weapons", "Weapons"), ("outcome", "Outcome"), ("damage", "Damage")],
)
def test_an_empty_cell_is_not_stated(column, name):
    assert fact(card(**{column: ""}), name) == "not stated"


def test_an_incident_nobody_claimed_says_as_far_as_sources_say():
    assert fact(card(SOURCE, claimed_by=""), "Claimed by") == "nobody, as far as the sources say"
    assert fact(card(claimed_by=""), "Claimed by") == "not stated"


@pytest.mark.parametrize(("cells", "said"), [
    ({"place_id": "al-asad", "geo_precision": "1"}, "Iraq exact site"),
    ({"place_id": "al-asad", "geo_precision": "3"}, "shown in its province"),
    ({"place_id": "taji"}, "no point is known: shown in its province"),
    ({"place_id": ""}, "province not known"),
    ({"place_id": "badia"}, "not on the map: no point and no province"),
])  # fmt: skip
def test_where_says_how_well_the_place_is_known(cells, said):
    assert said in fact(card(**cells), "Where")


@pytest.mark.parametrize(("level", "said"), [("low", "Claimed"), ("medium", "Reported"), ("high", "Confirmed")])
def test_evidence_is_said_in_words_with_their_meaning(level, said):
    evidence = fact(card(confidence=level), "Evidence")
    assert evidence.startswith(said)
    assert len(evidence) > len(said) + 5


@pytest.mark.parametrize("column", ["notes", "actor1", "actor2", "damage", "claimed_by", "weapons"])
def test_no_text_of_an_incident_becomes_markup(column):
    evil = card(SOURCE, **{column: EVIL})
    assert markup(evil) == markup(card(SOURCE, **{column: "plain"}))
    assert "alert(1)" in words(evil.replace("&lt;", "").replace("&gt;", ""))  # shown, not swallowed


@pytest.mark.parametrize("column", ["publisher", "title", "url"])
def test_no_text_of_a_source_becomes_markup(column):
    assert markup(card(SOURCE | {column: f"https://x.example/{EVIL}"})) == markup(card(SOURCE))


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "//x.example", "ftp://x.example", "", "x"]
)
def test_only_web_addresses_become_links(url):
    assert cards.web_link(url, "A page") == "A page"


@pytest.mark.parametrize("url", ["https://paper.example/?a=1&b=2", "HTTP://PAPER.EXAMPLE"])
def test_a_web_address_becomes_a_link_that_tells_the_site_nothing(url):
    html = cards.web_link(url, "A page")
    assert f'href="{url.replace("&", "&amp;")}"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


def test_sources_come_with_publisher_and_day():
    dated = SOURCE | {"published": pd.Timestamp("2023-11-18"), "title": None}
    said = words(card(SOURCE, dated))
    assert "Sources (2)" in said
    assert "A page Paper, undated" in said
    assert "https://paper.example/1 Paper, 18 Nov 2023" in said


def test_two_pages_of_one_publisher_are_one_publisher_only():
    other = SOURCE | {"publisher": "Another paper"}
    assert "one publisher only" in words(card(SOURCE, SOURCE | {"url": "https://paper.example/2"}))
    assert "one publisher only" not in words(card(SOURCE, other))


def test_headline_figures_are_those_of_the_answer():
    store = made_of(
        {"category": "other_attack", "killed_min": "1", "killed_max": "3"}, {"category": "us_coalition_strike"}
    ).store
    said = words(cards.figures_strip(figures(store, IncidentQuery())))
    assert "Incidents 2" in said
    assert "Attacks on U.S. and coalition 0" in said
    assert "Killed 1–3 stated for 1 of 2" in said
    assert "Injured not stated stated for 0 of 2" in said


def test_figures_of_nothing_claim_nothing_about_casualties():
    said = words(cards.figures_strip(figures(made_of().store, IncidentQuery())))
    assert "Incidents 0" in said
    assert "Killed –" in said
    assert "of 0" not in said


def test_the_legend_names_what_is_drawn_and_only_that():
    store = made_of({"place_id": "conoco", "geo_precision": "1"}, {"category": "us_coalition_strike"}).store
    said = words(cards.legend(figures(store, IncidentQuery(category="other_attack")), ring=False))
    assert said.startswith("1 dot of 1 incident")
    assert "Other attack" in said
    assert "U.S. or coalition strike" not in said
    assert "10 km" not in said


def test_the_legend_counts_dots_badges_and_the_tray():
    store = made_of(
        {"place_id": "conoco", "geo_precision": "2"}, {"place_id": "taji"}, {"place_id": ""}, {"place_id": ""}
    ).store
    said = words(cards.legend(figures(store, IncidentQuery()), ring=True))
    assert "of 4 incidents" in said
    assert "1 known only to the province" in said
    assert "2 not on the map" in said
    assert "within about 10 km" in said


def test_a_card_says_what_else_a_file_of_ones_own_says():
    body = f"Incident ID,Date,Town,Outlet,Empty\nX1,2025-01-05,Kirkuk,Invented Wire {EVIL.replace(',', '')},\n"
    store = Store(importers.read(File("own.csv", body=body.encode())).catalogue)
    html = cards.incident_card(store.incident("X1"), pd.DataFrame(columns=list(SOURCE)))
    assert "Invented Wire" in fact(html, "Outlet")
    assert "Empty" not in html
    assert ("script",) not in markup(html)


def test_a_list_in_a_file_of_ones_own_stands_in_the_card():
    row = made_of({}).store.incident("e0") | {"tags": np.array(["one", "two"])}
    assert fact(cards.incident_card(row, pd.DataFrame(columns=list(SOURCE))), "tags") == "one; two"


def test_a_card_of_our_own_data_has_nothing_beside(store):
    assert "Also in the file" not in cards.incident_card(
        store.incident("2024-01-28-tower-22-drone"), pd.DataFrame(columns=list(SOURCE))
    )
