"""Flags that lay boundaries of one's own over the incidents, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.commands.shared import Command, open_store, working

if TYPE_CHECKING:
    from geodata.query import IncidentQuery
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


def opened(data: Path | str | None, given: dict[str, Any]) -> Store:
    """Open the data, under the areas that the flags name; these are taken out of `given`."""
    path: Path | None = given.pop("areas")
    said = {
        name.partition("_")[2]: given.pop(name)
        for name in ("area_name", "area_code", "areas_layer", "areas_crs", "areas_source")
    }
    store = open_store(data)
    if path is None:
        return store
    from geodata.importers import areas
    from geodata.store import Store, laying

    with working(f"Laying {path.name} over the incidents"):
        brought = areas.read(path, areas.AreaOptions(**said))
        laid = Store(laying.laid(store, brought.boundaries))
    for line in brought.sentences():
        click.echo(f"{path.name}: {line}", err=True)
    return laid


def tell(store: Store, asked: IncidentQuery) -> None:
    """Say on standard error how many of the incidents lie in no area, where areas were laid over them."""
    if store.boundaries is not None:
        from geodata.store import laying

        click.echo(laying.tally(store, asked).sentence(), err=True)
