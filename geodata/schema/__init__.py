"""What an incident is, and the check that keeps or refuses each row.

`tables` declares the columns, `vocabulary` the closed lists of values, `check` keeps and refuses,
`findings` points at what is odd but legitimate.
"""

from geodata.schema.check import Checked, check, check_table, unresolved
from geodata.schema.tables import (
    COVERAGE,
    DUPLICATES,
    INCIDENTS,
    KEY_DATES,
    OFFICIAL_COUNTS,
    OPTIONAL,
    OWN_PLACE,
    PLACES,
    PROVINCE_NAMES,
    SOURCES,
    SURPLUS,
    TABLES,
    Column,
    Table,
)

__all__ = [
    "COVERAGE", "DUPLICATES", "INCIDENTS", "KEY_DATES", "OFFICIAL_COUNTS", "OPTIONAL", "OWN_PLACE", "PLACES", "PROVINCE_NAMES", "SOURCES", "SURPLUS",
    "TABLES",
    "Checked", "Column", "Table", "check", "check_table", "unresolved",
]  # fmt: skip
