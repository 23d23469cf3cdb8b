"""Work that takes longer than a reader wants to wait without seeing how far it is: films, atlases, files that are read.

It runs on a thread of its own, tells how far it is, and stops when it is cancelled or when nobody has looked at it
for a while: a tab that is closed says no goodbye. So nothing is left running, and only a few run at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from geodata.errors import DataError, ExportError, GeodataError

MOST_AT_ONCE = 2  # films and atlases on the whole server, and as many files that are read
UNSEEN_SECONDS = 20.0  # after which work that nobody looks at stops
_TURN_SECONDS = 0.2  # between two looks whether it is one's turn
_room, _turns = (threading.BoundedSemaphore(MOST_AT_ONCE) for _ in range(2))

Made = TypeVar("Made")
Progress = Callable[[int, int], bool]  # steps done, of how many; whether to go on
Make = Callable[[Progress], Made]


@dataclass(eq=False)
class Work(Generic[Made]):
    """One piece of work. `done` of `of` steps, 0 of 0 before their number is known; `result` when it has come to its end, `refusal` when it has not."""

    name: str
    done: int = 0
    of: int = 0
    result: Made | None = None
    refusal: GeodataError | None = None
    is_waiting: bool = False
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _forgotten: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _seen: float = field(default_factory=time.monotonic)

    @property
    def is_running(self) -> bool:
        return not self._ended.is_set()

    @property
    def is_cancelled(self) -> bool:
        return self._cancelled.is_set()

    @property
    def is_forgotten(self) -> bool:
        """Whether it was stopped because nobody looked at it."""
        return self._forgotten.is_set()

    @property
    def problem(self) -> str:
        return "" if self.refusal is None else str(self.refusal)

    def outcome(self) -> Made:
        """Return what was made; raise why it was not."""
        if self.refusal is not None:
            raise self.refusal
        if self.result is None:
            raise DataError(f"{self.name} was stopped.")
        return self.result

    def look(self) -> Work[Made]:
        """Say that somebody still waits for this."""
        self._seen = time.monotonic()
        return self

    def cancel(self) -> None:
        self._cancelled.set()

    def wait(self, seconds: float) -> bool:
        """Wait until the work has ended, at most so long; return whether it has."""
        return self._ended.wait(seconds)

    def _tell(self, done: int, of: int) -> bool:
        self.done, self.of = done, of
        if time.monotonic() - self._seen >= UNSEEN_SECONDS:
            self._forgotten.set()
        return not self.is_cancelled and not self.is_forgotten

    def _run(self, make: Make[Made], remedy: str) -> None:
        try:
            result = make(self._tell)
            self.result = None if self.is_cancelled else result
        except GeodataError as error:
            self.refusal = None if self.is_cancelled else error
        except Exception as error:  # noqa: BLE001  # a thread has nobody else to tell
            self.refusal = GeodataError(f"This could not be made: {error}. {remedy}")
        finally:
            self._ended.set()

    def _run_in_turn(self, make: Make[Made], remedy: str) -> None:
        self.is_waiting = True
        while not _turns.acquire(timeout=_TURN_SECONDS):
            if not self._tell(0, 0):
                self._ended.set()
                return
        self.is_waiting = False
        try:
            self._run(make, remedy)
        finally:
            _turns.release()


def start(name: str, make: Make[Made]) -> Work[Made]:
    """Begin to make a film or atlas called `name`; `make` asks now and then whether to go on.

    Raises
    ------
    ExportError
        If as many others are being made as the server has room for.
    """
    if not _room.acquire(blocking=False):
        raise ExportError(f"{MOST_AT_ONCE} films or atlases are being made already. Try again when one is done.")

    def alone(progress: Progress) -> Made:
        try:
            return make(progress)
        finally:
            _room.release()

    work: Work[Made] = Work(name)
    return _begun(work, work._run, alone, "Try a smaller page or fewer incidents.")  # noqa: SLF001  # its own module


def in_turn(name: str, make: Make[Made], remedy: str) -> Work[Made]:
    """Begin to make something called `name`, as soon as fewer than `MOST_AT_ONCE` others are being made so.

    `remedy` is what a reader can do where that fails for a reason that nobody thought of.
    """
    work: Work[Made] = Work(name)
    return _begun(work, work._run_in_turn, make, remedy)  # noqa: SLF001  # its own module


def _begun(work: Work[Made], run: Callable[..., None], *args: object) -> Work[Made]:
    threading.Thread(target=run, args=args, name=work.name, daemon=True).start()
    return work
