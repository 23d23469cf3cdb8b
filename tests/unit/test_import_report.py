"""What the person with the file is told, gets back and can decide."""

import io

import pandas as pd
import pytest

from geodata import archive, importers
from geodata.errors import DataError, ExportError
from geodata.importers import File, Options, mapping
from tests.unit.test_import_files import FILES, read

OWN = "when;wo;lat;lon\n13/02/2024;Hit;33.64;42.83\n"


def of(text, **said):
    return importers.read(File("mine.csv", body=text.encode()), Options(**said))


def test_refused_rows_come_back_as_they_were_with_the_reason():
    refused = read("acled_dates_impossible.csv").report.refused_rows
    assert refused["event_date"].tolist() == ["30 February 2024"]
    assert refused["reason"].tolist() == [
        "event_date: not a date that we can read (such as 2024-03-05, or 2024-03 for a month)"
    ]
    assert refused.columns[0] == "event_id_cnty"


def test_mended_refused_rows_are_read_as_the_format_that_they_came_in():
    refused = read("acled_dates_impossible.csv").report.refused_rows
    again = importers.read(
        File("mended.csv", body=refused.assign(event_date="29 February 2024").to_csv(index=False).encode())
    )
    assert (again.report.form, again.report.kept, again.report.refused) == ("ACLED events", 1, 0)


def test_the_report_counts_every_row_in_its_first_sentence():
    assert (
        read("acled_repeated_ids.csv")
        .report.sentences()[0]
        .endswith("6 rows, of which 3 kept, 1 merged with a row that they repeat and 2 refused.")
    )


def test_a_change_says_how_often_it_was_made_and_shows_one():
    told = [str(each) for each in read("acled_swapped.csv").report.changes if each.field == "point"]
    assert told == [
        (
            "point: latitude and longitude changed places: only so does the point lie in the stated country (1 row, such as "
            "'42.8251, 33.6416' → '33.6416, 42.8251')"
        )
    ]


def test_a_table_of_ones_own_is_proposed_with_reasons_and_samples():
    table = importers.look(File.at(FILES / "own_table.csv"), Options(), importers.Limits.of_settings()).table
    lines = {each.column: each for each in importers.propose(table)}
    assert {name: each.field for name, each in lines.items()} == {
        "Date of incident": "event_date", "Town": "place_name", "Governorate": "province", "Lat": "latitude", "Long": "longitude",
        "Details": "notes", "Killed": "killed_min", "Link": "source_urls"}  # fmt: skip
    assert lines["Lat"].samples == ("33.64", "34.69")
    assert "100 % of its distinct values fit" in lines["Lat"].reason


def test_a_mapping_goes_before_what_is_proposed():
    done = of(OWN, columns={"event_date": "when", "place_name": "wo", "latitude": "lat", "longitude": "lon"})
    assert done.catalogue.incidents["place_name"].tolist() == ["Hit"]


def test_a_mapping_comes_back_from_its_file():
    options = Options(day_first=True, columns={"event_date": "when"})
    assert mapping.read(mapping.text(options.columns, options), "m.toml") == {
        "columns": {"event_date": "when"},
        "day_first": True,
    }


@pytest.mark.parametrize(("columns", "said"), [
    ({"event_day": "when"}, "which is no field. Fields: event_id"), ({"event_date": "never"}, "has no column 'never'. Its columns: 'when'"),
])  # fmt: skip
def test_a_mapping_that_leads_nowhere_is_refused(columns, said):
    with pytest.raises(DataError, match=said):
        of(OWN, columns=columns)


def test_names_without_points_offer_candidates_and_take_a_choice():
    names = {place.name: place for place in read("names_without_points.csv").places}
    assert names["Mosul"].used.name == "Mosul"
    assert names["Nowhere-at-all"].used is None
    left = read("names_without_points.csv", places={names["Mosul"].key: importers.LEAVE})
    assert left.catalogue.incidents["shown_as"].tolist()[0] == "tray"


def test_a_candidate_that_is_chosen_gives_the_point():
    text = "date,place\n2024-01-05,Rmeilan\n"
    (asked,) = of(text).places
    chosen = asked.candidates[-1]
    again = of(text, places={asked.key: importers.candidate_key(chosen)})
    assert again.catalogue.incidents["latitude"].tolist() == [chosen.lat]


@pytest.mark.parametrize(("name", "may", "credit"), [
    ("acled.csv", False, "Data: ACLED (acleddata.com), accessed"), ("ucdp.csv", True, "Data: Uppsala Conflict Data Program"),
    ("own_table.csv", True, "Data: own_table.csv"),
])  # fmt: skip
def test_known_data_say_what_may_be_done_with_them(name, may, credit):
    manifest = read(name).catalogue.manifest
    assert manifest.redistribute_rows is may
    assert manifest.show_on_image.startswith(credit)


def test_the_day_of_access_can_be_said():
    from datetime import date

    assert "accessed 2 April 2024" in read("acled.csv", accessed=date(2024, 4, 2)).catalogue.manifest.show_on_image


@pytest.mark.parametrize("name", ["acled.csv", "acled_repeated_ids.csv", "own_table.csv", "points.geojson", "ucdp.csv"])
def test_a_catalogue_written_in_parts_is_the_one_read_at_once(name, tmp_path):
    whole, report = read(name), importers.keep(FILES / name, tmp_path / "a.duckdb")
    kept = archive.read(tmp_path / "a.duckdb")
    before, after = (
        each.astype("object").where(each.notna(), None) for each in (whole.catalogue.incidents, kept.incidents)
    )
    pd.testing.assert_frame_equal(after, before)
    assert (report.kept, kept.manifest, kept.version) == (
        whole.report.kept,
        whole.catalogue.manifest,
        whole.catalogue.version,
    )


def test_an_import_that_is_interrupted_leaves_the_old_catalogue(tmp_path):
    importers.keep(FILES / "acled.csv", tmp_path / "a.duckdb")
    before = (tmp_path / "a.duckdb").read_bytes()

    def interrupted(done, of):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importers.keep(FILES / "own_table.csv", tmp_path / "a.duckdb", progress=interrupted)
    assert (tmp_path / "a.duckdb").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["a.duckdb"]


@pytest.mark.parametrize("steps", [0, 1])
def test_a_reading_that_is_stopped_gives_nothing_and_keeps_the_old_catalogue(tmp_path, steps):
    def go_on(done, of):
        return of == 0 and steps > 0  # stopped while rows are counted, or while they are read

    importers.keep(FILES / "acled.csv", tmp_path / "a.duckdb")
    before = (tmp_path / "a.duckdb").read_bytes()
    with pytest.raises(DataError, match="was stopped"):
        importers.read(FILES / "own_table.csv", progress=go_on)
    with pytest.raises(DataError, match="was stopped"):
        importers.keep(FILES / "own_table.csv", tmp_path / "a.duckdb", progress=go_on)
    assert (tmp_path / "a.duckdb").read_bytes() == before


def test_progress_counts_the_rows_and_then_says_how_many_are_read(monkeypatch):
    monkeypatch.setattr("geodata.importers.importing._AT_ONCE", 2)
    told = []
    importers.read(FILES / "acled.csv", progress=lambda *far: bool(told.append(far)) or True)
    assert told == [(3, 0), (2, 3), (3, 3)]


def test_another_ending_is_refused_before_the_work():
    with pytest.raises(ExportError, match=r"Accepted: \.duckdb, \.db"):
        importers.keep("nowhere.csv", FILES / "x.txt")


def test_a_table_wider_than_the_setting_is_refused(monkeypatch):
    monkeypatch.setenv("GEODATA_MAX_COLUMNS", "3")
    with pytest.raises(DataError, match="up to 3"):
        of(OWN)


def test_a_setting_that_is_no_number_is_refused(monkeypatch):
    monkeypatch.setenv("GEODATA_MAX_ROWS", "many")
    with pytest.raises(DataError, match="GEODATA_MAX_ROWS is 'many'"):
        of(OWN)


def test_more_cells_than_the_header_refuse_the_row_and_fewer_are_filled_up():
    done = read("ragged.csv")
    assert done.catalogue.incidents["event_id"].tolist() == ["1", "3"]
    assert done.report.refused_rows["row in the file"].tolist() == [3]


def test_the_file_of_refused_rows_reads_as_csv():
    text = read("ragged.csv").report.refused_rows.to_csv(index=False)
    assert len(pd.read_csv(io.StringIO(text))) == 1
