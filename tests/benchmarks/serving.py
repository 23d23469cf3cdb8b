"""A real server on this machine for a benchmark, and a wire to it that counts every byte."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60


class Server(NamedTuple):
    """A running server. It is one process, so its processor time is all that its answers cost."""

    port: int
    process: int

    def processor_seconds(self) -> float | None:
        """Return the processor time used so far, to a hundredth; None where the system does not tell it so (no /proc)."""
        told = Path(f"/proc/{self.process}/stat")
        if not told.exists():
            return None
        user, system = told.read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int | None:
        """Return how many bytes the process holds; None where the system does not tell it so."""
        told = Path(f"/proc/{self.process}/statm")
        return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else None


@contextmanager
def served(
    script: Path, settings: Mapping[str, str] = MappingProxyType({}), *, is_dash: bool = False
) -> Iterator[Server]:
    """Serve a Streamlit script (or one of Dash), give it once it answers, and end the process that was started.

    `settings` are environment variables of the server.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={port}", "--server.headless=true"]
    if is_dash:
        command = [sys.executable, str(script), str(port)]
    own = os.environ | settings
    process = subprocess.Popen(command, cwd=ROOT, env=own, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _until_healthy(port, process, "" if is_dash else "_stcore/health")
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with closing(socket.socket()) as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def _until_healthy(port: int, process: subprocess.Popen[bytes], path: str) -> None:
    last = time.monotonic() + PATIENCE_S
    while time.monotonic() < last:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with code {process.returncode} before it answered.")
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"The server did not answer within {PATIENCE_S} s.")


class Wire:
    """Passes connections on to a server and counts what crosses, both ways: headers, frames and bodies as sent."""

    def __init__(self, to_port: int) -> None:
        self._to_port = to_port
        self._counted = threading.Lock()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.bytes = 0
        self.last = time.monotonic()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):  # closed: the benchmark is over
            while True:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to_port))
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while chunk := source.recv(65_536):
                with self._counted:
                    self.bytes += len(chunk)
                    self.last = time.monotonic()
                target.sendall(chunk)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def is_quiet(self, seconds: float) -> bool:
        """Return whether nothing crossed for so long."""
        return time.monotonic() - self.last > seconds

    def close(self) -> None:
        self._listening.close()


@contextmanager
def asking(port: int) -> Iterator[Callable[[str], list[bytes]]]:
    """Give a way to ask the page for links over its own websocket, as a browser does: the messages of each run."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ClientState_pb2 import ClientState
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.sync.client import connect

    with connect(f"ws://127.0.0.1:{port}/_stcore/stream", subprotocols=["streamlit"], max_size=None) as socket:

        def ask(link: str) -> list[bytes]:
            socket.send(BackMsg(rerun_script=ClientState(query_string=link)).SerializeToString())
            frames = []
            while True:
                frames.append(socket.recv(timeout=PATIENCE_S))
                if ForwardMsg.FromString(frames[-1]).WhichOneof("type") == "script_finished":
                    return frames

        yield ask
