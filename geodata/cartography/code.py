"""A QR code with the link to the view that a printed map shows."""

from __future__ import annotations

import os
from importlib.util import find_spec

import numpy as np
from matplotlib.path import Path
from numpy.typing import NDArray

from geodata.cartography.sheet import Rect, Sheet
from geodata.query import IncidentQuery

ADDRESS = "GEODATA_PUBLIC_URL"  # where the dashboard is reached; without it a picture has no code
_SIDE_PT, _MODULE_PT = 46.0, 1.05  # at least so large, and each of its squares 0.37 mm
_LONGEST = 900  # letters; a longer link makes a code too fine to read from paper


def link_for(query: IncidentQuery) -> str | None:
    """Return the link to the view of a query, or None where nobody said where the dashboard is."""
    address = os.environ.get(ADDRESS, "").strip()
    if not address:
        return None
    asked = query.to_url()
    return f"{address.rstrip('/')}/?{asked}" if asked else address


def problem(link: str) -> str | None:
    """Return a sentence if no code can be drawn for this link."""
    if find_spec("segno") is None:
        return "No QR code: the package segno is not installed. Install it with `pip install segno`."
    return f"No QR code: the link has {len(link)} letters, more than {_LONGEST}." if len(link) > _LONGEST else None


def _matrix(link: str) -> NDArray[np.bool_]:
    import segno

    return np.array([list(row) for row in segno.make(link, error="m", micro=False).matrix], dtype=bool)


def side_pt(link: str, scale: float) -> float:
    """Return how large the code of a link is drawn on a page whose type is `scale` times that of A4."""
    return max(_SIDE_PT * scale, _MODULE_PT * (len(_matrix(link)) + 4))


def draw(sheet: Sheet, link: str, box: Rect) -> None:
    """Draw the code for `link`, dark on light in every theme, with the quiet zone readers need."""
    matrix = _matrix(link)
    zone, module = 2, box.width / (len(matrix) + 4)
    sheet.rect(box, face="#FFFFFF", z=8)
    rows, columns = np.nonzero(matrix)
    x = box.left + (columns + zone) * module
    y = box.top - (rows + zone + 1) * module
    side = module * 1.02  # no hairlines between neighbouring squares
    corners = np.stack(
        [np.column_stack([x + a * side, y + b * side]) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))], axis=1
    )
    codes = np.tile([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], len(x))
    sheet.path(Path(corners.reshape(-1, 2), codes), face="#000000", z=8.1)
    sheet.facts.texts["link"] = link
