"""A database in trouble, the site over it, and the post that it keeps."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from alerts.db.session import Database, Patience
from alerts.services.post import Post
from alerts.web.app import create_app
from tests.factories import IDENTITY, SITE
from tests.fakes import HandClock, RecordingSender
from tests.integration.db_faults.mailing import Service, amid_its_work
from tests.integration.web.neighbourhood import BASE_URL, context_over

HURRIED = Patience(lock_s=0.3, connection_s=0.3, statement_s=0.3)
"""The waits of a page, scaled down."""

Browser = Callable[[Database], FlaskClient]


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Somebody's browser on a site over this database."""

    def over(database: Database) -> FlaskClient:
        client = create_app(context_over(database, tmp_path / "outbox")).test_client()
        client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client

    return over


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


@pytest.fixture
def post(database: Database, sender: RecordingSender) -> Post:
    return Post(database, sender, SITE, IDENTITY, HandClock(), rate_per_second=1e9)


@pytest.fixture
def service(database: Database) -> Service:
    return amid_its_work(database)
