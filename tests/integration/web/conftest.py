"""Fixtures of the site's tests: a real database with the neighbourhood in it, and a client over the whole site."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from alerts.db import schema
from alerts.db.session import Database
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, context_over, settle
from tests.integration.web.people import Cast, gather


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a database with the neighbourhood in it, to be copied for each test."""
    path = tmp_path_factory.mktemp("settled") / "alerts.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.writing() as session:
        settle(session)
    database.engine.dispose()
    return path


@pytest.fixture
def database(settled: Path, tmp_path: Path) -> Iterator[Database]:
    path = tmp_path / "alerts.sqlite"
    shutil.copyfile(settled, path)
    opened = Database(f"sqlite:///{path}")
    yield opened
    opened.engine.dispose()


@pytest.fixture
def context(database: Database, tmp_path: Path) -> SiteContext:
    return context_over(database, tmp_path / "outbox")


@pytest.fixture
def app(context: SiteContext) -> Flask:
    return create_app(context)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser on the site: it says where its forms come from."""
    made = app.test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    made.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return made


@pytest.fixture
def bare_client(app: Flask) -> FlaskClient:
    """A program that says nothing of where it comes from."""
    made = app.test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return made


@pytest.fixture
def cast(database: Database, context: SiteContext) -> Cast:
    return gather(database, context)
