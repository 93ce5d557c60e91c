"""Another holds what is asked for, or there is no connection left: pages come or say when to come back."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from sqlalchemy import event, select, text

from alerts.db import subscriptions
from alerts.db.session import FOR_A_PAGE, Database, DatabaseUnusable, Patience
from alerts.db.tables import SubscriptionRow
from alerts.domain.links import Claim, Purpose, token_for
from alerts.services.post import Post
from alerts.services.sending import send_due
from scheduler.poller import Poller
from tests.factories import TIMETABLE, all_of, an_application, opened_again, subscribe
from tests.fakes import FakeFetcher, HandClock, RecordingSender, TinyGazetteer
from tests.integration.db_faults.conftest import HURRIED, Browser
from tests.integration.db_faults.waiting import queue_for
from tests.integration.polling.told import poll
from tests.integration.web.neighbourhood import KEY, NOW

ALICE = "alice@example.org"


@pytest.fixture
def way_out(database: Database) -> str:
    """The address that ends Alice's subscription."""
    with database.writing() as session:
        person = subscriptions.subscriber_of(session, subscribed(session))
        assert person is not None
        claim = Claim(Purpose.UNSUBSCRIBE, person.id, person.generation, NOW, 0)
        return f"/unsubscribe/{token_for(claim, KEY)}"


def subscribed(session: object) -> str:
    subscribe(session, ALICE, all_of())  # type: ignore[arg-type]
    return ALICE


def states(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(SubscriptionRow.state)))


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another process has what a departure needs: the file on SQLite, the person on PostgreSQL."""
    with database.writing() as session:
        session.execute(text("UPDATE subscriber SET limit_key = limit_key"))
        yield
        session.rollback()


@pytest.mark.fault("D-01")
def test_who_leaves_while_another_writes_waits_a_little_and_is_gone(
    database: Database, browser: Browser, way_out: str
) -> None:
    client = browser(opened_again(database, Patience(lock_s=20.0)))
    answers = []
    with held(database):
        waiting = threading.Thread(target=lambda: answers.append(client.post(way_out).status_code))
        waiting.start()
        time.sleep(0.3)
        assert answers == []
    waiting.join(30)
    assert answers == [200]
    assert states(database) == ["ended"]


@pytest.mark.fault("D-01")
def test_one_who_waits_too_long_is_told_to_come_back_and_nothing_is_half_done(
    database: Database, browser: Browser, way_out: str
) -> None:
    client = browser(opened_again(database, HURRIED))
    with held(database):
        answer = client.post(way_out)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "30"
        assert "Please try again later." in answer.text
        assert client.get(way_out).status_code == 200
        assert client.get("/").status_code == 200
    assert states(database) == ["confirmed"]
    assert client.post(way_out).status_code == 200
    assert states(database) == ["ended"]


@pytest.mark.fault("D-07")
@pytest.mark.parametrize("most", [3, 15])
def test_where_no_connection_is_left_a_page_says_so_soon_and_the_next_is_well(
    database: Database, browser: Browser, most: int
) -> None:
    limited = opened_again(database, HURRIED, connections=most)
    client = browser(limited)
    with ExitStack() as all_taken:
        for _ in range(most):
            all_taken.enter_context(limited.engine.connect())
        started = time.monotonic()
        assert client.get("/status").status_code == 503
        assert time.monotonic() - started < 5
    assert client.get("/status").status_code == 200
    limited.engine.dispose()


@pytest.mark.fault("D-07")
@pytest.mark.parametrize("answers", [100, pytest.param(1_000, marks=pytest.mark.slow)])
def test_answers_of_every_kind_leave_no_connection_behind(
    database: Database, browser: Browser, answers: int
) -> None:
    limited = opened_again(database, FOR_A_PAGE, connections=3)
    client = browser(limited)
    feed = "/areas/authority/E09000007.rss"
    tag = {"If-None-Match": client.get(feed).headers["ETag"]}
    asked: list[tuple[str, dict[str, str], int]] = [
        (feed, tag, 304),
        ("/areas/shape/0123456789abcdef.rss", {}, 404),
        ("/areas/ward/E05999999", {}, 404),
        ("/api/v1/applications?limit=1", {}, 200),
        ("/api/v1/applications?limit=none", {}, 400),
    ]
    for number in range(answers):
        address, headers, status = asked[number % len(asked)]
        assert client.get(address, headers=headers).status_code == status, address
    pool = limited.engine.pool
    assert (pool.checkedout(), pool.checkedin()) == (0, 1)  # type: ignore[attr-defined]
    limited.engine.dispose()


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("D-05")
def test_a_server_that_goes_without_a_word_is_found_out(database: Database) -> None:
    with database.engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        said = driver.info.get_parameters()
    assert {name: said[name] for name in said if name.startswith("keepalives")} == {
        "keepalives": "1",
        "keepalives_idle": "30",
        "keepalives_interval": "10",
        "keepalives_count": "3",
    }


@pytest.mark.fault("D-07")
def test_the_waits_of_a_page_end_within_five_seconds() -> None:
    assert Patience(lock_s=10.0, connection_s=4.0, statement_s=4.0) == FOR_A_PAGE


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("D-07")
def test_a_slow_answer_is_given_up(database: Database) -> None:
    limited = opened_again(database, HURRIED)
    started = time.monotonic()
    with (
        pytest.raises(DatabaseUnusable, match="canceling statement due to statement timeout"),
        limited.reading() as session,
    ):
        session.execute(text("SELECT pg_sleep(60)"))
    assert time.monotonic() - started < 10
    limited.engine.dispose()


@pytest.mark.fault("D-07")
def test_no_connection_is_held_while_a_mail_server_hangs_and_pages_come(
    database: Database, post: Post, sender: RecordingSender, browser: Browser
) -> None:
    queue_for(database, "alice@example.com")
    client, held_then, slowest = browser(opened_again(database, HURRIED)), [], []

    def hang(_recipient: str) -> None:
        held_then.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
        for _ in range(50):
            started = time.monotonic()
            assert client.get("/status").status_code == 200
            slowest.append(time.monotonic() - started)

    sender.before = hang
    assert send_due(post).sent == 1
    assert held_then == [0]
    assert sorted(slowest)[48] < 1.0


@pytest.mark.fault("D-07")
def test_no_connection_is_held_while_a_feed_is_asked(database: Database) -> None:
    fetcher, held_then = FakeFetcher(), []
    fetcher.during = lambda: held_then.append(database.engine.pool.checkedout())  # type: ignore[attr-defined]
    poller = Poller(database, fetcher, TinyGazetteer(), TIMETABLE, HandClock(), jitter=lambda: 0.5)
    poll(poller, [an_application(1)], [an_application(2)])
    assert held_then == [0, 0]


@pytest.mark.fault("D-02")
@pytest.mark.timeout(120)
def test_two_who_read_before_they_write_the_same_person_lose_nothing(database: Database) -> None:
    with database.writing() as session:
        person = subscribe(session, ALICE, all_of()).subscriber_id

    def count_up() -> None:
        for _ in range(100):
            with database.writing() as session:
                row = subscriptions.subscriber(session, person)
                assert row is not None
                row.generation += 1

    with database.reading() as session:
        before = session.get_one(subscriptions.SubscriberRow, person).generation
    threads = [threading.Thread(target=count_up) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert session.get_one(subscriptions.SubscriberRow, person).generation == before + 200


def test_every_statement_of_a_read_lets_writers_be(database: Database) -> None:
    seen = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with database.reading() as session:
        subscriptions.subscriber(session, 1)
        subscriptions.subscription(session, 1)
    assert not [each for each in seen if "FOR " in each or "advisory" in each]
