"""What a view says in place of an answer: that there is none, and what to do where something can be done."""

from __future__ import annotations

from geodata.query import IncidentQuery

REMEDY = "Take a part of the question off, or reset the filters."


def told(what: str, query: IncidentQuery) -> str:
    """Return what is not there with a remedy; without one where the question has no part that could be taken off."""
    return f"{what} {REMEDY}" if query.asked() else what


def no_incidents(query: IncidentQuery, where: str = "") -> str:
    """Say that no incident answers; `where` begins with a space."""
    return told(f"No incidents answer{where}." if query.asked() else "There are no incidents in these data.", query)
