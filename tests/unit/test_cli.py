import csv
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from geodata import export
from geodata.__main__ import main
from geodata.query import FILTERS, flag_name
from geodata.recipe import read
from geodata.schema import INCIDENTS
from tests import oracle
from tests.strategies import frame, incident


def run(*words):
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def complaints(ran):
    """Return the lines on standard error that are not about progress."""
    return [line for line in ran.stderr.splitlines() if not line.endswith(" …")]


def asked(*words):
    """Return the JSON answer of ``query``."""
    return json.loads(run("query", "--format", "json", *words).stdout)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The bundled data as a catalogue, which opens quickly."""
    path = tmp_path_factory.mktemp("kept") / "kept.duckdb"
    assert run("import", oracle.DATA, "--to", path).exit_code == 0
    return path


@pytest.fixture
def own_file(tmp_path):
    """Write rows to a file and return its path."""

    def write(*incidents):
        frame(*incidents).to_csv(tmp_path / "own.csv", index=False)
        return tmp_path / "own.csv"

    return write


def test_an_answer_in_json_is_query_sentence_count_and_incidents(kept):
    told = asked("--data", kept, "--country", "jordan", "--since", "2024-01-28")
    assert list(told) == ["query", "sentence", "count", "incidents"]
    assert told["query"] == {"since": "2024-01-28", "country": ["JO"]}
    assert told["sentence"] == "All incidents in Jordan, since 28 Jan 2024"
    assert told["count"] == 1


def test_an_incident_in_json_has_all_columns_with_point_province_and_country(kept):
    (one,) = asked("--data", kept, "--country", "JO")["incidents"]
    assert {*INCIDENTS.names, "latitude", "longitude", "province", "country"} <= set(one)
    assert (one["event_id"], one["event_date"], one["province"]) == ("2024-01-28-tower-22-drone", "2024-01-28", "JO-MA")
    assert one["weapons"] == ["one-way attack drone"]


def test_what_is_missing_is_null_in_json(kept):
    (one,) = asked("--data", kept, "--limit", "1")["incidents"]
    assert one["killed_min"] is None
    assert one["responds_to"] == []


def test_all_rows_are_printed_unless_limited(kept):
    assert [len(asked("--data", kept, *limit)["incidents"]) for limit in ((), ("--limit", "3"), ("--limit", "0"))] == [
        436,
        3,
        0,
    ]


def test_a_limit_does_not_change_the_count(kept):
    assert asked("--data", kept, "--limit", "3")["count"] == 436


@pytest.mark.parametrize(
    "keys", [["week"], ["month"], ["country", "category"], ["claimed_by"], ["province", "month", "weapon"]]
)
def test_counts_in_json_are_those_of_the_oracle_sorted_by_key(kept, bundled_rows, keys):
    told = asked("--data", kept, *(word for key in keys for word in ("--by", key)))
    lines = [tuple(line[key] for key in keys) for line in told["counts"]]
    assert told["by"] == keys
    assert {key: line["count"] for key, line in zip(lines, told["counts"], strict=True)} == oracle.counts(
        bundled_rows, *keys
    )
    assert lines == sorted(lines, key=lambda line: [(value is None, value) for value in line])


def test_counts_that_sum_to_more_than_the_incidents_say_why(kept):
    assert "sum to more than the incidents" in run("query", "--data", kept, "--by", "weapon").stderr
    assert not run("query", "--data", kept, "--by", "weapon", "--place", "tower-22").stderr


def test_weeks_are_iso_and_months_are_years_and_months(kept):
    line = asked("--data", kept, "--by", "week", "--by", "month", "--since", "2023-11-20", "--until", "2023-11-20")
    assert [(each["week"], each["month"]) for each in line["counts"]] == [("2023-W47", "2023-11")]


def test_a_table_begins_with_the_question_in_words(kept):
    said = run("query", "--data", kept, "--province", "Anbar", "--limit", "2").stdout.splitlines()
    assert said[0] == "54 incidents in Al Anbar. The first 2:"
    assert len(said) == 4


def test_csv_can_be_read(kept):
    text = run("query", "--data", kept, "--format", "csv", "--country", "JO").stdout
    assert [line["event_id"] for line in csv.DictReader(io.StringIO(text))] == ["2024-01-28-tower-22-drone"]


def test_counts_in_csv_have_a_column_for_each_key(kept):
    text = run("query", "--data", kept, "--format", "csv", "--by", "country").stdout
    assert text.splitlines() == ["country,count", "IQ,192", "JO,1", "SY,243"]


def test_no_incidents_are_an_answer(kept):
    told = run("query", "--data", kept, "--since", "2030-01-01")
    assert (told.exit_code, told.stdout) == (0, "0 incidents, since 1 Jan 2030.\n")


@pytest.mark.parametrize("command", ["query", "export"])
def test_every_field_of_a_query_is_a_flag(command):
    told = run(command, "--help").stdout
    assert all(f"--{flag_name(name)}" in told for name in FILTERS)


def test_a_flag_may_be_written_with_underscores(kept):
    assert asked("--data", kept, "--sub_event_type", "Armed clash")["count"] == 6


@pytest.mark.parametrize(("words", "told"), [
    (["query", "--since", "yesterday"], "Filter 'since' cannot read 'yesterday'"),
    (["query", "--province", "Anbarr"], "Nearest: IQ-AN"),
    (["query", "--weapon", "lasers"], "'lasers' does not occur in the data"),
    (["query", "--weapon", "a\nb"], "does not occur in the data"),
    (["query", "--by", "colour"], "Cannot count by 'colour'"),
    (["query", "--colour", "red"], "No such option"),
    (["query", "--limit", "-1"], "--limit"),
    (["query", "--format", "xml"], "'xml'"),
    (["query", "--data", "nowhere.csv"], "nowhere.csv"),
    (["check", "nowhere"], "nowhere"),
    (["export", "--to", "a.doc"], "format ends in '.doc'"),
    (["export", "--to", "/nowhere/a.csv"], "Cannot write /nowhere/a.csv"),
    (["fly"], "'fly'"),
])  # fmt: skip
def test_what_cannot_be_understood_is_one_line_and_exit_code_2(words, told):
    ran = run(*words)
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert len(complaints(ran)) == 1


@pytest.mark.parametrize("ending", [".csv", ".geojson"])
def test_an_export_holds_what_answers(kept, tmp_path, ending):
    path = tmp_path / f"out{ending}"
    ran = run("export", "--data", kept, "--country", "JO", "--to", path)
    assert (ran.exit_code, ran.stdout) == (0, "")
    assert complaints(ran) == [f"{path}: 1 incident in Jordan."]
    assert "2024-01-28-tower-22-drone" in path.read_text(encoding="utf-8-sig")


def test_the_bundled_data_pass_the_check_with_their_findings(bundled):
    ran = run("check")
    last = ran.stdout.splitlines()[-1]
    assert ran.exit_code == 0
    assert "436 incidents kept, 0 rows refused" in last
    assert f"{len(bundled.findings)} findings" in last
    assert all(reason[:40] in ran.stdout for reason in bundled.findings["reason"].unique())


def test_the_check_tells_of_pairs_that_may_be_one(bundled):
    ran = run("check")
    assert f"duplicates: {len(bundled.duplicates)} pairs may be one incident" in ran.stdout
    assert f"{len(bundled.duplicates)} undecided pairs" in ran.stdout.splitlines()[-1]
    assert "2023-11-13-kharab-al-jir-drone-2  2023-11-13-rumaylan-drone-1  undecided" in ran.stdout


def test_decisions_of_a_setting_are_honoured_and_said(kept, tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text(
        "event_id,other_id,decision\n2023-11-13-kharab-al-jir-drone-2,2023-11-13-rumaylan-drone-1,same\n"
    )
    before = asked("--data", kept)["count"]
    monkeypatch.setenv("GEODATA_DUPLICATES", str(tmp_path / "mine.csv"))
    ran = run("query", "--format", "json", "--data", kept)
    assert json.loads(ran.stdout)["count"] == before - 1
    assert "435 instead of 436" in ran.stderr


def test_findings_fail_a_strict_check(kept):
    assert run("check", "--strict", kept).exit_code == 1


def test_a_sound_file_passes_a_strict_check(own_file):
    assert run("check", "--strict", own_file(incident(place_id="al-asad"))).exit_code == 0


@pytest.mark.parametrize(("cells", "told"), [
    ({"event_date": "2024-13-01"}, "not a date (YYYY-MM-DD)"),
    ({"latitude": "33"}, "given without longitude"),
    ({"event_id": "e1"}, "given to more than one row"),
    ({"place_id": "atlantis"}, "no such place"),
])  # fmt: skip
def test_refused_rows_are_listed_and_exit_code_1(own_file, cells, told):
    ran = run("check", own_file(incident(**cells), incident(event_id="e1")))
    assert ran.exit_code == 1
    assert told in ran.stdout


@pytest.mark.parametrize("body", [b"", b"\x00\xff\xfe", "é\n".encode("latin-1"), b"a,b\n1,2\n"])
def test_a_broken_file_is_one_line_and_exit_code_2(tmp_path, body):
    (tmp_path / "broken.csv").write_bytes(body)
    ran = run("check", tmp_path / "broken.csv")
    assert (ran.exit_code, ran.stdout, len(complaints(ran))) == (2, "", 1)


def test_an_import_keeps_sound_rows_and_says_that_others_were_refused(own_file, tmp_path):
    path = own_file(incident(), incident(event_id="e1", event_date="x"))
    ran = run("import", path, "--to", tmp_path / "own.duckdb")
    assert ran.exit_code == 1
    assert asked("--data", tmp_path / "own.duckdb")["count"] == 1


def in_a_shell(*words):
    return subprocess.run([sys.executable, "-m", "geodata", *words], check=False, capture_output=True, text=True)


def test_a_refusal_has_no_traceback():
    ran = in_a_shell("query", "--since", "x")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "geodata: Filter 'since' cannot read 'x'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_bytes_that_are_no_text_are_refused_without_traceback(kept):
    ran = subprocess.run([sys.executable, "-m", "geodata", "query", "--data", str(kept), "--actor", b"\xff"],
                         check=False, capture_output=True)  # fmt: skip
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr


def test_a_shell_gets_json_in_utf_8(kept):
    ran = in_a_shell("query", "--data", str(kept), "--country", "JO", "--format", "json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["count"] == 1


def test_a_film_follows_a_recipe_and_writes_one(kept, tmp_path):
    first, again = tmp_path / "first.toml", tmp_path / "again.toml"
    first.write_text('[query]\nplace = ["tower-22"]\n[layout]\ntheme = "dark"\n', encoding="utf-8")
    ran = run("animate", "--data", kept, "--recipe", first, "--dpi", 72, "--paper", "640x400px", "--step", "month",
              "--save-recipe", again, "--to", tmp_path / "film.gif")  # fmt: skip
    assert ran.exit_code == 0, ran.stderr
    assert read(again) == ({"place": ["tower-22"]}, {"paper": ["640x400px"], "dpi": ["72"], "theme": ["dark"]})


def test_a_large_answer_is_written_piece_by_piece_to_the_same_file(kept, tmp_path, monkeypatch):
    run("export", "--data", kept, "--country", "SY", "--to", str(tmp_path / "whole.csv"))
    monkeypatch.setattr(export, "MOST_WHOLE", 10)
    monkeypatch.setattr(export, "to_bytes", None)
    run("export", "--data", kept, "--country", "SY", "--to", str(tmp_path / "pieces.csv"))
    assert (tmp_path / "pieces.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
