"""Write incidents to a file, as data or as a map; say how a map was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from geodata.cartography.layout import Layout
from geodata.commands import areas
from geodata.commands.shared import (
    asked_and_drawn,
    data_option,
    note_impossible,
    open_store,
    with_map,
    working,
)
from geodata.errors import ExportError
from geodata.query import IncidentQuery

if TYPE_CHECKING:
    from geodata.store import Store


@click.command(name="export")
@with_map
@areas.with_areas
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="File to write. Its ending names the format: .csv, .xlsx, .geojson, .gpkg, .kml, .parquet or .zip "
                   "for data, .bib or .ris for their sources, .png, .svg or .pdf for a map, .html for a page "
                   "with map, list and timeline that needs no network.")  # fmt: skip
@click.option(
    "--atlas", "atlas_by", metavar="BY", help="A PDF of a page for each province, month or place, with contents."
)
def export_command(
    data: Path | None,
    path: Path,
    atlas_by: str | None,
    recipe_path: Path | None,
    save_recipe: Path | None,
    **given: Any,
) -> None:
    """Write the incidents that answer to a file, as data, as a map or as a page."""
    from geodata import export, recipe
    from geodata.export import streaming

    query, drawn = asked_and_drawn(recipe_path, given)
    layout = Layout.from_params(drawn)
    write = _atlas(path, atlas_by, layout) if atlas_by else _writer(path.suffix.lower(), layout)
    store = areas.opened(data, given)
    asked = store.understand(query)
    note_impossible(asked)
    areas.tell(store, asked)
    if save_recipe:
        recipe.Recipe(asked, layout).write(save_recipe)
    with working(f"Writing {path}"):
        if path.suffix.lower() in streaming.ENDINGS and store.count(asked) > export.MOST_WHOLE:
            streaming.write(store, asked, path)
        else:
            export.save(path, write(store, asked))
    click.echo(f"{path}: {store.sentence(asked, store.count(asked))}.", err=True)


def _writer(ending: str, layout: Layout) -> Callable[[Store, IncidentQuery], bytes]:
    """Return what makes a file of the format that `ending` names; refuse an unknown one before any work."""
    from geodata import cartography, export, page

    if ending in export.WRITERS:
        return lambda store, asked: export.to_bytes(store, asked, ending)
    if ending == page.ENDING:
        return _page(layout)
    pictures = [f".{kind}" for kind in cartography.FORMATS]
    if ending not in pictures:
        raise ExportError(
            f"No format ends in {ending!r}. Accepted: {', '.join([*export.WRITERS, *pictures, page.ENDING])}."
        )
    return lambda store, asked: _drawn(store, asked, layout, ending[1:])


def _drawn(store: Store, asked: IncidentQuery, layout: Layout, kind: str) -> bytes:
    """Return a map; what could not be done as asked is said on standard error."""
    from geodata import cartography

    drawn = cartography.rendered(store, asked, layout, kind)
    for warning in drawn.facts.warnings:
        click.echo(f"geodata: {warning}", err=True)
    return drawn.content


def _atlas(path: Path, by: str, layout: Layout) -> Callable[[Store, IncidentQuery], bytes]:
    from geodata import cartography

    if path.suffix.lower() != ".pdf":
        raise ExportError(f"An atlas is a PDF; {path} does not end in .pdf. Name it so.")
    if by not in cartography.PARTS:
        raise ExportError(f"Cannot make an atlas by {by!r}. Accepted: {', '.join(cartography.PARTS)}.")
    return lambda store, asked: cartography.atlas(store, asked, by, layout)


def _page(layout: Layout) -> Callable[[Store, IncidentQuery], bytes]:
    from geodata import page

    return lambda store, asked: page.render(store, asked, title=layout.title, subtitle=layout.subtitle)


@click.command(name="open")
@click.argument("path", type=click.Path(path_type=Path), metavar="MAP")
@data_option
def open_command(path: Path, data: Path | None) -> None:
    """Say how a map drawn here (PNG, SVG, PDF) was made, and whether the data have changed since."""
    from geodata import cartography, recipe

    record = cartography.reopen(path)
    store = open_store(data)
    click.echo(recipe.Recipe(record.query, record.layout).to_toml().strip())
    params = {
        **record.query.to_params(),
        **{f"map_{name}": values for name, values in record.layout.to_params().items()},
    }
    click.echo(f"\nlink: ?{urlencode(params, doseq=True)}")
    click.echo(
        record.changed(store) or f"Drawn on {record.made} from the data that are here (version {store.version})."
    )
