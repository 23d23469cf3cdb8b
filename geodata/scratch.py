"""A folder beside a file that is being written; what a killed program left in such a folder is removed by the next one.

A file of the folder is locked while its program lives, and the system lets go of a lock however a program ends: where the
lock can be had, nobody uses the folder any more. A process number would say less, as others get it and other machines
that share the folder have their own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

PREFIX = ".incidents-"
_LOCK = "in-use"


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give an empty folder on the disk of `path` until the block ends; `OSError` if none can be made there."""
    remove_leftovers(path.parent)
    folder = Path(mkdtemp(prefix=PREFIX, dir=path.parent))
    held = os.open(folder / f"{_LOCK}-soon", os.O_CREAT | os.O_RDWR)
    try:
        _locks(held)
        (folder / f"{_LOCK}-soon").rename(folder / _LOCK)  # so whoever finds it, finds it locked
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def remove_leftovers(parent: Path) -> None:
    """Remove the folders in `parent` whose program is gone; one that is in use, or not surely such a folder, stays."""
    for lock in parent.glob(f"{PREFIX}*/{_LOCK}"):
        with suppress(OSError):  # it is gone by now, or somebody else's
            held = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                if _locks(held):
                    shutil.rmtree(lock.parent, ignore_errors=True)
            finally:
                os.close(held)


def _locks(held: int) -> bool:
    """Take the lock of an open file, and return whether it could be had; never where the system has no such locks."""
    try:
        import fcntl

        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True
