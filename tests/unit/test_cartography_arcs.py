"""Arcs stand for reported answers between sites that are both on the map."""

from __future__ import annotations

from geodata.cartography import Layout, draw
from geodata.query import IncidentQuery


def oracle(rows):
    """Answers among incidents with a dot, at another point than what they answer."""
    dots = rows[rows["shown_as"] == "dot"].set_index("event_id")
    at = {event_id: (row["longitude"], row["latitude"]) for event_id, row in dots.iterrows()}
    answers = ((event_id, attack) for event_id, row in dots.iterrows() for attack in str(row["responds_to"]).split(";"))
    return sum(attack in at and at[attack] != at[event_id] for event_id, attack in answers)


def test_the_legend_counts_the_answers_that_arcs_stand_for(store, bundled):
    facts = draw(store, IncidentQuery(), Layout(dpi=72, arcs=True)).facts
    assert facts.legend["arcs"] == oracle(bundled.incidents) > 0


def test_there_are_no_arcs_unless_asked_for(store):
    assert "arcs" not in draw(store, IncidentQuery(), Layout(dpi=72)).facts.legend
