"""Work in the background: told how far it is, stopped when asked or forgotten, and never more than a few at once."""

from __future__ import annotations

import threading

import pytest

from dashboard import work
from dashboard.export_work import Desk
from geodata.errors import ExportError, GeodataError, LayoutError

LONG = 20  # seconds that a loaded machine may take


def counting(go_on=lambda: None):
    """Return what steps until it is told to stop, with `go_on` before each step."""

    def make(progress):
        step = 0
        while progress(step := step + 1, 1_000_000):
            go_on()
        raise ExportError("The film was stopped.")

    return make


@pytest.fixture
def begun():
    """Start work, and leave none behind."""
    all_begun = []

    def begin(make):
        all_begun.append(work.start("a.mp4", make))
        return all_begun[-1]

    yield begin
    for each in all_begun:
        each.cancel()
        assert each.wait(LONG)


def test_work_gives_its_result_and_how_far_it_was(begun):
    done = begun(lambda progress: b"film" if progress(3, 4) else b"")
    assert done.wait(LONG)
    assert (done.result, done.done, done.of, done.problem) == (b"film", 3, 4, "")


def test_cancelled_work_stops_and_has_no_result(begun):
    endless = begun(counting())
    endless.cancel()
    assert endless.wait(LONG)
    assert (endless.result, endless.problem, endless.is_running) == (None, "", False)


def test_work_that_nobody_looks_at_stops(begun, monkeypatch):
    monkeypatch.setattr(work, "UNSEEN_SECONDS", 0.2)
    assert begun(counting()).wait(LONG)


def test_work_that_somebody_looks_at_goes_on(begun, monkeypatch):
    monkeypatch.setattr(work, "UNSEEN_SECONDS", 5.0)
    pause = threading.Event()
    watched = begun(counting(lambda: pause.wait(0.01)))
    watched.look()
    assert not watched.wait(0.3)


@pytest.mark.parametrize(("error", "told"), [(LayoutError("Too large."), "Too large."), (MemoryError("full"), "full")])
def test_a_problem_is_told_in_a_sentence(begun, error, told):
    def make(progress):
        raise error

    broken = begun(make)
    assert broken.wait(LONG)
    assert told in broken.problem


def test_no_more_than_a_few_run_at_once_and_the_next_has_room_when_one_ends(begun):
    first, *_ = [begun(counting()) for _ in range(work.MOST_AT_ONCE)]
    with pytest.raises(ExportError, match="being made already"):
        begun(counting())
    first.cancel()
    assert first.wait(LONG)
    assert begun(lambda _: b"film").wait(LONG)


def test_files_are_read_a_few_at_once_and_the_next_waits_for_its_turn_unless_it_is_cancelled():
    first, *others = [work.in_turn("a.csv", counting(), "Save it anew.") for _ in range(work.MOST_AT_ONCE + 2)]
    _, third, last = others
    last.cancel()
    assert last.wait(LONG)
    assert (last.done, third.is_waiting) == (0, True)
    first.cancel()
    third.cancel()
    assert third.wait(LONG)
    others[0].cancel()
    assert work.in_turn("b.csv", lambda progress: progress(1, 2), "").wait(LONG)


def test_work_raises_why_it_came_to_nothing():
    def broken(progress):
        raise ZeroDivisionError("a slip")

    ended = work.in_turn("a.csv", broken, "Save it anew.")
    assert ended.wait(LONG)
    with pytest.raises(GeodataError, match=r"a slip. Save it anew."):
        ended.outcome()


def test_a_panel_that_is_closed_or_begins_anew_stops_what_it_had_begun():
    desk = Desk()
    desk.begin("a.gif", counting())
    first = desk.work
    desk.begin("b.gif", counting())
    second = desk.work
    desk.close()
    assert first.wait(LONG)
    assert second.wait(LONG)
    assert desk.work is None
