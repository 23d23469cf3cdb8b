"""The incidents shown can be taken away in every format, unless they may not be passed on."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import data
from geodata import export
from geodata.manifest import Manifest


def panel():
    from dashboard import data, export_panel
    from geodata.cartography.layout import Layout
    from geodata.query import IncidentQuery

    export_panel._data_file(data.answer(data.store(), IncidentQuery()), Layout())


@pytest.fixture
def shown():
    return AppTest.from_function(panel, default_timeout=120).run()


def test_every_format_is_offered_by_what_it_is_for(shown):
    assert shown.selectbox[0].options == [each.label for each in export.FORMATS.values()]
    assert shown.selectbox[0].value == ".csv"


@pytest.mark.parametrize("ending", [".gpkg", ".bib"])
def test_one_button_takes_the_format_that_is_chosen(shown, ending):
    shown.selectbox[0].select(ending).run()
    assert not shown.exception
    assert [button.proto.label for button in shown.get("download_button")].count("Download data") == 1


def test_data_that_may_not_be_passed_on_are_not_offered(monkeypatch):
    closed = Manifest(name="x", title="Closed rows", licence="All rights reserved", redistribute_rows=False)
    monkeypatch.setattr(data, "store", lambda: SimpleNamespace(manifest=closed, place_names={}))
    monkeypatch.setattr(data, "answer", lambda store, query: SimpleNamespace(store=store))
    shown = AppTest.from_function(panel, default_timeout=120).run()
    assert not shown.get("download_button")
    assert "Closed rows may not be passed on" in shown.caption[0].value
