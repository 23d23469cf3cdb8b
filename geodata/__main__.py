"""Command line: ask the incidents, check a file, export an answer. ``python -m geodata --help``.

Exit codes: 0 done, 1 rows were refused (or, with ``--strict``, something is odd), 2 a request or a file
that cannot be understood. Errors are one line on standard error.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from geodata import __version__
from geodata.commands.animate import animate_command
from geodata.commands.changes import changes_command
from geodata.commands.export import export_command, open_command
from geodata.commands.importing import check, import_command
from geodata.commands.place import place
from geodata.commands.query import query
from geodata.errors import GeodataError


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


for command in (query, export_command, animate_command, open_command, check, import_command, changes_command, place):
    main.add_command(command)


if __name__ == "__main__":
    main(prog_name="python -m geodata")
