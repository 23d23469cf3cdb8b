"""What docs/api.md shows works, asked over a real connection."""

import json
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pyogrio
import pytest
import uvicorn

from dashboard.api.routes import DECLARED
from tests.unit.test_api import APP

TEXT = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
HERE = "http://127.0.0.1:8501"
ADDRESSES = sorted(set(re.findall(rf"{re.escape(HERE)}/[^\s\"`)]+", TEXT)))
PROGRAMS = re.findall(r"```py\n(.*?)```", TEXT, re.DOTALL)
SHOWN = re.findall(r"```py\n(.*?)```\n\n```text\n(.*?)```", TEXT, re.DOTALL)  # with what they print
COMMANDS = re.findall(r"^curl .*$", TEXT, re.MULTILINE)


@pytest.fixture(scope="module")
def served():
    """The address of a server of our own."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(APP, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_address_answers_something(served, address):
    told = subprocess.run(["curl", "-sSf", address.replace(HERE, served)], capture_output=True, check=False)
    assert told.returncode == 0, told.stderr
    assert len(told.stdout) > 200


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
def test_every_command_runs(served, command):
    ran = subprocess.run(["bash", "-c", command.replace(HERE, served)], capture_output=True, check=False)
    assert (ran.returncode, len(ran.stdout) > 200) == (0, True)


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_python_program_runs_and_finds_incidents(served, program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(program.replace(HERE, served), names)
    assert names["incidents"].size > 5


@pytest.mark.parametrize(("program", "shown"), SHOWN)
def test_what_a_notebook_is_said_to_print_is_what_it_prints(served, program, shown, capsys):
    exec(program.replace(HERE, served), {})
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize("address", [each for each in ADDRESSES if "geojson" in each or "provinces" in each])
def test_gdal_which_is_what_qgis_and_r_read_by_opens_every_layer(served, address):
    layer = pyogrio.read_dataframe(address.replace(HERE, served))
    assert layer.crs.to_epsg() == 4326
    assert len(layer) > 20


def test_every_route_is_described():
    assert {f"`{each.path}`" for each in DECLARED} <= set(re.findall(r"`/api/[^`]+`", TEXT))


def test_a_program_can_read_the_openapi_document(served):
    told = subprocess.run(["curl", "-sSf", f"{served}/api/openapi.json"], capture_output=True, check=True)
    assert json.loads(told.stdout)["openapi"].startswith("3.")
