"""What the tables of a data package hold: every column with its type, meaning and limits.

`geodata/data/datapackage.json`, the documentation and `check` all read these declarations.
Dates are local calendar days. An empty cell is "not stated" and never means 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geodata.schema import vocabulary
from geodata.schema.vocabulary import Vocabulary

Kind = Literal["string", "date", "integer", "number", "list", "url"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. A `list` holds values parted by semicolons; `vocabulary` closes the choice of values."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    vocabulary: Vocabulary | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a package. `key` is unique where given; `links` maps a column to the table and column it points at."""

    name: str
    path: str
    title: str
    columns: tuple[Column, ...]
    key: str | None = None
    links: tuple[tuple[str, str, str], ...] = ()

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def _people(what: str, side: str) -> tuple[Column, Column]:
    return (
        Column(f"{what}_min", "integer", f"Fewest people {side} by any account; empty where not stated.", minimum=0),
        Column(
            f"{what}_max", "integer", f"Most people {side} by any account; empty where open or not stated.", minimum=0
        ),
    )


INCIDENTS = Table("incidents", "incidents.csv", "Incidents, one row each", (
    Column("event_id", "string", "Stable name of the incident.", required=True),
    Column("event_date", "date", "Local calendar day, YYYY-MM-DD.", required=True),
    Column("time_precision", "integer", "How well the day is known: 1 the day, 2 a few days, 3 a month.", required=True,
           vocabulary=vocabulary.TIME_PRECISION),
    Column("place_id", "string", "Place of the incident, a key of the table of places."),
    Column("geo_precision", "integer", "How well the place is known: 1 the exact site, 2 near it, 3 province only.",
           required=True, vocabulary=vocabulary.GEO_PRECISION),
    Column("category", "string", "Which way the attack went; follows from the two groups.", required=True,
           vocabulary=vocabulary.CATEGORY),
    Column("event_type", "string", "ACLED event type.", required=True, vocabulary=vocabulary.EVENT_TYPE),
    Column("sub_event_type", "string", "ACLED sub-event type.", required=True, vocabulary=vocabulary.SUB_EVENT_TYPE),
    Column("weapons", "list", "Weapons used, as reported."),
    Column("actor1", "string", "Who acted, as reported."),
    Column("actor1_group", "string", "The group that actor1 belongs to."),
    Column("claimed_by", "string", "Who claimed it; empty where nobody did."),
    Column("actor2", "string", "Who or what was attacked, as reported."),
    Column("actor2_group", "string", "The group that actor2 belongs to."),
    Column("outcome", "string", "What came of it.", vocabulary=vocabulary.OUTCOME),
    *_people("killed", "killed"),
    *_people("injured", "injured"),
    Column("killed_side", "string", "Whose dead they were.", vocabulary=vocabulary.KILLED_SIDE),
    Column("damage", "string", "Damage, as reported."),
    Column("notes", "string", "What the sources say, in our words."),
    Column("official_attack_number", "integer", "The number that officials gave this attack in their running count.", minimum=1),
    Column("responds_to", "list", "Incidents that this one is reported as answering."),
    Column("confidence", "string", "Evidence level: low claimed, medium reported, high confirmed.", required=True,
           vocabulary=vocabulary.EVIDENCE),
), key="event_id", links=(("place_id", "places", "place_id"), ("responds_to", "incidents", "event_id")))  # fmt: skip

# What the incidents of others may leave empty, although ours may not.
OPTIONAL = ("event_date", "time_precision", "event_type", "sub_event_type")

# What a file of incidents may also bring: a place of its own where the table of places has none.
OWN_PLACE = (
    Column("place_name", "string", "Name of the place."),
    Column("country", "string", "ISO 3166-1 alpha-2 code of the place.", vocabulary=vocabulary.COUNTRY),
    Column("province", "string", "ISO 3166-2 code of the place."),
    Column("latitude", "number", "Degrees north, WGS 84.", minimum=-90, maximum=90),
    Column("longitude", "number", "Degrees east, WGS 84.", minimum=-180, maximum=180),
)

SOURCES = Table("incident_sources", "incident_sources.csv", "Sources of each incident", (
    Column("event_id", "string", "The incident that this source reports.", required=True),
    Column("publisher", "string", "Who published it.", required=True),
    Column("title", "string", "Title of the page."),
    Column("url", "url", "Address of the page, http or https.", required=True),
    Column("published", "date", "Day of publication; empty where the page does not say."),
    Column("supports", "list", "What the source supports."),
), links=(("event_id", "incidents", "event_id"),))  # fmt: skip

PLACES = Table("places", "places.csv", "Places named by the incidents", (
    Column("place_id", "string", "Stable name of the place.", required=True),
    Column("name", "string", "Name in English.", required=True),
    Column("country_iso2", "string", "ISO 3166-1 alpha-2 code.", required=True, vocabulary=vocabulary.COUNTRY),
    Column("admin1_code", "string", "ISO 3166-2 code of the stated province; empty where no province is known."),
    Column("latitude", "number", "Degrees north, WGS 84; empty where no point is known.", minimum=-90, maximum=90),
    Column("longitude", "number", "Degrees east, WGS 84; empty where no point is known.", minimum=-180, maximum=180),
    Column("coordinate_source", "string", "Where the point was found."),
    Column("aliases", "list", "Other names, Arabic included."),
    Column("notes", "string", "What is known of the place and of doubts about it."),
), key="place_id", links=(("admin1_code", "province_names", "admin1_code"),))  # fmt: skip

PROVINCE_NAMES = Table("province_names", "province_names.csv", "Names and codes of provinces", (
    Column("admin1_code", "string", "ISO 3166-2 code.", required=True),
    Column("ocha_pcode", "string", "OCHA P-code; empty where we have none."),
    Column("name_en", "string", "Common English name.", required=True),
    Column("name_ar", "string", "Arabic name.", required=True),
    Column("aliases", "list", "Other spellings and older codes."),
), key="admin1_code")  # fmt: skip

OFFICIAL_COUNTS = Table("official_counts", "official_counts.csv", "Running counts given by others", (
    Column("as_of", "date", "Day for which the count was given; empty where the page is undated."),
    Column("scope", "string", "Whose count it is.", required=True, vocabulary=vocabulary.COUNT_SCOPE),
    Column("total", "integer", "Attacks counted.", minimum=0),
    Column("iraq", "integer", "Of them in Iraq.", minimum=0),
    Column("syria", "integer", "Of them in Syria.", minimum=0),
    Column("publisher", "string", "Who published it.", required=True),
    Column("url", "url", "Address of the page, http or https.", required=True),
    Column("notes", "string", "What the page says of the count."),
))  # fmt: skip

KEY_DATES = Table("key_dates", "key_dates.csv", "Days that others are dated by", (
    Column("date", "date", "Local calendar day, YYYY-MM-DD; the first of several.", required=True),
    Column("until", "date", "Last day, where it is a period."),
    Column("label", "string", "What it is called on a chart.", required=True),
    Column("kind", "string", "What kind of day it is.", required=True, vocabulary=vocabulary.KEY_DATE),
    Column("note", "string", "What the source says of it, in our words.", required=True),
    Column("url", "url", "A page among the sources of incidents or of running counts.", required=True),
    Column("event_id", "string", "The incident that it is taken from; empty where it is taken from a running count."),
), key="label", links=(("event_id", "incidents", "event_id"),))  # fmt: skip

COVERAGE = Table("coverage", "coverage.csv", "How well each period is covered", (
    Column("since", "date", "First local day of the period.", required=True),
    Column("until", "date", "Last local day of the period.", required=True),
    Column("coverage", "string", "How many sources were found for the period.", required=True, vocabulary=vocabulary.COVERAGE),
    Column("reason", "string", "What a reader of counts must know of the period.", required=True),
), key="since")  # fmt: skip

DUPLICATES = Table("duplicates", "duplicates.csv", "Pairs of incidents that may be one, and what was decided", (
    Column("event_id", "string", "One incident of the pair.", required=True),
    Column("other_id", "string", "The other.", required=True),
    Column("decision", "string", "Whether they are one incident told twice.", required=True, vocabulary=vocabulary.DECISION),
    Column("note", "string", "What they have in common, or why it was decided so."),
), links=(("event_id", "incidents", "event_id"), ("other_id", "incidents", "event_id")))  # fmt: skip

SURPLUS = "cells beyond the header"  # where a reader puts what a row has more than the header

TABLES = (INCIDENTS, SOURCES, PLACES, PROVINCE_NAMES, OFFICIAL_COUNTS, KEY_DATES, COVERAGE, DUPLICATES)
