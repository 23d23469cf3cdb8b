"""How far a reading is, and whether to go on with it."""

from __future__ import annotations

from collections.abc import Callable

from geodata.errors import DataError

Progress = Callable[[int, int], bool]  # rows done, of how many (0 while they are counted); whether to go on


def unwatched(done: int, of: int) -> bool:  # noqa: ARG001  nobody watches
    """Go on."""
    return True


def tell(progress: Progress, name: str, done: int, of: int) -> None:
    """Say how far the reading of the file `name` is; `DataError` if it is not to go on."""
    if not progress(done, of):
        raise DataError(f"Reading {name} was stopped. Nothing of it was kept.")
