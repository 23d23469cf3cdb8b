"""The words of many incidents, folded together as bytes, are those of each folded by itself."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geodata import words
from geodata.names import search_words

TEXTS = st.text(alphabet="aZ0'`_-. \t\u2019é\u0627\u0644\u062d\u0663", max_size=8)
ROWS = st.lists(st.tuples(*[TEXTS | st.none()] * len(words.SEARCHED)), max_size=5)


@given(ROWS)
def test_words_are_those_of_each_cell_folded(rows):
    found = words.of(pd.DataFrame(rows, columns=list(words.SEARCHED), dtype="str"))
    assert [text.split() for text in found] == [
        [word for cell in row for word in search_words(cell or "")] for row in rows
    ]


@given(st.lists(TEXTS.filter(str.isascii), min_size=1, max_size=5))
def test_a_part_of_the_rows_has_the_same_words(notes):
    frame = pd.DataFrame({name: pd.Series("", index=range(len(notes)), dtype="str") for name in words.SEARCHED}).assign(
        notes=notes
    )
    assert words.of(frame.iloc[1:]).to_list() == words.of(frame).to_list()[1:]


def test_each_word_has_a_blank_before_it():
    row = dict.fromkeys(words.SEARCHED, "") | {"notes": "Kata'ib fired", "place_name": "Dar`a"}
    (text,) = words.of(pd.DataFrame([row], dtype="str"))
    assert all(f" {word}" in text for word in ("kataib", "fired", "dara"))
