"""Numbers as people write them: Arabic digits, decimal commas, points between thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geodata.importers.table import Evidence

_DIGITS = {ord(sign): str(at % 10) for at, sign in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")} | {
    ord("٫"): ".",
    ord("٬"): ",",
    ord("−"): "-",
}
_WITH_COMMA = re.compile(r"[-+]?\d{1,3},\d+")
_WITH_POINT = re.compile(r"[-+]?\d*\.\d+")
_GROUPED = re.compile(r"[-+]?\d{1,3}([., '\u00a0\u202f])\d{3}(?:\1\d{3})*")
_WHOLE = re.compile(r"([-+]?\d+)[.,]0+")
_HEMISPHERE = re.compile(r"([-+]?[\d.,]+)\s*°?\s*([NSEW])?", re.IGNORECASE)

_WITH_MINUTES = re.compile(r"[NSEW]?\s*-?\d{1,3}\s*[°ºd:\s]\s*\d{1,2}(?:[.,]\d+)?\s*(?:['′’:m\s]+\s*(?:\d{1,2}(?:[.,]\d+)?)?\s*(?:[\"″”s]|''|′′)?)?"
                           r"\s*[NSEW]?", re.IGNORECASE)  # fmt: skip


def latin_digits(text: str) -> str:
    """Return `text` with Arabic and Persian digits as 0-9."""
    return text if text.isascii() else text.translate(_DIGITS)


def decimal_mark(texts: Iterable[str], given: str | None = None) -> tuple[str, Evidence | None]:
    """Return what parts whole degrees from their fraction in columns of coordinates, decided for all of them at once."""
    if given:
        return given, Evidence("decimal mark", repr(given), "given")
    plain = [latin_digits(text).strip() for text in texts]
    comma = next((text for text in plain if _WITH_COMMA.fullmatch(text)), None)
    if comma and not any(_WITH_POINT.fullmatch(text) for text in plain):
        return ",", Evidence("decimal mark", "comma", f"coordinates are written as {comma!r}")
    return ".", None


def degrees(text: str, mark: str) -> str:
    """Return degrees as a plain decimal number: "33,51 N" is 33.51; what is no number stays as it is."""
    plain = latin_digits(text).strip()
    found = _HEMISPHERE.fullmatch(plain)
    if not found:
        return _of_minutes(plain) if _WITH_MINUTES.fullmatch(plain) else plain
    number = found[1].replace(mark, ".") if mark != "." else found[1]
    side = (found[2] or "").upper()
    return f"-{number}" if side in ("S", "W") and not number.startswith("-") else number


def _of_minutes(text: str) -> str:
    """Return degrees with minutes, and perhaps seconds, as a decimal number; what is none stays as it is."""
    import lat_lon_parser

    try:
        return repr(round(lat_lon_parser.parse(text), 6))
    except ValueError:
        return text


def count(text: str) -> str:
    """Return a whole number without marks between thousands and without ".0"; what is no number stays as it is."""
    plain = latin_digits(text).strip()
    if grouped := _GROUPED.fullmatch(plain):
        return plain.replace(grouped[1], "")
    whole = _WHOLE.fullmatch(plain)
    return whole[1] if whole else plain
