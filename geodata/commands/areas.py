"""Flags that lay boundaries of one's own over the incidents, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.commands.shared import Command, open_store, working
from geodata.query import IncidentQuery

if TYPE_CHECKING:
    from geodata.boundaries import Boundaries
    from geodata.store import Store

_FLAGS: tuple[Callable[[Command], Command], ...] = (
    click.option("--areas", "areas", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                 help="Lay these areas over the incidents (GeoJSON, GeoPackage, zipped shapefile, KML, GeoParquet): --area asks for "
                      "one, --by area counts by them, maps of style choropleth shade them."),
    click.option("--area-name", metavar="COLUMN", help="Column that names the areas."),
    click.option("--area-code", metavar="COLUMN", help="Column that holds a code of each area."),
    click.option("--areas-layer", metavar="NAME", help="Layer of the file of areas, where it has several."),
    click.option("--areas-crs", metavar="EPSG", help="Coordinate system of areas that do not say theirs: EPSG:4326."),
    click.option("--areas-source", metavar="TEXT", help="What pictures credit the areas to; the name of the file unless given."),
)  # fmt: skip


def with_areas(command: Command) -> Command:
    """Give `command` the flags that lay areas over the incidents."""
    for flag in reversed(_FLAGS):
        command = flag(command)
    return command


def brought(given: dict[str, Any]) -> Boundaries | None:
    """Return the boundaries that the flags name, None if they name none; these are taken out of `given`."""
    path: Path | None = given.pop("areas")
    said = {
        name.partition("_")[2]: given.pop(name)
        for name in ("area_name", "area_code", "areas_layer", "areas_crs", "areas_source")
    }
    if path is None:
        return None
    from geodata.importers import areas

    with working(f"Reading {path.name}"):
        found = areas.read(path, areas.AreaOptions(**said))
    for line in found.sentences():
        click.echo(f"{path.name}: {line}", err=True)
    return found.boundaries


def opened(data: Path | str | None, given: dict[str, Any]) -> Store:
    """Open the data, under the areas that the flags name; these are taken out of `given`."""
    boundaries = brought(given)
    store = open_store(data)
    if boundaries is None:
        return store
    from geodata.store import Store, laying

    with working(f"Laying {boundaries.name} over the incidents"):
        return Store(laying.laid(store, boundaries))


def tell(store: Store, asked: IncidentQuery | None = None) -> None:
    """Say on standard error how many of the incidents, all unless `asked`, lie in no area, where areas were laid over them."""
    if store.boundaries is not None:
        from geodata.store import laying

        click.echo(laying.tally(store, asked or IncidentQuery()).sentence(), err=True)
