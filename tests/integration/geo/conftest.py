"""The installation's gazetteer, built where it is missing; authentic payloads are looked at where there are any."""

import os
from pathlib import Path

import pytest

from geo.gazetteer import Gazetteer, default_path
from geo.gazetteer_build import build

SAMPLES = os.environ.get("PLANNING_ALERTS_SAMPLES")
collect_ignore = [] if SAMPLES else ["test_samples.py"]


@pytest.fixture(scope="session")
def gazetteer():
    path = default_path()
    if not path.exists():
        build(path)
    return Gazetteer(path)


@pytest.fixture(scope="session")
def samples():
    return Path(SAMPLES)
