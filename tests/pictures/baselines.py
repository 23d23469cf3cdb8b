"""The pictures that tests compare with: what they show, and where they are kept.

``python -m tests.pictures.baselines`` draws them anew; look at them before keeping them. They show made-up
incidents, so that new data change no picture, and the fonts are those of packages, so that every machine draws the
same; only another version of Matplotlib or of a font may differ, and is to be looked at.
"""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from geodata.cartography import Layout, render
from geodata.query import IncidentQuery
from geodata.store import Store
from tests import strategies

KEPT = Path(__file__).parent / "baselines"
MADE = date(2026, 11, 22)
_SIZE = {"paper": "640x420px", "dpi": 96}
PICTURES = {
    "swarm-light": (IncidentQuery(), Layout(**_SIZE)),
    "swarm-arabic": (IncidentQuery(), Layout(**_SIZE, language="ar", digits="arabic")),
    "symbols-grey": (IncidentQuery(), Layout(**_SIZE, style="symbols", theme="grey")),
    "choropleth-dark": (IncidentQuery(), Layout(**_SIZE, style="choropleth", theme="dark", measure="density")),
    "hex-portrait": (IncidentQuery(country=("IQ",)), Layout(paper="420x640px", dpi=96, style="hex", extent="IQ")),
    "numbered-list": (
        IncidentQuery(place=("al-asad",)),
        Layout(paper="800x480px", dpi=96, listing="page", extent="incidents"),
    ),
}
SEEN = 3  # levels of 255 by which a pixel must differ to count: the rounding of another processor stays below
LEAST = 3  # such pixels, before a picture has changed


def store() -> Store:
    """Return the made-up incidents that the pictures show."""
    return strategies.crowd(120).store


def path(name: str) -> Path:
    return KEPT / f"{name}.png"


def drawn(data: Store, name: str) -> Image.Image:
    query, layout = PICTURES[name]
    return Image.open(BytesIO(render(data, query, layout, made=MADE))).convert("RGB")


def differing(one: Image.Image, other: Image.Image) -> list[tuple[int, int]]:
    """Return the columns and rows of the pixels that differ to the eye, none where too few do."""
    if one.size != other.size:
        return [one.size, other.size]
    apart = np.abs(np.asarray(one.convert("RGB"), int) - np.asarray(other.convert("RGB"), int)).max(axis=2)
    rows, columns = np.nonzero(apart > SEEN)
    return [] if len(rows) < LEAST else list(zip(columns.tolist(), rows.tolist(), strict=True))


if __name__ == "__main__":
    KEPT.mkdir(exist_ok=True)
    data = store()
    for picture in PICTURES:
        drawn(data, picture).save(path(picture), optimize=True)
        print(path(picture))
