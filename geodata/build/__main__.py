"""``python -m geodata.build [--packages FOLDER]``: rebuild the geography in geodata/data."""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from geodata.build import datapackage, gazetteer, geojson, geonames, natural_earth, neighbours, provinces, rivers
from geodata.build import towns as town_labels
from geodata.build.upstream import fetch, manifest, read, upstream
from geodata.errors import GeodataError
from geodata.names import DATA


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch what is missing, build every layer, write the data package; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m geodata.build", description=__doc__)
    parser.add_argument("--packages", type=Path, help="folder of downloaded packages; missing ones are added to it")
    folder: Path | None = parser.parse_args(arguments).packages
    try:
        if folder is not None:
            build(folder, DATA)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                build(Path(temporary), DATA)
    except GeodataError as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def build(packages: Path, target: Path) -> None:
    """Build every layer of the geography into `target` from the archives in `packages`."""
    content: dict[str, bytes] = {}
    for key in manifest()["upstream"]:
        print(f"{upstream(key)} …", file=sys.stderr)
        fetch(upstream(key), packages)
        content |= read(upstream(key), packages)
    files = {Path(path).name: data for path, data in content.items()}
    _shapes(files, target)
    _tables(files, target)
    datapackage.write(target)


def _shapes(files: dict[str, bytes], target: Path) -> None:
    coverage = natural_earth.read(files["build.json"])
    layers = {
        "provinces.geojson": provinces.full(coverage),
        "provinces_screen.geojson": provinces.screen(coverage),
        "mafraq.geojson": provinces.mafraq(coverage),
        "neighbours.geojson": neighbours.outlines(coverage),
        "disputed_lines.geojson": neighbours.disputed_lines(coverage),
        "rivers.geojson": rivers.features(files["riversmeta_i.dat"], files["rivers_i.dat"]),
    }
    for name, features in layers.items():
        geojson.write(features, target / name)


def _tables(files: dict[str, bytes], target: Path) -> None:
    towns = geonames.read(files["cities500.json"])
    _write_csv(target / "towns.csv", town_labels.COLUMNS, town_labels.rows(towns))
    _write_csv(target / "gazetteer.csv", gazetteer.COLUMNS, gazetteer.rows(towns))


def _write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


if __name__ == "__main__":
    sys.exit(main())
