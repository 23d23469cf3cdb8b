"""Every choice of a printed map can be made in the panel, starts from the link, and ends in the layout."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import export_layout
from geodata.cartography.layout import OPTIONS, Layout


def chooser(url, may_list, is_crowded):
    import streamlit as st

    from dashboard import export_layout
    from geodata.cartography.layout import Layout

    made = export_layout.choose(Layout.from_url(url), may_list=may_list, is_crowded=is_crowded)
    st.code("none" if made is None else made.to_url())


def chosen(layout=None, *, may_list=True, is_crowded=False):
    given = {"url": (layout or Layout()).to_url(), "may_list": may_list, "is_crowded": is_crowded}
    return AppTest.from_function(chooser, default_timeout=120, kwargs=given).run()


@pytest.mark.parametrize(("is_crowded", "said"), [
    (False, ["One dot an incident", "Symbols by number at a site", "Shaded provinces", "Hexagons"]),
    (True, ["One dot an incident (too many: hexagons)", "Symbols by number at a site (too many: hexagons)", "Shaded provinces", "Hexagons"]),
])  # fmt: skip
def test_ways_of_drawing_that_so_many_incidents_have_not_say_what_is_drawn_instead(is_crowded, said):
    assert chosen(is_crowded=is_crowded).selectbox(key="map-Drawn as").options == said


@pytest.mark.parametrize("layout", [
    Layout(), Layout(paper="16:9", theme="dark"), Layout(orientation="portrait", style="choropleth", measure="density"),
    Layout(timeline=False, names=False, inset=False, arcs=True, transparent=True), Layout(listing="page", subtitle="One line"),
    Layout(language="ar", digits="arabic", extent="IQ-AN,SY-DY", code=False),
    Layout(paper="120x200mm", title="A title"), Layout(paper="1600x900px", dpi=96),
], ids=lambda layout: layout.to_url() or "default")  # fmt: skip
def test_the_panel_opens_with_the_layout_of_the_link_and_changes_nothing_by_itself(layout):
    shown = chosen(layout)
    assert not shown.exception
    assert Layout.from_url(shown.code[0].value or "") == layout


def test_every_option_of_a_layout_is_in_the_panel():
    in_panel = {"paper", "orientation", "dpi", "theme", "extent", "style", "measure", "title", *export_layout._FOLDED}
    assert set(OPTIONS) == in_panel


def test_what_is_folded_away_is_open_where_the_link_makes_use_of_it():
    assert chosen().expander[0].label == "More"
    assert chosen(Layout(arcs=True, digits="arabic")).expander[0].label == "More (2 in use)"


@pytest.mark.parametrize("name", export_layout.SWITCHES)
def test_a_switch_changes_its_option(name):
    shown = chosen()
    shown.toggle(key=f"map-{name}").set_value(not getattr(Layout(), name)).run()
    assert Layout.from_url(shown.code[0].value) == Layout(**{name: not getattr(Layout(), name)})


def test_a_list_is_offered_only_where_incidents_may_be_passed_on():
    assert "Incidents and sources" in [box.label for box in chosen().selectbox]
    assert "Incidents and sources" not in [box.label for box in chosen(may_list=False).selectbox]


def test_a_page_that_cannot_be_drawn_is_told_and_nothing_breaks():
    shown = chosen(Layout(paper="1600x900px"))
    shown.number_input(key="map-width").set_value(10).run()
    assert shown.code[0].value == "none"
    assert "Pages are 105" in shown.warning[0].value
