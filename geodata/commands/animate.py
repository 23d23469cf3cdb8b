"""Write incidents over time as a film."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from geodata.cartography.layout import Layout
from geodata.commands.shared import (
    asked_and_drawn,
    note_impossible,
    open_store,
    with_map,
)
from geodata.errors import ExportError

FILM_LAYOUT = {"paper": ["1280x720px"]}  # unless a paper is given


@click.command(name="animate")
@with_map
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="File to write: .mp4, .gif, or .zip for a sequence of PNGs.")  # fmt: skip
@click.option(
    "--step", type=click.Choice(["day", "week", "month"]), default="week", show_default=True, help="Time of a frame."
)
@click.option("--window", type=int, metavar="DAYS", help="Keep only so many days in sight; all so far unless given.")
@click.option("--speed", type=float, default=4.0, show_default=True, metavar="FRAMES", help="Frames a second.")
@click.option(
    "--hold", type=float, default=2.0, show_default=True, metavar="SECONDS", help="Time to stay on the last frame."
)
def animate_command(
    data: Path | None, path: Path, recipe_path: Path | None, save_recipe: Path | None, **given: Any
) -> None:
    """Write the incidents that answer over time as a film."""
    from geodata import cartography, export, recipe

    motion = cartography.Motion(**{name: given.pop(name) for name in ("step", "window", "speed", "hold")})
    query, drawn = asked_and_drawn(recipe_path, given)
    layout = Layout.from_params({**FILM_LAYOUT, **drawn})
    kind = path.suffix.lower()[1:]
    if kind not in cartography.FILMS:
        raise ExportError(
            f"No film ends in {path.suffix!r}. Accepted: {', '.join(f'.{each}' for each in cartography.FILMS)}."
        )
    store = open_store(data)
    asked = store.understand(query)
    note_impossible(asked)
    if save_recipe:
        recipe.Recipe(asked, layout).write(save_recipe)
    with click.progressbar(length=100, label=f"Drawing {path.name}", file=sys.stderr) as bar:

        def progress(done: int, count: int) -> bool:
            bar.update(100 * done // count - bar.pos)
            return True

        export.save(path, cartography.animate(store, asked, layout, motion, kind, progress=progress))
    click.echo(f"{path}: {store.sentence(asked, store.count(asked))}.", err=True)
