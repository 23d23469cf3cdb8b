"""What answers what as figures, each once for a store and a query."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard import charts, data
from dashboard.figure import Figure
from dashboard.remembering import remembered
from geodata import style
from geodata.patterns import coverage, responses
from geodata.patterns.responses import Responses, Run
from geodata.query import IncidentQuery
from geodata.store import Store, reading

KEPT = 128
RUNS_SHOWN = 8


@remembered(8)
def every_link(store: Store) -> pd.DataFrame:
    """Return every reported link of the data."""
    return responses.links(store)


@remembered(KEPT)
def linked(store: Store, query: IncidentQuery) -> Responses:
    """Return the reported links of which an end answers."""
    every = every_link(store)
    return responses.among(every, reading.answering(store, query, {*every["cause"], *every["answer"]}))


@remembered(KEPT)
def runs(store: Store, query: IncidentQuery) -> tuple[Run, ...]:
    return responses.unanswered_runs(store, query, set(every_link(store)["cause"]))


@remembered(KEPT)
def chains(store: Store, query: IncidentQuery) -> pd.DataFrame:
    """Return a line for each chain, the newest first: what a reader steps into, with the incident that begins it."""
    found = linked(store, query)
    links: dict[int, list[dict[str, Any]]] = {}
    for link in found.links.sort_values(["lag_days", "answer"]).to_dict("records"):
        links.setdefault(link["chain"], []).append({str(name): value for name, value in link.items()})
    sizes = found.ends["chain"].value_counts()
    lines = [_chain(of, int(sizes[number])) for number, of in links.items()]
    return pd.DataFrame(lines).sort_values("Begins", ascending=False, kind="stable", ignore_index=True)


def _chain(links: list[dict[str, Any]], incidents: int) -> dict[str, Any]:
    """Return the line of a chain; its links are sorted by lag."""
    begins = min(links, key=lambda link: (link["cause_date"], link["cause"]))
    return {
        "event_id": begins["cause"], "Begins": begins["cause_date"], "At": _known(begins["cause_place"]), "Incidents": incidents,
        "Links": len(links), "Shortest lag": _lag(links[0]), "Longest lag": _lag(links[-1]),
    }  # fmt: skip


@remembered(KEPT)
def chain_of(store: Store, query: IncidentQuery, event_id: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the chain of an incident in words: each incident answered, and what is reported as answering it after how long."""
    found = linked(store, query)
    mine = found.ends.loc[found.ends["event_id"] == event_id, "chain"]
    links = found.links[found.links["chain"].isin(mine)].sort_values(["cause_date", "cause", "answer_date", "answer"])
    return tuple(
        (_text(group.iloc[0], "cause"), tuple(f"{_text(row, 'answer')}, {_lag(row)}" for _, row in group.iterrows()))
        for _, group in links.groupby("cause", sort=False)
    )


@remembered(KEPT)
def ladder(store: Store, query: IncidentQuery, chosen: str | None, per_row: int) -> Figure:
    """Return the ladder of attacks and what is reported as answering them, as a figure."""
    found = linked(store, query)
    lags = responses.lags(found.links)
    table = pd.DataFrame({
        "Event": found.links["answer"],
        "Answer": _texts(found.links, "answer"),
        "Reported as answering": _texts(found.links, "cause"),
        "Lag": [_lag(row) for row in found.links.to_dict("records")],
    })  # fmt: skip
    chained = found.ends["chain"].nunique()
    outside = f" {found.outside:,} of the incidents lie outside the filters and are hollow." if found.outside else ""
    hollow = "; hollow marks lie outside the filters" if found.outside else ""
    lost = f" {found.elsewhere:,} links lead to incidents that are not in these data." if found.elsewhere else ""
    return Figure(
        name="ladder", title="Attacks, and the strikes reported as answering them",
        units=f"{len(found.links):,} reported links in {chained:,} chains; a dashed line has a day known only to within a few days; "
        f"breaks of more than {charts.chains.GAP_DAYS} days without linked incidents are cut short{hollow}",
        n=len(found.ends), table=table,
        words=f"{len(found.links):,} reported links between {len(found.ends):,} incidents in {chained:,} chains. {lag_words(lags)}{outside}{lost}",
        spec=charts.drawn(lambda theme: charts.chains.ladder(found.links, found.ends, chosen, per_row, theme)) if len(found.links) else None,
        manifest=store.manifest, coverage=data.coverage_note(store), definitions=("Response", "Lag"))  # fmt: skip


def lag_words(lags: responses.Lags) -> str:
    """Say what the lags are together."""
    if lags.median is None:
        return "No lag is known."
    half = "the same day" if lags.median == 0 else f"{lags.median:g} day{'s' * (lags.median != 1)}"
    about = f" {lags.about:,} of {lags.links:,} are known to within a few days only." if lags.about else ""
    wrong = f" {lags.backwards:,} more are dated before what they answer, and left out." if lags.backwards else ""
    return f"The middle lag is {half}, the longest {lags.longest:,} days.{about}{wrong}"


@remembered(KEPT)
def lag_figure(store: Store, query: IncidentQuery, *, is_narrow: bool = False) -> Figure:
    """Return the distribution of lags, as a figure."""
    found = linked(store, query)
    counts, lags = responses.lag_counts(found.links), responses.lags(found.links)
    soon = int(counts.loc[counts["lag_days"] <= 1, "count"].sum())
    table = pd.DataFrame({
        "Days": counts["lag_days"], "Answered by": counts["answer_category"].map(lambda value: style.label("category", value)),
        "Day": counts["is_about"].map({True: "known to a few days", False: "known"}), "Links": counts["count"],
    })  # fmt: skip
    return Figure(
        name="lags", title=f"{soon:,} of {lags.links:,} reported answers came on the same day or the next",
        units="Reported links by local days from what is answered to the answer; the data state no hours", n=len(found.ends),
        table=table, words=lag_words(lags), spec=charts.drawn(lambda _: charts.chains.lags(counts, is_narrow=is_narrow)) if len(counts) else None,
        manifest=store.manifest, definitions=("Lag",))  # fmt: skip


@remembered(KEPT)
def run_figure(store: Store, query: IncidentQuery) -> Figure:
    """Return the longest runs of attacks without a reported answer, as a figure."""
    found = runs(store, query)
    shown = found[:RUNS_SHOWN]
    spans = (
        coverage.thin(data.coverage_spans(store), min(run.since for run in shown), max(run.until for run in shown))
        if shown
        else ()
    )
    table = pd.DataFrame({
        "Attacks": [run.attacks for run in found], "Days with attacks": [run.days for run in found],
        "First day": [str(run.since) for run in found], "Last day": [str(run.until) for run in found],
        "Next answered attack": [str(run.ended_on or "none in these data") for run in found],
    })  # fmt: skip
    first = shown[0] if shown else None
    longest = f"{first.attacks:,} attacks from {first.since:%-d %b %Y} to {first.until:%-d %b %Y}" if first else ""
    return Figure(
        name="unanswered", title=f"Longest unanswered run: {longest}" if first else "No attack is without a reported answer",
        units="Attacks on U.S. and coalition forces on consecutive days with attacks, none reported as answered",
        n=sum(run.attacks for run in found), table=table,
        words=f"{len(found):,} runs; the longest is {longest}." if first else "No attack that answers the filters is without a reported answer.",
        spec=charts.drawn(lambda theme: charts.chains.runs(shown, spans, theme)) if first else None, manifest=store.manifest,
        coverage=f"No reported answer is not the same as no answer. {data.coverage_note(store)}",
        definitions=("Unanswered run", "Attack"))  # fmt: skip


def _texts(links: pd.DataFrame, end: str) -> list[str]:
    return [f"{row[f'{end}_date']:%Y-%m-%d} · {_known(row[f'{end}_place'])}" for row in links.to_dict("records")]


def _text(row: pd.Series, end: str) -> str:
    return f"{row[f'{end}_date']:%-d %b %Y} · {_known(row[f'{end}_place'])}"


def _known(place: object) -> str:
    return place if isinstance(place, str) else "place not named"


def _lag(row: pd.Series | dict[str, object]) -> str:
    return responses.lag_words(int(row["lag_days"]), bool(row["is_about"]))
