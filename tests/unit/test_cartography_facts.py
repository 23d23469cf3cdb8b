"""What a picture says equals what the summaries say; nothing overlaps, nothing leaves the page."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest

from geodata import style, summarise
from geodata.cartography import Layout, draw
from geodata.cartography.compose import SMALLEST_PT
from geodata.query import IncidentQuery

MADE = date(2026, 11, 22)
QUERIES = [
    IncidentQuery(),
    IncidentQuery(province=("IQ-AN",), category=("attack_on_us_coalition",)),
    IncidentQuery(since=date(2026, 3, 1), evidence="high"),
    IncidentQuery(killed=900),
]
LAYOUTS = [
    Layout(dpi=72),
    Layout(dpi=72, orientation="portrait", extent="incidents"),
    Layout(dpi=72, paper="square", theme="dark"),
    Layout(dpi=72, paper="16:9", extent="IQ"),
    Layout(dpi=72, paper="A5", extent="43.6,32.6,45,33.9", theme="grey"),
    Layout(dpi=72, paper="105x148mm"),
    Layout(dpi=72, style="symbols", paper="A3"),
    Layout(dpi=72, style="choropleth", measure="density", orientation="portrait"),
    Layout(dpi=72, style="hex", paper="square"),
]


@pytest.fixture(params=QUERIES, ids=str, scope="module")
def query(request):
    return request.param


@pytest.fixture(params=LAYOUTS, ids=lambda layout: layout.to_url(), scope="module")
def layout(request):
    return request.param


@pytest.fixture(scope="module")
def facts(store, query, layout):
    return draw(store, query, layout, made=MADE).facts


def test_the_legend_states_the_figures_of_the_summary_less_what_is_outside_the_map(store, query, layout, facts):
    figures = summarise.figures(store, query)
    stated = {category: facts.legend.get(category, 0) for category in style.CATEGORY}
    if layout.style in ("swarm", "symbols"):
        assert sum(stated.values()) == figures.incidents - facts.legend.get("outside", 0)
        assert all(stated[kind] <= count for kind, count in figures.by_category.items())
        if not facts.legend.get("outside"):
            assert stated == dict(figures.by_category)


def test_incidents_outside_the_counted_provinces_are_said_to_be(store):
    facts = draw(store, IncidentQuery(place=("tower-22",)), Layout(dpi=72, style="choropleth")).facts
    assert facts.legend == {"abroad": 1}
    assert "Outside the provinces of Iraq and Syria: not shaded" in " ".join(facts.said("legend"))


def test_kinds_that_are_not_on_a_map_are_not_in_its_legend(store):
    facts = draw(store, IncidentQuery(place=("al-asad",)), Layout(dpi=72, extent="SY-DY")).facts
    assert facts.legend == {"outside": 38}
    assert facts.said("legend heading")[:3] == [
        "Incidents on this map",
        "How well the place is known",
        "People, in all 38 incidents",
    ]


def test_every_incident_is_drawn_or_counted_in_the_legend(store, query, facts):
    ways = ("dots", "areas", "badges", "tray", "outside", "abroad")
    assert sum(facts.legend.get(way, 0) for way in ways) == store.count(query)


def test_the_numbers_of_the_legend_are_those_drawn(layout, facts):
    drawn = {"swarm": len(facts.dots), "choropleth": facts.legend.get("dots", 0)}
    assert facts.legend.get("dots", 0) == drawn.get(layout.style, sum(count for _, _, count in facts.sites))
    assert facts.legend.get("badges", 0) == sum(facts.badges.values())


def test_no_dot_covers_another(facts):
    points = np.array(list(facts.dots.values())).reshape(-1, 2)
    apart = np.hypot(*(points[:, None] - points[None, :]).transpose(2, 0, 1))[np.triu_indices(len(points), 1)]
    assert apart.min(initial=np.inf) >= facts.dot_width * 0.999


def test_no_dot_leaves_the_map(facts):
    inner = facts.frame.grown(0.01)
    assert all(inner.left <= x <= inner.right and inner.bottom <= y <= inner.top for x, y in facts.dots.values())


def test_no_type_overlaps_other_type(facts):
    touching = [
        (a.text, b.text) for a, b in combinations(facts.lines, 2) if a.box.grown(-0.3).overlaps(b.box.grown(-0.3))
    ]
    assert touching == []


def test_no_type_leaves_the_page(facts):
    assert [line.text for line in facts.lines if not facts.page.grown(-8).holds(line.box)] == []


def test_no_type_is_under_seven_points(facts):
    assert min(line.size for line in facts.lines) >= SMALLEST_PT


def test_names_on_the_map_cover_no_dot(facts):
    names = [line for line in facts.lines if line.role in ("province", "town", "country")]
    covered = [line.text for line in names for x, y in facts.dots.values() if line.box.overlaps(_spot(x, y))]
    assert covered == []


def _spot(x, y):
    from geodata.cartography.sheet import Rect

    return Rect(x - 0.5, y - 0.5, x + 0.5, y + 0.5)


def test_title_question_credit_and_boundary_note_are_on_the_page(store, query, facts):
    caption = " ".join(facts.said("caption"))
    assert facts.texts["subtitle"].startswith(store.sentence(query, store.count(query)))
    assert store.manifest.show_on_image in caption
    assert "imply no endorsement" in caption
    assert store.version in caption
    assert "22 November 2026" in caption


def test_drawing_changes_no_setting_of_matplotlib(store):
    before = dict(mpl.rcParams)
    draw(store, IncidentQuery(), Layout(dpi=72))
    assert dict(mpl.rcParams) == before
