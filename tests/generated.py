"""The parts of the documentation that are written from the code: ``python -m tests.generated`` writes them anew.

A part stands between ``<!-- name -->`` and ``<!-- /name -->``. What a command prints stands under it, in a
block of its own. `tests/test_docs.py` compares all of it with what the code says.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from geodata import schema
from geodata.cartography.layout import OPTIONS
from geodata.catalogue import Catalogue
from geodata.query import FILTERS, IncidentQuery, flag_name
from geodata.schema.tables import Column, Table
from geodata.schema.vocabulary import Vocabulary
from geodata.store import Store

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)```$", re.MULTILINE | re.DOTALL)
_PROGRAM = re.compile(
    r"^```python\n(?P<code>.*?)```\n\n```text\n(?P<output>.*?)```$", re.MULTILINE | re.DOTALL
)  # fmt: skip


class Example(NamedTuple):
    """A command in the documentation and what it is said to print, errors included."""

    page: str
    command: str
    output: str


def filled(text: str, name: str, body: str) -> str:
    """Return `text` with `body` as its part `name`."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = text.partition(start)
    _, found, after = rest.partition(end)
    if not found:
        raise ValueError(f"There is no part {name!r}: give it {start} and {end}.")
    return f"{before}{start}\n{body.strip()}\n{end}{after}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def filters() -> str:
    """Return every field of a query, with its flag, its column and its rule."""
    return table(["field", "flag", "column", "rule", "value"], (
        (f"`{name}`", f"`--{flag_name(name)}`", f"`{each.column}`", each.rule.words, each.meaning)
        for name, each in FILTERS.items()
    ))  # fmt: skip


def layout() -> str:
    """Return every choice of a printed map, with its flag."""
    return table(["flag", "what it sets", "accepted"], (
        (f"`--{name.replace('_', '-')}`", option.meaning, option.accepted) for name, option in OPTIONS.items()
    ))  # fmt: skip


def commands() -> str:
    """Return every command of the command line with what it does."""
    from geodata.__main__ import main as line

    return table(["command", "what it does"], (
        (f"`{name}`", command.help.strip().split("\n\n")[0].replace("\n", " ")) for name, command in line.commands.items()
    ))  # fmt: skip


def formats() -> str:
    """Return the endings that the command line writes, by what they hold."""
    from geodata import cartography, export, page

    endings = {
        "data": list(export.WRITERS),
        "map": [f".{each}" for each in cartography.FORMATS],
        "film (`animate`)": [f".{each}" for each in cartography.FILMS],
        "page with map, list and timeline, in one file": [page.ENDING],
    }
    return table(
        ["holds", "endings"], ((what, " ".join(f"`{each}`" for each in found)) for what, found in endings.items())
    )


def modules() -> str:
    """Return the modules of the house with the first sentence of each."""
    inside = [*(ROOT / "geodata").glob("*.py"), *(ROOT / "geodata").glob("*/__init__.py")]
    named = {path.parent.name if path.stem == "__init__" else path.stem: path for path in inside}
    library = {
        f"geodata.{name}": path
        for name, path in sorted(named.items())
        if not name.startswith("_") and name != "geodata"
    }
    app = {
        f"dashboard.{name}": ROOT / "dashboard" / f"{name}.py"
        for name in (
            "app",
            "main",
            "data/__init__",
            "remembering",
            "link",
            "state/__init__",
            "layers",
            "charts/__init__",
            "figure",
            "views/__init__",
        )
    }
    every = library | {name.removesuffix("/__init__"): path for name, path in app.items()}
    return table(["module", "in a sentence"], ((f"`{name}`", _first_sentence(path)) for name, path in every.items()))


def _first_sentence(path: Path) -> str:
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first = re.split(r"(?<=[a-z)])\.(?:\s|$)", " ".join(said.split("\n\n")[0].split()))[0]
    return first.replace("``", "`")


def tables() -> str:
    """Return every table of the data with its columns."""
    own = Table("own", "incidents.csv", "", schema.OWN_PLACE)
    parts = [f"### {each.title}: `{each.path}`\n\n{_columns(each)}" for each in schema.TABLES]
    told = "### What an incident file may also bring\n\nA place of its own, for incidents whose `place_id` is empty or not in the table of places."
    return "\n\n".join([*parts, f"{told}\n\n{_columns(own)}"])


def _columns(of: Table) -> str:
    links = {column: f"`{other}.{key}`" for column, other, key in of.links}
    return table(["column", "type", "meaning", "limits"], (
        (f"`{each.name}`", each.kind, each.meaning, _limits(each, is_key=each.name == of.key, link=links.get(each.name)))
        for each in of.columns
    ))  # fmt: skip


def _limits(column: Column, *, is_key: bool, link: str | None) -> str:
    least, most = (f"{edge:g}" if edge is not None else None for edge in (column.minimum, column.maximum))
    said = [
        "never empty" if column.required else "",
        "unique" if is_key else "",
        f"one of [{column.vocabulary.name}](#{column.vocabulary.name})" if column.vocabulary is not None else "",
        f"{least} to {most}" if least and most else f"{least} or more" if least else "",
        f"in {link}" if link else "",
    ]
    return ", ".join(filter(None, said))


def vocabularies() -> str:
    """Return every closed list of values with what each is called and means."""
    return "\n\n".join(f"### {each.name}\n\n{_values(each)}" for each in closed_lists())


def closed_lists() -> list[Vocabulary]:
    """Return the vocabularies of all columns, each once."""
    columns = [column for each in schema.TABLES for column in each.columns]
    found = {
        column.vocabulary.name: column.vocabulary
        for column in (*columns, *schema.OWN_PLACE)
        if column.vocabulary is not None
    }
    return list(found.values())


def _values(vocabulary: Vocabulary) -> str:
    if all(term.label == value and not term.meaning for value, term in vocabulary.items()):
        return "\n".join(f"- `{value}`" for value in vocabulary)
    return table(
        ["value", "is called", "means"],
        ((f"`{value}`", term.label, term.meaning) for value, term in vocabulary.items()),
    )


def coverage(data: Catalogue) -> str:
    """Return incidents by quarter, and for how many of them casualties are stated."""
    rows = data.incidents.assign(quarter=data.incidents["event_date"].dt.to_period("Q"))
    every = pd.period_range(rows["quarter"].min(), rows["quarter"].max(), freq="Q")
    of = {quarter: rows[rows["quarter"] == quarter] for quarter in every}
    return table(["quarter", "incidents", "killed stated", "of them 0", "injured stated", "of them 0"], (
        (f"{quarter.year} {'I' * quarter.quarter if quarter.quarter < 4 else 'IV'}", str(len(found)), *_stated(found))
        for quarter, found in of.items()
    ))  # fmt: skip


def _stated(rows: pd.DataFrame) -> list[str]:
    said = []
    for what in ("killed", "injured"):
        low, high = rows[f"{what}_min"], rows[f"{what}_max"]
        said += [str(int((low.notna() | high.notna()).sum())), str(int((high.fillna(low) == 0).sum()))]
    return said


COMPARED = ("2023-10-31", "2023-11-23", "2023-12-31", "2024-01-22", "2024-02-03")
OF_MILITIAS = {"category": ("attack_on_us_coalition",), "actor": ("Iran-aligned militias",)}


def official(data: Catalogue) -> str:
    """Return our counts of attacks by Iran-aligned militias beside the latest that U.S. officials had given by each day."""
    store = Store(data)
    return table(["from 17 October 2023 until", "ours", "of them reported or confirmed", "latest of U.S. officials", "given for"],
                 (_compared(store, data.official_counts, day) for day in COMPARED))  # fmt: skip


def _compared(store: Store, counts: pd.DataFrame, until: str) -> list[str]:
    asked: dict[str, Any] = {"since": "2023-10-17", "until": until, **OF_MILITIAS}
    ours = [store.count(IncidentQuery(**asked, evidence=level)) for level in (None, "medium")]
    given = counts[(counts["scope"] == "us_official") & (counts["as_of"] <= until) & counts["total"].notna()]
    latest = given[given["as_of"] == given["as_of"].max()]
    low, high = latest["total"].min(), latest["total"].max()
    return [
        until,
        *map(str, ours),
        f"{low}" if low == high else f"{low} to {high}",
        f"{latest['as_of'].max():%Y-%m-%d}",
    ]


# page → part → what it says; those of the data take the bundled catalogue
PARTS: Mapping[str, Mapping[str, Callable[[], str]]] = MappingProxyType({
    "README.md": {"filters": filters, "layout": layout, "commands": commands, "formats": formats, "modules": modules},
    "docs/data.md": {"tables": tables, "vocabularies": vocabularies},
})  # fmt: skip
PARTS_OF_DATA: Mapping[str, Mapping[str, Callable[[Catalogue], str]]] = MappingProxyType({
    "docs/methodology.md": {"coverage": coverage, "official": official},
})  # fmt: skip


def examples(page: Path) -> list[Example]:
    """Return the commands of a page with the output shown under each."""
    text = page.read_text(encoding="utf-8")
    return [Example(page.name, found["command"], found["output"]) for found in _BLOCK.finditer(text)]


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a command of the documentation in `folder`; return its exit code and all it prints, with plain line ends."""
    paths = {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], cwd=folder, env=os.environ | paths, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=120, check=False)  # fmt: skip
    lines = ran.stdout.decode().replace("\r\n", "\n").splitlines()
    return ran.returncode, "".join(
        f"{line.rstrip()}\n" for line in lines if not line.endswith(" …")
    )  # not the progress


def printed(code: str) -> str:
    """Return what Python code prints."""
    kept = io.StringIO()
    with contextlib.redirect_stdout(kept):
        exec(code, {})
    return kept.getvalue()


def programs(text: str) -> list[tuple[str, str]]:
    """Return the Python code of a page, each with the output shown under it."""
    return [(found["code"], found["output"]) for found in _PROGRAM.finditer(text)]


def _rerun(text: str, folder: Path) -> str:
    def block(found: re.Match[str]) -> str:
        return f"```console\n$ {found['command']}\n{run(found['command'], folder)[1]}```"

    def program(found: re.Match[str]) -> str:
        return f"```python\n{found['code']}```\n\n```text\n{printed(found['code'])}```"

    return _PROGRAM.sub(program, _BLOCK.sub(block, text))


def main() -> None:
    """Write every generated part and the output of every command anew."""
    import tempfile

    from geodata import catalogue

    data = catalogue.read()
    for page in PAGES:
        text, name = page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix()
        for part, written in PARTS.get(name, {}).items():
            text = filled(text, part, written())
        for part, of_data in PARTS_OF_DATA.get(name, {}).items():
            text = filled(text, part, of_data(data))
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(_rerun(text, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main()
