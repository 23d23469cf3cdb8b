"""A text file is read block by block; no block border loses a row, its number or its cells."""

from dataclasses import replace
from pathlib import Path

import pytest

from geodata import importers
from geodata.errors import DataError, QuestionError
from geodata.importers import File, blocks, delimited
from geodata.importers.blocks import Shape

FILES = Path(__file__).parents[1] / "files"
SHAPE = Shape("utf-8", ",", ("id", "told"), 1)
ROWS = [f"{at}" if at % 7 == 0 else f"{at},x,surplus" if at % 11 == 0 else f'{at},"two\nlines"' for at in range(400)]


def read(rows, block):
    file = File("long.csv", body="\n".join(["id,told", *rows]).encode())
    return list(blocks.read(file, SHAPE, block))


@pytest.mark.parametrize("together", [1, 1 << 20])
@pytest.mark.parametrize("block", [100, 1_000, 1 << 20])
def test_rows_too_short_and_too_long_stay_in_their_place_in_every_block(block, together, monkeypatch):
    monkeypatch.setattr(blocks, "_TOGETHER", together)
    batches = read(ROWS, block)
    assert [int(text) for each in batches for text in each.cells["id"].to_pylist()] == list(range(400))
    assert [int(row) for each in batches for row in each.rows] == list(range(2, 402))
    assert {row - 2 for each in batches for row in each.faults} == {at for at in range(400) if at % 11 == 0 and at % 7}


def test_one_column_alone_has_the_same_rows_and_faults():
    file = File("long.csv", body="\n".join(["id,told", *ROWS]).encode())
    whole, some = read(ROWS, 1_000), list(blocks.read(file, replace(SHAPE, wanted=("told",)), 1_000))
    assert [each.cells.column_names for each in some] == [["told"]]
    assert [text for each in some for text in each.cells["told"].to_pylist()] == [
        text for each in whole for text in each.cells["told"].to_pylist()
    ]
    assert [each.faults for each in some] == [each.faults for each in whole]


@pytest.mark.parametrize("together", [1, 1 << 20])
def test_odd_rows_alone_at_the_end_are_not_lost(together, monkeypatch):
    monkeypatch.setattr(blocks, "_TOGETHER", together)
    batches = read([*ROWS[:30], *["5"] * 60], 100)
    assert [int(row) for each in batches for row in each.rows] == list(range(2, 92))


def test_a_file_of_odd_rows_alone_gives_them():
    file = File("long.csv", body=b"5\n6\n7\n")
    (batch,) = blocks.read(file, replace(SHAPE, skipped=0))
    assert batch.cells["id"].to_pylist() == ["5", "6", "7"]


def test_rows_that_were_cut_off_are_told_of_with_the_number_of_their_cells():
    (batch,) = read([f"{at}" if at == 7 else f"{at},x" for at in range(20)], 1_000)
    assert batch.short == {9: 1}


def test_where_many_rows_end_early_their_program_leaves_out_what_is_empty():
    (batch,) = read([f"{at}" if at % 2 else f"{at},x" for at in range(20)], 1_000)
    assert (batch.short, batch.cells["told"].to_pylist()[:2]) == ({}, ["x", ""])


@pytest.mark.parametrize("together", [1, 1 << 20])
def test_a_cell_larger_than_a_block_is_read_in_larger_ones(together, monkeypatch):
    monkeypatch.setattr(blocks, "_TOGETHER", together)
    batches = read([*ROWS[:60], f"60,{'x' * 300}", *ROWS[61:]], 200)
    assert [int(text) for each in batches for text in each.cells["id"].to_pylist()] == list(range(400))
    assert [int(row) for each in batches for row in each.rows] == list(range(2, 402))


def test_a_cell_larger_than_the_largest_block_is_refused_with_its_place(monkeypatch):
    monkeypatch.setattr(blocks, "_LARGEST", 400)
    with pytest.raises(DataError, match=r"has a cell of more than 0 MB after row \d+"):
        read([*ROWS[:60], f"60,{'x' * 900}"], 200)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in FILES.glob("*.[ct]sv") if not path.name.startswith("bad_"))
)
def test_a_file_too_large_to_be_held_is_read_as_any_other(name, monkeypatch):
    def read_again():
        try:
            done = importers.read(FILES / name)
        except QuestionError as asked:
            return str(asked)
        return done.catalogue.incidents.to_csv(), done.report.doubts.to_csv(), done.report.refused_rows.to_csv()

    held = read_again()
    monkeypatch.setattr(delimited, "_HELD", 0)
    assert read_again() == held
