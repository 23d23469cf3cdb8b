"""What all tests share: the bundled data read once, and property tests that say the same every time."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings

from geodata import catalogue
from geodata.catalogue import Catalogue
from geodata.store import Store
from tests import oracle, strategies

# The quick one says the same every time and does not shrink what it finds, for a catalogue takes a fifth of a
# second; HYPOTHESIS_PROFILE=deep looks further, elsewhere every time, and shrinks.
_patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}
_quick = {"derandomize": True, "phases": [Phase.explicit, Phase.generate]}
settings.register_profile("quick", max_examples=60, database=None, **_quick, **_patient)
settings.register_profile("deep", max_examples=1_000, database=None, **_patient)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def bundled() -> Catalogue:
    return catalogue.read()


@pytest.fixture(scope="session")
def store(bundled: Catalogue) -> Store:
    return Store(bundled)


@pytest.fixture(scope="session")
def bundled_rows() -> pd.DataFrame:
    """The bundled incidents as the oracle reads them."""
    return oracle.joined(*oracle.bundled())


@pytest.fixture(scope="session")
def crowd() -> strategies.Sample:
    """Three hundred incidents drawn from narrow domains."""
    return strategies.crowd(300)


@pytest.fixture(scope="session")
def crowd_store(crowd: strategies.Sample) -> Store:
    return crowd.store


@pytest.fixture(scope="session")
def crowd_rows(crowd: strategies.Sample) -> pd.DataFrame:
    return oracle.joined(crowd.rows, crowd.places)
