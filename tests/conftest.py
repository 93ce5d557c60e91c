"""What holds for all tests: no test fails because the machine was busy, and those of one process share a browser."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """One for all: a second in the same process would find the first one's event loop in its way."""
    from tests.browser.started import started_browser

    with started_browser() as started:
        yield started
