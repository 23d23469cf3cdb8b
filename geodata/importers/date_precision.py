"""How well a date is known by what it says itself: a month or several days, where no column of the file says it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from geodata.importers.dates import DateRule
from geodata.importers.tally import Tally
from geodata.schema.cells import Texts

FIELD = "time_precision"
_BY_ITS_DATE = " by its date"  # after a code, until it is counted
_REASONS = {
    "2": "several days are stated, within a week, or nearly a day: dated to the first of them",
    "3": "only the month, or more days than a week, is stated: dated to the first day",
}


def stated(texts: Texts, rule: DateRule, given: Texts | None) -> Texts | None:
    """Return the precision of time with what the texts of dates say of it; as `given` where they say nothing."""
    said = [f"{code}{_BY_ITS_DATE}" if (code := rule.precision(text)) else "" for text in texts.held.to_pylist()]
    if not any(said):
        return given
    own = Texts(pa.array(said, pa.string()), texts.codes)
    return own if given is None else given.replaced(~given.is_given, own)


def counted(rows: Mapping[str, Texts], tally: Tally) -> Texts:
    """Return the precision of time with codes alone, those that dates said counted."""
    precision = rows[FIELD]
    for code, reason in _REASONS.items():
        of_date = precision.is_(f"{code}{_BY_ITS_DATE}")
        tally.add(FIELD, reason, int(of_date.sum()), "", code)
        precision = precision.replaced(of_date, code)
    return precision
