"""One page a file: TITLE and show(link, answer). Their names here are the values of ``page`` in the link."""

from dashboard.views import about, compare, duplicates, incidents, map_view, places, responses, tally

VIEWS = {
    "map": map_view,
    "incidents": incidents,
    "tally": tally,
    "compare": compare,
    "responses": responses,
    "places": places,
    "duplicates": duplicates,
    "about": about,
}
