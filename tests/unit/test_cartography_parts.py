"""Timeline, inset, QR code and names of sites: right, and only where they belong."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from dashboard.export_layout import previewed
from geodata import style
from geodata.cartography import Layout, animate, draw
from geodata.cartography.circles import _WIDTH
from geodata.cartography.labels import short_name
from geodata.cartography.sheet import SHAPES, Rect
from geodata.cartography.styles import STYLES
from geodata.cartography.timeline import bars
from geodata.cartography.town_names import CAPITALS
from geodata.errors import LayoutError
from geodata.query import IncidentQuery


def incidents(*days):
    return pd.DataFrame({"event_date": [date.fromisoformat(day) for day in days], "category": "other_attack"})


@pytest.mark.parametrize(
    ("days", "step", "totals"),
    [
        (["2024-01-30", "2024-01-31", "2024-02-01"], "day", (1, 1, 1)),
        (["2024-01-31", "2024-02-02"], "day", (1, 0, 1)),
        (["2024-01-01", "2024-01-07", "2024-01-08", "2024-03-01"], "week", (2, 1, 0, 0, 0, 0, 0, 0, 1)),
        (["2023-10-31", "2024-10-01"], "month", (1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)),
    ],
)
def test_the_timeline_has_a_bar_for_every_step_empty_ones_too(days, step, totals):
    found = bars(incidents(*days))
    assert (found.step, found.totals) == (step, totals)


@pytest.mark.parametrize("days", [[], ["2024-01-30"], ["2024-01-30", "2024-01-30"]])
def test_a_day_alone_has_no_timeline(days):
    assert bars(incidents(*days)) is None


@pytest.mark.parametrize(
    ("style", "kinds"), [("swarm", True), ("symbols", True), ("choropleth", False), ("hex", False)]
)
def test_bars_tell_kinds_only_where_the_legend_does(store, style, kinds):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, paper="A3", style=style)).facts
    assert any("in the order of the legend" in line for line in [" ".join(facts.said("note"))]) is kinds


STRIKE, ON_US, OTHER = "us_coalition_strike", "attack_on_us_coalition", "other_attack"


@pytest.mark.parametrize(("query", "title"), [
    (IncidentQuery(), "Reported incidents in Iraq, Syria and Jordan"),
    (IncidentQuery(country=("IQ", "SY")), "Reported incidents in Iraq and Syria"),
    (IncidentQuery(place=("tower-22",)), "Reported attacks at Tower 22"),
    (IncidentQuery(place=("tower-22",), category=(ON_US,)), "Attacks on U.S. and coalition forces at Tower 22"),
    (IncidentQuery(place=("tower-22", "al-asad")), "Reported attacks in Iraq and Jordan"),
    (IncidentQuery(killed=900), "Reported incidents"),
    (IncidentQuery(province=("IQ-AN",)), "Reported incidents in Al Anbar"),
    (IncidentQuery(province=("IQ-AN", "SY-DY")), "Reported incidents in Al Anbar and Deir ez-Zor"),
    (IncidentQuery(province=("IQ-AN", "IQ-BG", "SY-DY")), "Reported incidents in Iraq and Syria"),
    (IncidentQuery(category=(STRIKE,)), "U.S. and coalition strikes"),
    (IncidentQuery(category=(ON_US, OTHER)), "Reported attacks in Iraq, Syria and Jordan"),
    (IncidentQuery(place=("jurf-al-sakhar",), actor=("United States and coalition",)), "Reported strikes at Jurf al-Sakhar (Jurf al-Nasr)"),
])  # fmt: skip
def test_the_title_names_what_the_incidents_shown_are_and_where(store, query, title):
    assert draw(store, query, Layout(dpi=72)).facts.texts["title"] == title


@pytest.mark.parametrize("drawn_as", STYLES)
@pytest.mark.parametrize("query", [IncidentQuery(), IncidentQuery(province=("IQ-AN",)), IncidentQuery(province=("IQ-BG", "SY-DI"))],
                         ids=["everything", "Al Anbar", "the capitals"])  # fmt: skip
def test_both_capitals_are_named_as_towns_whatever_is_shown(store, query, drawn_as):
    facts = draw(store, query, Layout(dpi=72, style=drawn_as)).facts
    assert [facts.said("town").count(name) + facts.said("site").count(name) for name in CAPITALS] == [1, 1]


def test_a_capital_that_dots_cover_is_named_beside_them(store):
    facts = draw(store, IncidentQuery(province=("IQ-BG",)), Layout(dpi=72)).facts
    (name,) = (line.box for line in facts.lines if (line.role, line.text) == ("town", "Baghdad"))
    assert not any(name.overlaps(Rect(x - 1, y - 1, x + 1, y + 1)) for x, y in facts.dots.values())
    assert min(np.hypot(x - name.left, y - name.bottom) for x, y in facts.dots.values()) < 40


@pytest.mark.parametrize("paper", ["A4", "square", "A5"])
def test_the_two_countries_and_the_capitals_come_before_provinces_and_towns(store, paper):
    said = draw(store, IncidentQuery(), Layout(dpi=72, paper=paper)).facts.lines
    names = [line.text for line in said if line.role in ("town", "country", "province")]
    assert names[:4] == [*CAPITALS, "IRAQ", "SYRIA"]


def test_a_site_has_a_symbol_for_each_kind_of_incident(store):
    query = IncidentQuery(place=("al-asad",))
    kinds = store.incidents(query, columns=["category"])["category"].value_counts()
    facts = draw(store, query, Layout(dpi=72, style="symbols")).facts
    assert sorted(count for _, _, count in facts.sites) == sorted(kinds)
    assert len(kinds) > 1


def test_a_symbol_has_the_area_of_its_count_whatever_its_shape():
    areas = [abs(_area(SHAPES[shape].to_polygons()[0])) * _WIDTH[shape] ** 2 for shape in SHAPES]
    assert areas == pytest.approx([np.pi / 4] * 3, rel=0.02)


def _area(polygon):
    x, y = polygon.T
    return np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) / 2


@pytest.mark.parametrize("style", ["hex", "choropleth"])
def test_headings_of_the_legend_are_never_cut(store, style):
    facts = draw(store, IncidentQuery(place=("tower-22",)), Layout(dpi=72, style=style, extent="incidents")).facts
    assert not [line for line in facts.said("legend heading") if "…" in line]


@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
def test_the_bars_count_every_incident_of_the_answer(store, orientation):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, orientation=orientation)).facts
    assert sum(facts.bars.values()) == 436


def test_a_picture_can_do_without_a_timeline(store):
    assert draw(store, IncidentQuery(), Layout(dpi=72, timeline=False)).facts.bars == {}


def test_a_code_leads_to_the_view_where_the_address_is_known(store, monkeypatch):
    monkeypatch.setenv("GEODATA_PUBLIC_URL", "https://atlas.example/")
    facts = draw(store, IncidentQuery(province=("IQ-AN",)), Layout(dpi=72)).facts
    assert facts.texts["link"] == "https://atlas.example/?province=IQ-AN"


def test_there_is_no_code_without_an_address(store, monkeypatch):
    monkeypatch.delenv("GEODATA_PUBLIC_URL", raising=False)
    assert "link" not in draw(store, IncidentQuery(), Layout(dpi=72)).facts.texts


def test_a_link_too_long_for_a_code_is_told(store, monkeypatch):
    monkeypatch.setenv("GEODATA_PUBLIC_URL", "https://atlas.example/" + "long/" * 300)
    assert "No QR code" in draw(store, IncidentQuery(), Layout(dpi=72)).facts.warnings[0]


def test_the_large_swarms_are_named(store):
    assert {"Al-Asad Airbase", "Conoco gas field"} <= set(
        draw(store, IncidentQuery(), Layout(dpi=72)).facts.said("site")
    )


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Al-Asad Airbase (Ain al-Asad)", "Al-Asad Airbase"),
        ("Mission Support Site Euphrates (Conoco gas field)", "Conoco gas field"),
        ("Baghdad Diplomatic Support Center (by Baghdad airport)", "Baghdad Diplomatic Support Center"),
        ("Abu Ghraib area, west of Baghdad", "Abu Ghraib area"),
        ("Harir / Bashur airfield", "Harir"),
    ],
)
def test_long_names_are_short_on_the_map(name, short):
    assert short_name(name) == short


def test_an_inset_marks_where_a_near_map_lies(store):
    with_inset, without = (
        draw(store, IncidentQuery(), Layout(dpi=72, extent="IQ-BG", inset=yes)) for yes in (True, False)
    )
    assert len(with_inset.artists) + len(with_inset.patches) > len(without.artists) + len(without.patches)
    assert np.isfinite(with_inset.facts.frame).all()


@pytest.fixture
def few_marks(monkeypatch):
    """A page that may hold as many single marks as the bundled data have dots."""
    monkeypatch.setattr(style, "MOST_DOTS", 368)


@pytest.mark.usefixtures("few_marks")
@pytest.mark.parametrize("wanted", ["swarm", "symbols"])
def test_a_map_that_may_hold_them_draws_single_marks(store, wanted):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, style=wanted)).facts
    assert facts.legend["dots"] == 368
    assert facts.warnings == ()


@pytest.mark.parametrize("wanted", ["swarm", "symbols"])
def test_one_more_than_a_map_may_hold_is_shaded_and_said_to_be(store, monkeypatch, wanted):
    monkeypatch.setattr(style, "MOST_DOTS", 367)
    facts = draw(store, IncidentQuery(), Layout(dpi=72, style=wanted)).facts
    assert sum(count for _, _, count in facts.sites) == 368
    assert not facts.dots
    assert "more than 367 incidents have a point" in " ".join(facts.said("legend"))
    assert facts.warnings == ("368 incidents are too many to draw one by one: shades say how many lie where.",)


@pytest.mark.parametrize(
    "page", [{}, {"orientation": "portrait"}, {"paper": "1237x700px", "dpi": 110}, {"paper": "A2", "dpi": 200}], ids=str
)
@pytest.mark.parametrize("extent", ["countries", "incidents"])
def test_a_preview_counts_the_hexagons_of_its_file(store, page, extent):
    file = Layout(**page, style="hex", extent=extent)
    whole, preview = (draw(store, IncidentQuery(), each).facts for each in (file, previewed(file)))
    assert sorted(count for *_, count in preview.sites) == sorted(count for *_, count in whole.sites)
    assert preview.said("legend") == whole.said("legend")


def test_hexagons_are_of_a_round_width(store):
    said = " ".join(line.text for line in draw(store, IncidentQuery(), Layout(dpi=72, style="hex")).facts.lines)
    assert float(re.search(r"per hexagon, ([\d.]+)\skm", said)[1]) in {12, 15, 20, 25, 30, 40}


def test_shades_are_the_same_whether_asked_for_or_not(store, monkeypatch):
    asked_for = draw(store, IncidentQuery(), Layout(dpi=72, style="hex")).facts.sites
    monkeypatch.setattr(style, "MOST_DOTS", 367)
    assert draw(store, IncidentQuery(), Layout(dpi=72)).facts.sites == asked_for


@pytest.mark.parametrize("wanted", ["choropleth", "hex"])
def test_what_is_shaded_anyway_needs_no_warning(store, monkeypatch, wanted):
    monkeypatch.setattr(style, "MOST_DOTS", 0)
    assert draw(store, IncidentQuery(), Layout(dpi=72, style=wanted)).facts.warnings == ()


def test_a_list_or_a_film_of_too_many_is_refused(store, monkeypatch):
    monkeypatch.setattr(style, "MOST_DOTS", 367)
    with pytest.raises(LayoutError, match="too long for a map"):
        draw(store, IncidentQuery(), Layout(dpi=72, listing="page"))
    with pytest.raises(LayoutError, match=r"368 are too many. Ask for up to 367"):
        animate(store, IncidentQuery())
