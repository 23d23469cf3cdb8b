"""Files that people have → incidents: recognised by content, with everything that was detected, changed and refused said.

`read` gives a catalogue in memory, `keep` writes one to disk without holding a large file in memory.
"""
