"""What a file that cannot be read is told with: a question with where to answer it, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from dashboard.untrusted import plain
from geodata.errors import GeodataError, QuestionError


@contextmanager
def told(answered_under: str) -> Iterator[None]:
    """Say what the block refuses, and go on after it; `answered_under` is the heading where a question can be answered."""
    try:
        yield
    except QuestionError as error:
        st.warning(f"{plain(error.question)} Answer it under “{answered_under}”.", icon=":material/help:")
    except GeodataError as error:
        st.error(plain(str(error)), icon=":material/error:")
