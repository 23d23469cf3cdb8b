from datetime import date

import pytest

from geodata.query import IncidentQuery
from geodata.summarise import CasualtyRange, figures
from tests import oracle
from tests.strategies import made_of

EVERYTHING = IncidentQuery()


@pytest.mark.parametrize(("killed", "said", "coverage"), [
    (CasualtyRange(0, 0, 0, 3, False), "not stated", "stated for 0 of 3"),
    (CasualtyRange(0, 0, 1, 3, False), "0", "stated for 1 of 3"),
    (CasualtyRange(2, 5, 3, 3, False), "2–5", "stated for 3 of 3"),
    (CasualtyRange(1200, 1200, 2, 4000, True), "1,200+", "stated for 2 of 4,000"),
])  # fmt: skip
def test_a_range_is_said_with_what_it_rests_on(killed, said, coverage):
    assert (str(killed), killed.coverage) == (said, coverage)


@pytest.mark.parametrize(("ranges", "expected"), [
    pytest.param([("", "")], CasualtyRange(0, 0, 0, 1, False), id="not stated is not zero"),
    pytest.param([("0", "0"), ("", "")], CasualtyRange(0, 0, 1, 2, False), id="zero is stated"),
    pytest.param([("2", "5"), ("1", "1")], CasualtyRange(3, 6, 2, 2, False), id="ranges add up"),
    pytest.param([("2", "")], CasualtyRange(2, 2, 1, 1, True), id="a minimum alone is open above"),
    pytest.param([("", "4")], CasualtyRange(0, 4, 1, 1, False), id="a maximum alone leaves the least at 0"),
])  # fmt: skip
def test_ranges_stay_ranges(ranges, expected):
    store = made_of(*({"killed_min": low, "killed_max": high} for low, high in ranges)).store
    assert figures(store, EVERYTHING).killed == expected


def test_figures_of_the_bundled_data(store, bundled_rows):
    told = figures(store, EVERYTHING)
    assert dict(told.by_category) == {"attack_on_us_coalition": 294, "us_coalition_strike": 70, "other_attack": 72}
    assert dict(told.shown_as) == {"dot": 368, "badge": 57, "tray": 11}
    assert (told.first, told.last) == (date(2023, 10, 18), date(2026, 3, 25))
    for side, what in ((told.killed, "killed"), (told.injured, "injured")):
        assert (side.fewest, side.most, side.stated, side.is_open) == oracle.casualties(bundled_rows, what)


def test_no_incidents_are_an_answer(store):
    told = figures(store, IncidentQuery(since="2030-01-01"))
    assert (told.incidents, told.first, told.last, str(told.killed)) == (0, None, None, "–")
    assert set(told.by_category.values()) == set(told.shown_as.values()) == {0}
