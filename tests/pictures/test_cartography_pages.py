"""Pages after the map: the numbered list with its sources, and the atlas with its contents."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from geodata.cartography import PARTS, Layout, atlas, draw, render
from geodata.cartography.pages import entries, listing
from geodata.errors import ExportError, LayoutError
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)
QUERY = IncidentQuery(place=("tower-22", "al-harir"), until=date(2024, 2, 4))


def texts(pdf):
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_every_incident_of_the_map_is_listed_by_its_number(store):
    listed = entries(store, IncidentQuery())
    assert [entry.number for entry in listed] == list(range(1, 437))


def test_an_entry_says_when_where_what_and_from_whom(store):
    (entry,) = entries(store, IncidentQuery(place=("tower-22",)))
    assert entry.head == "28 January 2024 · Tower 22, Mafraq"
    assert "3 killed; 34–47 injured; confirmed. Sources: " in entry.body


def test_numbers_on_the_map_are_those_of_the_list(store):
    facts = draw(store, QUERY, Layout(listing=True)).facts
    assert sorted(map(int, facts.said("number"))) == [entry.number for entry in entries(store, QUERY)]


def test_the_list_follows_the_map_in_a_pdf(store):
    pages = texts(render(store, QUERY, Layout(listing=True), "pdf", made=MADE))
    assert "Incidents and their sources" in pages[1]
    assert "28 January 2024 · Tower 22, Mafraq" in " ".join(pages[1:])


def test_every_incident_is_on_some_page_and_none_is_cut(store):
    figures = list(listing(entries(store, IncidentQuery()), Layout(dpi=72), "List"))
    numbers = [int(text) for figure in figures for text in figure.facts.said("entry number")]
    assert numbers == list(range(1, 437))
    assert all(figure.facts.page.grown(-8).holds(line.box) for figure in figures for line in figure.facts.lines)


@pytest.mark.parametrize(("by", "maps"), [("province", 2), ("place", 2), ("month", 5)])
def test_an_atlas_has_contents_and_a_map_for_each_part(store, by, maps):
    pages = texts(atlas(store, QUERY, by, Layout(), made=MADE))
    assert pages[0].startswith(f"Atlas by {by}")
    assert len(pages) == 1 + maps


def test_contents_lead_to_the_page_of_the_map(store):
    pages = texts(atlas(store, QUERY, "province", made=MADE))
    assert "Mafraq" in pages[2]
    assert pages[0].split()[-1] == "3" or "3" in pages[0].split()


def test_an_atlas_tells_its_progress_and_can_be_stopped(store):
    with pytest.raises(ExportError, match="stopped after 1 of 2 maps"):
        atlas(store, QUERY, "province", progress=lambda *_: False)


def test_an_atlas_by_something_else_is_refused():
    with pytest.raises(LayoutError, match=", ".join(PARTS)):
        atlas(None, QUERY, "colour")


def test_an_atlas_of_nothing_is_refused(store):
    with pytest.raises(LayoutError, match="would have 0 maps"):
        atlas(store, IncidentQuery(killed=900), "province")
