import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.schema.cells import Texts

COLUMNS = st.lists(st.sampled_from(["", "a", " a ", "b", "ا"]), min_size=1, max_size=8)


def of(texts, *, repeats):
    """Return a column that holds each distinct text once, or a text a row."""
    column = Texts.of(pd.Series(texts, dtype="str"))
    return column if repeats else Texts(column.array())


@pytest.mark.parametrize("repeats", [True, False])
@given(COLUMNS)
def test_a_column_holds_its_texts_without_the_space_around_them(repeats, texts):
    column, stripped = of(texts, repeats=repeats), [text.strip() for text in texts]
    assert (column.array().to_pylist(), list(column.objects()), list(column.series())) == (stripped,) * 3
    assert list(column.is_given) == [text != "" for text in stripped]
    assert list(column.among(["a", "z"])) == [text == "a" for text in stripped]


@pytest.mark.parametrize("repeats", [True, False])
@given(COLUMNS, st.data())
def test_texts_are_replaced_and_taken_row_by_row(repeats, texts, data):
    column, at = (
        of(texts, repeats=repeats),
        data.draw(st.lists(st.booleans(), min_size=len(texts), max_size=len(texts))),
    )
    mended = column.replaced(np.array(at), column.mapped(str.upper))
    wanted = [text.strip().upper() if each else text.strip() for text, each in zip(texts, at, strict=True)]
    assert mended.array().to_pylist() == wanted
    assert column.take(np.array(at)).array().to_pylist() == [
        t.strip() for t, each in zip(texts, at, strict=True) if each
    ]


def test_missing_cells_are_empty_texts():
    assert Texts.of(pd.Series(["a", None], dtype=object)).array().to_pylist() == ["a", ""]
