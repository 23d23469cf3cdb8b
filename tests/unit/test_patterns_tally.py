"""Our running count beside those of others: the known day, gaps, and days on which incidents are missing."""

from datetime import date

import pandas as pd
import pytest

from geodata import schema
from geodata.patterns import tally
from geodata.query import IncidentQuery
from tests import oracle, strategies

DAY = date(2023, 11, 21)
EVERYTHING = IncidentQuery()
MILITIA = {
    "category": "attack_on_us_coalition",
    "actor1_group": tally.ACTOR,
    "actor2_group": "U.S. and coalition forces and missions",
}


def ours(rows, until, level="low", **asked):
    """Count our attacks as the oracle does."""
    asked = {"category": ["attack_on_us_coalition"], "actor": [tally.ACTOR], "until": until, "evidence": level} | asked
    return len(oracle.select(rows, **asked))


def official(*counts, scope="us_official", part="total"):
    """Return the table of counts of others, from (day, number) or (day, number, note)."""
    rows = [dict(zip(("as_of", part, "notes"), each, strict=False)) for each in counts]
    cells = pd.DataFrame(
        [{"scope": scope, "publisher": "A paper", "url": "https://example.org/"} | row for row in rows], dtype=str
    )
    return cells.reindex(columns=schema.OFFICIAL_COUNTS.names).astype("str").replace("nan", "")


def tallied(days, *counts, query=EVERYTHING, part="total", level="high"):
    """Return the tally of attacks on so many days, beside counts of others."""
    rows = strategies.frame(*(
        strategies.incident(event_id=f"e{n}", event_date=day, confidence=level, place_id="al-asad", **MILITIA) for n, day in enumerate(days)
    ))  # fmt: skip
    made = strategies.sample(rows, official_counts=official(*counts))
    assert made.catalogue.refused_rows == 0
    return tally.count(made.store, query, part)


def test_on_21_november_2023_ours_stands_beside_66_and_65(store, bundled_rows):
    found = tally.count(store, EVERYTHING)
    assert found.until(DAY) == {level: ours(bundled_rows, DAY, level) for level in oracle.EVIDENCE}
    assert (found.until(DAY)["low"], found.until(DAY)["high"]) == (85, 58)
    row = tally.compared(found).set_index("as_of").loc[pd.Timestamp(DAY)]
    assert (row["said"], row["least"], row["most"]) == (((66, 4), (65, 1)), 65, 66)
    assert (row["gap_least"], row["gap_most"]) == (19, 20)


@pytest.mark.parametrize("part", ["total", "iraq", "syria"])
def test_every_official_count_stands_beside_the_oracles(store, bundled_rows, part):
    counts = oracle.raw("official_counts").query(f"as_of != '' and {part} != ''")
    country = {"iraq": {"country": ["IQ"]}, "syria": {"country": ["SY"]}}.get(part, {})
    compared = tally.compared(tally.count(store, EVERYTHING, part))
    expected = {
        (as_of, scope): (each.min(), each.max(), *(ours(bundled_rows, as_of, level, **country) for level in oracle.EVIDENCE))
        for (as_of, scope), each in counts[part].astype(int).groupby([counts["as_of"], counts["scope"]])
    }  # fmt: skip
    found = compared[["least", "most", *oracle.EVIDENCE]].itertuples(index=False, name=None)
    keys = zip(compared["as_of"].dt.strftime("%Y-%m-%d"), compared["scope"], strict=True)
    assert dict(zip(keys, found, strict=True)) == expected


def test_evidence_asked_for_leaves_out_the_levels_below(store):
    assert tally.count(store, IncidentQuery(evidence="medium")).levels == ("medium", "high")


def test_the_count_begins_on_18_october_whatever_days_are_shown(store):
    late = tally.count(store, IncidentQuery(since=date(2024, 1, 1), until=date(2024, 2, 1)))
    assert late.until(DAY)["low"] == 85
    assert late.official["as_of"].between("2024-01-01", "2024-02-01").all()


@pytest.mark.parametrize("query", [
    IncidentQuery(category=("us_coalition_strike",)), IncidentQuery(actor=("Unattributed",)), IncidentQuery(country=("SY",)),
])  # fmt: skip
def test_a_question_that_no_such_attack_answers_counts_none(store, query):
    assert tally.count(store, query, "iraq").until(DAY) == {"low": 0, "medium": 0, "high": 0}


def test_a_filter_that_others_did_not_use_is_named(store):
    query = IncidentQuery(province=("IQ-AN",), evidence="high", since=DAY)
    assert tally.count(store, query).narrowed == ("province",)


def test_a_rise_greater_than_ours_is_missing_with_and_without_a_day_of_slack():
    found = tallied(["2023-11-18", "2023-11-21"], ("2023-11-18", "1"), ("2023-11-20", "4"))
    row = tally.missing(found, "low").iloc[0]
    assert (row["official_rise"], row["our_rise"], row["missing"], row["surely"]) == (3, 0, 3, 1)


@pytest.mark.parametrize("counts", [
    pytest.param([("2023-11-18", "1"), ("2023-11-20", "2")], id="ours rose as much"),
    pytest.param([("2023-11-18", "5"), ("2023-11-20", "4")], id="a count that falls"),
    pytest.param([("2023-11-18", "1", "a floor"), ("2023-11-20", "9")], id="after a floor"),
    pytest.param([("2023-11-18", "1"), ("2023-11-18", "4"), ("2023-11-20", "5")], id="reports that allow a smaller rise"),
    pytest.param([("2023-11-18", "1"), ("2023-11-20", "2"), ("2023-11-20", "9")], id="one of two later reports allows it"),
    pytest.param([("2023-11-18", "1")], id="one count"),
    pytest.param([("", "1"), ("", "9")], id="no days"),
    pytest.param([], id="no counts"),
])  # fmt: skip
def test_nothing_is_missing_where_a_rise_allows_ours(counts):
    found = tallied(["2023-11-18", "2023-11-19"], *counts)
    assert len(tally.missing(found, "low")) == 0


def test_where_nothing_is_missing_spans_are_days_all_the_same():
    found = tallied(["2023-11-01"], ("2023-10-30", "1"), ("2023-11-02", "1"))
    assert tally.missing(found, "high")["until"].dt.strftime("%Y").tolist() == []


def test_a_count_without_a_day_is_kept_apart():
    found = tallied([], ("", "9"), ("2023-11-20", "2"))
    assert (len(found.undated), list(found.official["most"])) == (1, [2])


def test_the_latest_count_of_each_scope_is_that_of_the_day_or_before(store):
    latest = tally.count(store, EVERYTHING).latest(DAY).set_index("scope")
    assert {scope: f"{row['as_of']:%m-%d}" for scope, row in latest.iterrows()} == {
        "us_official": "11-21",
        "wi_tracker": "11-14",
    }
