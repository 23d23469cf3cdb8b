"""List incidents, or count them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from geodata.commands import areas
from geodata.commands.shared import asked_of, data_option, with_filters

SHOWN_IN_TABLE = [
    "event_date",
    "event_id",
    "place_name",
    "province",
    "category",
    "outcome",
    "killed_min",
    "killed_max",
    "confidence",
]

_SEVERAL = {"weapon": "weapons", "dataset": "data sets"}  # keys of which an incident may have several values


@click.command()
@with_filters
@data_option
@areas.with_areas
@click.option(
    "--by", multiple=True, metavar="KEY", help="Count by this key (month, province, weapon …); repeat to combine."
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), help="At most so many incidents; all unless given.")
def query(data: Path | None, by: tuple[str, ...], form: str, limit: int | None, **filters: Any) -> None:
    """List the incidents that answer, or count them by one or more keys."""
    from geodata import export

    store = areas.opened(data, filters)
    asked = asked_of(store, filters)
    areas.tell(store, asked)
    if form == "json":
        click.echo(json.dumps(export.answer(store, asked, by=list(by), limit=limit), ensure_ascii=False, indent=1))
    elif by:
        counts = store.counts(asked, by).head(limit)
        click.echo(
            counts.to_csv(index=False) if form == "csv" else counts.to_string(index=False, na_rep="not stated"),
            nl=form == "table",
        )
        several = [_SEVERAL[key] for key in by if key in _SEVERAL]
        if several and counts["count"].sum() > store.count(asked):
            click.echo(
                f"An incident with several {' or '.join(several)} counts under each, so these sum to more than the incidents.",
                err=True,
            )
    elif form == "csv":
        click.echo(export.csv_text(store, asked, limit=limit), nl=False)
    else:
        columns = [*SHOWN_IN_TABLE, "area"] if store.has_areas else SHOWN_IN_TABLE
        rows = store.incidents(asked, columns=columns, limit=limit)
        count = store.count(asked)
        click.echo(
            f"{store.sentence(asked, count)}." + (f" The first {limit}:" if limit is not None and limit < count else "")
        )
        if len(rows):
            click.echo(rows.to_string(index=False, na_rep=""))
