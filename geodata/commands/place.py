"""Look a place up."""

from __future__ import annotations

import click


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
