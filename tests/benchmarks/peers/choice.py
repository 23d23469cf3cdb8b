"""What the peers made with Streamlit share: a wide page, the frame in its cache, a choice of kind, and a mask."""

import pandas as pd
import streamlit as st

from tests.benchmarks.peers import rows


def chosen() -> pd.DataFrame:
    """Draw the choice of kind, and return the incidents of the kind that is chosen."""
    st.set_page_config(layout="wide")
    read = st.cache_data(rows.read)
    kind = st.radio("Kind", rows.KINDS, horizontal=True)
    found = read()
    return found[found["category"] == kind]
