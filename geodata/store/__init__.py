"""Answers a query from a catalogue in memory, a catalogue file read in place, or a PostgreSQL database.

`Store` holds the questions, an engine the tables; `opened` chooses the engine by what it is given.
"""

from geodata.keys import KEYS
from geodata.store.current import Current
from geodata.store.engine import Engine, Stop, Stopped, stopping
from geodata.store.opening import opened
from geodata.store.questions import INTERNAL, Store
from geodata.store.tables import OPTIONAL

__all__ = ["INTERNAL", "KEYS", "OPTIONAL", "Current", "Engine", "Stop", "Stopped", "Store", "opened", "stopping"]
