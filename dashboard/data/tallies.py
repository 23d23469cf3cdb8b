"""Our running count and those of others as figures, each once for a store and a query."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata import style
from geodata.patterns import coverage, tally
from geodata.patterns.tally import Part, Tally
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT = 128  # answers kept; each may hold a frame of a few hundred rows


@remembered(KEPT)
def counted(store: Store, query: IncidentQuery, part: Part) -> Tally:
    return tally.count(store, query, part)


@remembered(KEPT)
def running_counts(store: Store, query: IncidentQuery, part: Part, is_narrow: bool) -> Figure:
    """Return our running count beside those of others, as a figure; `is_narrow` sets its two legends apart."""
    found = counted(store, query, part)
    compared = tally.compared(found)
    spans = coverage.thin(data.coverage_spans(store), found.first, found.last)
    table = pd.DataFrame({
        "Day": compared["as_of"].dt.strftime("%Y-%m-%d"),
        "Count of": compared["scope"].map(lambda scope: style.SCOPE[scope].label),
        "Theirs": [charts.said(row) for row in compared.to_dict("records")],
        **{f"Ours: {charts.AT_LEAST[level].lower()}": compared[level] for level in found.levels},
        "Ours less theirs": [charts.gap(row) for row in compared.to_dict("records")],
        "By": compared["publishers"],
    })  # fmt: skip
    return Figure(
        name="tally", title=f"Attacks by Iran-aligned militias since 18 October 2023: our count and those of others{_where(part)}",
        units=f"Attacks until the end of each day{_greys(compared, spans)}", n=found.until(found.last)[found.levels[0]], table=table,
        words=charts.tally_words(found), spec=charts.drawn(lambda _: charts.running_counts(found, spans, is_narrow=is_narrow)),
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Attack", "Tally", "Gap in the count"))  # fmt: skip


@remembered(KEPT)
def missing(store: Store, query: IncidentQuery, part: Part, scope: str) -> Figure:
    """Return the spans of days in which incidents are probably missing, at each level of evidence, as a figure."""
    found = counted(store, query, part)
    spans = pd.concat(
        [tally.missing(found, level, scope).assign(level=level) for level in found.levels], ignore_index=True)  # fmt: skip
    table = pd.DataFrame({
        "Our count": spans["level"].map(charts.AT_LEAST),
        "After": spans["after"].dt.strftime("%Y-%m-%d"), "Until": spans["until"].dt.strftime("%Y-%m-%d"),
        "Their rise": spans["official_rise"], "Our rise": spans["our_rise"], "Missing": spans["missing"],
        "Even with a day more on each side": spans["surely"],
    })  # fmt: skip
    whose = style.SCOPE[scope].label
    return Figure(
        name=f"missing-{scope}", title=f"Days on which incidents are probably missing: the count of {whose} rose by more than ours",
        units="Incidents by which their rise exceeds ours, between two days of counts (the stronger the colour, the more)",
        n=found.until(found.last)[found.levels[0]], table=table, words=charts.missing_words(spans, whose),
        spec=charts.drawn(lambda theme: charts.missing(spans, found, theme)) if len(spans) else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Gap in the count",))  # fmt: skip


def _greys(compared: pd.DataFrame, spans: Sequence[coverage.Span]) -> str:
    """Say what the two greys of the chart are."""
    whose = style.SCOPE[charts.tally.banded(compared)].label
    return "".join((f"; band: the gap to {whose}" * bool(len(compared)), "; shaded: few sources" * bool(spans)))


def _where(part: Part) -> str:
    return "" if part == "total" else f", {part.capitalize()} only"
