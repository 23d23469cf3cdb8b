"""Nothing is dropped: a row is kept with its cells, or refused with every reason."""

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata import schema
from geodata.manifest import Manifest
from geodata.schema.check import PROBLEM_COLUMNS
from tests.strategies import ODD_CELLS, PLACES, raw_rows, sample


@given(raw_rows())
@settings(max_examples=25)
def test_every_row_is_either_kept_or_refused(rows):
    checked = schema.check(rows)
    numbers = [*checked.rows["row"], *checked.refused["row"].unique()]
    assert sorted(numbers) == list(range(2, len(rows) + 2))


@given(raw_rows())
@settings(max_examples=20)
def test_every_refusal_names_its_row_cell_and_reason(rows):
    refused = schema.check(rows, places=PLACES).refused
    assert list(refused.columns) == PROBLEM_COLUMNS
    for line in refused.itertuples():
        assert line.reason
        assert line.value == rows.iloc[line.row - 2].get(line.column, "").strip()


@given(raw_rows())
@settings(max_examples=10)
def test_checking_what_was_kept_refuses_nothing_more(rows):
    once = schema.check(rows)
    kept = rows.iloc[once.rows["row"] - 2].reset_index(drop=True)
    answered = set(rows["event_id"].str.strip())
    assert schema.check(kept, other_ids=answered).refused.empty


@given(raw_rows())
@settings(max_examples=10)
def test_any_rows_make_a_catalogue_that_can_be_asked(rows):
    made = sample(rows).catalogue
    assert len(made.incidents) + made.refused["row"].nunique() == len(rows)
    assert made.incidents["latitude"].isna().equals(made.incidents["longitude"].isna())
    assert set(made.incidents["shown_as"]) <= {"dot", "badge", "tray"}


@given(st.sampled_from(schema.TABLES), st.lists(st.sampled_from(ODD_CELLS), min_size=1, max_size=9))
@settings(max_examples=25)
def test_no_cell_of_any_table_stops_the_check(table, cells):
    rows = pd.DataFrame({name: [cells[n % len(cells)]] for n, name in enumerate(table.names)}, dtype="str")
    checked = schema.check_table(rows, table)
    assert len(checked.rows) + checked.refused_rows == 1


@given(raw_rows(max_size=3))
@settings(max_examples=20)
def test_the_check_leaves_its_input_as_it_was(rows):
    before = rows.copy(deep=True)
    schema.check(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_a_manifest_is_a_value():
    assert Manifest(name="a", title="A") == Manifest(name="a", title="A")
