"""The formats that are known: by which columns each is recognised, and which of its columns holds what.

Where a format measures otherwise than we do, its reader converts, and `told` says how to the person with
the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from geodata import schema
from geodata.importers import vocabularies as words
from geodata.importers.table import Batch, Table
from geodata.importers.vocabularies import Reader
from geodata.schema import vocabulary

COUNTRY_ONLY = "country"  # a precision of place: the point is the country's, and no place at all
ATLAS_COLUMNS = (*schema.INCIDENTS.names, *(column.name for column in schema.OWN_PLACE), "source_urls")


@dataclass(frozen=True, slots=True)
class Format:
    """One known format.

    ``needs``: columns (lower case) that every file of it has. ``columns``: our field → its columns, the first
    that is there is used. ``readers``: field → what turns a text into our value, None where it means none.
    ``names``: its columns in order, for files without a header. ``told``: what was converted, in sentences.
    """

    name: str
    title: str
    needs: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    readers: Mapping[str, Reader] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    told: tuple[str, ...] = ()

    def fits(self, columns: Sequence[str]) -> bool:
        return self.needs <= {key(name) for name in columns}

    def used(self, columns: Sequence[str]) -> dict[str, str]:
        """Return field → the column of a file that holds it."""
        there = {key(name): name for name in reversed(columns)}
        chosen = {
            wanted: next((there[name] for name in names if name in there), "") for wanted, names in self.columns.items()
        }
        return {wanted: name for wanted, name in chosen.items() if name}


def key(name: str) -> str:
    """Return a name of a column as it is compared: trimmed, lower case, underscores for blanks."""
    return "_".join(name.casefold().replace("-", " ").split())


COMMON: Mapping[str, Reader] = MappingProxyType({
    "event_type": words.event_type, "sub_event_type": words.sub_event_type, "country": words.country, "province": words.province,
    "outcome": words.term(vocabulary.OUTCOME), "confidence": words.term(vocabulary.EVIDENCE), "category": words.term(vocabulary.CATEGORY),
    "killed_side": words.term(vocabulary.KILLED_SIDE),
})  # fmt: skip

_ACLED_COLUMNS = {
    "event_id": ("event_id_cnty", "data_id", "event_id_no_cnty"), "event_date": ("event_date",), "time_precision": ("time_precision",),
    "event_type": ("event_type",), "sub_event_type": ("sub_event_type",), "actor1": ("actor1",), "actor2": ("actor2",),
    "country": ("country", "iso", "iso3"), "province": ("admin1",), "place_name": ("location",), "latitude": ("latitude",),
    "longitude": ("longitude",), "geo_precision": ("geo_precision",), "notes": ("notes",), "killed_min": ("fatalities",),
}  # fmt: skip

ACLED = Format(
    "acled", "ACLED events", frozenset({"event_date", "event_type", "actor1", "admin1", "fatalities", "geo_precision"}),
    _ACLED_COLUMNS,
    {"geo_precision": words.table({"1": "2", "2": "2", "3": "3"}), "time_precision": words.table({"1": "1", "2": "2", "3": "3"})},
    told=(
        ("ACLED's precision of place 1 (the town) and 2 (a small area) are our 2, near the place: our 1 is the exact site. Its 3 (a province or "
        "region, set on its capital) is our 3."),
        "ACLED's precision of time 1 (the day), 2 (the week) and 3 (the month) are ours.",
        "Fatalities are ACLED's lowest estimate, of no stated side: they are read as “at least”.",
        ("Actor 1 and 2 are kept in their order; ACLED does not mean attacker and defender by it. The kind of incident follows from them for "
        "remote violence and violence against civilians alone."),
    ),
)  # fmt: skip

ACLED_WEEKLY = Format(
    "acled_weekly", "ACLED weekly aggregates", frozenset({"week", "event_type", "sub_event_type", "events", "fatalities", "admin1"}),
    {
        "event_id": ("id",), "event_date": ("week",), "event_type": ("event_type",), "sub_event_type": ("sub_event_type",),
        "country": ("country",), "province": ("admin1",), "killed_min": ("fatalities",),
    },
    told=(
        ("Each row counts the events of one week, province and type: it becomes that many incidents of precision “province only”, dated to "
        "the first day of the week. Their fatalities, known only together, are stated on the first of them."),
    ),
)  # fmt: skip

UCDP = Format(
    "ucdp", "UCDP GED events", frozenset({"type_of_violence", "where_prec", "date_prec", "date_start", "best", "low", "high"}),
    {
        "event_id": ("id", "relid"), "event_date": ("date_start",), "time_precision": ("date_prec",), "event_type": ("type_of_violence",),
        "sub_event_type": ("type_of_violence",), "actor1": ("side_a",), "actor2": ("side_b",), "country": ("country_id", "country"),
        "province": ("adm_1",), "place_name": ("where_coordinates",), "latitude": ("latitude",), "longitude": ("longitude",),
        "geo_precision": ("where_prec",), "notes": ("source_headline",), "killed_min": ("low",), "killed_max": ("high",),
    },
    {
        "event_type": lambda text: words.UCDP_TYPES.get(text, ("", ""))[0] or None,
        "sub_event_type": lambda text: words.UCDP_TYPES.get(text, ("", ""))[1] or None,
        "geo_precision": words.table({"1": "1", "2": "3", "3": "3", "4": "3", "5": "3", "6": COUNTRY_ONLY, "7": "3"}),
        "time_precision": words.table({"1": "1", "2": "2", "3": "2", "4": "3", "5": "3"}),
    },
    names=("id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date", "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2", "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob"),
    told=(
        ("UCDP's precision of place 1 is our 1. Its 2 means within 25 km, farther than the 10 km of our 2, so 2 to 5 and 7 are our 3 (shown in "
        "the province). Its 6 is the country alone: that point is set aside."),
        ("UCDP's precision of time 1 is our 1, its 2 and 3 (within a week) our 2, its 4 and 5 (a month or more) our 3. An event may span days: it "
        "is dated to its first, and date_end is kept."),
        "State-based and non-state violence are read as battles, one-sided violence as attacks on civilians.",
        "Killed runs from UCDP's low to its high estimate; its best estimate is kept in its own column.",
    ),
)  # fmt: skip

_GEO = [
    "Geo_Type",
    "Geo_FullName",
    "Geo_CountryCode",
    "Geo_ADM1Code",
    "Geo_ADM2Code",
    "Geo_Lat",
    "Geo_Long",
    "Geo_FeatureID",
]
_ACTOR = [
    "Code",
    "Name",
    "CountryCode",
    "KnownGroupCode",
    "EthnicCode",
    "Religion1Code",
    "Religion2Code",
    "Type1Code",
    "Type2Code",
    "Type3Code",
]
GDELT = Format(
    "gdelt", "GDELT 2.0 events", frozenset({"globaleventid", "sqldate", "eventcode", "actiongeo_type"}),
    {
        "event_id": ("globaleventid",), "event_date": ("sqldate",), "event_type": ("eventcode",), "sub_event_type": ("eventcode",),
        "actor1": ("actor1name",), "actor2": ("actor2name",), "country": ("actiongeo_countrycode",), "place_name": ("actiongeo_fullname",),
        "latitude": ("actiongeo_lat",), "longitude": ("actiongeo_long",), "geo_precision": ("actiongeo_type",), "source_urls": ("sourceurl",),
    },
    {
        "event_type": lambda text: words.cameo(text)[0], "sub_event_type": lambda text: words.cameo(text)[1], "country": words.fips,
        "geo_precision": words.table({"1": COUNTRY_ONLY, "2": "3", "3": "2", "4": "2", "5": "3"}),
    },
    names=("GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate", *(f"Actor{at}{name}" for at in (1, 2) for name in _ACTOR),
         "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions", "NumSources",
         "NumArticles", "AvgTone", *(f"{who}{name}" for who in ("Actor1", "Actor2", "Action") for name in _GEO), "DATEADDED", "SOURCEURL"),
    told=(
        ("GDELT finds events by machine in news texts; most of them are not attacks. CAMEO codes 14, 17 to 20 are read as the nearest types of ACLED, "
        "all others as strategic developments."),
        "A point of a city is our precision 2, of a region our 3; a point of a country alone is set aside.",
        "Country codes are FIPS 10-4 (IZ is Iraq).",
    ),
)  # fmt: skip

ATLAS = Format(
    "atlas", "incidents in our own columns", frozenset({"event_id", "event_date", "category", "confidence"}),
    {name: (name,) for name in ATLAS_COLUMNS},
)  # fmt: skip
TABLE = Format("table", "a table of one's own", frozenset({"\0"}), {}, COMMON, told=())
# The same where the column of types is read for sub-types too: a cell that is none says nothing of one, and is no mistake.
TABLE_OF_TYPES = replace(
    TABLE, readers=MappingProxyType({**COMMON, "sub_event_type": lambda text: words.sub_event_type(text) or ""})
)

FORMATS: Mapping[str, Format] = MappingProxyType(
    {each.name: each for each in (ATLAS, ACLED, ACLED_WEEKLY, UCDP, GDELT, TABLE)}
)


def recognised(table: Table) -> Format:
    """Return the format that the columns of a table are of, `TABLE` if it is none that is known."""
    found = [each for each in FORMATS.values() if each.fits(table.columns)]
    return max(found, key=lambda each: len(each.needs), default=TABLE)


def named(table: Table) -> Table:
    """Return a table without a header under the names of the format whose shape it has, if it has one."""
    if table.has_header:
        return table
    looks = {"ucdp": _looks_like_ucdp, "gdelt": _looks_like_gdelt}
    for each in (UCDP, GDELT):
        if len(table.columns) == len(each.names) and looks[each.name](table):
            return renamed(table, each.names)
    return table


def renamed(table: Table, names: Sequence[str]) -> Table:
    """Return the same table with other names of columns."""

    def batches() -> Iterator[Batch]:
        for batch in table.batches():
            yield replace(batch, cells=batch.cells.rename_columns(list(names)))

    return table.with_rows(names, batches)


def _looks_like_ucdp(table: Table) -> bool:
    row = table.sample(1).to_pylist()[0]
    cells = [row[name].strip() for name in table.columns]
    return cells[5] in ("1", "2", "3") and cells[24] in set("1234567") and cells[37] in set("12345")


def _looks_like_gdelt(table: Table) -> bool:
    row = table.sample(1).to_pylist()[0]
    cells = [row[name].strip() for name in table.columns]
    return cells[0].isdecimal() and len(cells[1]) == 8 and cells[1].isdecimal() and cells[51] in ("", *"012345")
