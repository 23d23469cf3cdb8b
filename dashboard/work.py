"""Work that takes longer than a reader wants to wait without seeing how far it is: films and atlases.

It runs on a thread of its own, tells how far it is, and stops when it is cancelled or when nobody has looked at it
for a while: a tab that is closed says no goodbye. So nothing is left running, and only a few run at once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from geodata.errors import ExportError, GeodataError

MOST_AT_ONCE = 2  # on the whole server
UNSEEN_SECONDS = 20.0  # after which work that nobody looks at stops
_room = threading.BoundedSemaphore(MOST_AT_ONCE)

Progress = Callable[[int, int], bool]  # steps done, of how many; whether to go on
Make = Callable[[Progress], bytes]


@dataclass
class Work:
    """One piece of work. `done` of `of` steps; `result` when it has come to its end, `problem` when it has not."""

    name: str
    done: int = 0
    of: int = 0
    result: bytes | None = None
    problem: str = ""
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _seen: float = field(default_factory=time.monotonic)

    @property
    def is_running(self) -> bool:
        return not self._ended.is_set()

    def look(self) -> Work:
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
        return not self._cancelled.is_set() and time.monotonic() - self._seen < UNSEEN_SECONDS

    def _run(self, make: Make) -> None:
        try:
            result = make(self._tell)
            self.result = None if self._cancelled.is_set() else result
        except GeodataError as error:
            self.problem = "" if self._cancelled.is_set() else str(error)
        except Exception as error:  # noqa: BLE001  # a thread has nobody else to tell
            self.problem = f"This could not be made: {error}. Try a smaller page or fewer incidents."
        finally:
            _room.release()
            self._ended.set()


def start(name: str, make: Make) -> Work:
    """Begin to make a file called `name`; `make` asks now and then whether to go on.

    Raises
    ------
    ExportError
        If as many others are being made as the server has room for.
    """
    if not _room.acquire(blocking=False):
        raise ExportError(f"{MOST_AT_ONCE} films or atlases are being made already. Try again when one is done.")
    work = Work(name)
    threading.Thread(target=work._run, args=(make,), name=name, daemon=True).start()  # noqa: SLF001  # its own module
    return work
