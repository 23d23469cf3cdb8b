"""Rows with the same id: repeats of one row are merged and counted, different rows under one id are refused.

A monadic (actor-based) file has each event once for each actor. Such rows differ in the actor alone and are
one incident with two actors; counted apart, every death in them would be counted twice. Some files have a column
for the second actor all the same, filled in each row, in one, or in none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geodata.importers.table import Batch

_SIDES = (("actor1", "assoc_actor_1", "inter1"), ("actor2", "assoc_actor_2", "inter2"))
_OF_ONE_ACTOR = ("actor1", "assoc_actor_1", "inter1", "actor_id", "associated_actor", "interaction")


@dataclass(frozen=True)
class Repeats:
    """`merged`: rows that repeat a kept one. `refused`: row → reason. `other_actor`: kept row → its second actor."""

    merged: frozenset[int] = frozenset()
    refused: Mapping[int, str] = field(default_factory=dict)
    other_actor: Mapping[int, str] = field(default_factory=dict)


def repeated(ids: pa.ChunkedArray) -> pa.Array:
    """Return the ids that stand in more than one row; an empty one is no id."""
    counted = pc.value_counts(pc.utf8_trim_whitespace(ids))
    values, counts = counted.field("values"), counted.field("counts")
    return values.filter(pc.and_(pc.greater(counts, 1), pc.not_equal(values, "")))


def resolve(
    batches: Iterable[Batch], id_column: str, ids: pa.Array, actor: str | None, *, swaps: bool = False
) -> Repeats:
    """Say of each row whose id is among `ids` whether it is kept, merged or refused.

    Parameters
    ----------
    actor
        In a monadic file the column of the actor, in which rows of one event differ.
    swaps
        Whether rows are the same that differ in which of the two actors comes first, or in that one leaves out the second:
        monadic files with columns for both.
    """
    parts = []
    for batch in batches:
        told = pc.utf8_trim_whitespace(batch.cells[id_column])
        at = pc.is_in(told, value_set=ids)
        if pc.any(at).as_py():
            cells = batch.cells.filter(at)
            mask = at.to_numpy(zero_copy_only=False) if isinstance(at, pa.Array) else at.to_numpy()
            parts.append(_fingerprints(cells, batch.rows[mask], id_column, actor, swaps=swaps and actor is None))
    return _decided(pd.concat(parts, ignore_index=True)) if parts else Repeats()


def _fingerprints(cells: pa.Table, rows: np.ndarray, id_column: str, actor: str | None, *, swaps: bool) -> pd.DataFrame:
    """Return ``row, id, event, actor``: ``event`` is what tells two rows apart, without what is of one actor.

    With `swaps` also ``core``, which tells them apart without what is of either, and the two actors as ``first, second``.
    """
    frame = cells.to_pandas().apply(lambda column: column.str.strip())
    sides: dict[str, object] = {}
    if swaps:
        sides = _sides(frame)
        frame = _in_one_order(frame)
    shared = [name for name in frame if actor is None or name.casefold() not in _OF_ONE_ACTOR]
    return pd.DataFrame({
        "row": rows,
        "id": frame[id_column],
        "event": _hashed(frame, shared),
        "actor": frame[actor] if actor else "",
        **sides,
    })  # fmt: skip


def _sides(frame: pd.DataFrame) -> dict[str, object]:
    named = {name.casefold(): name for name in frame}
    if "actor1" not in named or "actor2" not in named:
        return {}
    of_actors = {"interaction", *(name for side in _SIDES for name in side)}
    core = _hashed(frame, [name for key, name in named.items() if key not in of_actors])
    return {"core": core, "first": frame[named["actor1"]], "second": frame[named["actor2"]]}


def _in_one_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with their two actors, and what belongs to each, in the order of the alphabet."""
    named = {name.casefold(): name for name in frame}
    sides = [[named[each] for each in side if each in named] for side in _SIDES]
    if not sides[0] or len(sides[0]) != len(sides[1]):
        return frame
    first, second = (frame[side].agg("\n".join, axis=1) for side in sides)
    swapped = (first > second).to_numpy()
    ordered = frame.copy()
    for one, other in zip(*sides, strict=True):
        ordered.loc[swapped, one], ordered.loc[swapped, other] = frame.loc[swapped, other], frame.loc[swapped, one]
    return ordered.drop(columns=[named["interaction"]] if "interaction" in named else [])  # a code of the order


def _hashed(frame: pd.DataFrame, columns: Sequence[str]) -> np.ndarray:
    hashed: np.ndarray = pd.util.hash_pandas_object(frame[list(columns)], index=False).to_numpy()
    return hashed


def _decided(given: pd.DataFrame) -> Repeats:
    rows = _actor_rows_as_one(given) if "core" in given else given
    first = rows.groupby("id")["event"].transform("first")
    differs = (rows["event"] != first).groupby(rows["id"]).transform("any")
    sizes = rows.groupby("id")["row"].transform("size")
    refused = rows[differs]
    reasons = {
        int(row): f"its id {name!r} is given to {size} rows that differ; give each its own"
        for row, name, size in zip(refused["row"], refused["id"], sizes[differs], strict=True)
    }
    same = rows[~differs]
    repeats = same.duplicated("id")
    kept = same[~repeats].set_index("id")
    others = same[repeats & (same["actor"] != "")].set_index("id")
    others = others[others["actor"] != kept["actor"].reindex(others.index)]
    others = others[~others.index.duplicated()]
    kept_rows = kept["row"].reindex(others.index)
    second = {int(row): str(actor) for row, actor in zip(kept_rows, others["actor"], strict=True)}
    return Repeats(frozenset(map(int, same.loc[repeats, "row"])), reasons, second)


def _actor_rows_as_one(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with one ``event`` for those that are of one event's actors, the fullest row first.

    They agree in all but the actors, name no more than two between them, and one leaves out the second.
    """
    differs = rows["event"] != rows.groupby("id")["event"].transform("first")
    asked = rows[differs.groupby(rows["id"]).transform("any")]
    if asked.empty:
        return rows
    agrees = asked.groupby("id")["core"].transform("nunique") == 1
    halves = (asked["second"] == "").groupby(asked["id"]).transform("any")
    named = pd.concat([asked[["id", side]].set_axis(["id", "actor"], axis=1) for side in ("first", "second")])
    actors = named[named["actor"] != ""].groupby("id")["actor"].unique()
    few = asked["id"].map(actors.map(len)) == 2
    one = asked[agrees & halves & few]
    lacks = one["second"] == ""
    # What a row says beside the first actor of the row that is kept.
    united = one.assign(event=one["core"], actor=one["first"].where(lacks, "")).sort_values(
        ["id", "second"], ascending=[True, False]
    )
    return pd.concat([rows.drop(united.index), united], ignore_index=True)
