"""The store answers exactly what an independent reading of the raw cells answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.query import FILTERS, IncidentQuery
from geodata.store import KEYS
from geodata.summarise import figures
from tests import oracle
from tests.engines import on_every_engine
from tests.strategies import catalogues, queries, values_of

pytestmark = on_every_engine


def found(store, query):
    return store.incidents(query, columns=["event_id"])["event_id"].tolist()


def expected(rows, query):
    return oracle.select(rows, **oracle.asked_of(query))


@given(query=queries())
@settings(max_examples=200)
def test_the_store_selects_what_the_oracle_selects(crowd_store, crowd_rows, query):
    assert found(crowd_store, query) == expected(crowd_rows, query)["event_id"].tolist()


@pytest.mark.parametrize("name", FILTERS)
@given(data=st.data())
@settings(max_examples=15)
def test_each_field_alone_selects_what_the_oracle_selects(crowd_store, crowd_rows, name, data):
    query = IncidentQuery(**{name: data.draw(values_of()[name])})
    assert found(crowd_store, query) == expected(crowd_rows, query)["event_id"].tolist()


@given(catalogues(), st.lists(queries(), min_size=5, max_size=8))
@settings(max_examples=12)
def test_any_small_catalogue_answers_as_the_oracle_does(made, asked):
    store, rows = made.store, oracle.joined(made.rows, made.places)
    for query in asked:
        assert found(store, query) == expected(rows, query)["event_id"].tolist()


@given(data=st.data())
@settings(max_examples=100)
def test_the_bundled_data_answer_as_the_oracle_does(store, bundled_rows, data):
    row = bundled_rows.iloc[data.draw(st.integers(0, len(bundled_rows) - 1))]
    about_it = {
        "since": row["event_date"], "until": row["event_date"], "country": row["country"], "province": row["province"],
        "category": row["category"], "event_type": row["event_type"], "sub_event_type": row["sub_event_type"],
        "outcome": row["outcome"], "weapon": row["weapons"].split(";")[0], "actor": row["actor1_group"],
        "target": row["actor2_group"], "claimed_by": row["claimed_by"], "place": row["place_id"],
        "evidence": row["confidence"], "precision": row["geo_precision"], "killed": row["killed_min"],
        "injured": row["injured_min"], "text": " ".join(row["notes"].split()[:2]),
    }  # fmt: skip
    names = data.draw(st.sets(st.sampled_from([name for name, value in about_it.items() if value]), max_size=3))
    query = IncidentQuery(**{name: about_it[name] for name in names})
    assert row["event_id"] in found(store, query)
    assert found(store, query) == expected(bundled_rows, query)["event_id"].tolist()


@given(query=queries())
def test_adding_a_filter_never_adds_incidents(crowd_store, query):
    for name in query.asked():
        assert set(found(crowd_store, query)) <= set(found(crowd_store, query.without(name)))


@given(query=queries())
def test_count_is_the_number_of_rows(crowd_store, query):
    assert crowd_store.count(query) == len(crowd_store.incidents(query))


def counted(store, query, *keys):
    table = store.counts(query, keys).astype(object)
    lines = table.where(table.notna(), None).itertuples(index=False, name=None)
    return {line[:-1]: line[-1] for line in lines}


@pytest.mark.parametrize("key", KEYS)
@given(query=queries())
@settings(max_examples=10)
def test_counts_by_a_key_are_those_of_the_oracle(crowd_store, crowd_rows, key, query):
    assert counted(crowd_store, query, key) == oracle.counts(expected(crowd_rows, query), key)


@given(query=queries(), keys=st.lists(st.sampled_from(list(KEYS)), min_size=2, max_size=3, unique=True))
@settings(max_examples=30)
def test_counts_by_several_keys_are_those_of_the_oracle(crowd_store, crowd_rows, query, keys):
    assert counted(crowd_store, query, *keys) == oracle.counts(expected(crowd_rows, query), *keys)


@pytest.mark.parametrize("key", [key for key in KEYS if key not in ("weapon", "dataset")])
@given(query=queries())
@settings(max_examples=10)
def test_counts_by_a_key_sum_to_the_count(crowd_store, key, query):
    assert crowd_store.counts(query, [key])["count"].sum() == crowd_store.count(query)


@pytest.mark.parametrize("key", KEYS)
def test_counts_are_sorted_by_key_with_the_missing_last(crowd_store, key):
    values = crowd_store.counts(IncidentQuery(), [key])[key]
    stated = values.dropna().tolist()
    assert stated == sorted(stated)
    assert values.isna().tolist() == sorted(values.isna())


@given(query=queries(), zoom=st.integers(0, 2), grid=st.sampled_from([1, 4, 256]))
@settings(max_examples=25)
def test_bins_of_all_tiles_hold_every_incident_with_a_point_once(crowd_store, crowd_rows, query, zoom, grid):
    tiles = [
        crowd_store.bins(query, zoom=zoom, x=x, y=y, grid=grid)["count"].sum()
        for x in range(2**zoom)
        for y in range(2**zoom)
    ]
    assert sum(tiles) == expected(crowd_rows, query)["lon"].notna().sum()


@given(query=queries())
def test_figures_are_those_of_the_oracle(crowd_store, crowd_rows, query):
    rows, told = expected(crowd_rows, query), figures(crowd_store, query)
    assert told.incidents == len(rows)
    assert dict(told.by_category) == {each: (rows["category"] == each).sum() for each in told.by_category}
    assert {(k,): n for k, n in told.shown_as.items() if n} == oracle.counts(rows, "shown_as")
    for side, what in ((told.killed, "killed"), (told.injured, "injured")):
        assert (side.fewest, side.most, side.stated, side.is_open) == oracle.casualties(rows, what)
        assert side.of == len(rows)


@pytest.mark.parametrize("name", [name for name, declared in FILTERS.items() if declared.many])
def test_every_value_that_occurs_finds_its_incidents(crowd_store, name):
    table = crowd_store.counts(IncidentQuery(), [name]).dropna()
    for value, count in zip(table[name], table["count"], strict=True):
        assert crowd_store.count(crowd_store.understand(IncidentQuery(**{name: value}))) == count
