"""One page a file: TITLE and show(link, answer). Their names here are the values of ``page`` in the link."""

from dashboard.views import (
    about,
    compare,
    data_view,
    duplicates,
    incidents,
    map_view,
    places,
    responses,
    sources,
    tally,
    tempo,
)

VIEWS = {
    "map": map_view,
    "incidents": incidents,
    "places": places,
    "responses": responses,
    "tempo": tempo,
    "compare": compare,
    "tally": tally,
    "sources": sources,
    "duplicates": duplicates,
    "data": data_view,
    "about": about,
}

UNASKED = ("about",)  # pages that are the same for every question: no filters stand beside them
