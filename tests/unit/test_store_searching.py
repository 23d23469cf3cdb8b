"""Words are looked for once and then read from bits; that changes no answer, which the laws of the store prove too."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from cachetools import LRUCache

from geodata.query import IncidentQuery
from geodata.store import Stop, Stopped, Store, stopping
from geodata.summarise import figures
from tests import oracle
from tests.engines import kept, on_every_engine
from tests.strategies import made_of

pytestmark = on_every_engine


@pytest.fixture
def searching(store, monkeypatch):
    """The same data, kept by an engine without an index of words."""
    engine = store.engine.engine
    monkeypatch.setattr(engine, "finds_words", False)
    return Store(engine)


@pytest.fixture
def looks(searching, monkeypatch):
    """The questions that look through the words of incidents, as the engine gets them."""
    asked, engine = [], searching.engine.engine

    def noted(ask):
        def of(sql, bound=()):
            asked.extend([sql] * ("search_text LIKE" in sql))
            return ask(sql, bound)

        return of

    for name in ("rows", "frame"):
        monkeypatch.setattr(engine, name, noted(getattr(engine, name)))
    return asked


@pytest.mark.parametrize("words", ["drone", "tower 22", "عين الأسد", "erbil drone iraq", "nowhere at all", "d"])
def test_bits_say_what_words_say(searching, bundled_rows, words):
    asked = IncidentQuery(text=words, category="attack_on_us_coalition")
    told = oracle.select(bundled_rows, text=words, category=["attack_on_us_coalition"])
    assert searching.incidents(asked)["event_id"].tolist() == told["event_id"].tolist()


def test_all_questions_about_words_look_for_them_once(searching, looks):
    query = IncidentQuery(text="tower drone", country="JO")
    figures(searching, query)
    searching.incidents(query)
    searching.sources_of(query)
    assert len(looks) == 1


def test_many_readers_of_one_search_wait_for_one_look(searching, looks):
    with ThreadPoolExecutor(8) as pool:
        found = {*pool.map(searching.count, [IncidentQuery(text="erbil")] * 8)}
    assert (len(found), len(looks)) == (1, 1)


def test_a_search_that_was_made_waits_for_no_other(searching, monkeypatch):
    searching.count(IncidentQuery(text="erbil"))
    engine, looking, goes_on = searching.engine.engine, Event(), Event()
    ask = engine.frame

    def slow(sql, bound=()):
        if "% drone%" in bound:
            looking.set()
            goes_on.wait(30)
        return ask(sql, bound)

    monkeypatch.setattr(engine, "frame", slow)
    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(searching.count, IncidentQuery(text="drone"))
        assert looking.wait(30)
        try:
            assert pool.submit(searching.count, IncidentQuery(text="erbil")).result(30) > 0
        finally:
            goes_on.set()
    assert other.result() > 0


def test_of_many_searches_those_asked_for_last_are_kept(searching, looks, monkeypatch):
    monkeypatch.setattr(searching.engine, "_found", LRUCache(2 * (searching.engine._length // 8 + 1), getsizeof=len))
    for word in ("erbil", "conoco", "drone", "conoco"):
        searching.count(IncidentQuery(text=word))
    assert len(looks) == 3
    searching.count(IncidentQuery(text="drone"))
    assert len(looks) == 3


def test_a_look_that_nobody_waits_for_leaves_nothing_and_blocks_nobody(searching, looks):
    stop = Stop()
    stop.now()
    with stopping(stop), pytest.raises(Stopped):
        searching.count(IncidentQuery(text="rocket"))
    assert not searching.engine._found
    assert searching.count(IncidentQuery(text="rocket")) > 0


def test_rows_that_share_a_number_are_looked_through_each_time():
    made = made_of({"notes": "A drone was seen."}, {"notes": "A rocket was seen."}).catalogue
    searching = kept(dataclasses.replace(made, incidents=made.incidents.assign(row=1)))
    assert searching.engine._length == 0
    assert searching.count(IncidentQuery(text="drone")) == 1
