"""Which way type runs: Arabic pages from right to left, and in them runs that keep their own direction and digits.

Names, licences, versions and questions that exist in English only are marked as `verbatim`. Marks are Unicode's
isolates (Unicode Standard Annex 9): invisible, known to Matplotlib's shaping and to every reader of SVG.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

_LEFT_TO_RIGHT, _RIGHT_TO_LEFT, _END = "\u2066", "\u2067", "\u2069"
MARKS = _LEFT_TO_RIGHT + _RIGHT_TO_LEFT + _END
_WITHOUT_MARKS = str.maketrans("", "", MARKS)
_VERBATIM = re.compile(f"({_LEFT_TO_RIGHT}[^{_END}]*{_END}?)")
_ARABIC_LETTER, _LATIN_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3]"), re.compile("[A-Za-z\u00c0-\u024f]")


def is_arabic(text: str) -> bool:
    """Whether some letter of `text` is Arabic."""
    return bool(_ARABIC_LETTER.search(text))


def verbatim(text: str) -> str:
    """Return `text` marked as one run from left to right that keeps its digits."""
    return f"{_LEFT_TO_RIGHT}{plain(text)}{_END}"


def own(text: str) -> str:
    """Return text from outside as it is where it is Arabic, else as one run from left to right."""
    return text if is_arabic(text) else verbatim(text)


def plain(text: str) -> str:
    """Return `text` without marks of direction."""
    return text.translate(_WITHOUT_MARKS)


def with_digits(text: str, change: Callable[[str], str]) -> str:
    """Return `text` with its digits changed, but not in runs that are verbatim."""
    return "".join(part if part[:1] == _LEFT_TO_RIGHT else change(part) for part in _VERBATIM.split(text))


def right_to_left(line: str) -> str:
    """Return a line as it stands on a page that runs from right to left."""
    is_foreign = _LATIN_LETTER.search(line) and not is_arabic(line) and _LEFT_TO_RIGHT not in line
    return verbatim(line) if is_foreign else f"{_RIGHT_TO_LEFT}{line}{_END}"


def unwrapped(line: str) -> tuple[str, bool]:
    """Return a line without the marks that stand around all of it, and whether it runs from right to left."""
    is_arabic_line = line[:1] == _RIGHT_TO_LEFT
    return (line[1:-1], True) if is_arabic_line else (line, False)


def closed(lines: Iterable[str]) -> list[str]:
    """Return lines in which each run that a line break cuts ends with its line and begins anew on the next."""
    whole, is_open = [], False
    for line in lines:
        begun = (_LEFT_TO_RIGHT if is_open else "") + line
        is_open = begun.count(_LEFT_TO_RIGHT) > begun.count(_END)
        whole.append(begun + (_END if is_open else ""))
    return whole
