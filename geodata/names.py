"""Names as people type them: folding, and the codes that country and province names lead to.

Iraq and Syria have no single romanisation ("Deir ez-Zor", "Dayr Az Zawr", "Deir Ezzor"), so every
comparison of names goes through `fold`, and every table of aliases is read once, here.
"""

from __future__ import annotations

import csv
import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from geodata.errors import PlaceError

DATA = Path(__file__).parent / "data"

# Letters that Unicode does not decompose but that are typed interchangeably in Arabic.
_ARABIC = str.maketrans({
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": None,
    "ی": "ي", "ک": "ك",  # the same letters from a Persian or Kurdish keyboard
})  # fmt: skip
_NOT_A_WORD = re.compile(r"[^\w]+")
# An apostrophe stands for a letter inside a word (Kata'ib, Dar'a): it joins where other marks part.
_JOINING = dict.fromkeys(map(ord, "'`’‘ʿʾʻ"))

COUNTRY_NAMES = {"IQ": "Iraq", "SY": "Syria", "JO": "Jordan"}
_COUNTRY_ALIASES = {
    "iraq": "IQ", "irq": "IQ", "العراق": "IQ",
    "syria": "SY", "syr": "SY", "syrian arab republic": "SY", "سوريا": "SY", "سورية": "SY",
    "jordan": "JO", "jor": "JO", "الاردن": "JO",
}  # fmt: skip


def fold(text: str) -> str:
    """Reduce `text` to lower-case words of letters and digits, accents and Arabic spelling variants removed.

    ``fold("Kata'ib Ḥizb-Allāh")`` is ``"kataib hizb allah"``; ``fold("عين الأسد")`` is ``"عين الاسد"``.
    Digits of every script become 0-9.
    """
    if text.isascii():  # nearly all of it, and a tenth of the work
        return _NOT_A_WORD.sub(" ", text.replace("'", "").replace("`", "").casefold()).replace("_", " ").strip()
    spread = unicodedata.normalize("NFKD", text.translate(_JOINING))
    # Presentation forms of Arabic letters become letters only by the line above.
    kept = (c for c in spread.translate(_ARABIC) if not unicodedata.combining(c))
    plain = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in kept)
    return _NOT_A_WORD.sub(" ", plain.casefold()).replace("_", " ").strip()


@dataclass(frozen=True, slots=True)
class ProvinceName:
    """One first-order division. `code` is ISO 3166-2, `pcode` OCHA's (empty where we have none)."""

    code: str
    pcode: str
    name: str
    name_ar: str
    aliases: tuple[str, ...]

    @property
    def country(self) -> str:
        return self.code[:2]


@cache
def province_names() -> dict[str, ProvinceName]:
    """Return every province by ISO code, in the order of the file.

    Source: geodata/data/province_names.csv (18 of Iraq, 14 of Syria, and Jordan's Mafraq).
    """
    with (DATA / "province_names.csv").open(encoding="utf-8", newline="") as lines:
        return {row["admin1_code"]: _province_name(row) for row in csv.DictReader(lines)}


def _province_name(row: dict[str, str]) -> ProvinceName:
    aliases = tuple(filter(None, row["aliases"].split(";")))
    return ProvinceName(row["admin1_code"], row["ocha_pcode"], row["name_en"], row["name_ar"], aliases)


@cache
def _province_codes() -> dict[str, str]:
    """Every folded way of writing a province → its code."""
    return {
        fold(way): each.code
        for each in province_names().values()
        for way in (each.code, each.pcode, each.name, each.name_ar, *each.aliases)
        if way
    }


def province_code(written: str) -> str:
    """Return the ISO 3166-2 code that `written` (a code, a name or an alias, in any case) stands for.

    Raises
    ------
    PlaceError
        If nothing is known by that name; the message offers the nearest names.
    """
    folded = fold(written)
    codes = _province_codes()
    without_word = re.sub(r"\b(governorate|province|muhafazat|محافظه)\b", "", folded).strip()
    for way in (folded, without_word):
        if way in codes:
            return codes[way]
    near = {codes[way] for way in difflib.get_close_matches(folded, codes, n=3, cutoff=0.6)}
    offered = ", ".join(f"{code} ({province_names()[code].name})" for code in sorted(near)) or "IQ-AN (Al Anbar)"
    raise PlaceError(f"Unknown province {written!r}. Nearest: {offered}. Codes are ISO 3166-2.")


def country_code(written: str) -> str:
    """Return the ISO 3166-1 alpha-2 code that `written` stands for; `PlaceError` if it is none of ours."""
    folded = fold(written)
    if folded.upper() in COUNTRY_NAMES:
        return folded.upper()
    if folded in _COUNTRY_ALIASES:
        return _COUNTRY_ALIASES[folded]
    accepted = ", ".join(f"{code} ({name})" for code, name in COUNTRY_NAMES.items())
    raise PlaceError(f"Unknown country {written!r}. Accepted: {accepted}.")


def search_words(text: str) -> list[str]:
    """Return the words by which `text` is found: folded, the Arabic article taken off."""
    return [word[2:] if word.startswith("ال") and len(word) > 4 else word for word in fold(text).split()]
