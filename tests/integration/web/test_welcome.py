"""Who confirms is welcomed once, whatever is pressed how often, and whoever leaves at once is not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import AlertRow, EmailRow, SubscriberRow, SubscriptionRow
from alerts.domain.application import Decision
from alerts.domain.links import Purpose
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services import welcoming
from alerts.services.areas import watch_area
from alerts.services.own_areas import watch_at_once
from alerts.services.privacy import erase
from alerts.services.subscribing import end
from alerts.services.welcoming import compose_welcomes, queue_welcome
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import NOW, application, record
from tests.integration.web.people import Cast, Person


def welcomes(database: Database) -> list[EmailRow]:
    with database.reading() as session:
        return list(session.scalars(select(EmailRow).where(EmailRow.lane == "welcome")))


def put_into_words(database: Database, context: SiteContext) -> int:
    return compose_welcomes(database, context.site, context.identity, context.timetable, lambda: NOW)


def end_all(database: Database, person: Person) -> None:
    with database.writing() as session:
        end([session.get_one(SubscriptionRow, number) for number in person.subscriptions], NOW)


def test_who_confirms_is_welcomed_once_however_often_they_press(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    for _ in range(3):
        assert client.post(cast.bob.link(Purpose.CONFIRM)).status_code == 200
    assert [put_into_words(database, context) for _ in range(2)] == [1, 0]
    (welcome,) = welcomes(database)
    assert (welcome.subscriber_id, welcome.state, welcome.next_try_at) == (cast.bob.id, "queued", NOW)
    assert welcome.text.startswith("Planning alerts\n")
    assert "You get planning alerts within 400 m of NW5 1TL" in welcome.text


@pytest.mark.fault("S-04")
def test_two_processes_that_confirm_at_the_same_moment_queue_one_welcome(
    database: Database, context: SiteContext, cast: Cast
) -> None:
    together = Barrier(4)

    def confirm(_: int) -> None:
        together.wait()
        with database.writing() as session:
            row = session.get_one(SubscriptionRow, cast.bob.subscriptions[0])
            queue_welcome(session, context.identity, row, NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(confirm, range(4)))
    assert len(welcomes(database)) == 1


def test_two_workers_put_a_welcome_into_words_once(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    together = Barrier(3)

    def work(_: int) -> int:
        together.wait()
        return put_into_words(database, context)

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(work, range(3))) == [0, 0, 1]


def test_a_welcome_lists_what_is_open_in_the_area_today_and_tells_nothing(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    today = NOW.date()
    last_days = {number: date(today.year, 12, 10 + number) for number in (3, 1, 2)}
    described = [
        application(
            f"2026/80{number:02}/P", description=f"Shed {number}", consultation_end_date=day, valid_date=None
        )
        for number, day in last_days.items()
    ]
    over = application("2026/8010/P", description="Too late", consultation_end_date=date(today.year, 1, 2))
    decided = application(
        "2026/8011/P", description="Decided", consultation_end_date=last_days[3], decision=Decision.GRANTED
    )
    with database.writing() as session:
        record(session, [*described, over, decided], NOW)
    client.post(cast.bob.link(Purpose.CONFIRM))
    put_into_words(database, context)
    (welcome,) = welcomes(database)
    places = [welcome.text.index(f"Shed {number}, ") for number in (1, 2, 3)]
    assert places == sorted(places)
    assert "Too late" not in welcome.text
    assert "Decided, " not in welcome.text
    with database.reading() as session:
        assert session.scalars(select(AlertRow)).all() == []


def test_who_adds_an_area_at_their_own_page_is_not_welcomed_again(
    database: Database, context: SiteContext, cast: Cast
) -> None:
    with database.writing() as session:
        watch = watch_area(session, context.places, parse_area_name("authority:E09000007"))
        watch_at_once(session, context.desk(), cast.alice.id, watch, Wishes())
    assert welcomes(database) == []


def test_who_left_before_the_words_were_there_gets_none(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    end_all(database, cast.bob)
    assert put_into_words(database, context) == 0
    assert [welcome.state for welcome in welcomes(database)] == ["dropped"]


def test_who_left_that_area_is_not_sent_its_welcome_though_another_stands(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    put_into_words(database, context)
    with database.writing() as session:
        watch = watch_area(session, context.places, parse_area_name("authority:E09000007"))
        watch_at_once(session, context.desk(), cast.bob.id, watch, Wishes())
    with database.reading() as session:
        assert welcoming.welcomed(session, context.identity, welcomes(database)[0]) is not None
    end_all(database, cast.bob)
    with database.reading() as session:
        assert welcoming.welcomed(session, context.identity, welcomes(database)[0]) is None


def test_a_welcome_has_the_headers_by_which_one_leaves(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    put_into_words(database, context)
    headers = dict(context.identity.headers(welcomes(database)[0]))
    assert headers["List-Unsubscribe"] == f"<{{{{link:unsubscribe:{cast.bob.id}:0}}}}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"].endswith(f"<alerts.{context.identity.host}>")


def test_a_welcome_that_no_try_puts_into_words_is_set_aside(
    client: FlaskClient,
    database: Database,
    context: SiteContext,
    cast: Cast,
    caplog: pytest.LogCaptureFixture,
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    with database.writing() as session:
        session.get_one(SubscriptionRow, cast.bob.subscriptions[0]).frequency = "daily"
        session.connection().exec_driver_sql("UPDATE watch_area SET name = 'nowhere:1'")
    for _ in range(welcoming.MOST_TRIES):
        assert put_into_words(database, context) == 0
    assert [(row.state, row.last_error) for row in welcomes(database)] == [
        ("failed", "it cannot be put into words")
    ]
    assert "cannot be composed; it is tried again" in caplog.text


def test_whoever_is_forgotten_while_their_welcome_is_composed_costs_nobody_theirs(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    client.post(cast.bob.link(Purpose.CONFIRM))
    forgotten = []

    def forget_bob() -> datetime:
        if not forgotten:
            with database.writing() as session:
                forgotten.append(session.get_one(SubscriberRow, cast.bob.id))
                erase(session, forgotten[0], context.identity.keys)
        return NOW

    made = compose_welcomes(database, context.site, context.identity, context.timetable, forget_bob)
    assert made == 0
    assert (len(forgotten), welcomes(database)) == (1, [])
