"""Files that people have → incidents: recognised by content, with everything that was detected, changed and refused said.

`read` gives a catalogue in memory, `keep` writes one to disk without holding a large file in memory.
"""

from geodata.importers.detect import tables as opened
from geodata.importers.formats import FORMATS, Format
from geodata.importers.gazetted import LEAVE, NamedPlace, candidate_key
from geodata.importers.importing import ENDINGS, Import, keep, look_through, read, refuse_ending, says_itself
from geodata.importers.mapping import FIELDS, Proposal, propose
from geodata.importers.options import SETTINGS, Limits, Options
from geodata.importers.survey import Look, Opened, Survey, look
from geodata.importers.table import File, Inside, Table
from geodata.importers.tally import Change, Report

__all__ = [
    "ENDINGS", "FIELDS", "FORMATS", "LEAVE", "SETTINGS", "Change", "File", "Format", "Import", "Inside", "Limits", "Look", "NamedPlace",
    "Opened", "Options", "Proposal", "Report", "Survey", "Table", "candidate_key", "keep", "look", "look_through", "opened", "propose", "read", "refuse_ending", "says_itself",
]  # fmt: skip
