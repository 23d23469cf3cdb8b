"""Rows that come in parts come again in order, and none is lost."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geodata import runs
from geodata.runs import Runs

DAYS = st.none() | st.integers(1, 9).map(lambda day: pd.Timestamp(2024, 1, day))


def part(days, first=0, **more):
    ids = pa.array([f"{first + at:03}" for at in range(len(days))], pa.large_string())
    return pa.table({"event_date": pa.array(days, pa.timestamp("us")), "event_id": ids, **more})


def in_order(parts, folder):
    made = Runs(parts, folder)
    return made.in_order(made.schema.names).read_all().to_pandas()


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch):
    monkeypatch.setattr(runs, "ROWS", 3)
    monkeypatch.setattr(runs, "_BATCH", 2)


@given(parts=st.lists(st.lists(DAYS, max_size=7, unique=True), max_size=4))
def test_parts_come_again_by_day_and_id_with_those_without_a_day_at_the_end(parts, tmp_path_factory):
    tables = [part(days, first=10 * at) for at, days in enumerate(parts)]
    found = in_order(tables or [part([])], tmp_path_factory.mktemp("runs"))
    rows = pa.concat_tables(tables or [part([])]).to_pandas()
    expected = rows.sort_values(["event_date", "event_id"], ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)


def test_of_a_day_with_more_rows_than_are_held_none_is_lost(tmp_path):
    day = [pd.Timestamp("2024-01-05")] * 8
    found = in_order([part(day, first) for first in (0, 8, 16)], tmp_path)
    assert sorted(found["event_id"]) == [f"{at:03}" for at in range(24)]


@given(sizes=st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=5))
@example(sizes=[(0, 5, 1), (0, 4, 0), (0, 4, 0)])
def test_rows_of_other_days_never_stand_among_those_of_a_large_one(sizes, tmp_path_factory):
    parts, first = [], 0
    for size in sizes:
        days = [pd.Timestamp(2024, 1, day) for day, count in enumerate(size, 1) for _ in range(count)]
        parts.append(part(days, first))
        first += len(days)
    assert in_order(parts, tmp_path_factory.mktemp("runs"))["event_date"].is_monotonic_increasing


def test_a_column_that_a_later_part_lacks_is_missing_there(tmp_path):
    day = [pd.Timestamp("2024-01-05")]
    assert in_order([part(day, 0, kind=["x"]), part(day, 1)], tmp_path)["kind"].fillna("").tolist() == ["x", ""]


def test_batches_are_of_one_size_but_for_the_last(tmp_path):
    made = Runs(
        [part(pd.date_range("2024-01-01", periods=5)), part(pd.date_range("2024-01-02", periods=5), 5)], tmp_path
    )
    assert [len(batch) for batch in made.in_order(made.schema.names)] == [3, 3, 3, 1]


def test_texts_held_as_codes_in_some_parts_and_plain_in_others_are_one_column(tmp_path):
    day = [pd.Timestamp("2024-01-05")]
    codes = pa.array(["x"]).dictionary_encode()
    parts = [part(day, 0, kind=codes), part(day, 1, kind=pa.array(["y"])), part(day, 2, kind=pa.nulls(1)), part(day, 3)]
    assert in_order(parts, tmp_path)["kind"].tolist()[:2] == ["x", "y"]
    assert in_order(parts, tmp_path)["kind"].isna().tolist() == [False, False, True, True]


@pytest.mark.parametrize(("values", "alike"), [
    ([["x", "x"], ["x"]], {"kind": "x"}), ([["x", "x"], ["y"]], {}), ([["x", "y"], ["x"]], {}), ([[None], [None]], {"kind": None}),
    ([["x"], None], {}), ([[None], None], {"kind": None}), ([["x", "y", "x"]], {}), ([["x", None, "x"]], {}),
])  # fmt: skip
@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
def test_columns_of_one_value_are_known(values, alike, kind, tmp_path):
    days = pd.date_range("2024-01-01", periods=3)
    parts = [part(days[: len(some)], 3 * at, kind=pa.array(some, pa.string()).cast(kind)) if some else part(days, 3 * at)
             for at, some in enumerate(values)]  # fmt: skip
    assert Runs(parts, tmp_path).alike == alike


def test_no_more_rows_are_sorted_at_once_than_two_stretches_and_a_part(tmp_path, monkeypatch):
    sizes, in_turn = [], runs._sorted
    monkeypatch.setattr(runs, "_sorted", lambda held: sizes.append(sum(map(len, held))) or in_turn(held))
    day = [pd.Timestamp("2024-01-05")] * 2
    in_order([part(day, 2 * at) for at in range(20)], tmp_path)
    assert (sum(sizes), max(sizes)) == (40, 8)


def test_fewer_rows_are_held_where_they_are_long(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "_BYTES", 5_000)
    days = pd.date_range("2024-01-01", periods=6)
    made = Runs([part(days, notes=["x" * 2_000] * 6)], tmp_path)
    assert {len(batch) for batch in made.in_order(made.schema.names)} == {2}


def test_texts_held_as_other_codes_in_each_part_come_again_as_they_were(tmp_path):
    day = [pd.Timestamp("2024-01-05")] * 2
    parts = [
        part(day, 2 * at, kind=pa.array(texts).dictionary_encode()) for at, texts in enumerate((["x", "y"], ["y", "z"]))
    ]
    assert in_order(parts, tmp_path)["kind"].tolist() == ["x", "y", "y", "z"]
