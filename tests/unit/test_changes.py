"""Two versions of a data set: what is added, changed and withdrawn, exactly, in any order."""

import csv
import dataclasses
import io

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import archive, beside, changes, export
from geodata.errors import ExportError
from geodata.query import IncidentQuery
from geodata.store import opened
from tests import oracle, oracle_sets
from tests.strategies import catalogues, frame, incident, made_of, sample
from tests.unit.test_cli import complaints, run


def between(older, newer):
    return changes.between(older.store, newer.store)


NO_SOURCES = pd.DataFrame(columns=["event_id", "url"])


def texts(store):
    """Return what a store holds as the oracle reads it."""
    return oracle_sets.texts(store.incidents(IncidentQuery()), store.frame("SELECT event_id, url FROM sources"))


def ids(rows):
    return list(rows["event_id"])


def differing(before, after):
    """Return, as raw text says, the ids only in `after`, only in `before`, and in both with another cell."""
    was, now = ({row["event_id"]: _cells(row) for row in made.rows.to_dict("records")} for made in (before, after))
    return (
        now.keys() - was.keys(),
        was.keys() - now.keys(),
        {each for each in was.keys() & now.keys() if was[each] != now[each]},
    )


def _cells(row):
    return {
        name: oracle.listed(cell) if name in ("weapons", "responds_to") else cell.strip() for name, cell in row.items()
    }


def test_incidents_of_one_version_only_are_added_or_withdrawn():
    older = sample(frame(incident(event_id="a"), incident(event_id="b")))
    newer = sample(frame(incident(event_id="b"), incident(event_id="c")))
    found = between(older, newer)
    assert (ids(found.incidents("added")), ids(found.incidents("withdrawn")), len(found.changed()), found.same) == (
        ["c"],
        ["a"],
        0,
        1,
    )


@pytest.mark.parametrize(("was", "now", "lines"), [
    pytest.param({"outcome": "missed"}, {"outcome": "impact"}, [("outcome", "missed", "impact")], id="a text"),
    pytest.param({"killed_max": ""}, {"killed_max": "2"}, [("killed_max", None, "2")], id="stated now"),
    pytest.param({"killed_max": "2"}, {"killed_max": ""}, [("killed_max", "2", None)], id="no longer stated"),
    pytest.param({"killed_max": ""}, {"killed_max": "0"}, [("killed_max", None, "0")], id="zero is not missing"),
    pytest.param({"damage": ""}, {"damage": ""}, [], id="missing in both"),
    pytest.param({"event_date": "2023-11-18"}, {"event_date": "2023-11-19"}, [("event_date", "2023-11-18", "2023-11-19")], id="a day"),
    pytest.param({"weapons": "mortar;rockets"}, {"weapons": "mortar; rockets"}, [], id="the same list"),
    pytest.param({"weapons": "mortar"}, {"weapons": "mortar;rockets"}, [("weapons", "mortar", "mortar;rockets")], id="a longer list"),
    pytest.param({"notes": "A drone."}, {"notes": "a drone."}, [("notes", "A drone.", "a drone.")], id="capitals count"),
    pytest.param({}, {"mine": "x"}, [("mine", None, "x")], id="a column that only one version has"),
])  # fmt: skip
def test_a_field_that_differs_is_a_line_with_both_values(was, now, lines):
    found = between(made_of(was), made_of(now)).changed()
    told = found[["field", "old", "new"]].astype(object).where(found.notna(), None)
    assert [tuple(line) for line in told.to_numpy()] == lines


@pytest.mark.parametrize("name", ["each", "Cell", "number", "old", "older", "newer", "brought", "told", 'a"b'])
def test_columns_of_any_name_are_compared(name):
    (line,) = between(made_of({name: "1"}), made_of({name: "2"})).lines().to_dict("records")
    assert (line["field"], line["old"], line["new"]) == (name, "1", "2")


def test_another_place_changes_all_that_follows_from_it():
    found = between(made_of({"place_id": "al-asad"}), made_of({"place_id": "conoco"})).changed()
    assert set(found["field"]) == {"place_id", "place_name", "country", "province", "latitude", "longitude"}


def test_sources_compare_as_a_set_of_addresses():
    def told_by(*urls):
        rows = [{"event_id": "e0", "publisher": "Paper", "url": f"https://paper.example/{url}"} for url in urls]
        columns = ["event_id", "publisher", "title", "url", "published", "supports"]
        return made_of({}, incident_sources=pd.DataFrame(rows, columns=columns, dtype="str").fillna(""))

    assert between(told_by(1, 2), told_by(2, 1)).same == 1
    (line,) = between(told_by(1), told_by(1, 2)).changed().to_dict("records")
    assert (line["field"], line["new"]) == ("source_urls", "https://paper.example/1 https://paper.example/2")


@settings(max_examples=12)
@given(catalogues(max_size=6), catalogues(max_size=6))
def test_the_three_kinds_are_those_that_raw_text_says(older, newer):
    found = between(older, newer)
    added, withdrawn, changed = differing(older, newer)
    assert (set(ids(found.incidents("added"))), set(ids(found.incidents("withdrawn"))), set(ids(found.changed()))) == (
        added,
        withdrawn,
        changed,
    )
    assert set(ids(found.incidents("changed"))) == changed
    assert found.same == len(newer.rows) - len(added) - len(changed)


@settings(max_examples=12)
@given(catalogues(max_size=5), catalogues(max_size=5))
def test_the_older_version_and_the_changes_make_the_newer(older, newer):
    found = between(older, newer)
    made = texts(older.store).drop(ids(found.incidents("withdrawn")))
    for line in found.changed().astype(object).itertuples():
        made.loc[line.event_id, line.field] = None if pd.isna(line.new) else line.new
    made = pd.concat([made, oracle_sets.texts(found.incidents("added"), NO_SOURCES)])
    true = texts(newer.store)
    assert made[true.columns].to_dict("index") == true.to_dict("index")


@settings(max_examples=12)
@given(catalogues(max_size=6), catalogues(max_size=6))
def test_fields_that_differ_are_those_that_the_oracle_finds(older, newer):
    told = between(older, newer).changed().astype(object)
    told = told[["event_id", "field", "old", "new"]].where(told.notna(), None)
    assert {tuple(line) for line in told.to_numpy()} == oracle_sets.lines(texts(older.store), texts(newer.store))


@settings(max_examples=12)
@given(catalogues(max_size=5), catalogues(max_size=5), st.randoms(use_true_random=False))
def test_the_order_of_rows_and_columns_does_not_matter(older, newer, random):
    shuffled = newer.rows.sample(frac=1, random_state=random.randrange(99))[
        random.sample(list(newer.rows), newer.rows.shape[1])
    ]
    pd.testing.assert_frame_equal(between(older, sample(shuffled)).lines(), between(older, newer).lines())


@settings(max_examples=12)
@given(catalogues(max_size=5), catalogues(max_size=5))
def test_backwards_what_was_added_was_withdrawn(older, newer):
    there, back = between(older, newer), between(newer, older)
    assert (ids(there.incidents("added")), ids(there.incidents("withdrawn")), there.same) == (
        ids(back.incidents("withdrawn")),
        ids(back.incidents("added")),
        back.same,
    )
    turned = back.changed().rename(columns={"old": "new", "new": "old"})
    columns = ["event_id", "field", "old", "new"]
    order = ["event_id", "field"]
    pd.testing.assert_frame_equal(
        there.changed()[columns].sort_values(order, ignore_index=True),
        turned[columns].sort_values(order, ignore_index=True),
    )


def test_the_bundled_data_have_not_changed_since_themselves(store):
    found = changes.between(store, store)
    assert (len(found.lines()), found.same) == (0, 436)


def test_a_file_read_in_place_is_compared_as_its_catalogue_is(store, tmp_path):
    (tmp_path / "syria.parquet").write_bytes(export.to_bytes(store, IncidentQuery(country=("SY",)), ".parquet"))
    found = changes.between(store, opened(tmp_path / "syria.parquet"))
    assert (found.counts["added"], found.fields) == (0, 0)
    assert found.same == store.count(IncidentQuery(country=("SY",))) == 436 - found.counts["withdrawn"]


def test_the_sentence_says_all_four_numbers():
    older = made_of({}, {"outcome": "missed"}, {})
    newer = sample(older.rows.assign(outcome="impact", event_id=["e0", "e1", "e7"]))
    said = between(older, newer).sentence()
    assert (
        said
        == "From Made-up incidents (v1) to Made-up incidents (v1): 1 added, 2 changed (2 fields), 1 withdrawn, 0 as they were."
    )


def test_the_file_has_a_line_for_each_change_and_runs_no_formula():
    older, newer = made_of({"notes": "a"}), made_of({"notes": "=1+1"}, {})
    lines = list(csv.DictReader(io.StringIO(between(older, newer).csv().decode("utf-8-sig"))))
    assert [(line["change"], line["event_id"], line["field"], line["new"]) for line in lines] == [
        ("added", "e1", "", ""), ("changed", "e0", "notes", "'=1+1")]  # fmt: skip


def test_rows_that_may_not_be_passed_on_are_not_given_as_a_file():
    found = between(made_of({}), made_of({}, {}))
    kept = dataclasses.replace(found, older=dataclasses.replace(found.older, redistribute_rows=False))
    with pytest.raises(ExportError, match="may not be passed on as rows"):
        kept.csv()


def test_every_list_is_parted_as_an_export_parts_it():
    (line,) = between(made_of({}), made_of({"weapons": "mortar;rockets"})).changed().to_dict("records")
    assert line["new"] == "mortar;rockets"


# ---- the command -------------------------------------------------------------------------------------


@pytest.fixture
def versions(tmp_path):
    """An older and a newer file: one incident withdrawn, one changed, one added, one as it was."""
    older = frame(*(incident(event_id=name) for name in "abc"))
    newer = frame(*(incident(event_id=name) for name in "bcd"))
    newer.loc[newer["event_id"] == "b", "notes"] = "=2+2"
    for name, rows in {"older": older, "newer": newer}.items():
        rows.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path / "older.csv", tmp_path / "newer.csv"


def test_the_command_says_the_counts_and_lists_the_changes(versions):
    ran = run("changes", *versions)
    said = ran.stdout.splitlines()
    assert ran.exit_code == 0
    assert "1 added, 1 changed (1 field), 1 withdrawn, 1 as they were." in said[0]
    assert [line.split()[:2] for line in said[2:]] == [["added", "d"], ["changed", "b"], ["withdrawn", "a"]]


def test_the_command_writes_the_changes_to_a_file(versions, tmp_path):
    ran = run("changes", *versions, "--to", tmp_path / "changes.csv")
    assert (ran.exit_code, ran.stdout, len(complaints(ran))) == (0, "", 1)
    assert "'=2+2" in (tmp_path / "changes.csv").read_text(encoding="utf-8-sig")


def test_rows_that_could_not_be_compared_are_said_and_exit_code_1(versions):
    older, newer = versions
    newer.write_text(newer.read_text().replace("2024-01-01", "soon", 1))
    ran = run("changes", older, newer)
    assert ran.exit_code == 1
    assert f"1 of {newer}" in ran.stderr


@pytest.mark.parametrize(("words", "told"), [
    (["changes", "nowhere.csv", "nowhere.csv"], "nowhere.csv"),
    (["changes", "a.csv", "b.csv", "--to", "c.xlsx"], "c.xlsx does not end so"),
    (["changes", "a.csv"], "NEW"),
])  # fmt: skip
def test_what_cannot_be_compared_is_one_line_and_exit_code_2(words, told):
    ran = run(*words)
    assert (ran.exit_code, ran.stdout, len(complaints(ran))) == (2, "", 1)
    assert told in ran.stderr


def test_rows_that_are_only_in_memory_are_put_nowhere_by_a_comparison(tmp_path):
    upload = made_of({})
    archive.write(upload.catalogue, tmp_path / "kept.duckdb")
    kept = opened(tmp_path / "kept.duckdb")
    folders = [
        beside.Beside(stores).rows("SELECT current_setting('temp_directory')")[0][0]
        for stores in ([upload.store, kept], [kept, kept])
    ]
    assert folders[0] == upload.store.engine.rows("SELECT current_setting('temp_directory')")[0][0] == ""
    assert "incidents-" in folders[1]
