import pytest

from geodata import schema
from geodata.schema import SOURCES, vocabulary
from tests.strategies import PLACES, frame, incident


def reasons(*incidents, **more):
    """Return (row, column, value, reason) of every refusal."""
    refused = schema.check(frame(*incidents), **more).refused
    return list(refused[["row", "column", "value", "reason"]].itertuples(index=False, name=None))


def test_a_sound_incident_is_kept():
    checked = schema.check(frame(incident(killed_min="1", killed_max="2")))
    assert checked.refused.empty
    assert checked.rows.loc[0, ["killed_min", "killed_max"]].tolist() == [1, 2]


@pytest.mark.parametrize(("column", "value", "reason"), [
    ("event_date", "2024-13-01", "not a date (YYYY-MM-DD)"),
    ("event_date", "2023-02-30", "not a date (YYYY-MM-DD)"),
    ("event_date", "18/10/2023", "not a date (YYYY-MM-DD)"),
    ("event_date", "", "must not be empty"),
    ("event_id", "", "must not be empty"),
    ("time_precision", "4", "not one of: 1, 2, 3"),
    ("geo_precision", "exact", "not one of: 1, 2, 3"),
    ("category", "attack", "not one of: attack_on_us_coalition, us_coalition_strike, other_attack"),
    ("category", "Other attack", "not one of: attack_on_us_coalition, us_coalition_strike, other_attack"),
    ("sub_event_type", "Drone", "not one of: an ACLED sub_event_type"),
    ("outcome", "hit", "not one of: impact, impact, no damage, intercepted, missed, unknown"),
    ("killed_min", "-1", "smaller than 0"),
    ("killed_min", "1.5", "not a whole number"),
    ("killed_min", "many", "not a whole number"),
    ("killed_min", "٣", "not a whole number"),
    ("killed_min", "99999999999999999999", "not a whole number"),
    ("official_attack_number", "0", "smaller than 1"),
    ("confidence", "certain", "not one of: low, medium, high"),
    ("responds_to", "nobody", "no incident of that event_id"),
    ("responds_to", "e0", "answers itself"),
])  # fmt: skip
def test_a_cell_that_cannot_mean_what_its_column_says_is_refused(column, value, reason):
    assert reasons(incident(**{column: value})) == [(2, column, value, reason)]


def test_an_upside_down_range_is_refused():
    assert reasons(incident(killed_min="5", killed_max="2")) == [(2, "killed_max", "2", "smaller than killed_min (5)")]


def test_all_problems_of_a_row_are_told():
    assert [column for _, column, _, _ in reasons(incident(event_date="x", confidence="y"))] == [
        "event_date",
        "confidence",
    ]


def test_rows_are_numbered_as_a_spreadsheet_numbers_them():
    assert [row for row, *_ in reasons(incident(), incident(event_id="e1", event_date="x"))] == [3]


def test_every_row_of_a_repeated_id_is_refused():
    told = reasons(incident(), incident(), incident(event_id="e2"))
    assert told == [(row, "event_id", "e0", "given to more than one row") for row in (2, 3)]


@pytest.mark.parametrize(("given", "other"), [("latitude", "longitude"), ("longitude", "latitude")])
def test_half_a_point_is_refused(given, other):
    assert reasons(incident(**{given: "33", other: ""})) == [(2, given, "33", f"given without {other}")]


def test_half_a_point_is_refused_where_the_other_column_is_missing():
    assert reasons(incident(latitude="33")) == [(2, "latitude", "33", "given without longitude")]


@pytest.mark.parametrize(("latitude", "longitude", "reason"), [
    ("91", "0", "greater than 90"), ("-91", "0", "smaller than -90"), ("0", "181", "greater than 180"),
    ("1e999", "0", "greater than 90"), ("nan", "0", "not a number"), ("33,3", "0", "not a number"),
])  # fmt: skip
def test_a_point_lies_on_the_globe(latitude, longitude, reason):
    assert reason in [told[-1] for told in reasons(incident(latitude=latitude, longitude=longitude))]


def test_a_place_must_be_in_the_table():
    assert reasons(incident(place_id="atlantis"), places=PLACES) == [(2, "place_id", "atlantis", "no such place")]


def test_a_row_with_a_point_of_its_own_needs_no_place_in_the_table():
    assert reasons(incident(place_id="atlantis", latitude="33", longitude="44"), places=PLACES) == []


def test_an_own_province_must_be_known():
    assert reasons(incident(province="IQ-XX")) == [(2, "province", "IQ-XX", "not an ISO 3166-2 code we know")]


def test_an_incident_needs_a_source_where_there_are_sources():
    sources = schema.check_table(frame()[["event_id"]], SOURCES).rows
    assert reasons(incident(), sources=sources) == [(2, "event_id", "e0", "no source is given")]


def test_an_extract_may_answer_incidents_elsewhere():
    assert reasons(incident(responds_to="elsewhere"), other_ids={"elsewhere"}) == []


def test_cells_are_trimmed():
    assert schema.check(frame(incident(event_date=" 2023-11-18 "))).refused.empty


def test_a_list_holds_each_value_once():
    (weapons,) = schema.check(frame(incident(weapons="rockets; mortar;;rockets"))).rows["weapons"]
    assert weapons == "rockets;mortar"


def test_a_missing_column_is_told_for_each_row():
    rows = frame(incident()).drop(columns="confidence")
    assert schema.check(rows).refused["reason"].tolist() == ["must not be empty"]


def test_columns_of_ones_own_are_left_as_they_are():
    assert schema.check(frame(incident(mine=" x "))).rows["mine"].tolist() == ["x"]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.org", "ftp://x.org", "http://", "x.org", "http://a b"]
)
def test_a_source_needs_a_web_address(url):
    source = frame({"event_id": "e0", "publisher": "P", "url": url})
    assert schema.check_table(source, SOURCES).refused["reason"].tolist() == ["not a web address (http or https)"]


def test_no_rows_are_no_problem():
    checked = schema.check(frame())
    assert (len(checked.rows), checked.refused_rows, len(checked.findings)) == (0, 0, 0)


def test_acled_has_six_types_and_twenty_five_sub_types():
    assert (len(vocabulary.EVENT_TYPE), len(vocabulary.SUB_EVENT_TYPE)) == (6, 25)


@pytest.mark.parametrize(
    ("written", "value"), [("HIGH", "high"), ("confirmed", "high"), ("Claimed", "low"), ("sure", None)]
)
def test_a_vocabulary_knows_labels_and_any_case(written, value):
    assert vocabulary.EVIDENCE.canonical(written) == value


@pytest.mark.parametrize("table", schema.TABLES, ids=lambda table: table.name)
def test_every_column_says_what_it_means(table):
    assert all(column.meaning.endswith(".") for column in table.columns)
    assert len(set(table.names)) == len(table.names)
