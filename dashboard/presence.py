"""Whether a page that runs still has a reader: a tab that is closed begins no newer run that would stop the older one.

Streamlit asks the run of a closed page to end when it next draws something; a question that takes a minute would first
run to its end.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geodata.store import Stop

LOOK_EVERY_S = 1.0


@contextmanager
def stopped_without_reader(stop: Stop) -> Iterator[None]:
    """Call `stop` if the tab of the page that runs is closed before the block has ended."""
    page, ended = get_script_run_ctx(), threading.Event()
    if page is None or not runtime.exists():  # a test, or a script without a browser
        yield
        return

    def look() -> None:
        while not ended.wait(LOOK_EVERY_S):
            if not runtime.get_instance().is_active_session(page.session_id):
                stop.now()
                return

    threading.Thread(target=look, name="presence", daemon=True).start()
    try:
        yield
    finally:
        ended.set()
