"""The sources of incidents as references: BibTeX and RIS, one entry for each distinct page.

BibTeX entries are ``@online`` (biblatex; Zotero and JabRef read them too), because the older ``@misc``
has no field for a day. The publisher is the organization: few reports name an author.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geodata.export.extract import Extract
from geodata.names import fold

# What LaTeX would take for a command, as the letter itself.
_LATEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "&": r"\&", "%": r"\%", "$": r"\$", "#": r"\#", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip
# A brace or a backslash in an address would end or hide the field; encoded it leads to the same page.
_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page that reports incidents; `incidents` are their event_ids in order."""

    url: str
    publisher: str
    title: str
    published: date | None
    incidents: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return a name for the entry that depends on nothing but the page."""
        words = re.sub(r"[^a-z0-9 ]", "", fold(self.publisher)).split()[:3]
        year = f"{self.published:%Y}" if self.published else "undated"
        return "-".join([*words, year, hashlib.sha256(self.url.encode()).hexdigest()[:12]])

    @property
    def note(self) -> str:
        return f"Reports incident{'s' if len(self.incidents) > 1 else ''} {', '.join(self.incidents)}"


def pages(sources: pd.DataFrame) -> list[Page]:
    """Return the distinct pages by date, undated ones last; what one row leaves out is taken from another."""
    found = sources.groupby("url", sort=False).agg(
        publisher=("publisher", "first"), title=("title", "first"), published=("published", "first"),
        incidents=("event_id", lambda ids: tuple(sorted(set(ids)))),
    )  # fmt: skip
    each = [
        Page(str(row.Index), _line(row.publisher), _line(row.title), _day(row.published), row.incidents)
        for row in found.itertuples()
    ]
    return sorted(each, key=lambda page: (page.published or date.max, page.publisher, page.url))


def _line(value: object) -> str:
    """Return a text in one line, empty if it is missing; control characters mean nothing in a reference."""
    return "" if pd.isna(value) else re.sub(r"[\s\x00-\x1f\x7f]+", " ", str(value)).strip()


def _day(value: object) -> date | None:
    return None if pd.isna(value) else pd.Timestamp(str(value)).date()


def bibtex(taken: Extract) -> bytes:
    """Return the sources as BibTeX, in UTF-8."""
    return b"".join(bibtex_pieces(taken, taken.about(), [pages(taken.sources)]))


def bibtex_pieces(taken: Extract, about: Mapping[str, str], parts: Iterable[list[Page]]) -> Iterator[bytes]:
    """Yield BibTeX of pages that come in parts; `taken` says whose data they are, `about` what to say of them."""
    # What stands outside an entry is a comment, as long as it holds no @.
    said = [f"% {name}: {_line(value).replace('@', '(at)')}" for name, value in about.items() if value]
    yield "\n".join([*said, ""]).encode()
    for part in parts:
        yield "".join(f"\n{_entry(page, taken)}" for page in part).encode()


def _entry(page: Page, taken: Extract) -> str:
    fields = {
        "title": _latex(page.title or f"Page of {page.publisher}"),
        "organization": _latex(page.publisher),
        "date": page.published.isoformat() if page.published else "",
        "url": page.url.translate(_ADDRESS),
        "note": _latex(page.note),
        "keywords": _latex(taken.manifest.name),
    }
    lines = (f"  {name} = {{{value}}}," for name, value in fields.items() if value)
    return "\n".join([f"@online{{{page.key},", *lines, "}", ""])


def _latex(text: str) -> str:
    return text.translate(_LATEX)


def ris(taken: Extract) -> bytes:
    """Return the sources as RIS, in UTF-8."""
    return b"".join(ris_pieces(taken, [pages(taken.sources)]))


def ris_pieces(taken: Extract, parts: Iterable[list[Page]]) -> Iterator[bytes]:
    """Yield RIS of pages that come in parts; `taken` says whose data they are."""
    for part in parts:
        yield "".join(f"{line}\r\n" for page in part for line in _lines(page, taken)).encode()


def _lines(page: Page, taken: Extract) -> Iterable[str]:
    yield "TY  - ELEC"
    yield f"ID  - {page.key}"
    yield f"TI  - {page.title or f'Page of {page.publisher}'}"
    yield f"PB  - {page.publisher}"
    if page.published:
        yield f"PY  - {page.published:%Y}"
        yield f"DA  - {page.published:%Y/%m/%d}"
    yield f"UR  - {page.url}"
    yield f"N1  - {page.note}"
    yield f"DB  - {_line(taken.manifest.title)}, data version {taken.version}"
    yield "ER  - "
    yield ""
