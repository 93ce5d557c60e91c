"""What holds for all tests: no test fails because the machine was busy, those of one process share a browser, and all
share the site's templates as Jinja compiled them.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

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


@pytest.fixture(scope="session", autouse=True)
def _templates_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A site for each test would compile the same pages thousands of times. What was compiled is kept by its source."""
    folder = tmp_path_factory.getbasetemp().parent / "templates"
    folder.mkdir(exist_ok=True)
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(folder))}
