"""A second opinion: which incidents answer a query, worked out in pandas from the raw text of the tables.

It knows the table "The query" of the design and nothing else: no SQL, no rule, no reader and no fold
of geodata. Where it and the store disagree, one of them is wrong.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

DATA = Path(__file__).parents[1] / "geodata" / "data"
EVIDENCE = ["low", "medium", "high"]


def bundled() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the raw bundled incidents and places, every cell as text."""
    return raw("incidents"), raw("places")


def raw(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", dtype=str, keep_default_na=False)


def joined(incidents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return the incidents as text with point, country and province of their place, then of their point."""
    known = places[["place_id", "name", "country_iso2", "admin1_code", "latitude", "longitude", "aliases"]]
    rows = incidents.merge(known, on="place_id", how="left").fillna("")
    rows["lon"], rows["lat"] = pd.to_numeric(rows["longitude"]), pd.to_numeric(rows["latitude"])
    rows["day"] = pd.to_datetime(rows["event_date"])
    rows["area"], rows["dataset"] = rows.get("area", ""), rows.get("dataset", "")
    pointed = zip(rows["lon"], rows["lat"], strict=True)
    rows["province"] = [stated or _province_of(*at) for stated, at in zip(rows["admin1_code"], pointed, strict=True)]
    rows["country"] = [
        of_place or code[:2] for of_place, code in zip(rows["country_iso2"], rows["province"], strict=True)
    ]
    told = rows[["notes", "damage", "name", "aliases", "actor1", "actor2"]].itertuples(index=False)
    rows["words"] = [words(" ".join(texts)) for texts in told]
    return rows


@cache
def _shapes() -> dict[str, shapely.Geometry]:
    features = json.loads((DATA / "provinces.geojson").read_text(encoding="utf-8"))["features"]
    return {f["properties"]["admin1_code"]: shapely.from_geojson(json.dumps(f["geometry"])) for f in features}


def _province_of(lon: float, lat: float) -> str:
    if pd.isna(lon):
        return ""
    return next((code for code, shape in sorted(_shapes().items()) if shape.covers(shapely.Point(lon, lat))), "")


ALIKE = {"ى": "ي", "ة": "ه", "ٱ": "ا", "ـ": ""}


def words(text: str) -> list[str]:
    """Return the words of `text` without case, accents, apostrophes, Arabic spelling variants and article."""
    plain = "".join(ALIKE.get(c, c) for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Mn")
    plain = "".join("" if c in "'`’‘ʿʾʻ" else c if c.isalnum() else " " for c in plain)
    return [word[2:] if word[:2] == "ال" and len(word) >= 5 else word for word in plain.casefold().split()]


def listed(cell: str) -> list[str]:
    """Return the values of a cell parted by semicolons, each once, in order."""
    return list(dict.fromkeys(each.strip() for each in cell.split(";") if each.strip()))


def _any_of(column: str) -> Callable[[pd.DataFrame, Any], pd.Series]:
    return lambda rows, values: rows[column].isin(values)  # an empty cell is no value that can be asked for


def _at_least(column: str) -> Callable[[pd.DataFrame, Any], pd.Series]:
    return lambda rows, number: pd.to_numeric(rows[column]) >= number  # NaN >= anything is False


ANSWERS: dict[str, Callable[[pd.DataFrame, Any], pd.Series]] = {
    "since": lambda rows, day: rows["day"] >= pd.Timestamp(day),
    "until": lambda rows, day: rows["day"] <= pd.Timestamp(day),
    "country": _any_of("country"),
    "province": _any_of("province"),
    "area": _any_of("area"),
    "category": _any_of("category"),
    "event_type": _any_of("event_type"),
    "sub_event_type": _any_of("sub_event_type"),
    "outcome": _any_of("outcome"),
    "weapon": lambda rows, values: rows["weapons"].map(lambda cell: any(each in values for each in listed(cell))),
    "actor": _any_of("actor1_group"),
    "target": _any_of("actor2_group"),
    "claimed_by": _any_of("claimed_by"),
    "place": _any_of("place_id"),
    "dataset": lambda rows, values: rows["dataset"].map(lambda cell: any(each in values for each in listed(cell))),
    "evidence": lambda rows, level: rows["confidence"].map(EVIDENCE.index) >= EVIDENCE.index(level),
    "precision": lambda rows, most: pd.to_numeric(rows["geo_precision"]) <= most,
    "killed": _at_least("killed_min"),
    "injured": _at_least("injured_min"),
    "text": lambda rows, text: rows["words"].map(
        lambda found: all(any(word.startswith(part) for word in found) for part in words(text))
    ),
    "bbox": lambda rows, box: rows["lon"].between(box[0], box[2]) & rows["lat"].between(box[1], box[3]),
}


def select(rows: pd.DataFrame, **asked: Any) -> pd.DataFrame:
    """Return the joined rows that answer everything asked, by date, then event_id."""
    keep = pd.Series(True, index=rows.index)
    for name, value in asked.items():
        keep &= ANSWERS[name](rows, value).astype(bool)
    return rows[keep].sort_values(["event_date", "event_id"])


def tallied(rows: pd.DataFrame, until: str, level: str) -> int:
    """Count the attacks by Iran-aligned militias until the end of a day, at that level of evidence or better."""
    asked = {"category": ["attack_on_us_coalition"], "actor": ["Iran-aligned militias"]}
    return len(select(rows, **asked, until=until, evidence=level))


def asked_of(query: Any) -> dict[str, Any]:
    """Return what `query` asks, by field, the unasked left out."""
    given = {name: getattr(query, name) for name in ANSWERS}
    return {name: value for name, value in given.items() if value is not None and value != ()}


def _week(row: pd.Series) -> str:
    year, week, _ = row["day"].date().isocalendar()
    return f"{year:04}-W{week:02}"


def shown_as(row: pd.Series) -> str:
    """Return how an incident is shown: no point, or precision 3 → badge; no province either → tray."""
    if row["latitude"] and row["geo_precision"] != "3":
        return "dot"
    return "badge" if row["province"] else "tray"


# key → the values under which one row counts; None where it has none
KEYS: dict[str, Callable[[pd.Series], list[Any]]] = {
    "country": lambda row: [row["country"] or None],
    "province": lambda row: [row["province"] or None],
    "area": lambda row: [row["area"] or None],
    "place": lambda row: [row["place_id"] or None],
    "day": lambda row: [row["event_date"]],
    "week": lambda row: [_week(row)],
    "month": lambda row: [row["event_date"][:7]],
    "category": lambda row: [row["category"]],
    "event_type": lambda row: [row["event_type"]],
    "sub_event_type": lambda row: [row["sub_event_type"]],
    "outcome": lambda row: [row["outcome"] or None],
    "weapon": lambda row: listed(row["weapons"]) or [None],
    "actor": lambda row: [row["actor1_group"] or None],
    "target": lambda row: [row["actor2_group"] or None],
    "claimed_by": lambda row: [row["claimed_by"] or None],
    "dataset": lambda row: listed(row["dataset"]) or [None],
    "evidence": lambda row: [row["confidence"]],
    "precision": lambda row: [int(row["geo_precision"])],
    "time_precision": lambda row: [int(row["time_precision"])],
    "shown_as": lambda row: [shown_as(row)],
}


def counts(rows: pd.DataFrame, *keys: str) -> dict[tuple[Any, ...], int]:
    """Return how many rows have each combination of values of the keys."""
    found: Counter[tuple[Any, ...]] = Counter()
    for _, row in rows.iterrows():
        combinations: list[tuple[Any, ...]] = [()]
        for key in keys:
            combinations = [(*done, value) for done in combinations for value in KEYS[key](row)]
        found.update(combinations)
    return dict(found)


def casualties(rows: pd.DataFrame, what: str) -> tuple[int, int, int, bool]:
    """Return fewest, most, for how many rows any number is stated, and whether a range is open above."""
    fewest = most = stated = 0
    is_open = False
    for low, high in zip(rows[f"{what}_min"], rows[f"{what}_max"], strict=True):
        if low or high:
            stated += 1
            fewest += int(low or 0)
            most += int(high or low)
            is_open |= not high
    return fewest, most, stated, is_open
