"""Command line: ask the incidents, check a file, export an answer. ``python -m geodata --help``.

Exit codes: 0 done, 1 rows were refused (or, with ``--strict``, something is odd), 2 a request or a file
that cannot be understood. Errors are one line on standard error.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import click

from geodata import __version__
from geodata.cartography.layout import OPTIONS, Layout
from geodata.errors import ExportError, GeodataError
from geodata.query import FILTERS, IncidentQuery, flag_name

if TYPE_CHECKING:
    from geodata.catalogue import Catalogue
    from geodata.store import Store

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


class _Refusals(click.Group):
    """A group whose commands end with one line and exit code 2 when geodata refuses something."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except GeodataError as error:
            click.echo(f"geodata: {error}", err=True)
            context.exit(2)
        except click.UsageError as error:
            click.echo(f"geodata: {error.format_message()} See `python -m geodata --help`.", err=True)
            context.exit(2)
        except BrokenPipeError:
            sys.stderr.close()  # the reader of our output has gone, as `head` does: nothing to complain of
            context.exit(0)


@click.group(cls=_Refusals, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="geodata")
def main() -> None:
    """Publicly reported incidents in Iraq and Syria: ask, check, export."""


def _with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` one flag for each field of a query; repeat a flag for "any of" several values."""
    for name, declared in reversed(list(FILTERS.items())):
        flags = dict.fromkeys((f"--{flag_name(name)}", f"--{name}"))
        repeat = "; repeat for any of several" if declared.many else ""
        command = click.option(*flags, name, multiple=True, metavar="VALUE", help=f"{declared.meaning}{repeat}.")(
            command
        )
    return command


_data_option = click.option(
    "--data", type=click.Path(path_type=Path), metavar="PATH", help="Another incident CSV, data package or catalogue.")  # fmt: skip


@main.command()
@_with_filters
@_data_option
@click.option(
    "--by", multiple=True, metavar="KEY", help="Count by this key (month, province, weapon …); repeat to combine."
)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0), help="At most so many incidents; all unless given.")
def query(data: Path | None, by: tuple[str, ...], form: str, limit: int | None, **filters: tuple[str, ...]) -> None:
    """List the incidents that answer, or count them by one or more keys."""
    from geodata import export

    store = _store(data)
    asked = _asked(store, filters)
    if form == "json":
        click.echo(json.dumps(export.answer(store, asked, by=list(by), limit=limit), ensure_ascii=False, indent=1))
    elif by:
        counts = store.counts(asked, by)
        click.echo(
            counts.to_csv(index=False) if form == "csv" else counts.to_string(index=False, na_rep="not stated"),
            nl=form == "table",
        )
    elif form == "csv":
        click.echo(export.csv_text(store, asked, limit=limit), nl=False)
    else:
        rows = store.incidents(asked, columns=SHOWN_IN_TABLE, limit=limit)
        count = store.count(asked)
        click.echo(
            f"{store.sentence(asked, count)}." + (f" The first {limit}:" if limit is not None and limit < count else "")
        )
        if len(rows):
            click.echo(rows.to_string(index=False, na_rep=""))


def _with_layout(command: Callable[..., None]) -> Callable[..., None]:
    """Give `command` one flag for each field of a layout."""
    for name, option in reversed(list(OPTIONS.items())):
        flag = click.option(f"--{name}", name, metavar="VALUE", help=f"Map: {option.meaning} ({option.accepted}).")
        command = flag(command)
    return command


@main.command(name="export")
@_with_filters
@_with_layout
@_data_option
@click.option("--to", "path", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="FILE",
              help="File to write. Its ending names the format: .csv or .geojson for data, .png, .svg or .pdf for a map.")  # fmt: skip
@click.option("--recipe", "recipe_path", type=click.Path(path_type=Path), metavar="FILE",
              help="Take question and layout from this TOML file; flags given beside it go before.")  # fmt: skip
@click.option("--save-recipe", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Also write question and layout as a recipe.")  # fmt: skip
def export_command(
    data: Path | None, path: Path, recipe_path: Path | None, save_recipe: Path | None, **given: Any
) -> None:
    """Write the incidents that answer to a file, as data or as a map."""
    from geodata import export, recipe

    asked_of, drawn_as = recipe.read(recipe_path) if recipe_path else ({}, {})
    drawn = {name: [value] for name in OPTIONS if (value := given.pop(name)) is not None}
    layout = Layout.from_params({**drawn_as, **drawn})
    write = _writer(path.suffix.lower(), layout)
    query = IncidentQuery.from_params({**asked_of, **{name: values for name, values in given.items() if values}})
    store = _store(data)
    asked = store.understand(query)
    if save_recipe:
        recipe.Recipe(asked, layout).write(save_recipe)
    with _working(f"Writing {path}"):
        export.save(path, write(store, asked))
    click.echo(f"{path}: {store.sentence(asked, store.count(asked))}.", err=True)


def _writer(ending: str, layout: Layout) -> Callable[[Store, IncidentQuery], bytes]:
    """Return what makes a file of the format that `ending` names; refuse an unknown one before any work."""
    from geodata import cartography, export

    if ending in export.WRITERS:
        return lambda store, asked: export.to_bytes(store, asked, ending)
    pictures = [f".{kind}" for kind in cartography.FORMATS]
    if ending not in pictures:
        raise ExportError(f"No format ends in {ending!r}. Accepted: {', '.join([*export.WRITERS, *pictures])}.")
    return lambda store, asked: cartography.render(store, asked, layout, ending[1:])


@main.command(name="open")
@click.argument("path", type=click.Path(path_type=Path), metavar="MAP")
@_data_option
def open_command(path: Path, data: Path | None) -> None:
    """Say how a map drawn here (PNG, SVG, PDF) was made, and whether the data have changed since."""
    from geodata import cartography, recipe

    record = cartography.reopen(path)
    store = _store(data)
    click.echo(recipe.Recipe(record.query, record.layout).to_toml().strip())
    params = {
        **record.query.to_params(),
        **{f"map_{name}": values for name, values in record.layout.to_params().items()},
    }
    click.echo(f"\nlink: ?{urlencode(params, doseq=True)}")
    click.echo(
        record.changed(store) or f"Drawn on {record.made} from the data that are here (version {store.version})."
    )


@main.command()
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[FILE or folder]")
@click.option("--strict", is_flag=True, help="Exit 1 for findings too, not only for refused rows.")
def check(path: Path | None, strict: bool) -> None:
    """Check an incident CSV, a data package or a catalogue; the bundled data unless one is given."""
    catalogue = _catalogue(path)
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


@main.command(name="import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE or folder")
@click.option(
    "--to", "target", type=click.Path(path_type=Path, dir_okay=False), required=True, metavar="CATALOGUE.duckdb"
)
def import_command(path: Path, target: Path) -> None:
    """Check and locate a file once and keep the result as a catalogue that opens quickly."""
    from geodata import archive

    catalogue = _catalogue(path)
    archive.write(catalogue, target)
    click.echo(
        f"{target}: {len(catalogue.incidents):,} incidents kept, {catalogue.refused_rows:,} rows refused.", err=True
    )
    if catalogue.refused_rows:
        raise SystemExit(1)


@main.command()
@click.argument("name")
@click.option("--limit", type=click.IntRange(min=1), default=5, show_default=True)
def place(name: str, limit: int) -> None:
    """Look a place NAME up, in English or Arabic, and list the candidates."""
    from geodata import gazetteer

    click.echo(gazetteer.find(name, limit=limit))


def _catalogue(path: Path | None) -> Catalogue:
    from geodata import catalogue

    with _working("Reading and checking incidents"):
        return catalogue.read(path)


def _store(path: Path | None) -> Store:
    from geodata.store import Store

    return Store(_catalogue(path))


def _asked(store: Store, filters: dict[str, tuple[str, ...]]) -> IncidentQuery:
    given = {name: list(values) for name, values in filters.items() if values}
    return store.understand(IncidentQuery.from_params(given))


@contextmanager
def _working(what: str) -> Iterator[None]:
    """Say on standard error what takes longer than a second."""
    notice = threading.Timer(1.0, click.echo, args=(f"{what} …",), kwargs={"err": True})
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()


if __name__ == "__main__":
    main(prog_name="python -m geodata")
