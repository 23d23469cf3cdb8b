"""A row that does not fit its header is refused alone, and never costs the others."""

import pytest

from geodata import catalogue
from geodata.errors import DataError
from geodata.names import DATA

LINES = (DATA / "incidents.csv").read_text(encoding="utf-8").splitlines()[:4]


def written(tmp_path, *lines):
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_row_with_more_cells_than_the_header_is_refused_and_the_others_kept(tmp_path):
    read = catalogue.read(written(tmp_path, *LINES[:3], LINES[3] + ",one,two"))
    assert (len(read.incidents), read.refused_rows) == (2, 1)
    assert read.refused["value"].tolist() == ["one | two"]


def test_where_every_row_has_more_cells_than_the_header_every_row_is_refused(tmp_path):
    read = catalogue.read(written(tmp_path, LINES[0], *(line + ",more" for line in LINES[1:])))
    assert (len(read.incidents), read.refused_rows) == (0, 3)


def test_a_header_that_names_a_column_twice_is_refused(tmp_path):
    with pytest.raises(DataError, match="'event_id' more than once"):
        catalogue.read(written(tmp_path, LINES[0] + ",event_id", LINES[1] + ",x"))


def test_a_file_in_another_encoding_says_what_to_do(tmp_path):
    path = tmp_path / "incidents.csv"
    path.write_bytes("\n".join(LINES).encode("utf-16"))
    with pytest.raises(DataError, match="CSV UTF-8"):
        catalogue.read(path)
