"""Hypothesis strategies for incidents and the questions asked of them.

Domains are narrow on purpose: a handful of days, places, groups and numbers, so that edges meet and
a comparison that is off by one is found at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

import pandas as pd
from hypothesis import strategies as st

from geodata import catalogue, schema
from geodata.catalogue import Catalogue
from geodata.manifest import Manifest
from geodata.patterns.compare import Interval
from geodata.query import IncidentQuery
from geodata.rules import Bbox
from geodata.schema import vocabulary
from geodata.store import Store
from tests import engines

MANIFEST = Manifest(name="made-up", title="Made-up incidents", licence="CC0", citation="Nobody, 2023.")

# Two sites share a point, one place has no point, one no province, and one states no province but has a point.
PLACES = pd.DataFrame(
    [
        ("al-asad", "Al-Asad Airbase", "IQ", "IQ-AN", "33.8", "42.4", "Ain al-Asad;عين الأسد"),
        ("conoco", "Conoco field", "SY", "SY-DY", "35.3", "40.3", "Koniko"),
        ("green-village", "Green Village", "SY", "SY-DY", "35.3", "40.3", ""),
        ("tower-22", "Tower 22", "JO", "JO-MA", "33.3", "38.7", ""),
        ("desert", "A wadi", "IQ", "", "33.0", "41.0", ""),
        ("taji", "Tājī", "IQ", "IQ-BG", "", "", "التاجي"),
        ("badia", "Syrian desert", "SY", "", "", "", ""),
    ],
    columns=["place_id", "name", "country_iso2", "admin1_code", "latitude", "longitude", "aliases"],
)

DAYS = [f"2023-11-{day}" for day in (18, 19, 20, 21)] + ["2023-12-31", "2024-01-01"]
WEAPONS = ["rockets", "mortar", "one-way attack drone", "a & b, c=d?", "صاروخ"]
GROUPS = ["Iran-aligned militias", "U.S. and coalition forces and missions", "Unattributed", "Kata'ib #1 + 50%"]
NOTES = [
    "",
    "Drones over the base",
    "A drone, no damage.",
    "Hangar hit; Kataib Ḥizballah named",
    "قصف عين الاسد",
    "42 rockets",
]
SEARCHED = [
    "drone",
    "DRONES",
    "base drone",
    "rocket",
    "hizballah",
    "kata'ib",
    "عين",
    "الأسد",
    "asad",
    "taji",
    "4",
    "tent",
]
AREAS = ["Hit", "Ana (Anbar)", "قضاء حديثة"]
SETS = ["Ours, of 2023", "january.csv (b2)", "جدول"]
COUNTS = ["", "0", "1", "2", "5"]

# column → the texts a sound cell may hold
CELLS = {
    "event_date": DAYS,
    "time_precision": ["1", "2"],
    "place_id": ["", *PLACES["place_id"]],
    "geo_precision": ["1", "2", "3"],
    "category": list(vocabulary.CATEGORY),
    "event_type": ["Explosions/Remote violence", "Battles"],
    "sub_event_type": ["Air/drone strike", "Shelling/artillery/missile attack", "Armed clash"],
    "weapons": ["", *WEAPONS, "rockets;mortar", "mortar;rockets;صاروخ", "rockets; mortar", "rockets;;rockets"],
    "actor1": ["", "Islamic Resistance in Iraq", "Unknown tent-dwellers"],
    "actor1_group": ["", *GROUPS],
    "claimed_by": ["", "Islamic Resistance in Iraq", "Ashab al-Kahf"],
    "actor2": ["", "U.S. forces", "Base guards"],
    "actor2_group": ["", *GROUPS],
    "outcome": ["", *vocabulary.OUTCOME],
    "killed_side": ["", "militia", "us"],
    "damage": ["", "Two tents burnt"],
    "notes": NOTES,
    "official_attack_number": ["", "7"],
    "confidence": list(vocabulary.EVIDENCE),
    "area": ["", *AREAS],
    "dataset": ["", *SETS, "; ".join(SETS[:2])],
}
RANGES = [("", ""), ("0", "0"), ("1", ""), ("", "2"), ("1", "2"), ("5", "5")]

# Cells that strangers send: nearly right, quite wrong, or meant to break something.
ODD_CELLS = [
    "", " ", "x", "-1", "+1", "1.0", "1e3", "1e999", "nan", "inf", "٣", "99999999999999999999", "9007199254740993",
    "2023-02-30", "2023-11-18 ", "18/11/2023", "0000-00-00", "9999-12-31", ";", ";;", "=1+1", "'", "\x00", "\n", "null",
]  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """Raw cells as text, and the catalogue made of them."""

    rows: pd.DataFrame
    places: pd.DataFrame
    catalogue: Catalogue

    @property
    def store(self) -> Store:
        return engines.kept(self.catalogue)


def sample(rows: pd.DataFrame, **tables: pd.DataFrame) -> Sample:
    """Return the catalogue of `rows`, whose places are those above."""
    return Sample(rows, PLACES, catalogue.assemble({"incidents": rows, "places": PLACES, **tables}, MANIFEST, "v1"))


def incident(**cells: str) -> dict[str, str]:
    """Return the cells of one sound incident, some of them as given."""
    sound = {name: values[-1] if "" not in values else "" for name, values in CELLS.items()}
    return dict.fromkeys(schema.INCIDENTS.names, "") | {"event_id": "e0"} | sound | cells


def frame(*incidents: dict[str, str]) -> pd.DataFrame:
    """Return raw rows, numbered e0, e1 … where they have no event_id of their own."""
    named = [{**cells, "event_id": cells.get("event_id", f"e{n}")} for n, cells in enumerate(incidents)]
    columns = list(dict.fromkeys([*schema.INCIDENTS.names, *(name for cells in named for name in cells)]))
    return pd.DataFrame(named, columns=columns, dtype="str").fillna("")


def made_of(*incidents: dict[str, str], **tables: pd.DataFrame) -> Sample:
    """Return a catalogue of sound incidents that differ only in the cells given, named e0, e1 …"""
    return sample(frame(*(incident(event_id=f"e{n}") | cells for n, cells in enumerate(incidents))), **tables)


def crowd(size: int, seed: int = 22) -> Sample:
    """Return a catalogue of many incidents drawn from the narrow domains, the same every time."""
    random = Random(seed)

    def drawn(n: int) -> dict[str, str]:
        cells = {name: random.choice(values) for name, values in CELLS.items()}
        killed, injured = random.choice(RANGES), random.choice(RANGES)
        answered = random.choice(["", f"e{random.randrange(n)}" if n else ""])
        ranges = dict(zip(("killed_min", "killed_max", "injured_min", "injured_max"), killed + injured, strict=True))
        return cells | ranges | {"event_id": f"e{n}", "responds_to": answered}

    return sample(frame(*(drawn(n) for n in range(size))))


def _sound_cells() -> st.SearchStrategy[dict[str, str]]:
    ranges = st.tuples(st.sampled_from(RANGES), st.sampled_from(RANGES)).map(
        lambda both: dict(
            zip(("killed_min", "killed_max", "injured_min", "injured_max"), both[0] + both[1], strict=True)
        )
    )
    cells = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CELLS.items()})
    return st.builds(lambda one, other: one | other, cells, ranges)


def catalogues(max_size: int = 10) -> st.SearchStrategy[Sample]:
    """Catalogues of sound incidents, none of them refused."""
    return st.lists(_sound_cells(), max_size=max_size).map(lambda rows: sample(frame(*rows)))


def raw_rows(max_size: int = 8) -> st.SearchStrategy[pd.DataFrame]:
    """Rows as strangers send them: sound ones, in which some cells are anything at all."""
    anything = st.sampled_from(ODD_CELLS) | st.text(max_size=6)
    names = st.sampled_from([*schema.INCIDENTS.names, *(column.name for column in schema.OWN_PLACE), "my own column"])
    event_ids = st.fixed_dictionaries({"event_id": st.sampled_from(["a", "b", "c", "d", "e", ""])})
    row = st.builds(
        lambda cells, named, odd: cells | named | odd,
        _sound_cells(),
        event_ids,
        st.dictionaries(names, anything, max_size=3),
    )
    return st.lists(row, max_size=max_size).map(lambda rows: frame(*rows))


def cells_of_strangers() -> st.SearchStrategy[str]:
    """Text that is hard on CSV and on spreadsheets, trimmed as the check trims it."""
    pieces = [
        "=1+1",
        "+",
        "-",
        "@SUM(A1)",
        "'",
        "''=x",
        "'=",
        '"',
        ",",
        "\n",
        "\r\n",
        "\r",
        ";",
        "قصف",
        "é",
        "a",
        "0",
        " ",
    ]
    return st.lists(st.sampled_from(pieces), min_size=1, max_size=5).map("".join).map(str.strip)


def queries() -> st.SearchStrategy[IncidentQuery]:
    """Questions of up to four fields whose values meet the edges of the domains above; more would find nothing."""
    values = values_of()
    fields = st.sets(st.sampled_from(list(values)), max_size=4).map(sorted)
    asked = fields.flatmap(lambda names: st.fixed_dictionaries({name: values[name] for name in names}))
    return asked.map(lambda given: IncidentQuery(**given))


def values_of() -> dict[str, st.SearchStrategy]:
    """Return, for each field of a query, canonical values in any order and number."""
    days = st.sampled_from([*map(date.fromisoformat, DAYS), date(2023, 11, 17), date(2024, 1, 2)])
    few = {"min_size": 1, "max_size": 3}
    several = {
        "country": ["IQ", "SY", "JO"],
        "province": ["IQ-AN", "SY-DY", "IQ-BG", "JO-MA"],
        "area": AREAS,
        "category": list(vocabulary.CATEGORY),
        "event_type": list(vocabulary.EVENT_TYPE),
        "sub_event_type": CELLS["sub_event_type"],
        "outcome": list(vocabulary.OUTCOME),
        "weapon": WEAPONS,
        "actor": GROUPS,
        "target": GROUPS,
        "claimed_by": CELLS["claimed_by"][1:],
        "place": list(PLACES["place_id"]),
        "dataset": SETS,
    }
    return {
        "since": days,
        "until": days,
        **{name: st.lists(st.sampled_from(values), **few).map(tuple) for name, values in several.items()},
        "evidence": st.sampled_from(list(vocabulary.EVIDENCE)),
        "precision": st.sampled_from([1, 2, 3]),
        "killed": st.sampled_from([0, 1, 2, 5, 6]),
        "injured": st.sampled_from([0, 1, 2, 5, 6]),
        "text": st.sampled_from(SEARCHED),
        "bbox": boxes(),
    }


def boxes() -> st.SearchStrategy[Bbox]:
    """Boxes whose edges run through the places, or beside them."""
    lons, lats = (sorted({float(x) for x in PLACES[c] if x} | {0.0, 41.7}) for c in ("longitude", "latitude"))

    def pair(values: list[float]) -> st.SearchStrategy[list[float]]:
        return st.tuples(st.sampled_from(values), st.sampled_from(values)).map(sorted)

    return st.builds(lambda x, y: Bbox(x[0], y[0], x[1], y[1]), pair(lons), pair(lats))


def intervals() -> st.SearchStrategy[Interval]:
    """Periods whose ends are days of the domains, a day before or a day after."""
    days = st.sampled_from([*map(date.fromisoformat, DAYS), date(2023, 11, 17), date(2024, 1, 2)])
    return st.tuples(days, days).map(sorted).map(lambda ends: Interval(*ends))


def any_params() -> st.SearchStrategy[dict[str, list[str]]]:
    """Link parameters as a stranger may type them."""
    known = st.sampled_from([*IncidentQuery.__dataclass_fields__, "actors", ""])
    texts = st.sampled_from(["", "0", "1", "3", "-1", "IQ", "anbar", "high", "2023-11-21", "38,33,44,36", "nan,0,0,0"])
    return st.dictionaries(known, st.lists(texts | st.text(max_size=8), max_size=3), max_size=5)
