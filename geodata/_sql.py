"""Names and texts in SQL, where they cannot be bound: what a stranger called a column or a file is never more than that."""

from __future__ import annotations


def quoted(name: str) -> str:
    """Return a name as SQL has it; a file may bring columns of any name."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Return a text, or what says itself as one, as SQL has it."""
    return "'" + str(text).replace("'", "''") + "'"
