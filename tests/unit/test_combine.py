"""Several data sets as one: nothing is lost, nothing counts twice, every row says where it is from."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import beside, changes, combine, export
from geodata.__main__ import main
from geodata.errors import DataError
from geodata.query import IncidentQuery
from geodata.store import Store, opened
from geodata.store.laying import catalogue_of
from tests import oracle_sets
from tests.strategies import catalogues, frame, incident, made_of, sample

EVERYTHING = IncidentQuery()


def called(made, title, **manifest):
    """Return the store of a made-up catalogue under another title and version."""
    told = dataclasses.replace(made.catalogue.manifest, title=title, **manifest)
    return Store(dataclasses.replace(made.catalogue, manifest=told, version=f"version of {title}"))


def several(*made):
    return combine.combined([called(each, "ABC"[at]) for at, each in enumerate(made)])


def by_id(done, *columns):
    rows = catalogue_of(done.store).incidents.set_index("event_id")
    return {
        name: tuple(row) if len(columns) > 1 else row[0]
        for name, row in zip(rows.index, rows[list(columns)].to_numpy(), strict=True)
    }


def test_every_row_says_which_data_set_it_is_from():
    done = several(sample(frame(incident(event_id="x"))), sample(frame(incident(event_id="y"))))
    assert by_id(done, "dataset") == {"x": "A", "y": "B"}
    assert done.sentence() == "2 incidents of A (1) and B (1)."


def test_the_same_row_in_two_sets_counts_once_and_is_said():
    done = several(made_of({}), made_of({}, {}))
    assert by_id(done, "dataset") == {"e0": "A; B", "e1": "B"}
    assert (done.merged, done.renamed) == (1, 0)
    assert "count once: 1." in done.sentence()


def test_different_rows_under_one_id_are_both_kept_and_said():
    done = several(made_of({"outcome": "missed"}), made_of({"outcome": "impact"}))
    assert by_id(done, "dataset", "outcome") == {"a:e0": ("A", "missed"), "b:e0": ("B", "impact")}
    assert (done.merged, done.renamed) == (0, 2)
    assert "begin with the name of their data set: 2." in done.sentence()


def test_a_row_that_two_sets_have_alike_and_a_third_otherwise_counts_twice():
    done = several(made_of({"outcome": "missed"}), made_of({"outcome": "impact"}), made_of({"outcome": "missed"}))
    assert by_id(done, "dataset") == {"a:e0": "A; C", "b:e0": "B"}


def test_an_id_with_a_prefix_never_meets_another():
    first = sample(frame(incident(event_id="x", outcome="missed"), incident(event_id="a:x")))
    done = several(first, sample(frame(incident(event_id="x", outcome="impact"))))
    assert set(by_id(done, "dataset")) == {"a:x", "a:a:x", "b:x"}


def test_ids_with_a_prefix_that_are_given_one_too_stay_apart():
    first, second = (sample(frame(*(incident(event_id=each, outcome=outcome) for each in ("x", "a:x", "a:a:x"))))
                     for outcome in ("missed", "impact"))  # fmt: skip
    done = several(first, second)
    assert (done.store.count(EVERYTHING), len(by_id(done, "dataset")), done.renamed) == (6, 6, 6)


def test_data_sets_whose_titles_are_one_word_have_prefixes_of_their_own():
    done = combine.combined(
        [called(made_of({"outcome": "missed"}), "Mine!"), called(made_of({"outcome": "impact"}), "Mine?")]
    )
    assert set(by_id(done, "outcome")) == {"mine:e0", "mine-2:e0"}


def test_answers_follow_the_ids():
    first = made_of({"outcome": "missed"}, {"responds_to": "e0"})
    second = made_of({"outcome": "impact"}, {"responds_to": "e0"})
    answered = by_id(several(first, second), "responds_to")
    assert answered["e1"] == "a:e0;b:e0"  # the same row in both: it is reported as answering what each means


def test_sources_follow_the_ids():
    def told_by(url, **cells):
        columns = ["event_id", "publisher", "title", "url", "published", "supports"]
        row = {"event_id": "e0", "publisher": "Paper", "url": f"https://paper.example/{url}"}
        return made_of(cells, incident_sources=pd.DataFrame([row], columns=columns, dtype="str").fillna(""))

    done = several(told_by(1, outcome="missed"), told_by(2, outcome="impact"))
    assert dict(done.store.frame("SELECT * FROM sources")[["event_id", "url"]].to_numpy()) == {
        "a:e0": "https://paper.example/1", "b:e0": "https://paper.example/2"}  # fmt: skip


def test_a_strangers_own_column_of_that_name_is_kept_beside_it():
    done = several(made_of({"dataset": "wave 2"}), sample(frame(incident(event_id="y"))))
    assert by_id(done, "dataset", "dataset_")["e0"] == ("A", "wave 2")


@pytest.mark.parametrize("name", ["now", "Answers", "sets", "of_set", "place_in_set", "brought", "part", 'a"b'])
def test_columns_of_any_name_are_put_together(name):
    done = several(
        sample(frame(incident(event_id="x", **{name: "1"}))), sample(frame(incident(event_id="y", **{name: "2"})))
    )
    assert by_id(done, name) == {"x": "1", "y": "2"}


@settings(max_examples=12)
@given(st.lists(catalogues(max_size=4), min_size=2, max_size=3))
def test_the_rows_are_the_sum_less_those_that_stand_twice(made):
    done = several(*made)
    alike = [tuple(sorted(row.dropna().items())) for each in made for _, row in _texts(each.store)]
    assert done.store.count(EVERYTHING) == len(alike) - done.merged == len(set(alike))
    assert done.store.incidents(EVERYTHING)["event_id"].is_unique


@settings(max_examples=12)
@given(st.lists(catalogues(max_size=4), min_size=2, max_size=3))
def test_no_row_is_lost_or_altered(made):
    there = several(*made).store
    own = {"dataset_": "dataset"}  # the column that a part brought itself
    told = {tuple(sorted(row.drop("dataset").rename(own).dropna().items())) for _, row in _texts(there)}
    for name, each in zip("ABC", made, strict=False):
        assert {tuple(sorted(row.dropna().items())) for _, row in _texts(each.store)} <= told
        assert there.count(IncidentQuery(dataset=name)) == len(each.rows)


def _texts(store):
    """Yield each incident as texts by its id without prefixes; what it answers is told apart by other tests."""
    sources = store.frame("SELECT event_id, url FROM sources")
    rows = oracle_sets.texts(store.incidents(EVERYTHING), sources).drop(columns="responds_to")
    for event_id, row in rows.iterrows():
        yield event_id, pd.concat([row, pd.Series({"id": str(event_id).rpartition(":")[2]})])


def test_one_of_several_data_sets_is_asked_for_and_counted():
    alike = sample(frame(incident(event_id="both")))
    store = several(alike, made_of({}), sample(frame(incident(event_id="both"), incident(event_id="c")))).store
    assert store.values("dataset") == ["A", "B", "C"]
    assert [store.count(IncidentQuery(dataset=asked)) for asked in ("A", "B", "C", ("A", "B"))] == [1, 1, 2, 2]
    assert store.sentence(IncidentQuery(dataset="A", province="Anbar")) == "All incidents in Al Anbar, from A"


def test_names_of_data_sets_hold_nothing_that_parts_them():
    assert combine.names([called(made_of({}), "a; b.csv"), called(made_of({}), "C")]) == ["a, b.csv", "C"]


def test_a_data_set_is_asked_for_only_where_there_are_several(store):
    query, problems = store.understood(IncidentQuery(dataset="January"))
    assert (query, "dataset" in store.fields, "dataset" in store.columns) == (EVERYTHING, False, False)
    assert problems == (
        "Filter 'dataset': these are the incidents of one data set. Show several as one on the page Data.",
    )


def test_an_export_of_several_sets_can_be_asked_for_one_of_them(tmp_path):
    store = several(made_of({}), sample(frame(incident(event_id="y")))).store
    (tmp_path / "both.csv").write_text(export.csv_text(store, EVERYTHING), encoding="utf-8")
    back = opened(tmp_path / "both.csv")
    assert (back.values("dataset"), back.count(IncidentQuery(dataset="B"))) == (["A", "B"], 1)
    said = CliRunner().invoke(
        main, ["query", "--data", str(tmp_path / "both.csv"), "--dataset", "b", "--by", "dataset", "--format", "csv"]
    )
    assert (said.exit_code, said.stdout) == (0, "dataset,count\nB,1\n")


@pytest.mark.parametrize("stores", [[], ["A"], ["A", "A"]])
def test_fewer_than_two_data_sets_are_refused(stores):
    with pytest.raises(DataError, match="Choose two or more"):
        combine.combined([called(made_of({}), name) for name in stores])


def test_what_must_be_said_of_each_is_said_of_all():
    free = called(
        made_of({}), "Free", licence="CC BY 4.0", citation="Free, 2024.", show_on_image="Data: Free, CC BY 4.0"
    )
    bound = called(sample(frame(incident(event_id="y"))), "Bound", licence="ask first", citation="Bound, 2023.", show_on_image="Data: Bound",
                   redistribute_rows=False)  # fmt: skip
    told = combine.combined([free, bound]).store.manifest
    assert told.title == "Free and Bound"
    assert told.citation == "Free, 2024. Bound, 2023."
    assert told.show_on_image == "Data: Free, CC BY 4.0; Data: Bound. Licences: Free: CC BY 4.0; Bound: ask first"
    assert "may not be passed on" in export.refusal(told)


def test_the_data_set_is_in_every_export():
    done = several(sample(frame(incident(event_id="x"))), sample(frame(incident(event_id="y"))))
    text = export.to_bytes(done.store, EVERYTHING, ".csv").decode("utf-8-sig")
    assert "dataset" in text.splitlines()[0].split(",")


def test_problems_say_which_data_set_they_are_of():
    done = several(made_of({"event_date": "x"}), made_of({"event_date": "x"}, {}))
    assert set(done.store.refused["table"]) == {"A: incidents", "B: incidents"}
    assert done.store.refused_rows == 2


def test_a_file_read_in_place_is_put_together_with_others_too(store, tmp_path):
    (tmp_path / "jordan.parquet").write_bytes(export.to_bytes(store, IncidentQuery(country=("JO",)), ".parquet"))
    done = combine.combined([store, opened(tmp_path / "jordan.parquet")])
    assert (done.store.count(EVERYTHING), done.merged, done.renamed) == (436, 1, 0)


def test_the_bundled_data_with_themselves_changed_are_twice_as_many(store, bundled):
    changed = dataclasses.replace(bundled, incidents=bundled.incidents.assign(notes="Otherwise."), version="other")
    done = combine.combined([store, Store(changed)])
    assert (done.store.count(EVERYTHING), done.merged, done.renamed) == (872, 0, 872)
    assert done.store.row("SELECT count(*) FROM sources")[0] == 2 * len(bundled.sources)


def test_a_store_comes_back_whole(store, bundled):
    again = changes.between(store, Store(catalogue_of(store)))
    assert (len(again.lines()), again.same) == (0, 436)
    assert len(catalogue_of(store).sources) == len(bundled.sources)


def test_putting_together_says_its_steps_and_ends_where_it_is_told_to():
    stores = [called(made_of({}), name) for name in "AB"]
    told = []
    combine.combined(stores, progress=lambda done, of: told.append((done, of)) or True)
    assert told == [(done, 6) for done in range(6)]
    with pytest.raises(DataError, match="was stopped"):
        combine.combined(stores, progress=lambda done, _: done < 3)


def test_several_readers_may_compare_and_put_together_at_once():
    store = made_of({}).store
    with ThreadPoolExecutor(4) as readers:
        found = list(readers.map(lambda _: beside.kinds(store), range(200)))
    assert found == found[:1] * 200
