"""Incidents as HTML: the card, the figures, the legend. No Streamlit; every text from data is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from dashboard import mapdata
from geodata import style
from geodata.export.extract import COLUMNS
from geodata.names import COUNTRY_NAMES, province_names
from geodata.schema import vocabulary
from geodata.store import INTERNAL
from geodata.summarise import CasualtyRange, Figures

SHORT_LABELS = {
    "attack_on_us_coalition": "Attacks on U.S. and coalition",
    "us_coalition_strike": "U.S. and coalition strikes",
    "other_attack": "Other attacks",
}
_KNOWN = {*COLUMNS, *INTERNAL, "area", "dataset"}
NOT_STATED = '<span class="quiet">not stated</span>'


def incident_card(row: Mapping[str, Any], sources: pd.DataFrame) -> str:
    """Return all that is known of one incident, with its sources as links."""
    facts = [
        ("When", _when(row)),
        ("Where", _where(row)),
        ("Who", _or_not_stated(row["actor1"])),
        ("Against", _or_not_stated(row["actor2"])),
        ("Weapons", _or_not_stated(", ".join(row["weapons"]))),
        ("Outcome", _term(vocabulary.OUTCOME, row["outcome"])),
        ("Damage", _or_not_stated(row["damage"])),
        ("Killed", _casualties(row, "killed")),
        ("Injured", _casualties(row, "injured")),
        (
            "Claimed by",
            _or_not_stated(row["claimed_by"], "nobody, as far as the sources say" if len(sources) else None),
        ),
        ("Evidence", _evidence(row["confidence"])),
        ("Type", _or_not_stated(": ".join(filter(None, (_text(row["event_type"]), _text(row["sub_event_type"])))))),
    ]
    if pd.notna(row["official_attack_number"]):
        facts.append(("Official count", f"called number {row['official_attack_number']} by officials"))
    if stated := _text(row.get("dataset")):
        facts.append(("Data set", escape(stated)))
    listed = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in facts)
    kind = style.label("category", row["category"])
    return (
        f'<article class="card" data-event="{escape(row["event_id"])}">'
        f'<p class="kind">{mapdata.symbol(row["category"])} {escape(kind)}</p>'
        f"<h3>{escape(mapdata.place_name(row['place_name'], row['province']))}</h3>"
        f'<p class="notes">{escape(_text(row["notes"], "No notes."))}</p>'
        f"<dl>{listed}</dl>{_sources(sources)}{_beside(row)}"
        f'<p class="quiet id">{escape(row["event_id"])}</p></article>'
    )


def _text(value: Any, otherwise: str = "") -> str:
    return otherwise if value is None or (not isinstance(value, str) and pd.isna(value)) or value == "" else str(value)


def _or_not_stated(value: Any, otherwise: str | None = None) -> str:
    text = _text(value)
    if text:
        return escape(text)
    return NOT_STATED if otherwise is None else f'<span class="quiet">{escape(otherwise)}</span>'


def _when(row: Mapping[str, Any]) -> str:
    if pd.isna(row["event_date"]):
        return NOT_STATED
    how = "local date" if str(row["time_precision"]) == "1" else _time_precision(row) + ", local date"
    return f"{row['event_date']:%A, %-d %B %Y} <span class='quiet'>{escape(how)}</span>"


def _time_precision(row: Mapping[str, Any]) -> str:
    return vocabulary.TIME_PRECISION[str(row["time_precision"])].label.lower()


def _where(row: Mapping[str, Any]) -> str:
    province = province_names().get(_text(row["province"]))
    names = [province.name] if province else []
    names += [COUNTRY_NAMES.get(_text(row["country"]), _text(row["country"]))] if _text(row["country"]) else []
    precision = vocabulary.GEO_PRECISION[str(row["geo_precision"])].label.lower()
    if row["shown_as"] != "dot":
        how = (
            "no point is known: shown in its province"
            if row["shown_as"] == "badge"
            else "not on the map: no point and no province"
        )
        precision = f"{precision}; {how}"
    return f"{escape(', '.join(names) or 'province not known')} <span class='quiet'>{escape(precision)}</span>"


def _term(words: vocabulary.Vocabulary, value: Any) -> str:
    return escape(words.label(value)) if _text(value) else NOT_STATED


def _casualties(row: Mapping[str, Any], what: str) -> str:
    low, high = (row[f"{what}_{end}"] for end in ("min", "max"))
    if pd.isna(low) and pd.isna(high):
        return NOT_STATED
    if pd.isna(high):
        text = f"{low} or more"
    elif pd.isna(low):
        text = f"up to {high}"
    else:
        text = f"{low}" if low == high else f"{low} to {high}"
    side = vocabulary.KILLED_SIDE.get(_text(row["killed_side"])) if what == "killed" else None
    return text + (f" <span class='quiet'>{escape(side.phrase)}</span>" if side else "")


def _evidence(level: str) -> str:
    term = vocabulary.EVIDENCE[level]
    return f'<b class="evidence {escape(level)}">{escape(term.label)}</b> <span class="quiet">{escape(term.meaning)}</span>'


def _sources(sources: pd.DataFrame) -> str:
    if not len(sources):
        return '<p class="quiet">No sources are given.</p>'
    listed = "".join(f"<li>{_source(row)}</li>" for row in sources.to_dict("records"))
    only = " <span class='quiet'>one publisher only</span>" if len(set(sources["publisher"])) == 1 else ""
    return f"<h4>Sources ({len(sources)}){only}</h4><ol class='sources'>{listed}</ol>"


def _beside(row: Mapping[str, Any]) -> str:
    """Return what else the file that was brought says of the incident, under its own names; folded."""
    said = {
        name: _text(value) if pd.api.types.is_scalar(value) else "; ".join(map(str, value))
        for name, value in row.items()
        if name not in _KNOWN
    }
    lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in said.items() if text)
    return f"<details><summary>Also in the file</summary><dl>{lines}</dl></details>" if lines else ""


def _source(row: Mapping[Any, Any]) -> str:
    published = f"{row['published']:%-d %b %Y}" if pd.notna(row["published"]) else "undated"
    title = escape(_text(row["title"], _text(row["url"])))
    return f"{web_link(_text(row['url']), title)}<br><span class='quiet'>{escape(_text(row['publisher']))}, {published}</span>"


def web_link(url: str, html: str) -> str:
    """Return `html` as a link to `url`, or alone where the address is not http or https."""
    if urlsplit(url).scheme not in ("http", "https"):
        return html
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer nofollow">{html}</a>'


def figures_strip(figures: Figures, period: str = "") -> str:
    """Return the headline figures: incidents, by category, killed and injured with how often they are stated.

    `period` is what stands under the number of incidents: their first and last day unless given.
    """
    cells = [figure("Incidents", f"{figures.incidents:,}", period or _period(figures))]
    cells += [
        figure(SHORT_LABELS.get(category, category), f"{count:,}", "", mapdata.symbol(category))
        for category, count in figures.by_category.items()
    ]
    cells += [
        figure(label, str(total), _stated(total))
        for label, total in (("Killed", figures.killed), ("Injured", figures.injured))
    ]
    return f'<div class="figures" role="group" aria-label="Headline figures">{"".join(cells)}</div>'


def figure(label: str, value: str, note: str, mark: str = "") -> str:
    """Return one cell of a strip of figures; `mark` is HTML of our own."""
    return f'<div><span class="label">{mark}{escape(label)}</span><span class="value">{escape(value)}</span><span class="quiet">{escape(note)}</span></div>'


def _period(figures: Figures) -> str:
    if figures.first is None or figures.last is None:
        return ""
    return f"{figures.first:%-d %b %Y} – {figures.last:%-d %b %Y}"


def _stated(total: CasualtyRange) -> str:
    return total.coverage if total.of else ""


def legend(
    figures: Figures,
    ring: bool,
    shading: Iterable[tuple[str, str]] = (),
    shading_title: str = "",
    arcs: bool = False,
    tiled: bool = False,
) -> str:
    """Return the legend of what is drawn, with how many are shown of how many; where the map is `tiled` not each has a dot."""
    shown = figures.shown_as
    drawn = [
        f"<li>{mapdata.symbol(category)} {escape(style.label('category', category))}</li>"
        for category, count in figures.by_category.items() if count
    ]  # fmt: skip
    if ring:
        drawn.append(f'<li><i class="ring"></i> Near the place: the site lies within about {style.RING_KM:g} km</li>')
    if shown["badge"]:
        drawn.append(f'<li><i class="badge">n</i> {shown["badge"]:,} known only to the province</li>')
    if arcs:
        attack, strike = (style.CATEGORY[each].colour for each in ("attack_on_us_coalition", "us_coalition_strike"))
        line = f"background:linear-gradient(to right,{attack},{strike})"
        drawn.append(f'<li><i class="arc" style="{line}"></i> From an incident to its reported answer</li>')
    if shown["dot"] and not tiled:
        drawn.append(
            "<li class='quiet'>Dots of one site fan out around it, even over a border; the card names the place, zooming in parts neighbours</li>"
        )
    of = style.counted(figures.incidents, "incident")
    title = (
        f"<b>{shown['dot']:,} of {of} on the map at their points</b>"
        if tiled
        else f"<b>{style.counted(shown['dot'], 'dot')} of {of}</b>"
    )
    tray = f" · {shown['tray']:,} not on the map (place or day not known)" if shown["tray"] else ""
    steps = "".join(
        f'<li><i class="swatch" style="background:{colour}"></i> {escape(text)}</li>' for text, colour in shading
    )
    shades = f'<ul><li class="quiet">{escape(shading_title)}</li>{steps}</ul>' if steps else ""
    return f'<div class="legend">{title}{tray}<ul>{"".join(drawn)}</ul>{shades}</div>'
