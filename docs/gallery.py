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
        "A symbol for each kind at each site, its area the number of incidents",
        "--style symbols --paper 1200x800px",
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
    "arabic.png": (
        "In Arabic, from right to left, with Arabic digits",
        "--province Anbar --language ar --digits arabic --paper 1200x800px",
    ),
    "numbered.png": (
        "Numbered, with the list of incidents and sources beside the map; the rest of the list follows in a PDF",
        "--place tower-22 --place al-harir --extent incidents --listing page --paper A4 --dpi 110",
    ),
    "answers.png": (
        "Arcs from attacks to what is reported as answering them",
        "--since 2023-10-17 --until 2024-02-10 --extent SY-DY --arcs yes --paper 1200x800px",
    ),
    "timeline.png": (
        "With a timeline of incidents under the map",
        "--timeline yes --evidence high --paper 1200x900px",
    ),
}

FILMS = {
    "winter.gif": (
        "A film: every count is that of its frame",
        "--since 2023-10-17 --until 2024-02-10 --paper 720x450px --dpi 72 --step week --speed 3",
    ),
}


def page() -> str:
    """Return the gallery page in Markdown."""
    shown = [
        f"## {title}\n\n![{title}](gallery/{name})\n\n```sh\npython -m geodata export {flags} --to {name}\n```\n"
        for name, (title, flags) in PICTURES.items()
    ]
    for name, (title, flags) in FILMS.items():
        shown.append(f"## {title}\n\n![{title}](gallery/{name})\n\n```sh\npython -m geodata animate {flags} --to {name}\n```\n")
    head = "# Gallery\n\nEach map is drawn by the command under it. `make gallery` draws them all anew.\n\n"
    return head + "\n".join(shown)


def build(folder: Path) -> None:
    """Draw every picture into `folder` and write the page beside it."""
    folder.mkdir(exist_ok=True)
    for name, (_, flags) in PICTURES.items():
        main(["export", *shlex.split(flags), "--to", str(folder / name)], standalone_mode=False)
    for name, (_, flags) in FILMS.items():
        main(["animate", *shlex.split(flags), "--to", str(folder / name)], standalone_mode=False)
    folder.with_suffix(".md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    build(ROOT / "docs" / "gallery")
