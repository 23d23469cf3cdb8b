"""What a page still asks is stopped once its reader has moved on; a page whose database is away says so and comes back."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from dashboard.state import runs
from geodata.query import IncidentQuery
from geodata.store import Stopped, loading
from tests import postgres
from tests.app.conftest import bodies, complaints, forget, opened
from tests.benchmarks.serving import ROOT, served
from tests.engines import ENDLESS
from tests.strategies import made_of
from tests.unit.test_api import ask
from tests.unit.test_dashboard_http import get

SLOW_APP = Path(__file__).with_name("slow_app.py")


def test_a_newer_run_stops_what_the_older_still_asks_and_asks_itself(store, monkeypatch):
    monkeypatch.setattr("streamlit.session_state", {})
    begun = threading.Event()

    def older_run():
        with runs.newest_run():
            begun.set()
            store.row(ENDLESS)

    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(older_run)
        begun.wait()
        with runs.newest_run():
            assert store.count(IncidentQuery()) == 436
        with pytest.raises(Stopped):
            older.result()


async def _moves_on(port, said):
    """Ask a page something endless, then something else before it has come; return how the second run ended."""
    async with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as page:
        for link, until in (("text=endless", "begun"), ("country=JO", "stopped")):
            await page.send(BackMsg(rerun_script=ClientState(query_string=link)).SerializeToString())
            assert await asyncio.to_thread(said.readline) == f"{until}\n"
        while (message := ForwardMsg.FromString(await page.recv())).WhichOneof("type") != "script_finished":
            assert message.delta.new_element.WhichOneof("type") != "exception"
        return message.script_finished


def test_a_reader_who_changes_a_filter_does_not_leave_the_older_question_running(tmp_path):
    os.mkfifo(said := tmp_path / "said")
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(said.open)
        with served(SLOW_APP, {"SAYS_TO": str(said), "PYTHONPATH": str(ROOT)}) as server, listening.result() as lines:
            ended = asyncio.run(_moves_on(server.port, lines))
    assert ended == ForwardMsg.FINISHED_SUCCESSFULLY


async def _goes(port, said):
    """Ask a page something endless and close it; return what is heard of the question then."""
    async with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as page:
        await page.send(BackMsg(rerun_script=ClientState(query_string="text=endless")).SerializeToString())
        assert await asyncio.to_thread(said.readline) == "begun\n"
    return await asyncio.to_thread(said.readline)


def test_a_reader_who_closes_the_tab_leaves_no_question_running(tmp_path):
    os.mkfifo(said := tmp_path / "said")
    with ThreadPoolExecutor(1) as pool:
        listening = pool.submit(said.open)
        with served(SLOW_APP, {"SAYS_TO": str(said), "PYTHONPATH": str(ROOT)}) as server, listening.result() as lines:
            assert asyncio.run(asyncio.wait_for(_goes(server.port, lines), 60)) == "stopped\n"


@pytest.fixture
def database(monkeypatch):
    """A database of two incidents that the app shows, to be stopped and started."""
    monkeypatch.setattr("geodata.store.postgres.PATIENCE_S", 1.0)
    with postgres.cluster() as address:
        loading.write(made_of({}, {}).catalogue, address)
        monkeypatch.setenv("GEODATA_STORE", address)
        forget()
        yield postgres.folder_of(address)
    forget()


def test_a_page_whose_database_is_away_says_so_once_and_shows_the_data_when_it_is_back(database):
    assert "2 incidents" in " ".join(bodies(opened()))
    postgres.stop(database)
    app = opened(since="2023-01-01")
    (told,) = complaints(app)
    assert told.startswith("No connection to the database 'postgres'")
    assert told.endswith("This page comes back by itself.")
    postgres.start(database)
    app.run()
    assert complaints(app) == []
    assert "2 incidents, since 1 Jan 2023" in " ".join(bodies(app))


def test_programs_and_the_map_are_told_that_the_database_is_away(database):
    opened()
    postgres.stop(database)
    refused, layer = ask("counts?country=SY"), get("/layers/rings.json?country=SY")
    assert (refused.status, refused.headers["content-type"]) == (503, "application/problem+json")
    assert "No connection to the database" in json.loads(refused.body)["detail"]
    assert layer.status == 503
    postgres.start(database)
    assert (ask("counts?country=SY").status, get("/layers/rings.json?country=SY").status) == (200, 200)
