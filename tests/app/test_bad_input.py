"""Whatever is uploaded, the page says what is wrong in one sentence, and goes on."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dashboard import session
from tests.app.conftest import complaints, opened
from tests.unit.test_bad_input import far_cell, lying, repeating

ROOT = Path(__file__).parents[2]
FILES = ROOT / "tests" / "files"
BAD = {path.name: path.read_bytes for path in sorted(FILES.glob("bad_*"))}
HARMFUL = {"far_cell.xlsx": far_cell, "lying.kmz": lying, "repeating.parquet": repeating}


@pytest.fixture(autouse=True)
def mine(monkeypatch):
    monkeypatch.setattr(session, "token", lambda: "b" * 43)
    monkeypatch.setenv("GEODATA_MAX_UNPACKED_MB", "64")


@pytest.mark.parametrize("uploader", ["incident-file", "areas-file"])
@pytest.mark.parametrize("name", BAD | HARMFUL)
def test_a_bad_upload_is_one_sentence(name, uploader):
    app = opened(page="data")
    app.file_uploader(key=uploader).upload(name, (BAD | HARMFUL)[name]()).run()
    (said,) = complaints(app)
    assert name in said
    assert "\n" not in said


@pytest.mark.parametrize(("setting", "limit"), [("7", "7"), ("many", "200")])
def test_the_server_takes_no_larger_upload_than_the_setting_says(setting, limit):
    ask = "import dashboard.app; from streamlit import config; print(config.get_option('server.maxUploadSize'))"
    done = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, env=os.environ | {"GEODATA_MAX_UPLOAD_MB": setting},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.stdout.split()[-1:] == [limit], done.stderr


@pytest.mark.parametrize("uploader", ["incident-file", "areas-file"])
def test_an_upload_beyond_the_setting_is_refused_even_if_a_browser_sends_it(monkeypatch, uploader):
    app = opened(page="data")
    monkeypatch.setenv("GEODATA_MAX_UPLOAD_MB", "1")
    app.run()
    app.file_uploader(key=uploader).upload("big.csv", b"event_date\n" + b"2024-01-01\n" * 200_000).run()
    (said,) = complaints(app)
    assert "Accepted here: up to 1 MB (setting GEODATA_MAX_UPLOAD_MB)" in said
