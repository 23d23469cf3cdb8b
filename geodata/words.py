"""The words by which incidents are found: those of a few columns, folded as `geodata.names.search_words` folds them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.names import search_words
from geodata.schema.cells import of_arrow

SEARCHED = ("notes", "damage", "place_name", "_aliases", "actor1", "actor2")


def of(placed: pd.DataFrame) -> pd.Series:
    """Return the words by which each incident is found, a blank before each.

    Texts of plain ASCII, nearly all of them, are folded in one piece as bytes; only the rest goes word by word.
    """
    blank = pa.repeat(pa.scalar("", pa.large_string()), len(placed))
    joined = pc.binary_join_element_wise(
        blank, *(_texts(placed[name]) for name in SEARCHED), pa.scalar(" ", pa.large_string())
    )
    plain = pc.string_is_ascii(joined)
    if pc.all(plain, min_count=0).as_py():
        return of_arrow(_folded_ascii(joined)).set_axis(placed.index)
    others = [" " + " ".join(search_words(text)) for text in joined.filter(pc.invert(plain)).to_pylist()]
    folded = _folded_ascii(pc.if_else(plain, joined, ""))
    folded = pc.replace_with_mask(folded, pc.invert(plain), pa.array(others, pa.large_string()))
    return of_arrow(folded).set_axis(placed.index)


def _texts(values: pd.Series) -> pa.Array | pa.Scalar:
    """Return texts with empty ones for missing; one for all rows where none is given."""
    if values.isna().all():
        return pa.scalar("", pa.large_string())
    found = pa.array(values.astype("str"), pa.large_string(), from_pandas=True)
    return pc.fill_null(found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found, "")


_ASCII_FOLDED = bytes(ord(chr(code).lower()) if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_JOINING = b"'`"  # signs that stand within one word


def _folded_ascii(texts: pa.Array) -> pa.Array:
    """Return ASCII texts as `names.fold` gives them, with blanks for every other sign."""
    _, offsets, letters = texts.buffers()
    ends = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    signs = np.frombuffer(letters, np.uint8)[: ends[-1]] if letters else np.empty(0, np.uint8)
    joining = np.flatnonzero((signs == _JOINING[0]) | (signs == _JOINING[1]))
    folded = pa.py_buffer(signs.tobytes().translate(_ASCII_FOLDED, _JOINING))
    begins = pa.py_buffer(ends - np.searchsorted(joining, ends))
    return pa.LargeStringArray.from_buffers(len(texts), begins, folded)
