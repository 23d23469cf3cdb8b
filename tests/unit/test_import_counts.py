"""Numbers of people as reports write them, and what becomes of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata import archive, importers
from geodata.importers import File, counts
from tests.unit.test_import_files import FILES, read


@pytest.mark.parametrize(("text", "least", "most"), [
    ("3-5", "3", "5"), ("3–5", "3", "5"), ("5 to 8", "5", "8"), ("between 3 and 5", "3", "5"), ("3 or 4", "3", "4"), ("٣-٥", "3", "5"),
    ("من ٣ إلى ٥", "3", "5"), ("1,000-2,000", "1000", "2000"), ("'3-5", "3", "5"), ("at least 4", "4", ""), ("At Least 4", "4", ""),
    ("4+", "4", ""), ("10 or more", "10", ""), ("≥ 4", "4", ""), ("٤ على الأقل", "4", ""), ("mindestens 4", "4", ""), (">3", "4", ""),
    ("more than 1,200", "1201", ""), ("أكثر من ٣", "4", ""), ("up to 7", "", "7"), ("<= 7", "", "7"), ("<7", "", "6"), ("~5", "5", ""),
    ("about 5", "5", ""), ("5?", "5", ""), ("none", "0", "0"), ("n/a", "", ""), ("dozens", "", ""), ("عشرات", "", ""), ("4", "4", ""),
    ("4.0", "4", ""), ("", "", ""),
])  # fmt: skip
def test_a_number_of_people_is_a_range_with_an_end_that_may_be_open(text, least, most):
    assert counts.read(text)[:2] == (least, most)


@pytest.mark.parametrize("text", ["5-3", "a bus", "3/5", "2024-13-45-1", "4 or so many", "1.5"])
def test_what_is_no_number_of_people_is_not_guessed_at(text):
    assert counts.read(text) is None


@pytest.mark.parametrize("text", ["2026-05-03", "2026-03-05", "3-May", "5-Mar", "May-03", "2026-05-03 00:00:00"])
def test_a_day_that_a_spreadsheet_made_of_a_range_is_called_so(text):
    said = counts.read(text)
    assert said[:2] == ("", "")
    assert "has probably made a day of “3-5”" in said.doubt


@given(
    st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["{}-{}", "{} – {}", "{} to {}", "between {} and {}"])
)
def test_a_range_is_read_as_its_two_ends_or_not_at_all(one, other, form):
    said = counts.read(form.format(one, other))
    assert (said and said[:2]) == ((str(one), str(other)) if one <= other else None)


def test_a_column_of_ranges_becomes_two_ends_and_the_report_says_each_reason():
    done = read("counts.csv")
    ends = done.catalogue.incidents[["killed_min", "killed_max", "injured_min", "injured_max"]]
    assert ends.astype("object").where(ends.notna(), None).to_numpy().tolist() == [
        [3, 5, 2, 2], [4, None, 10, None], [3, 5, None, 7], [5, None, 4, None], [None, None, None, None], [None, None, 5, 8], [4, 4, 0, 0]
    ]  # fmt: skip
    told = " ".join(map(str, done.report.changes))
    for reason in (
        "a range: the fewest and the most",
        "“at least”",
        "“more than”",
        "“up to”",
        "a plain number in a column that also",
    ):
        assert reason in told


def test_what_names_no_number_is_doubted_and_stays_in_the_files_own_column():
    done = read("counts.csv")
    assert done.catalogue.incidents["Killed"].iloc[4:6].tolist() == ["dozens", "3-May"]
    told = dict(zip(done.report.doubts["value"], done.report.doubts["reason"], strict=True))
    assert told["dozens"].startswith("names no number")
    assert "“3-5”" in told["3-May"]
    assert told["~5"] == "“about 5” is read as 5"


def test_plain_numbers_stay_the_fewest_where_no_cell_of_the_column_says_more():
    incidents = importers.read(
        File("own.csv", body=b"Date,Town,Killed\n2025-01-05,Hit,4\n2025-01-06,Hit,1\n")
    ).catalogue.incidents
    assert incidents["killed_max"].isna().all()
    assert "Killed" not in incidents


def test_a_column_of_its_own_for_the_most_goes_before_what_the_other_implies():
    body = b"Date,Town,Killed min,Killed max\n2025-01-05,Hit,3-5,9\n2025-01-06,Hit,4+,\n2025-01-07,Hit,2,2-6\n"
    done = importers.read(File("own.csv", body=body), importers.Options(columns={
        "event_date": "Date", "place_name": "Town", "killed_min": "Killed min", "killed_max": "Killed max"}))  # fmt: skip
    ends = done.catalogue.incidents[["killed_min", "killed_max"]]
    assert ends.astype("object").where(ends.notna(), None).to_numpy().tolist() == [[3, 9], [4, None], [2, 6]]


def test_a_file_written_in_parts_has_the_same_counts(tmp_path, monkeypatch):
    monkeypatch.setattr("geodata.importers.importing._AT_ONCE", 2)
    importers.keep(FILES / "counts.csv", tmp_path / "a.duckdb")
    names = ["killed_min", "killed_max", "Killed"]
    kept, whole = archive.read(tmp_path / "a.duckdb").incidents[names], read("counts.csv").catalogue.incidents[names]
    assert kept.astype("str").to_numpy().tolist() == whole.astype("str").to_numpy().tolist()
