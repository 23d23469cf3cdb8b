"""The link in the address bar: it holds the whole state, and this is the only place that touches it.

The link is the truth and widgets follow it, never the other way round, so back, reload and a pasted
link all show exactly what they say. Streamlit's own ``bind="query-params"`` was the alternative: it
drops bad values silently, writes option labels, and cannot read an alias or an older code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import streamlit as st

from dashboard import data, session
from dashboard.state import notices
from geodata.cartography.layout import Layout
from geodata.errors import DataError, QueryError
from geodata.patterns.compare import Interval
from geodata.query import FILTERS, IncidentQuery
from geodata.rules import read_date
from geodata.store import Store

SHADINGS = {"none": "No shading", "count": "By incidents", "rate": "By incidents per 10,000 km²"}
PAGES = (
    "map",
    "incidents",
    "places",
    "responses",
    "tempo",
    "compare",
    "tally",
    "sources",
    "duplicates",
    "data",
    "about",
)
# What the list beside the map holds: all that answer, or those drawn in one way.
LISTED = {"all": "All", "dot": "Dots", "badge": "Province", "tray": "Not on map"}
# What comes first in the table → the words for it, the column it is sorted by, and whether from high to low.
SORTS: Mapping[str, tuple[str, str, bool]] = {
    "newest": ("newest", "event_date", True),
    "oldest": ("oldest", "event_date", False),
    "killed": ("most killed", "killed_min", True),
    "injured": ("most injured", "injured_min", True),
    "place": ("places from A", "place_name", False),
}
PARTS = {"total": "Iraq, Syria and Jordan", "iraq": "Iraq", "syria": "Syria"}  # of the running counts
START = "start"  # the data set that is open at the start, where versions are compared


def _read_table_page(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,8}", text):
        raise QueryError("give a whole number from 1.")
    return int(text)


_MAP = "map_"  # before the choices for the printed map, whose names are those of `Layout`
_ACCEPTED: Mapping[str, Collection[str]] = {"page": PAGES, "shading": SHADINGS, "listed": LISTED, "part": PARTS, "sort": SORTS,
                                             "arcs": ("yes", "no")}  # fmt: skip
_READ: Mapping[str, Callable[[str], Any]] = {
    "on": read_date,
    "table_page": _read_table_page,
    "first": Interval.read,
    "second": Interval.read,
}


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: the question, the page, the incident picked, how provinces are shaded, what is listed,
    whether reported answers are drawn, what comes first in the table and which page of it is open, what a page of patterns shows (part and day of the tally, periods compared,
    publisher, pair of likely double reports), whose data it is asked of, which two versions are compared, and how the
    map is drawn to be taken away.

    The page is a parameter like the others: a page of its own path makes Streamlit's front end ask for
    its server below that path first, which fails with an error in the console at every reload.
    """

    query: IncidentQuery
    page: str = "map"
    incident: str | None = None
    shading: str = "none"
    listed: str = "all"
    arcs: str = "no"
    sort: str = "newest"
    table_page: int = 1
    part: str = "total"
    on: date | None = None
    first: Interval | None = None
    second: Interval | None = None
    publisher: str | None = None
    pair: str | None = None
    data: str = ""
    older: str = ""
    newer: str = ""
    layout: Layout = Layout()

    @property
    def store(self) -> Store:
        """The store of the data set that the link names; without a name of the one open at the start."""
        return data.store(self.data, session.token()) if self.data else data.store()

    def to_params(self) -> dict[str, list[str]]:
        view = {name: getattr(self, name) for name, default in _DEFAULTS.items() if getattr(self, name) != default}
        drawn = {f"{_MAP}{name}": values for name, values in self.layout.to_params().items()}
        return self.query.to_params() | {name: [str(value)] for name, value in view.items()} | drawn


_DEFAULTS = {each.name: each.default for each in fields(Link) if each.name not in ("query", "layout")}


def read(params: Mapping[str, Sequence[str]]) -> tuple[Link, tuple[str, ...]]:
    """Return what `params` say, and a sentence for each part that is not understood."""
    drawn = {name.removeprefix(_MAP): values for name, values in params.items() if name.startswith(_MAP)}
    asked = {name: values for name, values in params.items() if name not in _DEFAULTS and not name.startswith(_MAP)}
    query, unread = IncidentQuery.understood(asked)
    key, refused = _data_set(params.get("data", [""])[-1])
    store = data.store(key, session.token()) if key else data.store()
    query, unknown = store.understood(query)
    layout, undrawn = Layout.understood(drawn)
    view: dict[str, Any] = {name: params[name][-1] for name in _DEFAULTS if params.get(name)} | {"data": key}
    problems = [*refused, *unread, *unknown, *undrawn]
    for name in ("older", "newer"):
        if view.get(name, START) != START:
            view[name], gone = _data_set(view[name])
            problems += gone
    for name, accepted in _ACCEPTED.items():
        if view.get(name, _DEFAULTS[name]) not in accepted:
            problems.append(f"Unknown {name} {view.pop(name)!r}; accepted: {', '.join(accepted)}.")
    for name in [name for name in _READ if name in view]:
        try:
            view[name] = _READ[name](view[name])
        except QueryError as error:
            problems.append(f"Cannot read {name} {view.pop(name)!r}: {error}")
    if "incident" in view and data.incident(store, view["incident"]) is None:
        problems.append(f"There is no incident {view.pop('incident')!r} in these data.")
    return Link(query, **view, layout=layout), tuple(problems)


def _data_set(key: str) -> tuple[str, list[str]]:
    """Return the name of a data set if this browser brought it, else why it is not shown."""
    try:
        if key:
            data.store(key, session.token())
    except DataError as error:
        return "", [str(error)]
    return key, []


def current() -> tuple[Link, tuple[str, ...]]:
    """Return what the address bar says."""
    return read({name: st.query_params.get_all(name) for name in st.query_params})


def go(link: Link) -> None:
    """Put `link` in the address bar; a step that the browser's back button takes back."""
    params = link.to_params()
    if not link.data and (gone := _data_set(st.query_params.get("data", ""))[1]):
        notices.leave(*gone)  # let go in another tab meanwhile: what is shown from now on is not what was asked for
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
    _narrow(link, IncidentQuery(**kept, **given))


def only_province_known(province: str) -> None:
    """Ask for `province` and list the incidents of it that have no closer place."""
    link, _ = current()
    query = replace(link.query, province=(province,))
    go(replace(link, query=query, incident=None, listed="badge", table_page=1))


def about_place(kind: str, key: str) -> None:
    """Turn to the page of a place or province, with the other filters as they are."""
    link, _ = current()
    kept = link.query.without("place", "province", "bbox")
    go(replace(link, page="places", query=replace(kept, **{kind: (key,)}), listed="all", table_page=1))


def answers(link: Link, store: Store) -> bool:
    """Return whether the incident that a link picks is among those that answer its question."""
    return link.incident is not None and data.answers(store, link.query, link.incident)


def drop(*fields: str) -> None:
    """Ask no longer for `fields`; for all of them where none are named."""
    link, _ = current()
    _narrow(link, link.query.without(*(fields or FILTERS)))


def _narrow(link: Link, query: IncidentQuery) -> None:
    """Ask `query`; an incident that was picked and does not answer it is let go."""
    stays = link.incident is not None and data.answers(link.store, query, link.incident)
    go(replace(link, query=query, incident=link.incident if stays else None, table_page=1))
