"""Two hundred questions on pages of every shape: no label overlaps another, leaves its frame or hides a dot."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest

from geodata.cartography import Layout, draw
from geodata.cartography.compose import SMALLEST_PT
from geodata.cartography.sheet import Rect
from geodata.query import IncidentQuery

PAPERS = ["A5", "A4", "A3", "Letter", "16:9", "square", "105x148mm", "300x110mm", "110x300mm"]
EXTENTS = ["countries", "incidents", "IQ", "SY", "IQ-BG,IQ-BB", "SY-DY", "43,33,44,34", "38,32,46,37"]
ON_THE_MAP = ("province", "town", "country", "site", "badge", "site count")


def asked(store, chance):
    """A question of one to three fields, with values that occur in the data."""
    params = {
        name: [chance.choice(store.values(name))]
        for name in chance.sample(["province", "actor", "weapon", "outcome"], 2)
    }
    params |= {
        "since": [f"202{chance.choice('34')}-1{chance.choice('012')}-01"],
        "text": [chance.choice(["drone", "base", "rocket"])],
    }
    kept = chance.sample(sorted(params), chance.randint(0, 3))
    return IncidentQuery.from_params({name: params[name] for name in kept})


def laid_out(chance):
    return Layout(
        dpi=72, paper=chance.choice(PAPERS), orientation=chance.choice(["landscape", "portrait"]), extent=chance.choice(EXTENTS),
        style=chance.choice(["swarm", "swarm", "symbols", "choropleth", "hex"]), theme=chance.choice(["light", "dark", "grey"]),
        language=chance.choice(["en", "en", "ar"]), digits=chance.choice(["latin", "arabic"]), listing=chance.choice(["no", "no", "page"]),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(200))
def test_labels_keep_clear_of_each_other_of_dots_and_of_the_edge(store, seed):
    chance = Random(seed)
    facts = draw(store, asked(store, chance), laid_out(chance)).facts
    assert _overlapping(facts) == []
    assert [line.text for line in facts.lines if not _room(facts, line).holds(line.box)] == []
    assert min(line.size for line in facts.lines) >= SMALLEST_PT
    assert _hidden(facts) == []


def _overlapping(facts):
    slim = [(line.text, line.box.grown(-0.3)) for line in facts.lines]
    return [(a, b) for (a, one), (b, other) in combinations(slim, 2) if one.overlaps(other)]


def _room(facts, line):
    return facts.frame.grown(0.5) if line.role in ON_THE_MAP else facts.page.grown(-8)


def _hidden(facts):
    names = [line for line in facts.lines if line.role in ON_THE_MAP]
    spots = [Rect(x - 0.5, y - 0.5, x + 0.5, y + 0.5) for x, y in facts.dots.values()]
    return [name.text for name in names if any(name.box.overlaps(spot) for spot in spots)]
