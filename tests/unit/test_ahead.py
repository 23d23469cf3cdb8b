"""Things made ahead are the same, in the same order, and nothing is left of them when nobody wants more."""

import threading

import pytest

from geodata.ahead import ahead


def test_the_same_come_in_the_same_order():
    assert list(ahead(iter(range(50)))) == list(range(50))
    assert list(ahead([])) == []


def test_the_next_is_made_while_the_last_is_used():
    begun = threading.Event()

    def source():
        yield 1
        begun.set()
        yield 2

    coming = ahead(source())
    assert next(coming) == 1
    assert begun.wait(10)
    assert list(coming) == [2]


def test_what_goes_wrong_is_raised_in_its_turn():
    def source():
        yield 1
        raise ValueError("the second")

    coming = ahead(source())
    assert next(coming) == 1
    with pytest.raises(ValueError, match="the second"):
        next(coming)


def test_whoever_stops_early_closes_the_source_and_leaves_no_thread():
    before, closed = threading.active_count(), []

    def source():
        try:
            yield from range(50)
        finally:
            closed.append(True)

    coming = ahead(source())
    next(coming)
    coming.close()
    assert (threading.active_count(), closed) == (before, [True])
