"""What holds of every name: how it is written does not change where it leads."""

import math

from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geodata import gazetteer, names
from geodata.gazetteer import APART_KM, CLOSE, SURE, find

spellings = st.sampled_from(gazetteer._index().written)
rewritings = st.sampled_from([
    str.upper, str.lower, lambda name: name.replace(" ", "-"), lambda name: f"  {name} ",
])  # fmt: skip


def _keys(found):
    return [(each.kind, each.place_id, each.geoname_id, each.province, each.score) for each in found]


@given(spellings, rewritings)
def test_case_hyphens_and_blanks_change_nothing(name, rewrite):
    assert _keys(find(rewrite(name))) == _keys(find(name))


@given(spellings)
def test_every_spelling_leads_to_a_full_score(name):
    assert find(name).candidates[0].score == 100


@given(st.text(min_size=1).filter(names.fold))
def test_any_text_with_a_letter_is_answered(name):
    found = find(name)
    assert all(gazetteer.SHOWN <= each.score <= 100 for each in found)


@given(spellings, st.sampled_from(["IQ", "SY", "JO"]))
def test_a_country_leaves_only_its_places(name, country):
    assert {each.country for each in find(name, country=country)} <= {country}


@given(spellings)
def test_the_best_candidate_has_no_rival(name):
    found = find(name, limit=1000)
    if found.best is not None:
        assert found.best.score >= SURE
        rivals = [each for each in found if found.best.score - each.score <= CLOSE and each.kind != "province"]
        assert all(_km(found.best, each) <= APART_KM for each in rivals if None not in (each.lat, found.best.lat))


def _km(one, other):
    if "province" in (one.kind, other.kind):  # a point that only says where a label stands
        return 0.0 if one.province == other.province else math.inf
    return Geod(ellps="WGS84").inv(one.lon, one.lat, other.lon, other.lat)[2] / 1000 * 0.99
