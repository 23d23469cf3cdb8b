"""Pages after the map: the numbered list with its sources, and the atlas with its contents."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import date

import pypdfium2
import pytest

from geodata.cartography import PARTS, Layout, atlas, draw, render
from geodata.cartography.entries import entries
from geodata.cartography.pages import listing
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
    facts = draw(store, QUERY, Layout(listing="pages")).facts
    assert sorted(map(int, facts.said("number"))) == [entry.number for entry in entries(store, QUERY)]


def test_the_list_follows_the_map_in_a_pdf(store):
    pages = texts(render(store, QUERY, Layout(listing="pages"), "pdf", made=MADE))
    assert "Incidents and their sources" in pages[1]
    assert "28 January 2024 · Tower 22, Mafraq" in " ".join(pages[1:])


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_may_begin_on_the_page_of_the_map_and_goes_on_behind_it(store, orientation, language):
    layout = Layout(listing="page", orientation=orientation, language=language, extent="incidents")
    facts = draw(store, QUERY, layout, made=MADE).facts
    listed, beside = entries(store, QUERY, language), list(map(int, facts.said("entry number")))
    behind = [
        int(number) for page in listing(listed[facts.listed :], layout) for number in page.facts.said("entry number")
    ]
    assert len(beside) == facts.listed > 0
    assert beside + behind == [entry.number for entry in listed]
    assert len(texts(render(store, QUERY, layout, "pdf", made=MADE))) > 1


def test_a_page_too_small_for_a_list_has_it_behind_the_map_and_says_so(store):
    layout = Layout(listing="page", paper="105x148mm", orientation="portrait")
    facts = draw(store, QUERY, layout, made=MADE).facts
    assert facts.listed == 0
    assert "No room for the list on this page: it is on further pages of the PDF." in facts.warnings
    assert facts.frame.height > 100


def test_a_list_that_fits_needs_no_further_page(store):
    query = IncidentQuery(place=("tower-22",))
    assert len(texts(render(store, query, Layout(listing="page"), "pdf", made=MADE))) == 1


def test_a_list_on_the_page_says_how_many_are_elsewhere(store):
    facts = draw(store, QUERY, Layout(listing="page"), made=MADE).facts
    assert f"{len(entries(store, QUERY)) - facts.listed} more on further pages of the PDF." in facts.said("note")


def test_an_incident_without_a_dot_says_where_it_is(store):
    told = {entry.number: entry.body for entry in entries(store, IncidentQuery())}
    assert sum("counted in its province" in body for body in told.values()) == 57
    assert sum("not on the map" in body for body in told.values()) == 11


def test_rows_that_may_not_be_passed_on_are_not_listed_but_drawn_with_their_credit(store):
    kept = copy(store)
    kept.manifest = replace(store.manifest, redistribute_rows=False, show_on_image="Source: Theirs, 2026")
    with pytest.raises(LayoutError, match=r"may not be passed on as rows.*listing 'no'"):
        render(kept, QUERY, Layout(listing="page"), "pdf")
    assert "Source: Theirs, 2026" in draw(kept, QUERY, Layout()).facts.texts["caption"]


def test_an_atlas_may_be_in_arabic(store):
    contents = texts(atlas(store, QUERY, "province", Layout(language="ar"), made=MADE))[0]
    assert {"أربيل", "المفرق"} <= {line.strip() for line in contents.splitlines()} | set(contents.split())
    assert "Atlas" not in contents


def test_every_incident_is_on_some_page_and_none_is_cut(store):
    figures = list(listing(entries(store, IncidentQuery()), Layout(dpi=72)))
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
