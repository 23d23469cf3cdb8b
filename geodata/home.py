"""Data sets kept between runs: a folder of catalogue files, for everybody who uses this machine's dashboard.

The setting names the folder; without it nothing is kept. Files of the folder that are no catalogues stay as they are.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from geodata import archive
from geodata.catalogue import Catalogue
from geodata.errors import DataError, ExportError
from geodata.names import fold

SETTING = "GEODATA_HOME"
ENDING = ".duckdb"
LONGEST = 80  # letters of a name; file systems take 255 bytes
_SOUND = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")


def folder() -> Path | None:
    """Return the folder that the setting names, None where it is not set."""
    given = os.environ.get(SETTING, "").strip()
    return Path(given).expanduser() if given else None


def paths() -> tuple[Path, ...]:
    """Return the files of the data sets that are kept, by name; none where nothing is or may be kept."""
    where = folder()
    if where is None or not where.is_dir():
        return ()
    return tuple(sorted(each for each in where.glob(f"*{ENDING}") if _is_name(each.stem) and each.is_file()))


def path_of(name: str) -> Path:
    """Return where a data set called `name` is kept, making its folder.

    Raises
    ------
    DataError
        If the setting names no folder, or `name` is no name of small letters, digits and hyphens.
    ExportError
        If the folder cannot be made.
    """
    where = folder()
    if where is None:
        raise DataError(f"Nothing is kept on this machine: set {SETTING} to a folder for data sets.")
    if not _is_name(name):
        raise DataError(
            f"{name!r} is no name for a data set: give up to {LONGEST} small letters, digits and hyphens, such as {name_for(name)!r}."
        )
    try:
        where.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"Cannot make the folder {where}: {error.strerror}. Set {SETTING} to one that can be written."
        ) from error
    return where / f"{name}{ENDING}"


def name_for(title: str, version: str = "") -> str:
    """Return a name for a data set of that title; the same for the same version."""
    words = re.findall("[a-z0-9]+", fold(title)) or ["data-set"]
    tail = re.findall("[a-z0-9]+", version.lower())
    return "-".join([*"-".join(words)[: LONGEST - 14].strip("-").split("-"), *tail])


def keep(catalogue: Catalogue, name: str) -> Path:
    """Keep a catalogue as the data set called `name`, whole or not at all; one of that name before is replaced."""
    path = path_of(name)
    archive.write(catalogue, path)
    return path


def remove(name: str) -> None:
    """Remove the data set called `name`; it may have gone already. `ExportError` if it cannot be removed."""
    path = path_of(name)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise ExportError(f"Cannot remove {path}: {error.strerror}. Remove it by hand.") from error


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST and _SOUND.fullmatch(text) is not None
