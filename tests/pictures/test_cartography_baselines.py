"""Pictures as they were: a handful, small, compared pixel by pixel, each with facts asserted beside.

Where a change is meant, look at the new pictures, then keep them: ``python -m tests.pictures.baselines``.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from geodata import style
from geodata.cartography import draw, labels, panel
from tests.pictures import baselines


@pytest.fixture(scope="module")
def kept_store():
    return baselines.store()


@pytest.mark.parametrize("name", baselines.PICTURES)
def test_a_picture_is_as_it_was(kept_store, name):
    assert baselines.differing(baselines.drawn(kept_store, name), Image.open(baselines.path(name))) == []


@pytest.mark.parametrize("name", baselines.PICTURES)
def test_the_facts_beside_a_picture_are_right(kept_store, name):
    query, layout = baselines.PICTURES[name]
    facts = draw(kept_store, query, layout, made=baselines.MADE).facts
    ways = ("dots", "areas", "badges", "tray", "outside", "abroad")
    assert sum(facts.legend.get(way, 0) for way in ways) == kept_store.count(query)
    assert facts.warnings == ()


def test_pictures_are_small():
    assert sum(baselines.path(name).stat().st_size for name in baselines.PICTURES) < 700_000


def test_a_colour_that_changes_is_seen(kept_store, monkeypatch):
    one, *rest = style.CATEGORY.items()
    monkeypatch.setattr(style, "CATEGORY", dict([(one[0], replace(one[1], colour="#CF5A00")), *rest]))
    changed = baselines.differing(baselines.drawn(kept_store, "swarm-light"), Image.open(baselines.path("swarm-light")))
    assert changed


def test_a_row_of_the_legend_that_is_lost_is_seen(kept_store, monkeypatch):
    whole = panel.incident_block
    monkeypatch.setattr(panel, "incident_block", lambda *given: replace(whole(*given), rows=whole(*given).rows[1:]))
    assert baselines.differing(baselines.drawn(kept_store, "swarm-light"), Image.open(baselines.path("swarm-light")))


def test_a_badge_with_another_number_is_seen(kept_store, monkeypatch):
    badge = labels.draw_badge
    monkeypatch.setattr(
        labels, "draw_badge", lambda sheet, pill, count, *rest, **more: badge(sheet, pill, 8, *rest, **more)
    )
    assert baselines.differing(baselines.drawn(kept_store, "swarm-light"), Image.open(baselines.path("swarm-light")))


def test_a_difference_that_nobody_sees_is_none():
    grey = Image.fromarray(np.full((20, 20, 3), 128, dtype=np.uint8))
    assert baselines.differing(grey, Image.fromarray(np.full((20, 20, 3), 129, dtype=np.uint8))) == []
