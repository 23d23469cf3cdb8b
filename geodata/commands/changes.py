"""Say what changed between two versions of a data set."""

from __future__ import annotations

from pathlib import Path

import click

from geodata.commands.shared import Kept, working
from geodata.errors import ExportError

_MOST_LINES = 10_000  # on a terminal


@click.command(name="changes")
@click.argument("older", type=Kept(path_type=Path), metavar="OLD")
@click.argument("newer", type=Kept(path_type=Path), metavar="NEW")
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv",
              help="Write the changes here: a line for each incident added or withdrawn and each field changed.")  # fmt: skip
def changes_command(older: Path | str, newer: Path | str, path: Path | None) -> None:
    """Say which incidents were added, changed field by field, or withdrawn from an OLD to a NEW version of a data set."""
    from geodata import changes, export
    from geodata.store import opened

    if path is not None and path.suffix.lower() != ".csv":
        raise ExportError(f"Changes are written as .csv; {path} does not end so. Name it so.")
    with working("Reading and comparing both versions"):
        stores = {given: opened(given) for given in (older, newer)}
        found = changes.between(stores[older], stores[newer])
    if path is not None:
        with export.whole_or_nothing(path) as draft, draft.open("wb") as file:
            file.writelines(found.csv_pieces())
    click.echo(found.sentence(), err=path is not None)
    if path is None and found.total:
        click.echo(found.lines(_MOST_LINES).to_string(index=False, na_rep="", max_colwidth=40))
        if found.total > _MOST_LINES:
            click.echo(
                f"These are the first {_MOST_LINES:,} lines of {found.total:,}; --to FILE.csv writes all.", err=True
            )
    if refused := {given: store.refused_rows for given, store in stores.items() if store.refused_rows}:
        told = ", ".join(f"{count:,} of {given}" for given, count in refused.items())
        click.echo(f"Rows were refused and could not be compared: {told}. `check` lists them.", err=True)
        raise SystemExit(1)
