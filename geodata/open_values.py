"""Values of open fields as the data spell them: weapons, groups, claimants, places.

A closed vocabulary knows its values before any data; these are whatever occurs.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from geodata.names import fold


def spelled(
    field: str, values: Sequence[str], occurring: Sequence[str], titles: Mapping[str, str]
) -> tuple[list[str], list[str]]:
    """Return `values` as they occur, and a sentence with the nearest ones for each that does not.

    Parameters
    ----------
    occurring
        The values of the field in the data.
    titles
        What some values are called; a title is understood as its value.
    """
    known = {fold(title): value for value, title in titles.items()} | {fold(value): value for value in occurring}
    # Two values may differ in case or punctuation alone: the one given exactly is the one meant.
    meant = {value: value if value in occurring else known.get(fold(value)) for value in values}
    lost = []
    for value in (value for value, found in meant.items() if found is None):
        near = difflib.get_close_matches(fold(value), known, n=3, cutoff=0.4) or sorted(known)[:3]
        offered = ", ".join(repr(known[each]) for each in near) or "none, the data are empty"
        lost.append(f"Filter {field!r}: {value!r} does not occur in the data. Nearest: {offered}.")
    return [found for found in meant.values() if found is not None], lost
