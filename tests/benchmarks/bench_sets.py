"""Two versions of a large data set compared and put together, and areas laid over one; each in a process of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tests import districts
from tests.benchmarks import synthetic
from tests.benchmarks.bench_store import measured

SIZE = 250_000
_WITHDRAWN, _CHANGED = 97, 50  # one row of so many
_OPEN = "from geodata.store import Store, laying, opened; stores = [opened(path / f'{name}.duckdb') for name in names]"
WORKS = {
    "two versions compared": "names = ('older', 'newer'); {open}; from geodata import changes; "
    "found = changes.between(*stores); assert found.counts['withdrawn'] and found.fields",
    "two sets put together": "names = ('older', 'newer'); {open}; from geodata import combine; combine.combined(stores)",
    "128 areas laid over them": "names = ('older',); {open}; from geodata.importers import areas; "
    "laying.laid(stores[0], areas.read(path / 'areas.geojson', areas.AreaOptions()).boundaries)",
}


def measure() -> Iterator[tuple[str, str, str, None]]:
    """Yield the seconds and the most memory of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder)
        for what, work in WORKS.items():
            found = measured(work.format(open=_OPEN), folder)
            yield (
                f"{SIZE:,} incidents: {what}",
                f"{found['seconds']:.1f} s (processor {found['processor']:.1f} s), {found['bytes'] / 1e6:.0f} MB",
                "none",
                None,
            )


def _write(folder: Path) -> None:
    """Write two versions of made-up incidents, and made-up districts."""
    older, newer = folder / "older.duckdb", folder / "newer.duckdb"
    synthetic.write(older, SIZE)
    shutil.copy(older, newer)
    with duckdb.connect(str(newer)) as database:
        database.execute(f"DELETE FROM incidents WHERE row % {_WITHDRAWN} = 0")
        database.execute(f"UPDATE incidents SET notes = notes || ' Mended.' WHERE row % {_CHANGED} = 0")
        database.execute(f"UPDATE about SET text = replace(text, 'made-up-{SIZE}', 'made-up-{SIZE}-newer')")
    districts.written(folder / "areas.geojson")
