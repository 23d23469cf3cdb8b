import pandas as pd
import pytest

from geodata import catalogue, placing
from geodata.errors import DataError
from geodata.query import IncidentQuery
from tests import oracle
from tests.strategies import frame, incident, made_of, sample


def only(**cells):
    """Return the one incident of a catalogue."""
    return made_of(cells).catalogue.incidents.iloc[0]


@pytest.mark.parametrize(("place", "precision", "shown"), [
    ("al-asad", "1", "dot"), ("al-asad", "2", "dot"), ("al-asad", "3", "badge"),
    ("taji", "1", "badge"), ("taji", "3", "badge"), ("badia", "1", "tray"), ("", "2", "tray"),
])  # fmt: skip
def test_no_point_or_precision_3_is_a_badge_and_no_province_the_tray(place, precision, shown):
    assert only(place_id=place, geo_precision=precision)["shown_as"] == shown


@pytest.mark.parametrize(("place", "province", "country"), [
    pytest.param("al-asad", "IQ-AN", "IQ", id="stated"),
    pytest.param("desert", "IQ-AN", "IQ", id="the polygon it lies in"),
    pytest.param("taji", "IQ-BG", "IQ", id="stated, without a point"),
])  # fmt: skip
def test_an_incident_has_the_province_of_its_place_then_of_its_point(place, province, country):
    row = only(place_id=place)
    assert (row["province"], row["country"]) == (province, country)


def test_no_place_is_no_province():
    assert only(place_id="")[["province", "country", "latitude"]].isna().all()


def test_an_incident_may_bring_a_place_of_its_own():
    row = only(place_id="", place_name="Somewhere", latitude="33", longitude="41")
    assert (row["place_name"], row["province"], row["country"]) == ("Somewhere", "IQ-AN", "IQ")


def test_a_place_of_the_table_is_not_mixed_with_ones_own():
    row = only(place_id="taji", place_name="Mine", latitude="35", longitude="40")
    assert row["place_name"] == "Tājī"
    assert pd.isna(row["latitude"])


def test_a_point_just_outside_every_polygon_gets_the_nearest_and_a_finding():
    east_of_basra = {"place_id": "", "place_name": "Fishers", "latitude": "29.93", "longitude": "48.50"}
    made = made_of(east_of_basra).catalogue
    assert made.incidents["province"].tolist() == ["IQ-BA"]
    assert "nearest lies within 5 km" in made.findings["reason"].str.cat()


def test_a_point_far_from_every_polygon_has_no_province():
    assert pd.isna(only(place_id="", place_name="Paris", latitude="48.9", longitude="2.3")["province"])


def test_a_source_of_no_incident_is_refused():
    sources = frame(*({"event_id": i, "publisher": "P", "url": "http://p.org"} for i in ("e0", "e9")))
    refused = sample(frame(incident()), incident_sources=sources).catalogue.refused
    assert refused[["table", "id", "reason"]].to_numpy().tolist() == [["incident_sources", "e9", "leads to nothing"]]


def test_blanks_around_an_id_do_not_part_it_from_its_sources():
    sources = frame({"event_id": "e0", "publisher": "P", "url": "http://p.org"})
    assert sample(frame(incident(event_id=" e0 ")), incident_sources=sources).catalogue.refused.empty


@pytest.mark.parametrize(
    "name", ["row", "_id", "_aliases", "search_text", "shown_as", "mercator_x", "count", 'a"b', "Event_ID"]
)
def test_a_column_of_any_name_may_be_in_the_file(name):
    made = made_of({name: "x"})
    assert len(made.store.incidents(IncidentQuery())) == 1


def test_mercator_is_a_square_of_32_bits():
    x, y = placing.mercator(pd.Series([-180.0, 0.0, 180.0]).to_numpy(), pd.Series([90.0, 0.0, -90.0]).to_numpy())
    assert x.tolist() == [0, 2**31, 2**32 - 1]
    assert y.tolist() == pytest.approx([0, 2**31, 2**32 - 1], abs=20)


@pytest.mark.parametrize(("body", "told"), [
    pytest.param(b"", "is empty", id="empty"),
    pytest.param(b"\x89PNG\r\n\x1a\n\xff\xfe\x00", "CSV UTF-8", id="binary"),
    pytest.param("event_id,event_date\ncafé,x\n".encode("latin-1"), "CSV UTF-8", id="Latin-1"),
    pytest.param("event_id,event_date\n".encode("utf-16"), "CSV UTF-8", id="UTF-16"),
    pytest.param(b"a,b\n1,2\n", "has columns 'a', 'b' but needs event_id, event_date", id="another table"),
    pytest.param(b'event_id,event_date\n"a,b\n', "Cannot read", id="open quote"),
    pytest.param(b"event_id,event_date,notes,notes \na,b,c,d\n", "has the column 'notes' more than once", id="column twice"),
])  # fmt: skip
def test_a_broken_file_is_refused_in_one_line(tmp_path, body, told):
    (tmp_path / "broken.csv").write_bytes(body)
    with pytest.raises(DataError) as refused:
        catalogue.read(tmp_path / "broken.csv")
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.csv"):
        catalogue.read(tmp_path / "nowhere.csv")


def test_a_header_alone_is_an_empty_catalogue(tmp_path):
    (tmp_path / "none.csv").write_text("event_id,event_date\n")
    assert len(catalogue.read(tmp_path / "none.csv").incidents) == 0


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path):
    oracle.raw("incidents").head(2).to_csv(tmp_path / "a.csv", index=False, encoding="utf-8-sig", lineterminator="\r\n")
    read = catalogue.read(tmp_path / "a.csv")
    assert (len(read.incidents), read.refused_rows) == (2, 0)


def test_the_version_changes_with_every_byte(tmp_path):
    path = tmp_path / "a.csv"
    versions = [path.write_text(text) and catalogue.version_of([path]) for text in ("a", "b", "a")]
    assert versions[0] == versions[2] != versions[1]


def test_the_bundled_data_are_kept_whole(bundled):
    assert (len(bundled.incidents), bundled.refused_rows) == (436, 0)
    assert (len(bundled.sources), len(bundled.places), len(bundled.official_counts)) == (1126, 103, 85)
    assert bundled.sources["url"].nunique() == 710


def test_the_bundled_data_are_shown_as_the_oracle_says(bundled, bundled_rows):
    assert bundled.incidents["shown_as"].value_counts().to_dict() == {"dot": 368, "badge": 57, "tray": 11}
    assert bundled.incidents["shown_as"].tolist() == bundled_rows.apply(oracle.shown_as, axis=1).tolist()


def test_sixty_seven_bundled_incidents_have_no_point(bundled, bundled_rows):
    assert bundled.incidents["latitude"].isna().sum() == 67 == (bundled_rows["latitude"] == "").sum()


def test_the_bundled_provinces_are_those_of_the_oracle(bundled, bundled_rows):
    assert bundled.incidents["province"].fillna("").tolist() == bundled_rows["province"].tolist()
    assert bundled.incidents["country"].tolist() == bundled_rows["country"].tolist()
