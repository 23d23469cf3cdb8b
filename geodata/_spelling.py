"""The forms in which two spellings of one Arabic or Kurdish name are compared.

Romanised names differ in articles, hyphens, vowels and doubled letters ("Rumaylan", "Rmeilan"), and sources
add or leave out words such as "air base". Each form forgives something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geodata import names

_ARTICLES = {
    "al", "el", "ad", "adh", "an", "ar", "as", "ash", "at", "ath", "az", "ed", "er", "es", "et", "ez", "the",
}  # fmt: skip
_ARABIC_ARTICLE = re.compile(r"^ال(?=\w{2})")
# Words that say what a place is, not which one.
_KINDS = {
    "air", "airbase", "airfield", "airport", "and", "area", "base", "camp", "city", "coalition", "district", "field",
    "fob", "garrison", "gas", "governorate", "international", "military", "mission", "mss", "oil", "province", "site",
    "support", "town", "village",
    "بلده", "جويه", "حقل", "قاعده", "قريه", "قضاء", "محافظه", "مخيم", "مدينه", "مطار", "ناحيه",
}  # fmt: skip
_NO_VOWELS = str.maketrans("", "", "aeiouy")
_DOUBLED = re.compile(r"(.)\1+")
_FEWEST_CONSONANTS = 4  # three fit too many names: Hama, Himo and Homs have two


@dataclass(frozen=True, slots=True)
class Forms:
    """A name in every form that is compared; an empty one is not."""

    joined: str  # no spaces: "Deir Ezzor" is "Deir ez-Zor"
    bare: str  # nor articles: "Tanf" is "al-Tanf"
    core: str  # nor words for kinds of place: "Himo" is "Himo base"
    consonants: str  # the core without vowels and doubling, q as k: "Rumaylan" is "Rmeilan"
    kinds: frozenset[str]  # the words that the core lacks


def forms(name: str) -> Forms:
    """Return the forms of `name`, which must hold a letter or digit."""
    words = names.fold(name).split()
    bare = [_ARABIC_ARTICLE.sub("", word) for word in words if word not in _ARTICLES] or words
    core = "".join([word for word in bare if word not in _KINDS] or bare)
    hard = core.replace("q", "k")
    consonants = hard[0] + _DOUBLED.sub(r"\1", hard[1:].translate(_NO_VOWELS))
    return Forms(
        joined="".join(words),
        bare="".join(bare),
        core=core,
        consonants=consonants if len(consonants) >= _FEWEST_CONSONANTS else "",
        kinds=frozenset(bare) & _KINDS,
    )
