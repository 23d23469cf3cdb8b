"""The tempo of incidents as figures, each once for a store and a query."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata.patterns import coverage, tempo
from geodata.patterns.tempo import BURST_LEAST, QUIET_DAYS, Spell
from geodata.query import IncidentQuery
from geodata.store import Store

KEPT = 128
MOST_DAYS = 4_400  # twelve years; a calendar of more days is neither read nor drawn in time


@remembered(KEPT)
def daily(store: Store, query: IncidentQuery) -> pd.Series[int]:
    return tempo.daily(store, query)


@remembered(KEPT)
def gaps(store: Store, query: IncidentQuery) -> Figure:
    """Return the days from one incident to the next, as a figure."""
    by_day = daily(store, query)
    found = tempo.gaps(by_day)
    total = int(found.sum())
    within = int(found[found.index <= 1].sum())
    words = (
        f"{within:,} of {total:,} incidents came on the same day as the one before or the day after; the longest gap is "
        f"{found.index.max()} days." if total else "Gaps need two incidents.")  # fmt: skip
    return Figure(
        name="gaps", title="Days from one incident to the next", units="Times that a gap of so many days occurs", n=int(by_day.sum()),
        table=found.reset_index().rename(columns={"days": "Days since the one before", "count": "Times"}), words=words,
        spec=charts.drawn(lambda _: charts.tempo.gaps(found)) if total else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Gap",))  # fmt: skip


@remembered(KEPT)
def calendar(store: Store, query: IncidentQuery, cell: int) -> Figure:
    """Return incidents day by day, as a figure, month by month where they span decades; `cell` is the width of a day in pixels."""
    by_day = daily(store, query)
    first, last = _shown(store, query)
    days = tempo.calendar(by_day, first, last, data.coverage_spans(store))
    by_months = len(days) > MOST_DAYS
    drawn = _months(days) if by_months else days
    chart = charts.tempo.calendar_of_months if by_months else charts.tempo.calendar
    words = "No incidents to chart."
    if len(by_day):
        words = f"{len(by_day):,} of {len(days):,} days have incidents, the most on {by_day.idxmax():%-d %B %Y} ({by_day.max():,})."
    return Figure(
        name="calendar", title=f"Incidents {'month by month' if by_months else 'day by day'}", n=int(by_day.sum()),
        units="Incidents a month; so many years have no room for days" if by_months else "Incidents a day; weeks across, weekdays down",
        table=pd.DataFrame({"Day": by_day.index.strftime("%Y-%m-%d"), "Incidents": by_day.to_numpy()}), words=words,
        spec=charts.drawn(lambda theme: chart(drawn, theme, cell)) if len(by_day) else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=())  # fmt: skip


@remembered(KEPT)
def spells(store: Store, query: IncidentQuery) -> Figure:
    """Return bursts and quiet spells, as a figure."""
    by_day, spans = daily(store, query), data.coverage_spans(store)
    found = [("Burst", each) for each in tempo.bursts(by_day, spans)] + [
        ("Quiet spell", each) for each in tempo.quiet(by_day, spans)
    ]
    rows = pd.DataFrame(
        [_row(kind, each) for kind, each in sorted(found, key=lambda each: each[1].since)], columns=_COLUMNS
    )
    bursts, quiet = (rows[rows["kind"] == kind] for kind in ("Burst", "Quiet spell"))
    words = f"{len(bursts):,} bursts ({bursts['incidents'].sum():,} incidents) and {len(quiet):,} quiet spells"
    if len(quiet):
        longest = quiet.loc[quiet["days"].idxmax()]
        words += f", the longest {longest['days']:,} days from {longest['since']:%-d %B %Y}"
    few = int((quiet["thin"] > 0.5).sum())
    words += f"; {few:,} of the quiet spells lie in periods of few sources and may be none." if few else "."
    first, last = _shown(store, query)
    table = rows.assign(thin=(rows["thin"] * 100).round()).rename(columns={
        "kind": "Spell", "since": "From", "until": "Until", "days": "Days", "incidents": "Incidents", "thin": "Days of few sources, %"})  # fmt: skip
    return Figure(
        name="spells", title="Bursts and quiet spells",
        units=f"Bursts: {BURST_LEAST} or more incidents on consecutive days. Quiet: {QUIET_DAYS} or more days without any; pale where few sources were found",
        n=int(by_day.sum()), table=table, words=words,
        spec=charts.drawn(lambda _: charts.tempo.spells(rows, coverage.thin(spans, first, last))) if len(rows) else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Burst", "Quiet spell"))  # fmt: skip


@remembered(KEPT)
def weekdays(store: Store, query: IncidentQuery) -> Figure:
    """Return incidents by weekday, as a figure."""
    found, left_out = tempo.weekdays(store, query)
    total = int(found.sum())
    said = ", ".join(f"{day} {n:,}" for day, n in zip(charts.tempo.WEEKDAYS, found, strict=True))
    return Figure(
        name="weekdays", title="By weekday, local date", units=f"Incidents whose day is known; {left_out:,} known to within days are left out",
        n=total, table=pd.DataFrame({"Weekday": charts.tempo.WEEKDAYS, "Incidents": found.to_numpy()}),
        words=f"Incidents by weekday: {said}." if total else "No incident of a known day answers.",
        spec=charts.drawn(lambda _: charts.tempo.weekdays(found)) if total else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=())  # fmt: skip


@remembered(KEPT)
def sites(store: Store, query: IncidentQuery, columns: int) -> Figure:
    """Return the most frequent sites month by month, as a figure."""
    found = tempo.sites(store, query)
    rows = found.assign(site=found["place"].map(lambda place: store.place_names.get(place, place)))
    totals = rows.groupby("site", sort=False)["count"].sum()
    first, last = (f"{day:%Y-%m}" for day in _shown(store, query))
    return Figure(
        name="sites", title="Sites month by month", units=f"Incidents a month at the {len(totals)} sites with the most, on one scale",
        n=int(totals.sum()), table=rows[["site", "month", "count"]].rename(columns={"site": "Site", "month": "Month", "count": "Incidents"}),
        words="; ".join(f"{site}: {n:,}" for site, n in totals.items()) + "." if len(totals) else "No incident has a known place.",
        spec=charts.drawn(lambda _: charts.tempo.sites(rows, first, last, columns)) if len(totals) else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=())  # fmt: skip


_COLUMNS = ["kind", "since", "until", "days", "incidents", "thin"]


def _months(days: pd.DataFrame) -> pd.DataFrame:
    """Return the days of a calendar by month: one of few sources has no day of others."""
    months = days.assign(day=days["day"].dt.to_period("M").dt.start_time)
    return months.groupby("day", as_index=False).agg(count=("count", "sum"), is_thin=("is_thin", "all"))


def _row(kind: str, spell: Spell) -> tuple[object, ...]:
    return kind, spell.since, spell.until, spell.days, spell.incidents, spell.thin


def _shown(store: Store, query: IncidentQuery) -> tuple[date, date]:
    """Return the days that a chart over time spans: those asked for, cut to those of the data."""
    figures = data.answer(store, IncidentQuery()).figures
    first = figures.first or date(2023, 10, 18)
    last = figures.last or first
    since = min(max(query.since or first, first), last)
    return since, max(min(query.until or last, last), since)
