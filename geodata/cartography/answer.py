"""What a map is made of: the incidents that answer a query, and everything counted about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from geodata import style
from geodata.boundaries import Boundaries
from geodata.cartography.direction import is_arabic
from geodata.catalogue import Catalogue
from geodata.manifest import Manifest
from geodata.query import IncidentQuery
from geodata.store import Store
from geodata.summarise import Figures, figures

_COLUMNS = (
    "event_date",
    "category",
    "geo_precision",
    "longitude",
    "latitude",
    "shown_as",
    "province",
    "area",
    "country",
)
_OF_EACH = ("event_id", "place_id", "place_name", "responds_to")  # what only marks of single incidents need
TOO_LONG_A_LIST = "A list of so many incidents is too long for a map. Leave it out (listing 'no'), or ask for less."


@dataclass(frozen=True)
class Answer:
    """The incidents of a query by date, with the figures that page and legend state.

    `total` counts the whole data set; `sources` source records and `publishers` those of the incidents here.
    `sentence` says the question with the number of its incidents, `question` without. `place_names` and
    `arabic_names` of places, by place_id; the Arabic ones where the data have one. `boundaries` that were laid over the data.
    """

    query: IncidentQuery
    incidents: pd.DataFrame
    figures: Figures
    total: int
    sources: int
    publishers: int
    sentence: str
    question: str
    manifest: Manifest
    version: str
    place_names: Mapping[str, str]
    arabic_names: Mapping[str, str]
    boundaries: Boundaries | None = None

    @property
    def is_crowded(self) -> bool:
        """Whether these are too many for a mark each; their columns are then fewer."""
        return is_crowded(self.figures)

    @property
    def months(self) -> float:
        """How long the question reaches within what the data cover, in months of 30.44 days."""
        first = max(filter(None, (self.query.since, self.manifest.since or self.figures.first)), default=None)
        last = min(filter(None, (self.query.until, self.manifest.until or self.figures.last)), default=None)
        return max((last - first).days + 1, 1) / 30.44 if first and last else 1.0


def is_crowded(figures: Figures) -> bool:
    """Return whether more incidents have a point than a page can show one by one."""
    return figures.shown_as["dot"] > style.MOST_DOTS


def ask(data: Catalogue | Store, query: IncidentQuery) -> Answer:
    """Return the answer to `query`, its open values spelled as the data spell them."""
    store = data if isinstance(data, Store) else Store(data)
    query = store.understand(query)
    found = figures(store, query)
    where, bound = query.to_sql()
    sources, publishers = store.row(
        "SELECT count(*), count(DISTINCT publisher) FROM sources "
        f"WHERE event_id IN (SELECT event_id FROM incidents WHERE {where})",
        bound,
    )
    return Answer(
        query=query,
        incidents=store.incidents(query, columns=_COLUMNS if is_crowded(found) else (*_COLUMNS, *_OF_EACH)),
        figures=found,
        total=store.count(IncidentQuery()),
        sources=int(sources),
        publishers=int(publishers),
        sentence=store.sentence(query, found.incidents),
        question=store.sentence(query),
        manifest=store.manifest,
        version=store.version,
        place_names=store.place_names,
        arabic_names=arabic_names(store),
        boundaries=store.boundaries,
    )


def arabic_names(store: Store) -> Mapping[str, str]:
    """Return the Arabic names of places, by place_id, where the data have one."""
    places = store.frame("SELECT place_id, aliases FROM places WHERE aliases IS NOT NULL")
    aliases = zip(places["place_id"], places["aliases"].str.split(";"), strict=True)
    arabic = {place: next(filter(is_arabic, names), "") for place, names in aliases}
    return MappingProxyType({str(place): name.strip() for place, name in arabic.items() if name})
