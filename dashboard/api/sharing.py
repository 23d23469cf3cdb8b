"""Work that several readers ask for at once is done once, and is stopped when the last of them has gone.

A map that moves asks for tiles and drops them again before they come: the browser hangs up, and what the store
still does for that tile is interrupted.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from starlette.requests import Request

from geodata.store import Stop, Stopped, stopping

THREADS = 4  # questions at once; each takes two of the store's own
GONE = 499  # the status of an answer to one who has hung up; nobody reads it


Made = TypeVar("Made")


@dataclass(slots=True)
class _Job(Generic[Made]):
    future: Future[Made]
    stop: Stop
    waiting: int = 0


@dataclass
class SharedWork(Generic[Made]):
    """Answers by key: the last `most` that were made, those under way, and the threads that make new ones."""

    most: int
    kept: dict[Hashable, Made] = field(default_factory=dict)
    _under_way: dict[Hashable, _Job[Made]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(THREADS, "shared-work"))

    async def answer(self, request: Request, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what `make` makes, made once for all who ask by `key` meanwhile.

        Raises
        ------
        Stopped
            If the one who asked has gone.
        """
        with self._lock:
            if key in self.kept:
                return self.kept[key]
            job = self._under_way.get(key) or self._begin(key, make)
            job.waiting += 1
        made, gone = asyncio.wrap_future(job.future), asyncio.ensure_future(_gone(request))
        made.add_done_callback(lambda each: each.cancelled() or each.exception())  # seen, if nobody waits for it
        try:
            await asyncio.wait({made, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not made.done():
                raise Stopped("Nobody waits for this answer any more.")
            return made.result()
        finally:
            gone.cancel()
            self._leave(key, job)

    def _begin(self, key: Hashable, make: Callable[[], Made]) -> _Job[Made]:
        stop = Stop()

        def work() -> Made:
            with stopping(stop):
                return make()

        self._under_way[key] = job = _Job(self._pool.submit(work), stop)
        return job

    def _leave(self, key: Hashable, job: _Job[Made]) -> None:
        """Keep the answer if there is one; stop the work if nobody waits for it."""
        with self._lock:
            job.waiting -= 1
            if job.future.done() and not job.future.cancelled() and job.future.exception() is None:
                self.kept[key] = job.future.result()
                while len(self.kept) > self.most:
                    del self.kept[next(iter(self.kept))]
            if (job.future.done() or not job.waiting) and self._under_way.get(key) is job:
                del self._under_way[key]
            abandoned = not job.waiting and not job.future.done()
        if abandoned and not job.future.cancel():
            job.stop.now()


async def _gone(request: Request) -> None:
    """Return once the one who asked has hung up."""
    while (await request.receive())["type"] != "http.disconnect":
        continue
