"""Say which pairs of incidents may be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from geodata.errors import DataError

if TYPE_CHECKING:
    from geodata.catalogue import Catalogue


def tell(catalogue: Catalogue, *, most: int | None = None) -> int:
    """Print the pairs of incidents that may be one and are not decided to be two, at most so many; return how many are undecided."""
    from geodata.patterns import duplicates
    from geodata.store import Store

    decided = duplicates.decisions(catalogue.duplicates)
    try:
        found = duplicates.candidates(Store(catalogue))
    except DataError as error:
        click.echo(str(error))
        return 0
    told = [(each, decided.get(each.pair, duplicates.UNDECIDED)) for each in found]
    listed = [(each, decision) for each, decision in told if decision != duplicates.DIFFERENT]
    if listed:
        click.echo(
            f"duplicates: {len(listed)} pair{'s' * (len(listed) != 1)} may be one incident (both kept and counted)."
        )
    for each, decision in listed[:most]:
        click.echo(f"{each.pair[0]}  {each.pair[1]}  {decision}  {'; '.join(each.reasons)}")
    if most is not None and len(listed) > most:
        click.echo(f"… and {len(listed) - most:,} more.")
    return sum(decision == duplicates.UNDECIDED for _, decision in told)
