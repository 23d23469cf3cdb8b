"""CSV and its kin: any encoding, separator and line end, read by Arrow in blocks.

The file is looked at before it is read: what it is encoded in, what parts its cells, where its header
stands.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from threading import Lock

from geodata.errors import DataError
from geodata.importers import blocks, header
from geodata.importers.blocks import Shape
from geodata.importers.options import Limits, Options
from geodata.importers.table import Batch, Evidence, File, Table, distinct

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_PIECE = 4 << 20
_HELD = 32 << 20  # bytes of a file whose rows are kept from the first pass to the second
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
# Encodings of spreadsheets here, the likeliest first, and the signs above ASCII that names and notes then hold.
_LIKELY = ("cp1252", "cp1256", "mac_roman")
_EXPECTED = frozenset("éèêëàâäáåãæçíìîïñóòôöõøœúùûüßÉÈÀÂÄÅÇÎÔÖØÜŞşğıİ’‘“”–—…•«»°ʿ„‚´¿¡§²½€£\u00a0") | {
    chr(code) for code in range(0x0600, 0x0700)
}
_MIXED = re.compile(
    r"(?<=[A-Za-z])[\u0600-\u06ff]+|[\u0600-\u06ff]+(?=[A-Za-z])"
)  # no word has letters of both scripts
_FITS = 0.85  # of the signs above ASCII; below, all encodings that charset-normalizer knows are tried


def read(file: File, options: Options, limits: Limits) -> Table:
    """Return the table of a text file; `DataError` if it holds none."""
    encoding, told = encoding_of(file, options.encoding)
    text = _first_text(file, encoding)
    if not text.strip():
        raise DataError(f"{file.name} is empty. A table has a header line and a row per incident.")
    separator, why = _separator(text, options.separator, file.name)
    if file.size <= len(file.head):
        _refuse_open_quote(text, separator, file.name)
    rows = _first_rows(text, separator)
    found = header.find(rows, options.header_row)
    limits.check_columns(file.name, found.width)
    names = distinct([*found.names, *[""] * (found.width - len(found.names))])
    shape = Shape(encoding, separator, names, found.skipped)
    told_of = (told, why, *found.evidence)
    if file.size > _HELD:  # taken apart anew each time
        return Table(
            file.name, "CSV", names, lambda: blocks.read(file, shape), told_of, found.hxl, has_header=bool(found.names),
            some=lambda columns: blocks.read(file, replace(shape, wanted=tuple(columns))),
        )  # fmt: skip
    return Table(file.name, "CSV", names, _once_held(file, shape), told_of, found.hxl, has_header=bool(found.names))


def encoding_of(file: File, given: str | None) -> tuple[str, Evidence]:
    """Return what the file is encoded in and what says so; `DataError` if it is no text at all."""
    if given:
        try:
            return codecs.lookup(given).name, Evidence("encoding", given, "given")
        except LookupError as error:
            raise DataError(f"Unknown encoding {given!r}. Accepted: utf-8, utf-16, cp1252, cp1256, mac_roman and Python's others.") from error  # fmt: skip
    for mark, name in _MARKS.items():
        if file.head.startswith(mark):
            return name, Evidence("encoding", name.removesuffix("-sig").upper(), "a byte order mark begins the file")
    if (guess := _wide(file.head)) is not None:
        return guess, Evidence("encoding", "UTF-16", "every other byte is zero, as in UTF-16 without a byte order mark")
    if b"\0" in file.head:
        raise DataError(f"{file.name} is binary, not a table of text. Accepted: CSV, XLSX, ODS, GeoJSON, GeoPackage, KML, "
                        "zipped shapefile, Parquet.")  # fmt: skip
    stranger = _first_not_utf8(file)
    if stranger is None:
        return "utf-8", Evidence("encoding", "UTF-8", "every byte fits it")
    return _guessed(file, stranger)


def _wide(head: bytes) -> str | None:
    """Return the kind of UTF-16 without a mark that `head` is: Latin or Arabic letters leave bytes that repeat."""
    even, odd = head[:4000:2], head[1:4000:2]
    for name, high in (("utf-16-le", odd), ("utf-16-be", even)):
        if len(high) > 4 and sum(byte in (0, 6) for byte in high) > 0.9 * len(high) and 0 in high:
            return name
    return None


def _first_not_utf8(file: File) -> bytes | None:
    """Return the part of the file in which a byte first does not fit UTF-8, or None if all do."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with file.open() as stream:
        while piece := stream.read(_PIECE):
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                return piece
    return None


def _guessed(file: File, piece: bytes) -> tuple[str, Evidence]:
    lines = [line for line in piece.replace(b"\r", b"\n").split(b"\n") if any(byte > 127 for byte in line)][:400]
    sample = b"\n".join(lines)
    best = max(_LIKELY, key=lambda name: _plausible(sample, name))
    if _plausible(sample, best) < _FITS:
        from charset_normalizer import from_bytes

        found = from_bytes(sample).best()
        if found is None:
            raise DataError(
                f"{file.name} is not text in any encoding that we know. Save it as “CSV UTF-8”, or name its encoding."
            )
        best = found.encoding
    shown = lines[0].decode(best, "replace").strip()[:60]
    return best, Evidence("encoding", best, f"not UTF-8; it then reads “{shown}”")


def _plausible(sample: bytes, encoding: str) -> float:
    """Return the share of signs above ASCII that one expects in names and notes."""
    text = _MIXED.sub("\ufffd", sample.decode(encoding, "replace"))
    above = [letter for letter in text if ord(letter) > 127]
    return sum(letter in _EXPECTED for letter in above) / max(len(above), 1)


def _first_text(file: File, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)("replace").decode(file.head)


def _separator(text: str, given: str | None, name: str) -> tuple[str, Evidence]:
    """Return what parts the cells: the sign that gives most rows the same number of cells, more than one."""
    if given:
        sign = {"tab": "\t", "\\t": "\t", **{word: sign for sign, word in SEPARATORS.items()}}.get(given, given)
        if len(sign) != 1:
            raise DataError(
                f"Unknown separator {given!r}. Accepted: {', '.join(SEPARATORS.values())}, or a single sign."
            )
        return sign, Evidence("separator", SEPARATORS.get(sign, sign), "given")
    scores = {}
    for sign in SEPARATORS:
        rows = [row for row in _first_rows(text, sign) if any(cell.strip() for cell in row)]
        widths = [len(row) for row in rows]
        mode = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        scores[sign] = (widths.count(mode) / max(len(widths), 1) if mode > 1 else 0.0, mode, len(rows))
    best = max(scores, key=lambda sign: (scores[sign][0] >= 0.5, scores[sign][1], scores[sign][0]))
    share, width, rows_seen = scores[best]
    if share == 0:
        if any(ord(letter) < 32 and letter not in "\r\n\t\f" for letter in text[:2000]):
            raise DataError(
                f"{name} is binary, not a table of text. Accepted: CSV, XLSX, ODS, GeoJSON, GeoPackage, KML and others."
            )
        return ",", Evidence("separator", "none", "each row has one cell")
    why = f"it gives {round(share * rows_seen)} of the first {rows_seen} rows {width} cells"
    return best, Evidence("separator", SEPARATORS[best], why)


def _refuse_open_quote(text: str, separator: str, name: str) -> None:
    """Refuse a file that ends inside quotation marks: all after the mark would be taken for one cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    started = 0
    try:
        for _ in reader:
            started = reader.line_num
    except csv.Error as error:
        if "end of data" in str(error):
            raise DataError(
                f"Cannot read {name}: a quotation mark opened in line {started + 1} is never closed. Close it there."
            ) from error


def _first_rows(text: str, separator: str) -> list[list[str]]:
    """Return the first rows; the very last, which may be cut off, only if it is the only one."""
    csv.field_size_limit(1 << 24)
    found: list[list[str]] = []
    # `splitlines` would also part at letters that no CSV parts at.
    lines = io.StringIO(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), newline="\n")
    try:
        for row in csv.reader(lines, delimiter=separator):
            if row:
                found.append(row)
            if len(found) >= header.LOOKED_AT:
                break
    except csv.Error:
        return found
    return found


def _once_held(file: File, shape: Shape) -> Callable[[], Iterable[Batch]]:
    """Return what gives the rows again and again: they are taken apart once and held."""
    held: list[list[Batch]] = []
    taking_apart = Lock()  # who asks meanwhile waits for all rows, and is not given the first of them

    def batches() -> Iterable[Batch]:
        with taking_apart:
            if not held:
                held.append(list(blocks.read(file, shape)))
        return held[0]

    return batches
