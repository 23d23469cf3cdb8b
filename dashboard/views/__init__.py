"""One page a file: TITLE and show(link, answer). Their names here are the values of ``page`` in the link."""

from dashboard.views import about, compare, incidents, map_view, tally

VIEWS = {"map": map_view, "incidents": incidents, "tally": tally, "compare": compare, "about": about}
