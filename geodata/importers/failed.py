"""Cells in which a formula of a spreadsheet failed: they say nothing."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers.tally import Tally
from geodata.schema.cells import Texts

_SIGNS = (
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#ERROR!",
    "#SPILL!",
    "#CALC!",
    "#NV",
    "#BEZUG!",
    "#WERT!",
)


def stated(cells: pa.Table, column: str, name: str, tally: Tally) -> Texts:
    """Return a column of a batch for the field `name`, empty where a formula failed."""
    texts = Texts.of(cells[column])
    is_failed = pc.is_in(texts.held, value_set=pa.array(_SIGNS, texts.held.type))
    if not pc.any(is_failed).as_py():
        return texts
    rows = texts.where(is_failed.to_numpy(zero_copy_only=False))
    tally.add(name, "a formula of the spreadsheet failed: left empty", int(rows.sum()), texts.at(rows)[0], "")
    return Texts(pc.if_else(is_failed, pa.scalar("", texts.held.type), texts.held), texts.codes)
