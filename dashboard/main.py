"""Ask once, answer once, show one view."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st

from dashboard import data, header, link, untrusted
from dashboard.state import filters, notices, runs
from dashboard.views import UNASKED, VIEWS
from geodata.errors import GeodataError, StoreError
from geodata.store import Stopped

STATIC = Path(__file__).parent / "static"


def main() -> None:
    here, ignored = link.current()
    answer = data.answer(here.store, here.query)
    header.pages({name: view.TITLE for name, view in VIEWS.items()}, here, answer)
    header.notices(here.query, ignored, notices.taken())
    if here.page in UNASKED:
        header.kept(answer)
    else:
        filters.ask(answer)
    VIEWS[here.page].show(here, answer)


st.set_page_config(
    page_title="Incident Atlas", page_icon=str(STATIC / "icon.svg"), layout="wide", initial_sidebar_state=320
)
st.html(STATIC / "atlas.css")
try:
    with runs.newest_run():
        main()
except Stopped:
    pass  # a newer run of this page has begun
except StoreError as error:
    header.away(error)
except GeodataError as error:
    st.error(f"The data cannot be shown. {untrusted.plain(str(error))}", icon=":material/error:")
