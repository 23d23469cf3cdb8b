"""A catalogue of as many made-up incidents as wanted, the same every time: only for measuring, never for reading.

What happened, where and when are drawn apart from one another out of the bundled incidents; every second point is
moved a little off its site, days by up to two weeks, and every note has words of its own, so that neither places nor
texts repeat more than in real data.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb

from geodata import archive, catalogue, rollups
from geodata.manifest import Manifest

MANIFEST = Manifest(
    name="made-up", title="Made-up incidents for measuring", licence="none, made up", show_on_image="Made up"
)
_SEED = 22
_MEMORY = "6GB"
_SINE = "sin(radians(latitude))"
# hash(i, n) is a number of its own for each incident and use
_DRAWN = """
CREATE TABLE drawn AS SELECT i, hash(i, {seed}) % {rows} AS what, hash(i, {seed} + 1) % {rows} AS where_, hash(i, {seed} + 2) % {rows} AS when_,
    (hash(i, {seed} + 3) % 29)::INTEGER - 14 AS days, hash(i, {seed} + 4) % 2 AS is_off,
    (hash(i, {seed} + 5) % 2001)::DOUBLE / 1000 - 1 AS east, (hash(i, {seed} + 6) % 2001)::DOUBLE / 1000 - 1 AS north
FROM range({size}) AS numbers(i)
"""
_INCIDENTS = f"""
CREATE TABLE kept.incidents AS SELECT * REPLACE (
    floor((longitude + 180) / 360 * 4294967296)::BIGINT AS mercator_x,
    floor((0.5 - ln((1 + {_SINE}) / (1 - {_SINE})) / (4 * pi())) * 4294967296)::BIGINT AS mercator_y)
FROM (SELECT what.* REPLACE (
    'm' || lpad(i::VARCHAR, 8, '0') AS event_id, i AS row, (timed.event_date + drawn.days)::DATE AS event_date,
    what.notes || ' Report ' || i::VARCHAR || '.' AS notes, what.search_text || ' report ' || i::VARCHAR AS search_text,
    []::VARCHAR[] AS responds_to, NULL::VARCHAR AS responds_to_text, placed.place_id AS place_id, placed.place_name AS place_name, placed.country AS country,
    placed.province AS province, placed.geo_precision AS geo_precision, placed.shown_as AS shown_as,
    round(placed.longitude + is_off * east * abs(east) * 0.4, 5) AS longitude,
    round(placed.latitude + is_off * north * abs(north) * 0.3, 5) AS latitude)
    FROM drawn JOIN real AS what ON what.number = drawn.what JOIN real AS placed ON placed.number = where_
    JOIN real AS timed ON timed.number = when_)
ORDER BY event_date, event_id
"""
_SOURCES = """
CREATE TABLE kept.sources AS SELECT event_id, 'Publisher ' || (row % 40) AS publisher, 'Report ' || row AS title,
    'https://example.org/' || row AS url, event_date::TIMESTAMP AS published, NULL::VARCHAR AS supports FROM kept.incidents
"""


def kept(folder: Path, size: int) -> Path:
    """Return a catalogue of `size` incidents in the folder ``BENCH_FOLDER``, where it stays, or in `folder`; made if it is not there."""
    path = Path(os.environ.get("BENCH_FOLDER") or folder) / f"{size}.duckdb"
    if not path.exists():
        write(path, size)
    return path


def write(path: Path, size: int) -> None:
    """Write a catalogue of `size` incidents."""
    bundled = catalogue.read()
    with tempfile.TemporaryDirectory(dir=path.parent) as folder, duckdb.connect(":memory:") as database:
        database.execute(f"SET memory_limit = '{_MEMORY}'")  # beyond it DuckDB sorts on disk
        database.execute(f"SET temp_directory = '{folder}'")
        database.execute("SET enable_progress_bar = false")
        real = Path(folder) / "real.duckdb"
        archive.write(bundled, real)
        database.execute(f"ATTACH '{real}' AS real_file (READ_ONLY)")
        database.execute(f"ATTACH '{path}' AS kept")
        database.execute(
            "CREATE TABLE real AS SELECT *, row_number() OVER (ORDER BY event_id) - 1 AS number FROM real_file.incidents"
        )
        database.execute(_DRAWN.format(seed=_SEED, rows=len(bundled.incidents), size=size))
        database.execute(_INCIDENTS)
        database.execute("ALTER TABLE kept.incidents DROP COLUMN number")
        database.execute(_SOURCES)
        for name in archive.TABLES.keys() - {"incidents", "sources"}:
            database.execute(f"CREATE TABLE kept.{name} AS FROM real_file.{name}")
        said = archive.said(MANIFEST, f"made-up-{size}")
        database.execute(f"CREATE TABLE kept.{archive.ABOUT} AS SELECT ?::VARCHAR AS text", [said])
        database.execute("USE kept")
        rollups.write(database)


if __name__ == "__main__":
    import sys

    write(Path(sys.argv[1]), int(sys.argv[2]))
