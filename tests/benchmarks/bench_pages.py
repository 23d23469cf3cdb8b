"""What each page costs the server: the first time anybody asks for it, and with a question that nobody has asked."""

from __future__ import annotations

import time
from collections.abc import Iterator

from dashboard.link import PAGES
from tests.benchmarks.bench_dashboard import APP
from tests.benchmarks.serving import asking, served

MOST_MS = 400
QUESTIONS = ("", "country=SY", "evidence=medium&until=2024-02-29")


def measure() -> Iterator[tuple[str, str, str, bool]]:
    """Yield what was measured, the result, the budget, and whether it is kept."""
    with served(APP) as app, asking(app.port) as ask:
        ask("")
        for page in PAGES:
            took = []
            for question in QUESTIONS:
                start = time.perf_counter()
                ask(f"page={page}&{question}")
                took.append(1000 * (time.perf_counter() - start))
            said = f"{max(took):.0f} ms ({', '.join(f'{each:.0f}' for each in took)})"
            yield (
                f"page {page}: server, the slowest of {len(took)} questions",
                said,
                f"≤ {MOST_MS} ms",
                max(took) <= MOST_MS,
            )
