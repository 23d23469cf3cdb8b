"""The cells of a workbook as text, read by calamine in a process of its own with a bound on its memory.

A workbook of 100 KB can name a cell in its last row and column. Calamine then asks for the whole rectangle, hundreds
of gigabytes, and where it gets none ends the process it runs in. So that is not ours: run as a program this file takes
a workbook and writes its sheets, and imports nothing of the project.
"""

from __future__ import annotations

import contextlib
import io
import json
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

_ROWS = pa.schema([("cells", pa.large_list(pa.large_string()))])
_LENGTH = struct.Struct("<Q")
_LIBRARIES_MB = 2_048  # of addresses, not of memory in use, that Python and Arrow take before they begin
_PATIENCE_S = 600
BROKEN = 3  # the exit code for a file that is no workbook


class CellsError(Exception):
    """A workbook cannot be read; `is_large` if it asks for more memory than it may have."""

    def __init__(self, message: str, *, is_large: bool = False) -> None:
        super().__init__(message)
        self.is_large = is_large


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, how many columns it has, and its rows, left out where these are more than wanted."""

    name: str
    width: int
    rows: list[list[str]]


def sheets(body: bytes, *, memory_mb: int, columns: int, only: str | None = None) -> tuple[list[str], list[Sheet]]:
    """Return the names of all sheets, and the sheets or the one that is named; `CellsError` if that is too much to hold."""
    asked = json.dumps({"memory_mb": memory_mb, "columns": columns, "only": only})
    # Isolated: it sees installed libraries, and nothing of the folder it lies in.
    command = [sys.executable, "-I", str(Path(__file__)), asked]
    try:
        done = subprocess.run(command, input=body, capture_output=True, timeout=_PATIENCE_S, check=False)  # noqa: S603  this file, no shell
    except subprocess.TimeoutExpired as error:
        raise CellsError("it takes too long", is_large=True) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CellsError(said[-1][:160] if said else "", is_large=done.returncode != BROKEN)
    stream = io.BytesIO(done.stdout)
    names: list[str] = json.loads(next(_pieces(stream)))
    return names, [_understood(piece) for piece in _pieces(stream)]


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while length := stream.read(_LENGTH.size):
        yield stream.read(_LENGTH.unpack(length)[0])


def _understood(piece: bytes) -> Sheet:
    table = pa.ipc.open_stream(piece).read_all()
    about = table.schema.metadata
    return Sheet(about[b"name"].decode(), int(about[b"width"]), table["cells"].to_pylist())


def text_of(cell: Any) -> str:
    """Return a cell as the text that a CSV of the sheet would hold: whole numbers without a point, days as YYYY-MM-DD."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return "" if cell is None else str(cell)


def _bound(memory_mb: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # systems without such bounds
        import resource

        most = (memory_mb + _LIBRARIES_MB) << 20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _write(piece: bytes) -> None:
    sys.stdout.buffer.write(_LENGTH.pack(len(piece)) + piece)


def _program() -> None:
    from python_calamine import CalamineError, CalamineWorkbook

    asked = json.loads(sys.argv[1])
    _bound(asked["memory_mb"])
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        names = [meta.name for meta in book.sheets_metadata]
        _write(json.dumps(names).encode())
        for name in names if asked["only"] is None else [each for each in names if each == asked["only"]]:
            sheet = book.get_sheet_by_name(name)
            is_wide = sheet.width > asked["columns"]
            rows = (
                [] if is_wide else [[text_of(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            )
            about = {"name": name, "width": str(sheet.width)}
            sink = io.BytesIO()
            with pa.ipc.new_stream(sink, _ROWS.with_metadata(about)) as stream:
                stream.write_table(pa.table({"cells": pa.array(rows, _ROWS.field(0).type)}, _ROWS.with_metadata(about)))
            _write(sink.getvalue())
    except (CalamineError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(BROKEN) from None


if __name__ == "__main__":
    _program()
