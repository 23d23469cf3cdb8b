"""Many readers at once: each a WebSocket that changes its filters as quickly as it is answered, for a set time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple

from geodata.query import IncidentQuery
from tests.benchmarks.serving import Server

SECONDS, PATIENCE_S = 30, 60


class Load(NamedTuple):
    """What so many readers met: milliseconds of each change, how many failed, processors busy, megabytes a session."""

    taken: list[float]
    errors: int
    processors: float
    megabytes: float

    def share(self, part: float) -> float:
        """Return the milliseconds within which that part of the changes was answered."""
        return sorted(self.taken)[int(part * (len(self.taken) - 1))] if self.taken else float("nan")


def load(app: Server, number: int, asked: Sequence[IncidentQuery]) -> Load:
    """Have so many readers change filters for `SECONDS`; the first page of each brings it up and is not counted."""
    asyncio.run(_readers(app, 1, asked, 3))  # wakes the server
    before, worked, start = app.memory() or 0, app.processor_seconds() or 0.0, time.perf_counter()
    taken, errors = asyncio.run(_readers(app, number, asked, SECONDS))
    seconds = time.perf_counter() - start
    busy = ((app.processor_seconds() or 0.0) - worked) / seconds
    return Load(taken, errors, busy, ((app.memory() or 0) - before) / 1e6 / number)


async def _readers(app: Server, number: int, asked: Sequence[IncidentQuery], seconds: float) -> tuple[list[float], int]:
    taken: list[float] = []
    readers = (_reader(app, which, asked, seconds, taken) for which in range(number))
    ended = await asyncio.gather(*readers, return_exceptions=True)
    return taken, sum(each if isinstance(each, int) else 1 for each in ended)


async def _reader(app: Server, which: int, asked: Sequence[IncidentQuery], seconds: float, taken: list[float]) -> int:
    """Change filters until the time is over; return how many pages held an error."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ClientState_pb2 import ClientState
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.asyncio.client import connect

    failed, change, until = 0, 0, time.perf_counter() + seconds
    address = f"ws://127.0.0.1:{app.port}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:
        while time.perf_counter() < until:
            question = _of_its_own(asked[(which + change) % len(asked)], which, change)
            start = time.perf_counter()
            await socket.send(BackMsg(rerun_script=ClientState(query_string=question)).SerializeToString())
            while (message := ForwardMsg.FromString(await asyncio.wait_for(socket.recv(), PATIENCE_S))).WhichOneof(
                "type"
            ) != "script_finished":
                failed += message.delta.new_element.WhichOneof("type") == "exception"
            if change:
                taken.append(1000 * (time.perf_counter() - start))
            change += 1
    return failed


def _of_its_own(query: IncidentQuery, which: int, change: int) -> str:
    """Return a question that nobody has asked, so that no cache answers: days in it follow from who asks when."""
    day = f"2023-{10 + which % 3}-{1 + (7 * which + change) % 28:02d}"
    until = f"2026-{1 + change // 28 % 12:02d}-{1 + which % 28:02d}"
    return f"{query.to_url()}&until={until}" + ("" if query.since else f"&since={day}")
