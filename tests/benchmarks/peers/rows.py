"""What all peers read: the points of the catalogue in ``PEER_CATALOGUE``, as a frame held by each server."""

import os
import sys

import pandas as pd

from geodata.query import IncidentQuery
from geodata.store import opened

sys.path.append(os.environ.get("PEER_PACKAGES", ""))  # after our own, which go first
KINDS = ["attack_on_us_coalition", "us_coalition_strike", "other_attack"]


def read() -> pd.DataFrame:
    columns = ["event_id", "event_date", "place_name", "category", "longitude", "latitude"]
    rows = opened(os.environ["PEER_CATALOGUE"]).incidents(IncidentQuery(), columns=columns)
    return rows.dropna(subset=["latitude"]).assign(event_date=rows["event_date"].astype("str"))
