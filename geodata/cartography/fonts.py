"""Type: IBM Plex Sans from its font files, named explicitly; no font is installed, no setting changed.

Weights and Arabic come from IBM Plex Sans Arabic, whose Latin letters are those of IBM Plex Sans (the
Latin package holds one variable file, of which Matplotlib draws the regular weight only). A text with
letters that neither has is set in DejaVu Sans, which Matplotlib brings. A missing package is a warning
in the facts of the picture, never an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags

Weight = Literal["regular", "medium", "semibold"]

_NUMBERS = {"regular": 400, "medium": 500, "semibold": 600}
_FILES = {"regular": "IBMPlexSansArabic-Regular.ttf", "medium": "IBMPlexSansArabic-Medium.ttf",
          "semibold": "IBMPlexSansArabic-SemiBold.ttf"}  # fmt: skip
_PACKAGES = ("fontpkg_ibm_plex_sans", "fontpkg_ibm_plex_sans_arabic")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and the characters it has."""

    path: str
    characters: frozenset[int]


def warnings() -> tuple[str, ...]:
    """Return a sentence for each font package that is missing; pictures are then set in DejaVu Sans."""
    return tuple(
        f"The font package {name.replace('_', '-')} is not installed; text it would set is in DejaVu Sans. "
        f"Install it with `pip install {name.replace('_', '-')}`."
        for name in _PACKAGES
        if _folder(name) is None
    )


@cache
def _folder(package: str) -> Path | None:
    spec = find_spec(package)
    folders = list(spec.submodule_search_locations or ()) if spec else []
    return Path(folders[0]) / "files" if folders else None


@cache
def _faces(weight: Weight) -> tuple[Face, ...]:
    latin, arabic = (_folder(name) for name in _PACKAGES)
    files = [arabic / _FILES[weight]] if arabic else []
    files += [latin / "IBMPlexSans[wdth,wght].ttf"] if latin else []
    bold = "-Bold" if weight == "semibold" else ""
    files.append(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{bold}.ttf")
    return tuple(Face(str(path), frozenset(FT2Font(str(path)).get_charmap())) for path in files if path.is_file())


def _face(text: str, weight: Weight) -> Face:
    letters = {ord(letter) for letter in text if not letter.isspace()}
    faces = _faces(weight)
    return next((face for face in faces if letters <= face.characters), faces[-1])


@lru_cache(maxsize=4096)
def path_for(text: str, weight: Weight = "regular") -> str:
    """Return the font file in which `text` is set."""
    return _face(text, weight).path


def properties(text: str, size: float, weight: Weight = "regular") -> FontProperties:
    """Return the font for `text`. `size` is in points."""
    return FontProperties(weight=_NUMBERS[weight], size=size, fname=path_for(text, weight))


def css_family(text: str, path: str) -> str:
    """Return the family by which a page names the font of `text`: the Latin one unless Arabic is in it."""
    if "DejaVu" in path:
        return "DejaVu Sans"
    return "IBM Plex Sans Arabic" if any("\u0600" <= letter <= "\u06ff" for letter in text) else "IBM Plex Sans"


@lru_cache(maxsize=16384)
def _width(text: str, weight: Weight) -> float:
    font = get_font(path_for(text, weight))  # one to a thread
    font.set_size(100, 72)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return float(width) / 64 / 100


def width(text: str, size: float, weight: Weight = "regular") -> float:
    """Return how wide `text` is, in points, when set at `size` points."""
    return _width(text, weight) * size


def wrapped(text: str, size: float, within: float, weight: Weight = "regular") -> list[str]:
    """Return `text` in lines no wider than `within` points; a longer word stands alone, broken if it must."""
    lines: list[str] = []
    line = ""
    for word in filter(None, text.split(" ")):  # a no-break space holds its words together
        for piece in _pieces(word, size, within, weight):
            joined = f"{line} {piece}".strip()
            if line and width(joined, size, weight) > within:
                lines.append(line)
                joined = piece
            line = joined
    return [*lines, line] if line else lines


def _pieces(word: str, size: float, within: float, weight: Weight) -> list[str]:
    pieces = []
    while len(word) > 1 and width(word, size, weight) > within:
        cut = next(n for n in range(len(word) - 1, 0, -1) if n == 1 or width(word[:n], size, weight) <= within)
        pieces.append(word[:cut])
        word = word[cut:]
    return [*pieces, word]


def shortened(text: str, size: float, within: float, weight: Weight = "regular") -> str:
    """Return `text`, its end replaced by an ellipsis if it would be wider than `within` points."""
    if width(text, size, weight) <= within:
        return text
    cut = text
    while cut and width(cut.rstrip() + "…", size, weight) > within:
        cut = cut[:-1]
    return cut.rstrip() + "…"
