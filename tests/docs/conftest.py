"""The workshop that machines come from, made once."""

from collections.abc import Iterator

import pytest

from tests.rig.machine import Workshop, a_workshop


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with a_workshop(tmp_path_factory.mktemp("workshop")) as made:
        yield made
