"""The link in the address bar: it holds the whole state, and this is the only place that touches it.

The link is the truth and widgets follow it, never the other way round, so back, reload and a pasted
link all show exactly what they say. Streamlit's own ``bind="query-params"`` was the alternative: it
drops bad values silently, writes option labels, and cannot read an alias or an older code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from dashboard import data
from geodata.query import FILTERS, IncidentQuery

SHADINGS = {"none": "None", "count": "Incidents", "rate": "Per 10,000 km²"}
_VIEW = ("incident", "shading")


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: the question, the incident picked, and how provinces are shaded."""

    query: IncidentQuery
    incident: str | None = None
    shading: str = "none"

    def to_params(self) -> dict[str, list[str]]:
        view = {"incident": self.incident, "shading": None if self.shading == "none" else self.shading}
        return self.query.to_params() | {name: [value] for name, value in view.items() if value}

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters for a link to another page."""
        return [(name, value) for name, values in self.to_params().items() for value in values]


def read(params: Mapping[str, Sequence[str]]) -> tuple[Link, tuple[str, ...]]:
    """Return what `params` say, and a sentence for each part that is not understood."""
    asked = {name: values for name, values in params.items() if name not in _VIEW}
    query, unread = IncidentQuery.understood(asked)
    query, unknown = data.store().understood(query)
    incident, shading = (params[name][-1] if params.get(name) else None for name in _VIEW)
    problems = [*unread, *unknown]
    if shading not in (None, *SHADINGS):
        problems.append(f"Unknown shading {shading!r}; accepted: {', '.join(SHADINGS)}.")
        shading = None
    if incident and data.incident(incident) is None:
        problems.append(f"There is no incident {incident!r} in these data.")
        incident = None
    return Link(query, incident, shading or "none"), tuple(problems)


def current() -> tuple[Link, tuple[str, ...]]:
    """Return what the address bar says."""
    return read({name: st.query_params.get_all(name) for name in st.query_params})


def go(link: Link) -> None:
    """Put `link` in the address bar; a step that the browser's back button takes back."""
    params = link.to_params()
    if params != {name: st.query_params.get_all(name) for name in st.query_params}:
        st.query_params.from_dict(params)


def change(**view: Any) -> None:
    """Change some of what the link says besides the question."""
    go(replace(current()[0], **view))


def ask(**values: Any) -> None:
    """Change some fields of the question; what is given as None or empty is no longer asked."""
    link, _ = current()
    query = link.query.without(*values)
    given = {name: value for name, value in values.items() if value not in (None, "", (), [])}
    kept = {name: getattr(query, name) for name in query.asked()}
    go(replace(link, query=IncidentQuery(**kept, **given)))


def drop(*fields: str) -> None:
    """Ask no longer for `fields`; for all of them where none are named."""
    link, _ = current()
    go(replace(link, query=link.query.without(*(fields or FILTERS))))
