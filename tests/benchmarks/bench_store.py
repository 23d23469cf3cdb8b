"""The library: how soon it is there, how soon it answers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.serving import ROOT

MOST_IMPORT_S = 0.5


def measure() -> Iterator[tuple[str, str, str, bool | None]]:
    """Yield what was measured, the result, the budget, and whether it is kept (None: no budget yet)."""
    start = _least(lambda: _python("import geodata"), 5)
    bare = _least(lambda: _python("pass"), 5)
    said = f"{start:.3f} s, the whole process ({bare:.3f} s of it Python's own)"
    yield "import geodata", said, f"≤ {MOST_IMPORT_S} s", start <= MOST_IMPORT_S
    yield from _bundled()


def _bundled() -> Iterator[tuple[str, str, str, None]]:
    from geodata import catalogue
    from geodata.query import IncidentQuery
    from geodata.store import Store

    store, opened = _timed(lambda: Store(catalogue.read()))
    yield "open the bundled data: read, check, locate, store", f"{1000 * opened:.0f} ms", "none", None
    query = IncidentQuery(country=("SY",), weapon=("rockets",), evidence="medium")
    asked = {
        "count": lambda: store.count(query),
        "counts by month and kind": lambda: store.counts(query, ["month", "category"]),
        "rows": lambda: store.incidents(query),
    }
    took = ", ".join(f"{name} {1000 * _least(ask, 20):.1f} ms" for name, ask in asked.items())
    yield "ask the bundled data, three filters", took, "none", None


_HARNESS = """
import json, re, resource, sys, time
from pathlib import Path
from typing import Any
path = Path(sys.argv[1])
def most():
    told = Path("/proc/self/status")  # of this program alone; the other figure may be that of the process which started it
    found = re.search(r"VmHWM:\\s+(\\d+) kB", told.read_text()) if told.exists() else None
    return 1024 * (int(found[1]) if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
start = time.perf_counter()
{work}
seconds = time.perf_counter() - start
print(json.dumps({{"seconds": seconds, "processor": time.process_time(), "bytes": most()}}))
"""


def measured(work: str, path: Path) -> dict[str, float]:
    """Return seconds, seconds of the processor and most memory of `work` in a process of its own, imports included."""
    return json.loads(_python(_HARNESS.format(work=work), str(path)))


def _python(code: str, *arguments: str) -> str:
    ran = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return ran.stdout


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    answer = ask()
    return answer, time.perf_counter() - start


def _least(ask: Callable[[], object], times: int) -> float:
    """Return the seconds of the quickest of several runs: what others do on the machine only adds."""
    return min(_timed(ask)[1] for _ in range(times))
