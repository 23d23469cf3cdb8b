"""Puts the page together: template, style, script, data and type, under a policy that forbids any request."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from geodata import manifest, style
from geodata.cartography import fonts
from geodata.cartography.answer import Answer, ask
from geodata.cartography.direction import plain
from geodata.cartography.margin import caption_parts, subtitle_of, title_of
from geodata.cartography.svg import letters_of
from geodata.cartography.words import ENGLISH, say_day
from geodata.errors import ExportError
from geodata.export import refusal
from geodata.manifest import read_descriptor
from geodata.names import DATA
from geodata.page.content import content
from geodata.query import IncidentQuery
from geodata.store import Store

MOST = 5_000  # incidents; above this fanning out the dots takes seconds and they are too small to tell apart
_LANGUAGE = "en"  # the page speaks English so far
_HERE = Path(__file__).parent
_SCRIPTS = (
    "text",
    "swarm",
    "labels",
    "ground",
    "map",
    "timeline",
    "panel",
    "page",
)  # in this order: each uses those before it
# The letters embedded: always the same, so that they are cut out of the font once.
_LATIN = frozenset(map(chr, range(0x20, 0x180))) | frozenset("–—‘’“”…·−←→")
_ARABIC = frozenset(map(chr, range(0x600, 0x700)))


def render(
    store: Store,
    query: IncidentQuery,
    *,
    title: str | None = None,
    subtitle: str | None = None,
    made: date | None = None,
) -> bytes:
    """Return the incidents that answer as one HTML page with map, list and timeline, complete in itself.

    Parameters
    ----------
    title, subtitle
        Heading of the page and the line under it; made from the question, unless given.
    made
        The day that the page says it was made; today unless given. The same day and data give the same bytes.

    Raises
    ------
    ExportError
        If the data set may not be passed on as rows, or more than `MOST` incidents answer.
    """
    _may_be_written(store, store.count(store.understand(query)))
    answer = ask(store, query)
    told = _as_json(content(store, answer))
    heading = title or title_of(answer, _LANGUAGE)
    line = subtitle or subtitle_of(answer, _LANGUAGE)
    colophon = _colophon(answer, made or date.today())  # noqa: DTZ011  # the reader's own day
    css = _colours() + (_HERE / "page.css").read_text(encoding="utf-8")
    css += _faces(heading + line + colophon + told)
    script = _script()
    page = Template((_HERE / "page.html").read_text(encoding="utf-8")).substitute(
        policy=_policy(css, script),
        title=escape(heading),
        sentence=escape(line),
        gaps=escape(ENGLISH["gaps"]),
        colophon=colophon,
        style=css,
        data=told,
        script=script,
    )
    return page.encode()


def _may_be_written(store: Store, count: int) -> None:
    if problem := refusal(store.manifest):
        raise ExportError(problem)
    if count > MOST:
        raise ExportError(
            f"{count:,} incidents are too many for one page; it holds {MOST:,}. "
            "Narrow the filters, or export data or a picture."
        )


def _script() -> str:
    parts = "\n".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    return f'(() => {{\n"use strict";\n{parts}\n}})();'


def _policy(css: str, script: str) -> str:
    """Return what the page may do: run and be styled by what is in it, and load nothing from anywhere."""
    hashes = {name: _sha256(text) for name, text in (("style-src", css), ("script-src", script))}
    allowed = " ".join(f"{name} 'sha256-{digest}';" for name, digest in hashes.items())
    return f"default-src 'none'; {allowed} font-src data:; img-src data:; base-uri 'none'; form-action 'none'"


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _as_json(told: Mapping[str, Any]) -> str:
    """Return JSON that can stand in a script element: no text of the data can end it or begin another."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _colours() -> str:
    """Return the style table as CSS: one class a category, one variable a colour of the ground."""
    marks = "".join(
        f".c{number} {{ --mark: {symbol.colour}; }}\n" for number, symbol in enumerate(style.CATEGORY.values())
    )
    light, dark = (_variables(style.GROUND[theme]) for theme in ("light", "dark"))
    return f"{marks}:root {{ {light} }}\n@media screen and (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}\n"


def _variables(ground: style.Ground) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {getattr(ground, name)};" for name in ground.__slots__)


def _faces(text: str) -> str:
    """Return IBM Plex Sans as fonts in the page, with Arabic where the page has any; the reader's font sets the rest."""
    return _faces_of(_LATIN | _ARABIC if any("\u0600" <= letter <= "\u06ff" for letter in text) else _LATIN)


@lru_cache(2)
def _faces_of(letters: frozenset[str]) -> str:
    weights: tuple[tuple[int, fonts.Weight], ...] = ((400, "regular"), (600, "semibold"))
    found = [(number, path) for number, weight in weights if "DejaVu" not in (path := fonts.path_for("a", weight))]
    embedded = [(number, base64.b64encode(letters_of(path, letters)).decode()) for number, path in found]
    return "".join(
        f"@font-face {{ font-family: Plex; font-weight: {number}; "
        f"src: url(data:font/woff;base64,{font}) format('woff'); }}\n"
        for number, font in embedded
    )


def _colophon(answer: Answer, made: date) -> str:
    """Return what a reader must know of the data, as HTML: coverage, sources, licences, boundaries, version, day."""
    descriptor = read_descriptor(DATA)
    about = answer.manifest
    is_bundled = about.name == descriptor.get("name")
    coverage = list(_coverage(descriptor, answer, is_bundled=is_bundled))
    caption = [plain(text) for text in caption_parts(answer, _vintage(descriptor), made, _LANGUAGE)]
    said = coverage + [text for text in caption if not is_bundled or text != ENGLISH["absence"]]
    own, beside = manifest.layers_shown(about, descriptor)
    listed = "".join(f"<li>{_layer(layer)}</li>" for layer in (own, *beside))
    listed += "<li>Typeface: IBM Plex Sans, copyright IBM Corp., SIL Open Font License 1.1</li>"
    cited = f"<h3>Cite as</h3><p>{escape(about.citation)}</p>" if about.citation else ""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in said)
    return f"<h2>About these data</h2>{paragraphs}{cited}<h3>Licences</h3><ul>{listed}</ul>"


def _coverage(descriptor: Mapping[str, Any], answer: Answer, *, is_bundled: bool) -> Iterator[str]:
    """Yield how far the data reach, and where they are thin."""
    about = answer.manifest
    if about.since and about.until:
        held = f"this page holds {answer.figures.incidents:,} of {answer.total:,} incidents"
        yield f"The data cover {say_day(about.since)} to {say_day(about.until)}; {held}."
    paragraphs = str(descriptor.get("description", "")).split("\n\n")
    if is_bundled:
        yield from (text for text in paragraphs if text.startswith("Coverage"))


def _vintage(descriptor: Mapping[str, Any]) -> str:
    stated = descriptor.get("boundaries")
    return str(stated.get("vintage", "vintage not stated")) if isinstance(stated, dict) else "vintage not stated"


def _layer(layer: manifest.Layer) -> str:
    licence = escape(layer.licence)
    if layer.url.startswith(("https://", "http://")):
        licence = f'<a href="{escape(layer.url)}" target="_blank" rel="noopener noreferrer">{licence}</a>'
    return f"{escape(layer.title)}: {licence}" + (f" ({escape(layer.attribution)})" if layer.attribution else "")
