"""A register that swings between two values does not fill anybody's inbox."""

import json
from collections.abc import Callable, Mapping

import pytest

from alerts.db import log_followers
from alerts.db.session import Database
from alerts.domain.application import Decision, Status
from alerts.domain.pushing import Answer
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.pushing import Pusher, push_due
from alerts.services.pushing_webhooks import Webhook, receiver_of
from scheduler.poller import Poller
from tests.factories import IDENTITY, SITE, TIMETABLE, Cast, all_of, an_application
from tests.fakes import HandClock
from tests.integration.alerting.told import alerts, told
from tests.integration.polling.told import baseline, changes_told, poll

A, B, C = (
    an_application(1),
    an_application(1, description="Two storeys"),
    an_application(1, description="Three"),
)
Live = Callable[..., int]


@pytest.fixture
def live(database: Database, poller: Poller, clock: HandClock) -> Live:
    """The feed says this for a while; gives how many e-mails that made."""

    def pass_time(*readings: object, minutes: float = 10) -> int:
        emails = 0
        for reading in readings:
            clock.pass_by(minutes=minutes)
            poll(poller, [reading])
            match_changes(database, TIMETABLE, clock)
            emails += compose_due(database, SITE, IDENTITY, TIMETABLE, clock)
        return emails

    return pass_time


def enter(database: Database, poller: Poller, frequency: Frequency) -> None:
    with database.writing() as session:
        Cast.enter(session, all_of(), Wishes(frequency=frequency))
    baseline(poller, [A])


@pytest.mark.fault("C-02")
def test_a_hundred_swings_in_a_day_make_one_email(database: Database, poller: Poller, live: Live) -> None:
    enter(database, poller, Frequency.INSTANT)
    assert live(*[B, A] * 50) == 1
    assert told(database) == [("alice@example.com", "amended", "2026/0001/P")]


@pytest.mark.fault("C-02")
def test_what_is_taken_back_before_the_digest_is_not_told_at_all(
    database: Database, poller: Poller, live: Live
) -> None:
    enter(database, poller, Frequency.DAILY)
    live(*[B, A] * 20)
    assert told(database) == []
    assert {state for _, _, state in changes_told(database)} == {"discarded", "history"}


@pytest.mark.fault("C-02")
def test_what_stands_at_the_end_of_the_day_is_told(database: Database, poller: Poller, live: Live) -> None:
    enter(database, poller, Frequency.DAILY)
    live(B, A, B, A, B)
    assert [kind for _, kind, _ in told(database)] == ["amended"]
    assert [alert.email_id for alert in alerts(database)] == [None]


@pytest.mark.fault("C-02")
def test_another_change_on_the_same_day_is_told(database: Database, poller: Poller, live: Live) -> None:
    enter(database, poller, Frequency.INSTANT)
    assert live(B, A, B, C) == 2


def test_a_day_later_a_return_is_told(database: Database, poller: Poller, live: Live) -> None:
    enter(database, poller, Frequency.INSTANT)
    assert live(B, A, minutes=24 * 60 + 1) == 2


def test_a_decision_that_is_taken_back_before_the_digest_is_not_told(
    database: Database, poller: Poller, live: Live
) -> None:
    enter(database, poller, Frequency.DAILY)
    decided = an_application(1, decision=Decision.REFUSED, decision_raw="Refused")
    live(decided, A)
    assert told(database) == []
    live(decided)
    assert [kind for _, kind, _ in told(database)] == ["decided"]


@pytest.mark.fault("C-02")
def test_a_mirror_ends_where_a_swinging_register_does(
    database: Database, poller: Poller, live: Live, clock: HandClock
) -> None:
    told: list[tuple[str, str | None]] = []

    def post(_url: str, _headers: Mapping[str, str], body: bytes) -> Answer:
        for change in json.loads(body)["data"]["changes"]:
            (after,) = [each["after"] for each in change["differences"] if each["field"] == "decision"]
            told.append((change["kind"], after))
        return Answer(200, "answered 200")

    baseline(poller, [A])
    with database.writing() as session:
        log_followers.register(session, ["mirror"])
    granted, refused = (
        an_application(1, status=Status.DETERMINED, decision=each, decision_raw=each.value)
        for each in (Decision.GRANTED, Decision.REFUSED)
    )
    live(granted, refused, granted, minutes=60)
    mirror = receiver_of(
        Webhook("mirror", "https://mirror.example", b"key"), post, "https://alerts.example", clock
    )
    push_due(Pusher(database, clock, database_clock=lambda _: clock()), mirror)
    assert told == [("decided", "granted"), ("decided", "refused"), ("noted", "granted")]
