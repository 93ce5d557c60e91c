"""One link followed by fifty hands at once, through the whole site: one row, and no page that fails."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from alerts.db import subscriptions
from alerts.db.session import Database, Patience
from alerts.db.tables import SubscriptionRow
from alerts.domain.errors import NotFound
from alerts.domain.links import Claim, Purpose, token_for
from alerts.domain.subscription import Wishes
from alerts.services import subscribing
from alerts.web.app import create_app
from alerts.web.held import own_subscription
from tests.factories import all_of, opened_again, subscribe
from tests.integration.race.at_once import all_at_once
from tests.integration.web.neighbourhood import BASE_URL, KEY, NOW, context_over

FIFTY = 50
Post = Callable[[str, dict[str, str]], int]


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    return create_app(context_over(database, tmp_path / "outbox"))


@pytest.fixture
def post(app: Flask) -> Post:
    """Somebody sends a form from a page of ours; gives the status."""

    def send(path: str, form: dict[str, str]) -> int:
        client = app.test_client()
        client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        return client.post(path, data=form).status_code

    return send


@pytest.fixture
def asked(database: Database) -> tuple[int, str, str]:
    """A subscription that waits to be confirmed, the link that confirms it, and the one that ends it."""
    with database.writing() as session:
        row = subscribe(session, "alice@example.org", all_of(), "pending", Wishes())
        generation = session.get_one(subscribing.SubscriberRow, row.subscriber_id).generation

        def path(purpose: Purpose, subject: int) -> str:
            return f"/{purpose}/{token_for(Claim(purpose, subject, generation, NOW, 0), KEY)}"

        return (
            row.id,
            path(Purpose.CONFIRM, row.id),
            path(Purpose.UNSUBSCRIBE, row.subscriber_id),
        )


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriptionRow.state)))


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_confirmations_at_once_are_one(
    database: Database, asked: tuple[int, str, str], post: Post
) -> None:
    answers = all_at_once(FIFTY, lambda _: post(asked[1], {}))
    assert answers == [200] * FIFTY
    assert states(database) == ["confirmed"]


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_departures_at_once_are_one_and_all_are_answered(
    database: Database, asked: tuple[int, str, str], post: Post
) -> None:
    assert post(asked[1], {}) == 200
    one_click = {"List-Unsubscribe": "One-Click"}
    answers = all_at_once(FIFTY, lambda number: post(asked[2], one_click if number % 2 else {}))
    assert answers == [200] * FIFTY
    assert states(database) == ["ended"]


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_confirming_leaving_and_coming_back_at_once_end_in_one_state_without_a_failure(
    database: Database, asked: tuple[int, str, str], post: Post
) -> None:
    forms = ((asked[1], {}), (asked[2], {}), (asked[2], {"undo": "1"}))
    answers = all_at_once(FIFTY - 2, lambda number: post(*forms[number % 3]))
    assert set(answers) <= {200, 404, 410}  # a confirmation that comes after the departure is too late
    assert len(states(database)) == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SubscriptionRow)) == 1


@pytest.mark.fault("S-04")
@pytest.mark.timeout(120)
def test_fifty_requests_for_one_place_are_all_answered_the_same(database: Database, post: Post) -> None:
    form = {"email": "bob@example.org", "area": "authority:E09000007"}
    assert all_at_once(FIFTY, lambda _: post("/subscriptions", form)) == [303] * FIFTY


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("D-07")
def test_a_form_that_names_somebody_elses_area_does_not_wait_for_it(
    database: Database, asked: tuple[int, str, str]
) -> None:
    hurried = opened_again(database, Patience(lock_s=1.0, connection_s=1.0, statement_s=1.0))
    with database.writing() as theirs:
        subscriptions.subscription(theirs, asked[0])
        with pytest.raises(NotFound), hurried.writing() as session:
            own_subscription(session, -1, str(asked[0]))
    hurried.engine.dispose()
