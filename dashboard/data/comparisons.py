"""Two periods compared as figures, each once for a store, a query and the periods."""

from __future__ import annotations

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata import outlines, style
from geodata.names import province_names
from geodata.patterns import compare
from geodata.patterns.compare import RATE_DAYS, Comparison, Interval
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT = 64
TITLES = {"province": "By province", "category": "By kind", "weapon": "By weapon"}
CAUTION = (
    "The interval takes incidents for independent; attacks come in bursts, so the truth is less sure. Of twenty rows in which nothing "
    "changed, one looks clear by chance."
)


@remembered(KEPT)
def opening(store: Store) -> tuple[Interval, Interval]:
    """Return the periods compared unless the link names others."""
    figures = data.answer(store, IncidentQuery()).figures
    if figures.first is None or figures.last is None:
        return compare.around(pd.Timestamp("2024-01-01").date(), 30)
    return compare.opening(figures.first, figures.last, data.key_dates(store), data.coverage_spans(store))


@remembered(KEPT)
def compared(store: Store, query: IncidentQuery, first: Interval, second: Interval) -> Comparison:
    return compare.compare(store, query.without("since", "until"), first, second, data.coverage_spans(store))


@remembered(KEPT)
def by(store: Store, query: IncidentQuery, first: Interval, second: Interval, key: str, columns: int) -> Figure:
    """Return the ratios by one key, as a figure; `columns` of its legend."""
    found = compared(store, query, first, second)
    rows = found.by[key].assign(label=[_label(key, value) for value in found.by[key][key]])
    table = pd.DataFrame({
        TITLES[key].removeprefix("By ").capitalize(): rows["label"], "First period": rows["first"], "Second period": rows["second"],
        f"First, in {RATE_DAYS} days": rows["first_rate"].round(2), f"Second, in {RATE_DAYS} days": rows["second_rate"].round(2),
        "Ratio": rows["ratio"].round(3), "Lower bound": rows["low"].round(3), "Upper bound": rows["high"].round(3),
        "Reading": rows["reading"], "In one period only": [charts.compare.only_in_one(row) for row in rows.to_dict("records")],
    })  # fmt: skip
    return Figure(
        name=f"compare-{key}", title=f"{TITLES[key]}: the second period against the first",
        units="Ratio of incidents a day with its interval; an arrow: goes on beyond the scale", n=found.total.first + found.total.second, table=table,
        words=charts.compare.ratio_words(rows, found.total),
        spec=charts.drawn(lambda theme: charts.compare.ratios(rows, found.total, TITLES[key].lower(), theme, columns)) if len(rows) else None,
        manifest=store.manifest, coverage=f"{_periods(found)} {CAUTION} {data.coverage_note(store)}",
        definitions=("Rate", "Ratio of rates"))  # fmt: skip


@remembered(KEPT)
def maps(store: Store, query: IncidentQuery, first: Interval, second: Interval, columns: int) -> Figure:
    """Return the small maps of both periods and of the difference, as a figure."""
    found = compared(store, query, first, second)
    rows = found.by["province"].dropna(subset="province")
    rows = rows[rows["province"].isin(list(outlines.read()))]
    names = {code: province.name for code, province in province_names().items()}
    table = pd.DataFrame({
        "Code": rows["province"], "Province": rows["province"].map(names),
        f"First, in {RATE_DAYS} days": rows["first_rate"].round(2), f"Second, in {RATE_DAYS} days": rows["second_rate"].round(2),
        "Difference": (rows["second_rate"] - rows["first_rate"]).round(2), "Reading": rows["reading"],
    })  # fmt: skip
    drawn = int((rows["first"] + rows["second"]).sum())
    outside = found.total.first + found.total.second - drawn
    left_out = f" Not on these maps: {outside:,} without a known province of the two countries." if outside else ""
    return Figure(
        name="compare-maps", title="Where: both periods and the difference", units=f"Incidents in {RATE_DAYS} days, by province", n=drawn,
        table=table, words=charts.compare.map_words(found, names),
        spec=charts.drawn(lambda theme: charts.compare.maps(found, names, theme, columns)) if drawn else None,
        manifest=store.manifest, coverage=f"{_periods(found)}{left_out} {data.boundary_note()} {data.coverage_note(store)}",
        definitions=("Rate",))  # fmt: skip


def _periods(found: Comparison) -> str:
    return f"First period: {found.first.words} ({found.first.days:,} days); second: {found.second.words} ({found.second.days:,} days)."


def _label(key: str, value: object) -> str:
    if value is None or pd.isna(value):
        return "not stated"
    if key == "province":
        province = province_names().get(str(value))
        return province.name if province else str(value)
    return style.label(key, str(value))
