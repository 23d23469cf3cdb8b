"""Names too long for the room beside a chart: in two lines rather than cut."""

from __future__ import annotations

import textwrap

IN_LINES = "split(datum.label, '\\n')"  # Vega's: a label that is a list is set in lines


def lines(name: str, letters: int) -> str:
    """Return `name` in at most two lines of so many letters; what is left of a longer one is cut."""
    return "\n".join(textwrap.wrap(name, letters, max_lines=2, placeholder="…"))
