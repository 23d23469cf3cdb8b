"""GeoParquet read in place: a file, or a folder of them, also parted by year or country (``country=IQ/…``).

The rows are those of an export of this project or of any writer with the same columns. They are not checked again
(`python -m geodata import` does that) and what a catalogue holds besides is worked out in passing: where a row is
shown, its point on the web map, the words it is found by. So a catalogue answers sooner; this opens anything at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from geodata import archive, boundaries, schema
from geodata._sql import literal, quoted
from geodata.errors import DataError
from geodata.manifest import Manifest
from geodata.schema.check import PROBLEM_COLUMNS
from geodata.store.duck import DuckDB
from geodata.store.tables import OPTIONAL

ENDINGS = (".parquet", ".geoparquet")
_NEEDED = tuple(column.name for column in (*schema.INCIDENTS.columns, *schema.OWN_PLACE))
_LINES = ("refused", "findings")
_OF_OTHER_ROWS = ("geo", "pandas")  # what a file says of its own columns
# The same words as `geodata.names.search_words`, in SQL.
_WORDS = """' ' || trim(regexp_replace(translate(lower(strip_accents(regexp_replace(
    concat_ws(' ', notes, damage, place_name, actor1, actor2), '[''`’‘ʿʾʻـ]', '', 'g'))),
    'أإآٱىةؤئیک', 'اااايهوييك'), '[^\\p{L}\\p{N}]+', ' ', 'g'))"""
_SINE = "sin(radians(greatest(least(latitude, 85.0511287), -85.0511287)))"
_INCIDENTS = f"""CREATE VIEW incidents AS SELECT * EXCLUDE (geometry, area, dataset) REPLACE (
    CAST(event_date AS date) AS event_date, coalesce(weapons, []) AS weapons, coalesce(responds_to, []) AS responds_to),
    ';' || nullif(array_to_string(weapons, ';'), '') || ';' AS weapons_text,
    ';' || nullif(array_to_string(responds_to, ';'), '') || ';' AS responds_to_text,
    CASE WHEN latitude IS NOT NULL AND geo_precision <> 3 THEN 'dot' WHEN province IS NOT NULL THEN 'badge' ELSE 'tray' END AS shown_as,
    CAST(floor((longitude + 180) / 360 * 4294967296) AS bigint) AS mercator_x,
    CAST(floor((0.5 - ln((1 + {_SINE}) / (1 - {_SINE})) / (4 * pi())) * 4294967296) AS bigint) AS mercator_y,
    {_WORDS} AS search_text, CAST(area AS text) AS area, CAST(dataset AS text) AS dataset
    FROM files"""
_SOURCES = """CREATE VIEW sources AS SELECT event_id, regexp_extract(url, '^https?://(?:www[.])?([^/]+)', 1) AS publisher,
    CAST(NULL AS text) AS title, url, CAST(NULL AS date) AS published, CAST(NULL AS text) AS supports
    FROM (SELECT event_id, unnest(source_urls) AS url FROM files)"""
_PLACES = """CREATE VIEW places AS SELECT place_id, any_value(place_name) AS name, any_value(country) AS country_iso2,
    any_value(province) AS admin1_code, any_value(latitude) AS latitude, any_value(longitude) AS longitude,
    CAST(NULL AS text) AS coordinate_source, CAST(NULL AS text) AS aliases, CAST(NULL AS text) AS notes
    FROM files WHERE place_id IS NOT NULL GROUP BY place_id"""


def is_parquet(path: Path) -> bool:
    """Return whether `path` is such a file, or a folder that holds some and is no data package."""
    if path.is_dir():
        return not (path / "datapackage.json").exists() and bool(_files(path))
    return path.suffix.lower() in ENDINGS


def is_ours(path: Path) -> bool:
    """Return whether Parquet at `path` is in the form of our export; a file of others is for `geodata.importers`."""
    from pyarrow import ArrowInvalid, parquet

    try:
        return path.is_dir() or not path.is_file() or set(_NEEDED) <= set(parquet.read_schema(path).names)
    except (ArrowInvalid, OSError):
        return True  # what is broken is refused where it is opened


def opened(path: Path) -> DuckDB:
    """Open GeoParquet at `path` in place; `DataError` if it cannot be read as incidents."""
    files = _files(path)
    database, about = _attached(path, files, [])
    database.execute(
        f"CREATE TABLE {archive.ABOUT} AS SELECT ? AS text", [archive.said(_manifest(path, about), _version(files))]
    )
    return DuckDB(database)


@contextmanager
def in_one_file(path: Path) -> Iterator[Path]:
    """Give a folder of GeoParquet as one file while the block runs, for whoever checks its rows; any other path as it is.

    Rows come in the order of the files' names, with the columns that names of folders state (``country=IQ``).
    """
    if not (path.is_dir() and is_parquet(path)):
        yield path
        return
    with TemporaryDirectory() as folder:
        whole = Path(folder) / f"{path.resolve().name}.parquet"
        database, told = _attached(path, _files(path), [whole])
        with closing(database):
            marks = ", ".join(f"{quoted(key)}: ?" for key in told if key not in _OF_OTHER_ROWS)
            about = [value for key, value in told.items() if key not in _OF_OTHER_ROWS]
            metadata = f", KV_METADATA {{{marks}}}" if about else ""
            database.execute(f"COPY (SELECT * EXCLUDE (geometry) FROM stored) TO {literal(whole)} (FORMAT parquet{metadata})", about)  # fmt: skip
        yield whole


def _attached(
    path: Path, files: Sequence[Path], written: Sequence[Path]
) -> tuple[duckdb.DuckDBPyConnection, dict[str, str]]:
    """Return the tables of `files` at `path`, and what the first says of itself; nothing else is read, nor written but `written`."""
    if not files:
        raise DataError(f"There is no GeoParquet file {path}.")
    database = duckdb.connect(":memory:")
    try:
        database.execute("SET allowed_paths = ?", [[*(str(each.resolve()) for each in files), *map(str, written)]])
        database.execute("SET enable_external_access = false")
        _view(database, files)
        return database, dict(_told(database, files[0]))
    except duckdb.Error as error:
        database.close()
        raise DataError(f"Cannot open {path} as GeoParquet of incidents: {error}.") from error


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return sorted(each for each in path.rglob("*") if each.suffix.lower() in ENDINGS)
    return [path] if path.is_file() else []


def _view(database: duckdb.DuckDBPyConnection, files: Sequence[Path]) -> None:
    listed = ", ".join(literal(each.resolve()) for each in files)
    database.execute(
        f"CREATE VIEW stored AS FROM read_parquet([{listed}], union_by_name = true, hive_partitioning = true, hive_types_autocast = false)"
    )
    there = {str(name) for name, *_ in database.execute("DESCRIBE stored").fetchall()}
    lacking = "".join(f", NULL AS {name}" for name in OPTIONAL if name not in there)
    database.execute(f"CREATE VIEW files AS SELECT *{lacking} FROM stored")
    if missing := [name for name in (*_NEEDED, "source_urls", "geometry") if name not in there]:
        raise DataError(
            f"The file has no column {missing[0]!r} and is not in our form. Import it: `python -m geodata import`."
        )
    for sql in (_INCIDENTS, _SOURCES, _PLACES):
        database.execute(sql)
    for name in archive.TABLES.keys() - {"incidents", "sources", "places"}:
        archive.put(database, name, _empty(name))


def _empty(name: str) -> pd.DataFrame:
    if name == "areas":
        return boundaries.no_areas()
    if name in _LINES:
        return pd.DataFrame(columns=list(PROBLEM_COLUMNS), dtype="str")
    table = next(table for table in schema.TABLES if table.name == name)
    return schema.check_table(pd.DataFrame(columns=list(table.names), dtype="str"), table).rows.drop(columns="row")


def _told(database: duckdb.DuckDBPyConnection, file: Path) -> list[tuple[str, str]]:
    """Return what a file says of itself beside its rows."""
    sql = "SELECT decode(key), decode(value) FROM parquet_kv_metadata(?) WHERE decode(key) <> 'ARROW:schema'"
    return database.execute(sql, [str(file.resolve())]).fetchall()


def _manifest(path: Path, told: dict[str, str]) -> Manifest:
    title = told.get("title") or path.name
    return Manifest(
        name=path.stem, title=title, licence=told.get("licence", "not stated"), licence_url=told.get("licence_url", ""),
        citation=told.get("citation", ""), show_on_image=f"Data: {title}")  # fmt: skip


def _version(files: Sequence[Path]) -> str:
    """Return twelve hexadecimal digits that change when a file is written anew; reading gigabytes would not be opening."""
    digest = hashlib.sha256()
    for file in files:
        about = file.stat()
        digest.update(f"{file.name} {about.st_size} {about.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:12]
