"""A database of its own for every test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.db.session import Database
from tests.factories import a_database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = a_database(tmp_path, ("camden", "london"))
    yield made
    made.engine.dispose()
