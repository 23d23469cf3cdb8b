"""What is odd but legitimate: each rule points at rows and keeps them.

A finding asks for a second look; it changes no count. Rules that need polygons are in
`geodata.catalogue`, which knows where each incident lies.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geodata.schema.vocabulary import SUB_TYPES_OF

US_AND_COALITION = {"United States and coalition", "U.S. and coalition forces and missions"}


def of_incidents(
    incidents: pd.DataFrame, *, sources: pd.DataFrame | None = None, ranges_close: bool = True
) -> list[pd.DataFrame]:
    """Return the findings about checked incidents, a frame per rule with ``row, id, value, column, reason``.

    `ranges_close`: whether a range is expected to have an upper end; files of others may give lowest estimates alone.
    """
    found = [
        *(_open_ranges(incidents) if ranges_close else []),
        _sub_type_of_another_type(incidents),
        _category_against_groups(incidents),
        _answer_before_its_cause(incidents),
    ]
    if sources is not None:
        found.append(_source_before_event(incidents, sources))
    return found


def pointed(incidents: pd.DataFrame, odd: pd.Series, column: str, reason: str | pd.Series) -> pd.DataFrame:
    """Return one finding for each incident where `odd`."""
    if not odd.fillna(False).any():
        return pd.DataFrame()
    lines = incidents.loc[odd.fillna(False).astype(bool), ["row", "event_id", column]].set_axis(
        ["row", "id", "value"], axis=1
    )
    told = reason.loc[lines.index] if isinstance(reason, pd.Series) else reason
    return lines.assign(value=lines["value"].astype("str").fillna(""), column=column, reason=told)


def _open_ranges(incidents: pd.DataFrame) -> list[pd.DataFrame]:
    return [
        pointed(incidents, incidents[f"{what}_min"].notna() & incidents[f"{what}_max"].isna(), f"{what}_min",
                f"an open range: {what}_min without {what}_max (at least so many)")
        for what in ("killed", "injured")
    ]  # fmt: skip


def _sub_type_of_another_type(incidents: pd.DataFrame) -> pd.DataFrame:
    type_of = {sub: each for each, subs in SUB_TYPES_OF.items() for sub in subs}
    at, subs = pd.factorize(incidents["sub_event_type"])
    belongs = _taken([type_of.get(sub) for sub in subs], at, incidents)
    odd = belongs.notna() & (belongs != incidents["event_type"])
    return pointed(incidents, odd, "sub_event_type", "a sub-type of " + belongs[odd] + ", not of the event_type given")


def _category_against_groups(incidents: pd.DataFrame) -> pd.DataFrame:
    by_us, on_us = (incidents[f"actor{side}_group"].isin(US_AND_COALITION) for side in (1, 2))
    expected = _taken(_EXPECTED, np.select([on_us, by_us], [2, 1], 0), incidents)
    grouped = incidents["actor1_group"].notna() & incidents["actor2_group"].notna()
    odd = grouped & (expected != incidents["category"])
    return pointed(incidents, odd, "category", "the two groups say " + expected[odd])


_EXPECTED = ("other_attack", "us_coalition_strike", "attack_on_us_coalition")


def _taken(texts: Sequence[str | None], at: np.ndarray, incidents: pd.DataFrame) -> pd.Series:
    """Return for each incident the text at its place among a few, missing where that is -1."""
    return pd.Series(pd.array(texts, dtype="str").take(at, allow_fill=True), index=incidents.index)


def _answer_before_its_cause(incidents: pd.DataFrame) -> pd.DataFrame:
    if incidents["responds_to"].isna().all():
        return pd.DataFrame()
    day_of = incidents.drop_duplicates("event_id").set_index("event_id")["event_date"]
    answered = incidents["responds_to"].dropna().str.split(";").explode().str.strip()
    early = pd.Series(day_of.reindex(answered).array, answered.index) > incidents["event_date"].reindex(answered.index)
    odd = early.groupby(level=0).any().reindex(incidents.index, fill_value=False)
    return pointed(incidents, odd, "responds_to", "dated before the incident it is reported as answering")


def _source_before_event(incidents: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    day_of = incidents.drop_duplicates("event_id").set_index("event_id")
    dated = sources[sources["published"].notna() & sources["event_id"].isin(day_of.index)]
    # Not `map`, which fails on no sources at all.
    happened = day_of["event_date"].reindex(dated["event_id"]).set_axis(dated.index)
    early = dated[dated["published"] < happened]
    return pd.DataFrame({
        "row": early["event_id"].map(day_of["row"]),
        "id": early["event_id"],
        "value": early["published"].dt.strftime("%Y-%m-%d"),
        "column": "event_date",
        "reason": "a source (" + early["publisher"].astype("str") + ") is dated before the local event date "
        + happened[early.index].dt.strftime("%Y-%m-%d"),
    })  # fmt: skip
