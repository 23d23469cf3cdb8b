"""What several commands do alike: flags made from declarations, opening the data, saying what takes long."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geodata.addresses import is_address
from geodata.cartography.layout import OPTIONS
from geodata.query import FILTERS, IncidentQuery, flag_name

if TYPE_CHECKING:
    from geodata.linked import Params
    from geodata.store import Store

Command = Callable[..., None]


def with_filters(command: Command) -> Command:
    """Give `command` one flag for each field of a query; repeat a flag for "any of" several values."""
    for name, declared in reversed(list(FILTERS.items())):
        flags = dict.fromkeys((f"--{flag_name(name)}", f"--{name}"))
        repeat = "; repeat for any of several" if declared.many else ""
        command = click.option(*flags, name, multiple=True, metavar="VALUE", help=f"{declared.meaning}{repeat}.")(
            command
        )
    return command


def with_layout(command: Command) -> Command:
    """Give `command` one flag for each field of a layout."""
    for name, option in reversed(list(OPTIONS.items())):
        flag = click.option(f"--{name}", name, metavar="VALUE", help=f"Map: {option.meaning} ({option.accepted}).")
        command = flag(command)
    return command


def with_recipe(command: Command) -> Command:
    """Give `command` the flags that take question and layout from a recipe and write them to one."""
    save = click.option("--save-recipe", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
                        help="Also write question and layout as a recipe.")  # fmt: skip
    take = click.option("--recipe", "recipe_path", type=click.Path(path_type=Path), metavar="FILE",
                        help="Take question and layout from this TOML file; flags given beside it go before.")  # fmt: skip
    return take(save(command))


class Kept(click.Path):
    """A path, or the address of a database as it is written."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if is_address(value) else super().convert(value, param, ctx)


data_option = click.option(
    "--data", type=Kept(path_type=Path), metavar="PATH",
    help="Another incident CSV, data package, catalogue, GeoParquet, or postgresql://… .")  # fmt: skip


def with_map(command: Command) -> Command:
    """Give `command` the flags of what draws: filters, layout, data, recipe."""
    return with_filters(with_layout(data_option(with_recipe(command))))


def asked_and_drawn(recipe_path: Path | None, given: dict[str, Any]) -> tuple[IncidentQuery, Params]:
    """Return the question and the parameters of the layout, of a recipe and of the flags `given`, which go before."""
    from geodata import recipe

    asked, drawn = recipe.read(recipe_path) if recipe_path else ({}, {})
    filters = {name: list(given[name]) for name in FILTERS if given[name]}
    flags = {name: [given[name]] for name in OPTIONS if given[name] is not None}
    return IncidentQuery.from_params({**asked, **filters}), {**drawn, **flags}


def note_impossible(query: IncidentQuery) -> None:
    """Say on standard error that no day lies in the period asked for, before an empty answer is taken for news."""
    if query.since and query.until and query.since > query.until:
        click.echo(
            f"geodata: since {query.since} is after until {query.until}, so nothing can answer. Swap them.", err=True
        )


def open_store(path: Path | str | None) -> Store:
    from geodata.store import Store, opened

    if decisions := os.environ.get("GEODATA_DUPLICATES", "").strip():
        from geodata.patterns import once

        with working("Reading and checking incidents"):
            merged, words = once.opened(path, Path(decisions))
        click.echo(words, err=True)
        return Store(merged)
    with working("Reading and checking incidents"):
        return opened(path)


def asked_of(store: Store, filters: dict[str, tuple[str, ...]]) -> IncidentQuery:
    given = {name: list(values) for name, values in filters.items() if values}
    asked = store.understand(IncidentQuery.from_params(given))
    note_impossible(asked)
    return asked


@contextmanager
def working(what: str) -> Iterator[None]:
    """Say on standard error what takes longer than a second."""
    notice = threading.Timer(1.0, click.echo, args=(f"{what} …",), kwargs={"err": True})
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()
