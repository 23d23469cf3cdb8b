"""Check files, keep them as catalogues, look places up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geodata.commands.shared import Kept, open_catalogue

if TYPE_CHECKING:
    from geodata.catalogue import Catalogue


@click.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[FILE or folder]")
@click.option("--strict", is_flag=True, help="Exit 1 for findings too, not only for refused rows.")
def check(path: Path | None, strict: bool) -> None:
    """Check an incident CSV, a data package or a catalogue; the bundled data unless one is given."""
    catalogue = open_catalogue(path)
    for kind, lines in (("refused", catalogue.refused), ("findings", catalogue.findings)):
        for table, problems in lines.groupby("table", sort=False):
            rows = problems["row"].nunique()
            click.echo(
                f"{table}: {rows} row{'s' if rows != 1 else ''} {'refused' if kind == 'refused' else 'with findings (kept)'}."
            )
            columns = ["row", "id", "column", "value", "reason"]
            click.echo(problems[columns].to_string(index=False, header=False, max_colwidth=110))
    click.echo(
        f"{catalogue.manifest.title}: {len(catalogue.incidents):,} incidents kept, {catalogue.refused_rows:,} rows refused, "
        f"{len(catalogue.findings):,} findings, version {catalogue.version}."
    )
    if catalogue.refused_rows or (strict and len(catalogue.findings)):
        raise SystemExit(1)


@click.command(name="import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE or folder")
@click.option(
    "--to", "target", type=Kept(path_type=Path, dir_okay=False), required=True,
    metavar="CATALOGUE.duckdb or postgresql://…")  # fmt: skip
def import_command(path: Path, target: Path | str) -> None:
    """Check and locate a file once and keep the result as a catalogue that opens quickly, or in a database."""
    catalogue = open_catalogue(path)
    kept = _keep(catalogue, target)
    click.echo(
        f"{kept}: {len(catalogue.incidents):,} incidents kept, {catalogue.refused_rows:,} rows refused.", err=True
    )
    if catalogue.refused_rows:
        raise SystemExit(1)


def _keep(catalogue: Catalogue, target: Path | str) -> str:
    """Keep the catalogue and say where, without the password of a database."""
    if isinstance(target, str):
        from geodata.store import loading, postgres

        loading.write(catalogue, target)
        return postgres.named(target)
    from geodata import archive

    archive.write(catalogue, target)
    return str(target)


@click.command()
@click.argument("name")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True)
def place(name: str, limit: int) -> None:
    """Look a place NAME up, in English or Arabic, and list the candidates."""
    from geodata import gazetteer

    found = gazetteer.find(name, limit=limit)
    click.echo(found)
    if not found:
        raise SystemExit(1)
