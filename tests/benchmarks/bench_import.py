"""A large file in ACLED's form: read, checked, located and kept, against pandas.read_csv of the same file."""

from __future__ import annotations

import csv
import os
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.bench_store import measured

ROWS = 250_000
MANY = int(os.environ.get("BENCH_IMPORT_ROWS", "0"))  # 2,400,000 make a file of 1 GB
MOST_TIMES, MOST_MEMORY = 3, 6
COLUMNS = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
PLACES = [
    ("Iraq", "Al Anbar", "Hit", 33.64, 42.83), ("Iraq", "Ninewa", "Mosul", 36.34, 43.13), ("Syria", "Deir ez Zor", "Hajin", 34.69, 40.83),
    ("Syria", "Idleb", "Ariha", 35.81, 36.61), ("Syria", "Aleppo", "Azaz", 36.58, 37.04),
]  # fmt: skip
TYPES = [
    ("Battles", "Armed clash"),
    ("Explosions/Remote violence", "Air/drone strike"),
    ("Violence against civilians", "Attack"),
]
WORDS = [
    "made",
    "up",
    "words",
    "for",
    "a",
    "note",
    "that",
    "nobody",
    "wrote",
    "about",
    "rockets",
    "drones",
    "near",
    "the",
    "town",
    "on",
    "the",
    "road",
    "to",
    "a",
    "village",
]


def measure() -> Iterator[tuple[str, str, str, bool | None]]:
    """Measure the seconds and the most memory of an import to a catalogue file, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "acled.csv"
        write(path)
        size = path.stat().st_size
        read = measured("import pandas; pandas.read_csv(path)", path)
        ours = _kept(path, ROWS)
        times, busy = (ours[clock] / read[clock] for clock in ("seconds", "processor"))
        said = (
            f"{times:.1f} × pandas.read_csv ({read['seconds']:.1f} s → {ours['seconds']:.1f} s, imports included; processor "
            f"{busy:.1f} ×, {read['processor']:.1f} s → {ours['processor']:.1f} s)"
        )
        yield (
            f"{ROWS:,} ACLED rows ({size / 1e6:.0f} MB): read, check, locate, keep",
            said,
            f"≤ {MOST_TIMES} ×",
            times <= MOST_TIMES,
        )
        memory = ours["bytes"] / size
        told = f"{memory:.1f} × the file ({ours['bytes'] / 1e6:.0f} MB, Python and libraries included)"
        yield f"{ROWS:,} ACLED rows: most memory", told, f"≤ {MOST_MEMORY} ×", memory <= MOST_MEMORY
        if MANY > ROWS:
            yield _large(path, ours["bytes"])


def _large(path: Path, before: float) -> tuple[str, str, str, None]:
    write(path, MANY)
    ours = _kept(path, MANY)
    told = (
        f"{ours['seconds']:.0f} s (processor {ours['processor']:.0f} s), most memory {ours['bytes'] / 1e6:.0f} MB, "
        f"{(ours['bytes'] - before) / 1e6:.0f} MB more than {ROWS:,} rows"
    )
    return f"{MANY:,} ACLED rows ({path.stat().st_size / 1e6:,.0f} MB)", told, "none", None


def _kept(path: Path, rows: int) -> dict[str, float]:
    return measured(
        "from geodata import importers; report = importers.keep(path, path.with_suffix('.duckdb')); "
        f"assert report.kept == {rows}, report.refused", path)  # fmt: skip


def write(path: Path, rows: int = ROWS) -> None:
    """Write made-up rows, the same every time."""
    drawn = random.Random(22)
    with path.open("w", newline="", encoding="utf-8") as lines:
        written = csv.DictWriter(lines, COLUMNS, restval="")
        written.writeheader()
        for number in range(rows):
            country, province, place, lat, lon = drawn.choice(PLACES)
            event_type, sub_type = drawn.choice(TYPES)
            written.writerow({
                "event_id_cnty": f"{country[:3].upper()}{number}", "event_date": f"{drawn.randint(1, 28):02d} March {drawn.randint(2017, 2024)}",
                "year": "2020", "time_precision": drawn.choice("1112"), "disorder_type": "Political violence", "event_type": event_type,
                "sub_event_type": sub_type, "actor1": "Unidentified Armed Group", "inter1": "Political militia", "actor2": "Civilians",
                "inter2": "Civilians", "iso": "368", "region": "Middle East", "country": country, "admin1": province, "location": place,
                "latitude": lat, "longitude": lon, "geo_precision": drawn.choice("1123"), "source": "Made-up Source", "source_scale": "National",
                "notes": " ".join(drawn.choices(WORDS, k=drawn.randint(25, 55))), "fatalities": drawn.choice("00013"), "timestamp": number,
            })  # fmt: skip
