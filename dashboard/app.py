"""Entry point: one process serves the pages and the routes that the map reads.

Started by ``streamlit run dashboard/app.py``, which puts only this folder on the path.
"""

import gc
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit import config

from dashboard import api, data, views  # noqa: F401  two threads that import the views' libraries at once can deadlock
from dashboard.data import uploads
from dashboard.http import MIDDLEWARE, ROUTES
from geodata.errors import GeodataError


def prepare() -> None:
    """Read the data before the first reader comes, and let the collector pass over all that stays."""
    data.warm()
    # After each run Streamlit has Python look through every object for rubbish: 150 ms for the libraries alone.
    gc.freeze()


# An upload past this size would lie in a temporary file while it arrives; 0 keeps all of it in memory, up to the limit of uploads.
MultiPartParser.spool_max_size = 0

# The setting goes before what config.toml says, at the server's door and not only in the browser; a page says where it is no number.
with suppress(GeodataError):
    config.set_option("server.maxUploadSize", uploads.limits().upload_mb)

Thread(target=prepare, daemon=True).start()

app = st.App("main.py", routes=[*ROUTES, *api.ROUTES], middleware=MIDDLEWARE)
