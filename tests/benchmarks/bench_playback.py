"""How quick playback is in a real browser, and what a step of it costs on the wire and on the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from tests.benchmarks.bench_dashboard import APP, WINDOW, _browser
from tests.benchmarks.serving import PATIENCE_S, Wire, served

SECONDS, LEAST_STEPS, MOST_BYTES = 12, 8.0, 20_000
# A step is counted when the page has shown it: the next is not sent before.
_COUNT = """(told) => { window.steps = 0; new MutationObserver(() => { window.steps += 1; }).observe(told, {childList: true}); }"""


def measure() -> Iterator[tuple[str, str, str, bool | None]]:
    """Yield what was measured, the result, the budget, and whether it is kept."""
    with served(APP) as app, closing(Wire(app.port)) as wire, _browser() as browser:
        page = browser.new_page(viewport=WINDOW)
        page.goto(f"http://127.0.0.1:{wire.port}/")
        chart = page.get_by_role("slider", name="Time window")
        chart.wait_for(timeout=PATIENCE_S * 1000)
        page.wait_for_timeout(5000)
        for name, value in (("Step", "day"), ("Speed", "16")):
            page.get_by_role("combobox", name=name).select_option(value)
        page.locator(".told").evaluate(_COUNT)
        bytes_before, work_before = wire.bytes, app.processor_seconds()
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_timeout(SECONDS * 1000)
        steps = page.evaluate("window.steps")
        sent, work_after = wire.bytes - bytes_before, app.processor_seconds()
    rate, size = steps / SECONDS, sent / max(steps, 1)
    yield "playback: steps a second, map and figures together", f"{rate:.1f}", f"≥ {LEAST_STEPS:g}", rate >= LEAST_STEPS
    yield "playback: over the wire", f"{size / 1000:.1f} KB a step", f"≤ {MOST_BYTES // 1000} KB", size <= MOST_BYTES
    if work_before is not None and work_after is not None:
        spent = 1000 * (work_after - work_before) / max(steps, 1)
        yield "playback: server, processor time", f"{spent:.0f} ms a step", "", None
