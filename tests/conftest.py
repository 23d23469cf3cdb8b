"""What all tests share: the bundled data read once, and property tests that say the same every time."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, settings

from geodata import catalogue
from geodata.catalogue import Catalogue
from geodata.store import Store
from tests import engines, oracle, postgres, strategies

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
def database() -> Iterator[str]:
    """The address of a PostgreSQL of this run's own."""
    with postgres.cluster() as address:
        yield address


@pytest.fixture(scope="session", autouse=True)
def engine(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where stores are kept: DuckDB, unless a module says ``@on_every_engine``."""
    name = getattr(request, "param", engines.DUCKDB)
    with engines.keeping(name, request):
        yield name


@pytest.fixture(scope="session")
def store(bundled: Catalogue, engine: str) -> Store:
    return engines.kept(bundled)


@pytest.fixture(scope="session")
def bundled_rows() -> pd.DataFrame:
    """The bundled incidents as the oracle reads them."""
    return oracle.joined(*oracle.bundled())


@pytest.fixture(scope="session")
def crowd() -> strategies.Sample:
    """Three hundred incidents drawn from narrow domains."""
    return strategies.crowd(300)


@pytest.fixture(scope="session")
def crowd_store(crowd: strategies.Sample, engine: str) -> Store:
    return crowd.store


@pytest.fixture(scope="session")
def crowd_rows(crowd: strategies.Sample) -> pd.DataFrame:
    return oracle.joined(crowd.rows, crowd.places)
