"""Entry point: one process serves the pages and the routes that the map reads.

Started by ``streamlit run dashboard/app.py``, which puts only this folder on the path.
"""

import sys
from pathlib import Path
from threading import Thread

sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st

from dashboard import data, views  # noqa: F401  two threads that import the views' libraries at once can deadlock
from dashboard.http import MIDDLEWARE, ROUTES

Thread(target=data.warm, daemon=True).start()  # so that the first reader does not wait for the data to be read

app = st.App("main.py", routes=ROUTES, middleware=MIDDLEWARE)
