"""Ask once, answer once, show one view."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import streamlit as st

from dashboard import data, filters, header, link
from dashboard.views import about, incidents, map_view
from geodata.errors import GeodataError

st.set_page_config(page_title="Incident Atlas", page_icon="◉", layout="wide", initial_sidebar_state=320)
st.html(Path(__file__).parent / "static" / "atlas.css")


def _page(view) -> st.Page:  # noqa: ANN001  a module
    def show() -> None:
        here, ignored = link.current()
        answer = data.answer(here.query)
        header.pages(PAGES, here, answer)
        header.notices(ignored, filters.notices())
        filters.ask(here.query)
        view.show(here, answer)

    return st.Page(show, title=view.TITLE, url_path=view.PATH, default=view.PATH == "map")


PAGES = [_page(view) for view in (map_view, incidents, about)]
page = st.navigation(PAGES, position="hidden")
try:
    page.run()
except GeodataError as error:
    st.error(f"The data cannot be shown. {error}", icon=":material/error:")
