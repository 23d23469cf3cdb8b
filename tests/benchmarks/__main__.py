"""``python -m tests.benchmarks [NAME …] [--write]``: measure the budgets and print them as a table.

Every ``bench_*.py`` beside this file has ``measure()``, which yields rows of what was measured, the result,
the budget, and whether it is kept: True, False, or None where there is no budget yet. Names choose some of them.
A budget that is not kept is printed, not raised: machines differ. ``--write`` puts the tables in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests import generated

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "benchmarks.md"
HEAD = ("", "what", "measured", "budget")
APART = ("scale", "peers")
MARKS = {True: "✓", False: "✗", None: "·"}
Row = tuple[str, str, str, str]


def names() -> list[str]:
    """Return the names of all benchmarks."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure the budgets of this project."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"only these: {', '.join(names())}")
    parser.add_argument("--write", action="store_true", help="put the table in docs/benchmarks.md")
    asked = parser.parse_args(arguments)
    if unknown := sorted(set(asked.names) - set(names())):
        parser.error(f"no benchmark {unknown[0]!r}; there are {', '.join(names())}")
    for part, of in by_part(asked.names or names()).items():
        rows = [row for name in of for row in measured(name)]
        print(f"{machine()}\n\n{aligned(rows)}")
        if asked.write:
            text = PAGE.read_text(encoding="utf-8")
            PAGE.write_text(generated.filled(text, part, f"{machine()}\n\n{markdown(rows)}"), encoding="utf-8")


def by_part(chosen: Sequence[str]) -> dict[str, list[str]]:
    """Return the benchmarks of each table of the page: those that take long have one of their own."""
    parts: dict[str, list[str]] = {}
    for name in chosen:
        parts.setdefault(f"measured {name}" if name in APART else "measured", []).append(name)
    return parts


def measured(name: str) -> Iterator[Row]:
    """Yield the rows of one benchmark; what takes long is told on standard error."""
    start = time.perf_counter()
    print(f"{name} …", file=sys.stderr, flush=True)
    for what, result, budget, is_kept in importlib.import_module(f"tests.benchmarks.bench_{name}").measure():
        print(f"  {what}: {result}", file=sys.stderr, flush=True)
        yield MARKS[None if is_kept is None else bool(is_kept)], what, result, budget
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)


def machine() -> str:
    """Say what was measured on, and how busy it was: the same figures mean less on a machine with other work."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{os.cpu_count()} cores, {_memory()}, Python {platform.python_version()}, {datetime.now(UTC):%-d %B %Y}{load}"
    )


def _memory() -> str:
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB memory"
    except (AttributeError, ValueError):  # not every system tells it
        return "memory not known"


def aligned(rows: Sequence[Row]) -> str:
    """Return the rows as a table for a terminal."""
    widths = [max(map(len, column)) for column in zip(HEAD, *rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [HEAD, *rows]
    )


def markdown(rows: Sequence[Row]) -> str:
    """Return the rows as a table of Markdown."""
    return generated.table(
        HEAD[1:], [(what, result, f"{budget} {mark}".strip()) for mark, what, result, budget in rows]
    )


if __name__ == "__main__":
    main()
