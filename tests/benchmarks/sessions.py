"""Many readers at once: each a WebSocket that changes its filters as quickly as it is answered, for a set time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from geodata.query import IncidentQuery
from tests.benchmarks.serving import Server

SECONDS, PATIENCE_S = 30, 60


class Load(NamedTuple):
    """What so many readers met: milliseconds of each change, how many failed, processors busy."""

    taken: list[float]
    errors: int
    processors: float

    def share(self, part: float) -> float:
        """Return the milliseconds within which that part of the changes was answered."""
        return sorted(self.taken)[int(part * (len(self.taken) - 1))] if self.taken else float("nan")


def load(app: Server, number: int, asked: Sequence[IncidentQuery]) -> Load:
    """Have so many readers change filters for `SECONDS`; the first page of each brings it up and is not counted."""
    asyncio.run(_readers(app, 1, asked, 3))  # wakes the server
    worked, start = app.processor_seconds() or 0.0, time.perf_counter()
    taken, errors = asyncio.run(_readers(app, number, asked, SECONDS))
    seconds = time.perf_counter() - start
    return Load(taken, errors, ((app.processor_seconds() or 0.0) - worked) / seconds)


async def _readers(app: Server, number: int, asked: Sequence[IncidentQuery], seconds: float) -> tuple[list[float], int]:
    taken: list[float] = []
    readers = (_reader(app, which, asked, seconds, taken) for which in range(number))
    ended = await asyncio.gather(*readers, return_exceptions=True)
    return taken, sum(each if isinstance(each, int) else 1 for each in ended)


async def _reader(app: Server, which: int, asked: Sequence[IncidentQuery], seconds: float, taken: list[float]) -> int:
    """Change filters until the time is over; return how many pages held an error."""
    failed, change, until = 0, 0, time.perf_counter() + seconds
    async with _page(app) as socket:
        while time.perf_counter() < until:
            start = time.perf_counter()
            failed += await _changed(socket, _of_its_own(asked[(which + change) % len(asked)], which, change))
            if change:
                taken.append(1000 * (time.perf_counter() - start))
            change += 1
    return failed


def _page(app: Server) -> connect:
    return connect(f"ws://127.0.0.1:{app.port}/_stcore/stream", subprotocols=["streamlit"], max_size=None)


async def _changed(socket: ClientConnection, question: str) -> int:
    """Ask a page something and wait for its end; return how many errors it held."""
    failed = 0
    await socket.send(BackMsg(rerun_script=ClientState(query_string=question)).SerializeToString())
    while (message := ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), PATIENCE_S))).WhichOneof(
        "type"
    ) != "script_finished":
        failed += message.delta.new_element.WhichOneof("type") == "exception"
    return failed


class Memory(NamedTuple):
    """Megabytes: of the server before anybody comes, after a hundred questions of one reader, a question more, a session more."""

    at_first: float
    warm: float
    a_question: float
    a_session: float


WARM, MORE, PAGES = 100, 100, 20


def memory(app: Server, asked: Sequence[IncidentQuery]) -> Memory:
    """Return what the server holds, and what one more question and one more session add to it."""
    return asyncio.run(_memory(app, asked))


async def _memory(app: Server, asked: Sequence[IncidentQuery]) -> Memory:
    held = [app.memory() or 0]
    async with AsyncExitStack() as open_pages:
        page = await open_pages.enter_async_context(_page(app))
        for number in range(WARM + MORE):
            await _changed(page, _of_its_own(asked[number % len(asked)], 0, number))
            if number + 1 in (WARM, WARM + MORE):
                held.append(app.memory() or 0)
        # Other readers of what has been asked already: what is added is theirs alone, and the first shows what a page's script needs.
        for number in range(PAGES + 1):
            page = await open_pages.enter_async_context(_page(app))
            for change in range(len(asked)):
                await _changed(page, _of_its_own(asked[change], 0, WARM + change))
            if number in (0, PAGES):
                held.append(app.memory() or 0)
    start, warm, warmer, second, last = (each / 1e6 for each in held)
    return Memory(start, warm, (warmer - warm) / MORE, (last - second) / PAGES)


def _of_its_own(query: IncidentQuery, which: int, change: int) -> str:
    """Return a question that nobody has asked, so that no cache answers: days in it follow from who asks when."""
    day = f"2023-{10 + which % 3}-{1 + (7 * which + change) % 28:02d}"
    until = f"2026-{1 + change // 28 % 12:02d}-{1 + which % 28:02d}"
    return f"{query.to_url()}&until={until}" + ("" if query.since else f"&since={day}")
