"""Counting every field at once gives what counting each alone gives."""

import pytest

from geodata.query import FILTERS, IncidentQuery

FIELDS = [name for name, declared in FILTERS.items() if declared.many]


@pytest.mark.parametrize(
    "query", [IncidentQuery(), IncidentQuery(weapon="rockets"), IncidentQuery(killed=999)], ids=str
)
def test_counts_of_all_fields_are_those_of_each_alone(store, query):
    alone = {}
    for name in FIELDS:
        counts = store.counts(query, [name]).dropna()
        alone[name] = {str(value): int(count) for value, count in zip(counts[name], counts["count"], strict=True)}
    assert store.counts_each(query, FIELDS) == alone
