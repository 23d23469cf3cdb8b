"""IBM Plex as web fonts: the TTF of the font packages, one width, compressed for the browser.

Source: PyPI fontpkg-ibm-plex-sans 3.201 and fontpkg-ibm-plex-sans-arabic 1.101 (SIL Open Font License 1.1).
"""

from __future__ import annotations

from pathlib import Path

import fontpkg_ibm_plex_sans as latin
import fontpkg_ibm_plex_sans_arabic as arabic
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

STATIC = Path(__file__).parents[2] / "dashboard" / "static"
ARABIC_WEIGHTS = ("Regular", "SemiBold")


def build() -> None:
    """Write the web fonts of the dashboard; the same bytes each time."""
    plex = TTFont(Path(latin.__file__).parent / "files" / "IBMPlexSans[wdth,wght].ttf", recalcTimestamp=False)
    _save(instantiateVariableFont(plex, {"wdth": 100}), "IBMPlexSans")
    for weight in ARABIC_WEIGHTS:
        name = f"IBMPlexSansArabic-{weight}"
        _save(TTFont(Path(arabic.__file__).parent / "files" / f"{name}.ttf", recalcTimestamp=False), name)


def _save(font: TTFont, name: str) -> None:
    font.flavor = "woff2"
    font.save(STATIC / f"{name}.woff2")


if __name__ == "__main__":
    build()
