"""GeoParquet in our form opens in place and answers as the catalogue that it was exported from."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

from geodata import export, importers
from geodata.commands.importing import check, import_command
from geodata.errors import DataError
from geodata.query import IncidentQuery
from geodata.store import Store, opened
from geodata.summarise import figures

FILES = Path(__file__).parents[1] / "files"

ASKED = [
    IncidentQuery(),
    IncidentQuery(country="SY", weapon=("rockets", "mortar"), evidence="medium"),
    IncidentQuery(text="Deir ez-Zor drone"),
    IncidentQuery(bbox="38,33,44,36", killed=1),
]


@pytest.fixture(scope="module")
def file(store, tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "all.parquet"
    path.write_bytes(export.to_bytes(store, IncidentQuery(), ".parquet"))
    return path


@pytest.fixture(scope="module", params=["file", "country", "year"])
def kept(request, file, tmp_path_factory):
    """The file alone, or a folder parted by country or year as other programs write it."""
    if request.param == "file":
        return file
    folder = tmp_path_factory.mktemp("parted")
    rows = f"SELECT *, year(event_date) AS year FROM '{file}'"
    duckdb.execute(f"COPY ({rows}) TO '{folder}' (FORMAT parquet, PARTITION_BY ({request.param}), OVERWRITE_OR_IGNORE)")
    return folder


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_it_answers_what_the_data_answer(store, kept, asked):
    in_place = opened(kept)
    pd.testing.assert_frame_equal(
        in_place.incidents(asked, columns=store.columns), store.incidents(asked), check_like=True
    )
    assert figures(in_place, asked) == figures(store, asked)


def test_its_tiles_are_those_of_the_data(store, kept):
    asked = {"zoom": 5, "x": 19, "y": 12}
    pd.testing.assert_frame_equal(opened(kept).bins(IncidentQuery(), **asked), store.bins(IncidentQuery(), **asked))


@pytest.mark.parametrize("words", ["الأسد", "Hizballah", "Kata'ib", "al-Shaddadi", "U.S."])
def test_words_are_found_as_in_the_data(crowd_store, store, words, tmp_path):
    for number, data in enumerate((store, crowd_store)):
        path = tmp_path / f"{number}.parquet"
        path.write_bytes(export.to_bytes(data, IncidentQuery(), ".parquet"))
        beyond_aliases = set(opened(path).incidents(IncidentQuery(text=words))["event_id"])
        assert beyond_aliases <= set(data.incidents(IncidentQuery(text=words))["event_id"])


def test_it_says_whose_it_is(store, file):
    assert (opened(file).manifest.title, opened(file).manifest.licence) == (
        store.manifest.title,
        store.manifest.licence,
    )


def test_addresses_of_sources_are_its_sources(store, file):
    event_id = "2024-01-28-tower-22-drone"
    assert set(opened(file).sources([event_id])["url"]) == set(store.sources([event_id])["url"])


def test_parquet_of_something_else_says_what_it_lacks(tmp_path):
    duckdb.execute(f"COPY (SELECT 1 AS x) TO '{tmp_path / 'x.parquet'}' (FORMAT parquet)")
    with pytest.raises(DataError, match="does not look like incidents"):
        opened(tmp_path / "x.parquet")


def test_a_folder_of_parquet_that_is_to_be_checked_says_which_file_to_give(store, tmp_path):
    (tmp_path / "year=2025").mkdir()
    export.write(store, IncidentQuery(), part := tmp_path / "year=2025" / "a.parquet")
    with pytest.raises(DataError, match=r"no data package .* but a folder of GeoParquet") as refused:
        importers.read(tmp_path)
    assert str(part) in str(refused.value)
    assert len(importers.read(part).catalogue.incidents) == 436


def test_the_command_line_checks_a_parted_folder_as_the_file_it_was_made_of(kept, file):
    whole, told = (CliRunner().invoke(check, [str(each)], catch_exceptions=False) for each in (file, kept))
    assert told.exit_code == 0
    assert f"{kept} " in told.output.partition("\n")[0]
    found = [
        sorted(line.split(maxsplit=1)[1:] for line in each.output.splitlines() if "  undecided  " in line)
        for each in (whole, told)
    ]
    assert found[0] == found[1] != []
    assert "436 incidents kept, 0 rows refused, 34 findings, 40 undecided pairs" in told.output


def test_a_row_of_a_parted_folder_that_is_wrong_is_refused_with_its_reason(file, tmp_path):
    rows = f"SELECT * REPLACE (IF(event_id LIKE '2024-01-28%', 9, geo_precision) AS geo_precision) FROM '{file}'"
    duckdb.execute(f"COPY ({rows}) TO '{tmp_path / 'parted'}' (FORMAT parquet, PARTITION_BY (country))")
    done = CliRunner().invoke(import_command, [str(tmp_path / "parted"), "--to", str(tmp_path / "kept.duckdb")])
    assert (done.exit_code, "refused" in done.output) == (1, True)
    refused = opened(tmp_path / "kept.duckdb").refused
    assert set(refused["value"]) == {"9"}


@pytest.mark.parametrize("name", ["none.parquet", "text.parquet"])
def test_what_is_no_parquet_is_refused(tmp_path, name):
    (tmp_path / "text.parquet").write_bytes(b"not a table")
    with pytest.raises(DataError, match=name):
        opened(tmp_path / name)


def test_an_incident_without_sources_has_no_address_after_a_second_export_either(tmp_path):
    own = Store(importers.read(FILES / "hxl.csv").catalogue)
    export.write(own, IncidentQuery(), tmp_path / "first.parquet")
    export.write(opened(tmp_path / "first.parquet"), IncidentQuery(), tmp_path / "again.csv")
    assert set(pd.read_csv(tmp_path / "again.csv", keep_default_na=False)["source_urls"]) == {""}
