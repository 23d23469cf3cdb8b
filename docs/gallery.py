"""Rebuild the gallery: every picture in docs/gallery and the page that shows the command that made it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from geodata.__main__ import main

PICTURES = {
    "first-month.png": (
        "The first month: attacks and the strikes that answered them",
        "--since 2023-10-17 --until 2023-11-21 --extent incidents --paper 1200x800px --title 'From 17 October to 21 November 2023'",
    ),
    "al-asad.png": (
        "One base, near by, with an inset of where it lies",
        "--place al-asad --extent IQ-AN --paper 1200x800px --names yes",
    ),
    "dark-slide.png": (
        "A slide in dark colours",
        "--category us_coalition_strike --paper 1200x675px --theme dark",
    ),
    "sites.png": (
        "A circle for each site, its area the number of incidents",
        "--category attack_on_us_coalition --style symbols --paper 1200x800px",
    ),
    "per-area.png": (
        "Provinces shaded by incidents per 10,000 km²",
        "--style choropleth --measure density --paper 1200x800px",
    ),
    "hexagons.png": ("Hexagons, for many incidents", "--style hex --paper 1200x800px"),
    "greyscale.png": (
        "For a page without colour: shapes keep the kinds apart",
        "--country SY --extent SY --theme grey --paper 1000x900px",
    ),
    "arabic.png": ("In Arabic, from right to left", "--language ar --paper 1200x800px"),
    "timeline.png": (
        "With a timeline of incidents under the map",
        "--timeline yes --evidence high --paper 1200x900px",
    ),
}


def page() -> str:
    """Return the gallery page in Markdown."""
    shown = [
        f"## {title}\n\n![{title}](gallery/{name})\n\n```sh\npython -m geodata export {flags} --to {name}\n```\n"
        for name, (title, flags) in PICTURES.items()
    ]
    head = "# Gallery\n\nEach map is drawn by the command under it. `make gallery` draws them all anew.\n\n"
    return head + "\n".join(shown)


def build(folder: Path) -> None:
    """Draw every picture into `folder` and write the page beside it."""
    folder.mkdir(exist_ok=True)
    for name, (_, flags) in PICTURES.items():
        main(["export", *shlex.split(flags), "--to", str(folder / name)], standalone_mode=False)
    folder.with_suffix(".md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    build(ROOT / "docs" / "gallery")
