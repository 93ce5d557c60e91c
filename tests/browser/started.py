"""Chromium, started for the tests of one process."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-3d-apis",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def started_browser() -> Iterator[Browser]:
    path = chromium.executable()
    if path is None:
        chromium.install()
        path = chromium.executable()
    if path is None:
        pytest.fail(chromium.HOW_TO, pytrace=False)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()
