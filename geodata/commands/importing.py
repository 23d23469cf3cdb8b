"""Check a file of any accepted kind, and keep it as a catalogue."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.commands import areas, pairs
from geodata.commands.shared import Command, Kept, open_store, working
from geodata.errors import DataError
from geodata.style import counted

if TYPE_CHECKING:
    from geodata.boundaries import Boundaries
    from geodata.importers import Import, Options, Report

SHOWN = 20  # lines of a list of problems that the screen gets


def with_reading(command: Command) -> Command:
    """Give `command` the flags that go before what is detected of a file."""
    flags: list[Callable[[Command], Command]] = [
        click.option("--encoding", metavar="NAME", help="Encoding of a text file: utf-8, utf-16, cp1252, cp1256, mac_roman …"),
        click.option("--separator", metavar="SIGN", help="What parts the cells of a text file: comma, semicolon, tab, or a sign."),
        click.option("--decimal", type=click.Choice([".", ","]), help="Decimal mark of coordinates."),
        click.option("--header-row", type=click.IntRange(min=0), metavar="ROW", help="Row with the names of columns, from 1; 0 for none."),
        click.option("--sheet", metavar="NAME", help="Sheet, layer or file inside, by name."),
        click.option("--as", "form", metavar="FORMAT", help="acled, acled_weekly, ucdp, gdelt, atlas, or table for one's own columns."),
        click.option("--day-first/--month-first", "day_first", default=None, help="Whether 01/06/2024 is in June."),
        click.option("--crs", metavar="EPSG", help="Coordinate system of points that do not say theirs: EPSG:4326."),
        click.option("--accessed", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the file was taken from its publisher."),
        click.option("--mapping", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                     help="Take columns, and how to read the file, from this TOML file; flags given beside it go before."),
        click.option("--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Say which column holds a field; repeat. Of a table of one's own, name all that count."),
        click.option("--place", "places", multiple=True, metavar="NAME=KEY",
                     help="Use this candidate of the gazetteer for a name; empty after = leaves it without a point; repeat."),
    ]  # fmt: skip
    for flag in reversed(flags):
        command = flag(command)
    return command


def options_of(given: dict[str, Any]) -> Options:
    """Return what the flags and the mapping file say, taken out of `given`."""
    from geodata.importers import Options, mapping

    path: Path | None = given.pop("mapping")
    said = mapping.read(_text(path), str(path)) if path else {}
    columns = dict(said.pop("columns", {})) | _named("--column", given.pop("columns"))
    places = _named("--place", given.pop("places"))
    day: datetime | None = given.pop("accessed")
    flags = {
        name: given.pop(name)
        for name in ("encoding", "separator", "decimal", "header_row", "sheet", "form", "day_first", "crs")
    }
    return Options(**{**said, **{name: value for name, value in flags.items() if value is not None}}, columns=columns, places=places,
                   accessed=day.date() if day else None)  # fmt: skip


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"Cannot read the mapping {path}: {error}. `import --save-mapping FILE` writes one.") from error


def _named(flag: str, texts: tuple[str, ...]) -> dict[str, str]:
    if wrong := [text for text in texts if "=" not in text]:
        raise DataError(f"{flag} {wrong[0]!r} has no “=”. Give a name, “=”, and what it stands for.")
    return {name.strip(): value.strip() for name, _, value in (text.partition("=") for text in texts)}


@click.command(name="check")
@click.argument("path", required=False, type=click.Path(path_type=Path), metavar="[FILE or folder]")
@with_reading
@click.option("--strict", is_flag=True, help="Exit 1 for findings too, not only for refused rows.")
@click.option("--refused", "refused_path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv",
              help="Write the refused rows here: their columns as they were, and the reason.")  # fmt: skip
def check(path: Path | None, strict: bool, refused_path: Path | None, **given: Any) -> None:
    """Check a file of incidents of any accepted kind, a data package or a catalogue; the bundled data unless one is given."""
    from geodata import importers, names
    from geodata.store.parquet import in_one_file

    path = path or names.DATA
    with working("Reading and checking incidents"), in_one_file(path) as file:
        done = importers.read(file, options_of(given))
    report = _called_as_given(done.report, path, file)
    if done.look is not None:
        for line in report.sentences():
            click.echo(line)
        _say_places(done)
    catalogue = done.catalogue
    for kind, lines in (("refused", catalogue.refused), ("findings", catalogue.findings)):
        for table, problems in lines.groupby("table", sort=False):
            rows = problems["row"].nunique()
            click.echo(
                f"{table}: {rows} row{'s' if rows != 1 else ''} {'refused' if kind == 'refused' else 'with findings (kept)'}."
            )
            columns = ["row", "id", "column", "value", "reason"]
            shown = problems[columns] if done.look is None else problems[columns].head(SHOWN)
            click.echo(shown.to_string(index=False, header=False, max_colwidth=110))
            if len(shown) < len(problems):
                click.echo(f"… and {len(problems) - len(shown):,} more.")
    undecided = pairs.tell(catalogue, most=None if done.look is None else SHOWN)
    _write_refused(done.report, refused_path)
    click.echo(
        f"{catalogue.manifest.title}: {counted(len(catalogue.incidents), 'incident')} kept, {counted(catalogue.refused_rows, 'row')} refused, "
        f"{counted(len(catalogue.findings), 'finding')}, {counted(undecided, 'undecided pair')}, version {catalogue.version}."
    )
    if catalogue.refused_rows or (strict and (len(catalogue.findings) or undecided)):
        raise SystemExit(1)


def _say_places(done: Import) -> None:
    """List the names that have no point yet, with what they may mean."""
    open_names = [place for place in done.places if place.used is None]
    for place in open_names[:SHOWN]:
        means = "It may mean:" if place.candidates else "Nothing in the gazetteer is like it."
        click.echo(f"No point for {place.name!r} ({counted(place.rows, 'row')}). {means}")
        for candidate in place.candidates[:3]:
            click.echo(f"  {candidate}")
    if len(open_names) > SHOWN:
        click.echo(f"… and {len(open_names) - SHOWN:,} more names without a point.")


def _write_refused(report: Report, path: Path | None) -> None:
    if path is not None and len(report.refused_rows):
        from geodata import export

        export.save(path, export.guarded_csv(report.refused_rows).encode("utf-8-sig"))
        click.echo(f"{path}: {len(report.refused_rows):,} refused rows. Mend them and import that file.", err=True)


@click.command(name="import")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE or folder")
@click.option("--to", "target", type=Kept(path_type=Path, dir_okay=False), metavar="CATALOGUE.duckdb or postgresql://…")
@click.option(
    "--keep",
    "name",
    metavar="NAME",
    help="Keep it under this name in the folder GEODATA_HOME, where the dashboard offers it.",
)
@with_reading
@areas.with_areas
@click.option("--refused", "refused_path", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.csv",
              help="Write the refused rows here: their columns as they were, and the reason.")  # fmt: skip
@click.option("--save-mapping", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.toml",
              help="Also write which column holds which field, for the next file of its kind.")  # fmt: skip
def import_command(
    path: Path,
    target: Path | str | None,
    name: str | None,
    refused_path: Path | None,
    save_mapping: Path | None,
    **given: Any,
) -> None:
    """Read a file of any accepted kind and keep it, checked and located, as a catalogue that opens quickly, or in a database."""
    from geodata.importers import mapping

    options, goes_to = options_of(given), _target(target, name)
    boundaries = areas.brought(given)
    report, kept = _kept(path, goes_to, options, boundaries)
    for line in report.sentences():
        click.echo(line, err=True)
    if boundaries is not None:
        areas.tell(open_store(goes_to))
    _write_refused(report, refused_path)
    if save_mapping:
        save_mapping.write_text(mapping.text(dict(report.fields), options), encoding="utf-8")
    click.echo(f"{kept}: {report.incidents:,} incidents kept, {report.refused:,} rows refused.", err=True)
    if report.refused:
        raise SystemExit(1)


def _target(target: Path | str | None, name: str | None) -> Path | str:
    """Return where an import goes, said as a path or address, or as a name in the folder of kept data sets."""
    from geodata import home

    if (target is None) == (name is None):
        raise click.UsageError("Say where to: either --to CATALOGUE.duckdb or --keep NAME.")
    return home.path_of(name) if name is not None else target or ""


def _kept(path: Path, target: Path | str, options: Options, boundaries: Boundaries | None) -> tuple[Report, str]:
    """Import the file and say where it is kept, without the password of a database."""
    from geodata import importers
    from geodata.store.parquet import in_one_file

    if not isinstance(target, str):
        importers.refuse_ending(target)
    else:
        from geodata.store import laying, loading, postgres
    with click.progressbar(length=1000, label=f"Importing {path.name}", file=sys.stderr) as bar:

        def progress(done: int, of: int) -> bool:
            bar.update(1000 * done // of - bar.pos if of else 0)
            return True

        with in_one_file(path) as file:
            if not isinstance(target, str):
                report = importers.keep(file, target, options, progress=progress, areas=boundaries)
                return _called_as_given(report, path, file), str(target)
            done = importers.read(file, options, progress=progress)
        loading.write(done.catalogue if boundaries is None else laying.laid(done.catalogue, boundaries), target)
        return _called_as_given(done.report, path, file), postgres.named(target)


def _called_as_given(report: Report, path: Path, file: Path) -> Report:
    """Return the report about `path` where a `file` was read in its place."""
    return report if file == path else dataclasses.replace(report, name=f"{path} (rows counted over its files by name)")
