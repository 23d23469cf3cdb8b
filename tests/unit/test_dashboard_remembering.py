"""Answers are remembered for the next who asks, and go with the data that they are of."""

import re
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard import data, datasets, mapdata
from dashboard.data import kept
from dashboard.remembering import let_go, remembered
from geodata import archive, home, importers
from geodata.importers import File
from geodata.query import IncidentQuery
from geodata.store import Current
from tests.strategies import made_of

DASHBOARD = Path(data.__file__).parents[1]
EVERYTHING = IncidentQuery()


def brought(number, owner="somebody"):
    rows = f"event_id,event_date,latitude,longitude\na{number},2024-01-01,33.0,44.0\n"
    return datasets.add(owner, importers.read(File("a.csv", body=rows.encode())))


def looked_at(store):
    """Ask a store what a page asks, and return what tells whether it is still there."""
    data.answer(store, EVERYTHING), data.overview(store), mapdata.dots(store, EVERYTHING, 5.0, 9.0)
    return weakref.ref(store)


@pytest.fixture
def counted():
    """A function of a store that remembers two answers, and how often it was worked at."""
    asked = []

    @remembered(2)
    def count(store, query):
        asked.append(query)
        return store.count(query)

    return count, asked


def test_an_answer_is_made_once_and_the_oldest_of_too_many_goes(counted, store):
    count, asked = counted
    for country in ("SY", "SY", "IQ", "JO", "SY"):
        count(store, IncidentQuery(country=country))
    assert [query.country for query in asked] == [("SY",), ("IQ",), ("JO",), ("SY",)]


def test_what_is_let_go_is_forgotten_and_other_data_are_not(counted, store):
    count, asked = counted
    other = made_of({}).store
    count(store, EVERYTHING), count(other, EVERYTHING)
    let_go(other)
    assert (count(store, EVERYTHING), count(other, EVERYTHING), len(asked)) == (436, 1, 3)


def test_an_answer_that_is_made_while_its_data_are_let_go_is_not_remembered():
    begun, go = threading.Event(), threading.Event()

    @remembered(2)
    def slow(store):
        begun.set()
        return go.wait(30)

    store = made_of({}).store
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(slow, store)
        assert begun.wait(30)
        let_go(store)
        go.set()
        assert asked.result()
    assert len(slow.cache) == 0


def test_of_those_who_ask_the_same_one_works_and_all_wait(store):
    together, worked = threading.Barrier(2), []

    @remembered(2)
    def slow(store):
        worked.append(store)
        return store.count(EVERYTHING)

    def ask(_):
        together.wait(30)
        return slow(store)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(ask, range(2))) == [436, 436]
    assert worked == [store]


def test_a_file_that_is_taken_away_is_gone_at_once():
    one = brought(1)
    there = looked_at(one.store)
    key = one.key
    del one
    datasets.remove(key, "somebody")
    assert there() is None


def test_a_file_that_makes_room_for_newer_ones_is_gone_at_once():
    there = [looked_at(brought(number).store) for number in range(datasets.MOST_OF_ONE + 2)]
    assert [each() is None for each in there] == [True] * 2 + [False] * datasets.MOST_OF_ONE
    for each in datasets.of("somebody"):
        datasets.remove(each.key, "somebody")


def test_data_that_are_replaced_are_gone_at_once(tmp_path, monkeypatch):
    archive.write(made_of({}).catalogue, tmp_path / "a.duckdb")
    current = Current(tmp_path / "a.duckdb", look_every_s=0, let_go=let_go)
    there = looked_at(current.store())
    archive.write(made_of({}, {}).catalogue, tmp_path / "a.duckdb")
    assert (current.store().count(EVERYTHING), there()) == (2, None)


def test_a_kept_data_set_that_is_removed_is_gone_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv(home.SETTING, str(tmp_path))
    kept.keep(made_of({}).store)
    ((name, there),) = [(each.name, looked_at(each.store)) for each in kept.sets()]
    kept.remove(name)
    assert (kept.sets(), there()) == ((), None)


@pytest.mark.parametrize("path", sorted(DASHBOARD.rglob("*.py")), ids=lambda path: path.name)
def test_answers_of_a_store_are_remembered_nowhere_else(path):
    assert not re.search(r"@(lru_cache|cached?)\b.*\ndef \w+\([^)]*: Store", path.read_text())
