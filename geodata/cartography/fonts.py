"""Type: IBM Plex Sans from its font files, named explicitly; no font is installed, no setting changed.

Weights and Arabic come from IBM Plex Sans Arabic, whose Latin letters are those of IBM Plex Sans (the
Latin package holds one variable file, of which Matplotlib draws the regular weight only). A letter that
neither has is taken from DejaVu Sans, which Matplotlib brings; one that none has is set as a question
mark and named in the facts of the picture, as is a missing package.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, NamedTuple

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.path import Path as Outline
from matplotlib.textpath import TextPath

from geodata.cartography.direction import MARKS, closed, plain

Weight = Literal["regular", "medium", "semibold"]

_NUMBERS = {"regular": 400, "medium": 500, "semibold": 600}
_FILES = {"regular": "IBMPlexSansArabic-Regular.ttf", "medium": "IBMPlexSansArabic-Medium.ttf",
          "semibold": "IBMPlexSansArabic-SemiBold.ttf"}  # fmt: skip
_NAMED = 20  # letters that a warning names
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


class _Files(FontProperties):
    """Properties that name font files, best first: a letter that one lacks is taken from the next."""

    def get_file(self) -> str:
        return str(self.get_family()[0])

    def __copy__(self) -> _Files:
        new = _Files.__new__(_Files)
        new.__dict__.update(self.__dict__)
        return new


@cache
def properties(size: float, weight: Weight = "regular") -> FontProperties:
    """Return the fonts of a weight. `size` is in points."""
    return _Files(family=[face.path for face in _faces(weight)], weight=_NUMBERS[weight], size=size)


def path_for(letter: str, weight: Weight = "regular") -> str:
    """Return the font file that `letter` is taken from."""
    faces = _faces(weight)
    return next((face for face in faces if ord(letter) in face.characters), faces[-1]).path


def css_family(letter: str, path: str) -> str:
    """Return the family by which a page names the font of `letter`: the Latin one unless it is Arabic."""
    if "DejaVu" in path:
        return "DejaVu Sans"
    return "IBM Plex Sans Arabic" if "\u0600" <= letter <= "\u06ff" else "IBM Plex Sans"


@lru_cache(maxsize=16384)
def settable(text: str) -> str:
    """Return `text` as it can be set: a question mark for each letter that no font has, no invisible characters."""
    return "".join(filter(None, map(_settable, text)))


def missing(text: str) -> str:
    """Return the letters of `text` that no font has, each once."""
    return "".join(dict.fromkeys(letter for letter in text if _settable(letter) == "?" != letter))


def unset_warning(letters: Iterable[str]) -> tuple[str, ...]:
    """Return a sentence on letters that no font has, if there are any."""
    named = sorted(letters)
    shown = ", ".join(map(_said, named[:_NAMED])) + (" …" if len(named) > _NAMED else "")
    return (f"No typeface here has {shown}: set as question marks. Write it in other letters.",) if named else ()


def _said(letter: str) -> str:
    """Return a letter with its code point and name: a reader's fonts may lack it too."""
    name = unicodedata.name(letter, "")
    return f"{letter} (U+{ord(letter):04X}{name and ' '}{name})"


@lru_cache(maxsize=4096)
def _settable(letter: str) -> str:
    if letter in MARKS or letter.isspace() or any(ord(letter) in face.characters for face in _faces("regular")):
        return letter
    is_invisible = unicodedata.category(letter) in ("Cf", "Cc") or "\ufe00" <= letter <= "\ufe0f"
    return "" if is_invisible else "?"


class Glyph(NamedTuple):
    """A shape of a font file, the letters it stands for, and where from the line's beginning, for type of one point."""

    path: str
    shape: int
    letters: str
    x: float
    y: float


_MEASURED = 100.0  # points at which type is measured, unhinted, so that it scales


@lru_cache(maxsize=16384)
def glyphs(text: str, weight: Weight) -> tuple[Glyph, ...]:
    """Return the shapes of a line from left to right as they are seen."""
    font = get_font([face.path for face in _faces(weight)])  # one to a thread
    font.set_size(_MEASURED, 72)
    laid = font._layout(text, flags=LoadFlags.NO_HINTING)  # noqa: SLF001
    return tuple(
        Glyph(str(item.ft_object.fname), item.glyph_index, item.char, item.x / _MEASURED, item.y / _MEASURED)
        for item in laid
        if item.char not in MARKS
    )


@lru_cache(maxsize=4096)
def outline(text: str, weight: Weight) -> Outline:
    """Return the outline of a line that begins at the origin, for type of one point."""
    path = TextPath((0, 0), text, prop=properties(_MEASURED, weight), usetex=False)
    return Outline(path.vertices / _MEASURED, path.codes)


@lru_cache(maxsize=16384)
def _width(text: str, weight: Weight) -> float:
    font = get_font([face.path for face in _faces(weight)])
    font.set_size(_MEASURED, 72)
    font.set_text(settable(plain(text)), 0.0, flags=LoadFlags.NO_HINTING)
    width, _ = font.get_width_height()
    return float(width) / 64 / _MEASURED


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
    return closed([*lines, line] if line else lines)


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
    (whole,) = closed([cut.rstrip() + "…"])
    return whole
