"""Names of the areas that were laid over the data, for the map."""

from __future__ import annotations

from dashboard import labels
from dashboard.labels import Areas
from dashboard.remembering import remembered
from geodata.store import Store


@remembered(8)
def of(store: Store) -> Areas:
    """Return the names of the areas of a data set, those of large ones first; none where it has none."""
    if store.boundaries is None:
        return labels.NO_AREAS
    named = [labels.area_label(name, *middle) for name, middle in store.boundaries.middles.items()]
    return Areas(tuple(sorted(named, key=lambda each: -each.room)))
