import pandas as pd
import pytest

from tests.strategies import frame, incident, made_of, sample


def findings(*incidents):
    return [tuple(line) for line in made_of(*incidents).catalogue.findings[["id", "column", "reason"]].to_numpy()]


SOUND = {"sub_event_type": "Armed clash", "event_type": "Battles", "actor1_group": "", "place_id": "al-asad"}


def test_a_sound_incident_has_no_finding():
    assert findings(SOUND) == []


@pytest.mark.parametrize(("cells", "column", "reason"), [
    ({"killed_min": "2"}, "killed_min", "an open range: killed_min without killed_max (at least so many)"),
    ({"injured_min": "0"}, "injured_min", "an open range: injured_min without injured_max (at least so many)"),
    ({"sub_event_type": "Attack"}, "sub_event_type",
     "a sub-type of Violence against civilians, not of the event_type given"),
    ({"actor1_group": "Unattributed", "actor2_group": "United States and coalition", "category": "other_attack"}, "category",
     "the two groups say attack_on_us_coalition"),
    ({"actor1_group": "United States and coalition", "actor2_group": "Other", "category": "other_attack"}, "category",
     "the two groups say us_coalition_strike"),
    ({"place_id": "taji", "geo_precision": "1"}, "geo_precision",
     "says exact site, but the place has no known point: shown in its province"),
])  # fmt: skip
def test_what_is_odd_is_pointed_at_and_kept(cells, column, reason):
    assert findings(SOUND | cells) == [("e0", column, reason)]


def test_an_answer_dated_before_its_cause_is_odd():
    answer = SOUND | {"event_date": "2023-11-18", "responds_to": "e1"}
    told = findings(answer, SOUND | {"event_date": "2023-11-19"})
    assert told == [("e0", "responds_to", "dated before the incident it is reported as answering")]


def test_a_source_dated_before_the_local_day_is_odd():
    sources = frame({"event_id": "e0", "publisher": "P", "url": "http://p.org", "published": "2023-11-17"})
    (line,) = sample(
        frame(incident(**SOUND | {"event_date": "2023-11-18"})), incident_sources=sources
    ).catalogue.findings.to_dict("records")
    assert line["reason"] == "a source (P) is dated before the local event date 2023-11-18"
    assert line["value"] == "2023-11-17"


def test_a_point_outside_its_stated_province_is_odd():
    own = {"place_id": "", "place_name": "Off", "province": "SY-DY", "latitude": "33", "longitude": "44"}
    (told,) = findings(SOUND | own)
    assert told[1] == "province"
    assert "km outside the stated province (Off)" in told[2]


def test_a_finding_changes_no_count():
    made = made_of(SOUND | {"killed_min": "2"}, SOUND).catalogue
    assert (len(made.incidents), made.refused_rows, len(made.findings)) == (2, 0, 1)


def test_known_oddities_of_the_bundled_data_are_told(bundled):
    outside = bundled.findings[bundled.findings["column"] == "province"]
    places = bundled.incidents.set_index("event_id").loc[outside["id"], "place_id"]
    assert {"taji", "abu-ghraib"} <= set(places)


def test_open_ranges_of_the_bundled_data_are_all_told(bundled):
    rows = bundled.incidents
    is_open = rows["killed_min"].notna() & rows["killed_max"].isna()
    told = bundled.findings[bundled.findings["column"] == "killed_min"]
    pd.testing.assert_index_equal(pd.Index(told["id"]), pd.Index(rows["event_id"][is_open]), check_names=False)
