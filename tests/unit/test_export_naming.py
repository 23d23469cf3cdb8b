"""Files are called by their question: short, safe on every system, the same for the same question."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given

from geodata.export import file_stem
from geodata.export.naming import LONGEST
from geodata.query import IncidentQuery
from tests import strategies

ATTACKS = ("attack_on_us_coalition",)


@pytest.mark.parametrize(("asked", "stem"), [
    ({}, "incidents"),
    ({"category": ATTACKS, "province": ("Anbar",), "since": date(2023, 11, 1), "until": date(2023, 11, 30)}, "attacks-al-anbar-2023-11"),
    ({"since": date(2024, 1, 1), "until": date(2024, 12, 31)}, "incidents-2024"),
    ({"since": date(2023, 10, 17), "until": date(2024, 2, 4)}, "incidents-2023-10-17-to-2024-02-04"),
    ({"since": date(2024, 2, 29), "until": date(2024, 2, 29)}, "incidents-2024-02-29"),
    ({"until": date(2024, 2, 4), "country": ("SY",)}, "incidents-syria-until-2024-02-04"),
    ({"place": ("tower-22",)}, "incidents-tower-22"),
    ({"text": "قصف"}, "incidents-mentioning"),
    ({"killed": 5}, "incidents-5-or-more-killed"),
])  # fmt: skip
def test_a_file_is_called_by_its_question(asked, stem):
    assert file_stem(IncidentQuery(**asked), {"tower-22": "Tower 22"}) == stem


@given(strategies.queries())
def test_a_name_is_short_and_safe_for_every_question(query):
    stem = file_stem(query)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", stem)
    assert len(stem) <= LONGEST


def test_dates_stay_where_much_is_asked():
    query = IncidentQuery(
        province=("IQ-AN", "IQ-BG", "SY-DY", "SY-HA", "IQ-AR"), weapon=("rockets",), until=date(2024, 2, 4)
    )
    assert file_stem(query).startswith("incidents-al-anbar-erbil-baghdad-")
    assert file_stem(query).endswith("-until-2024-02-04")
