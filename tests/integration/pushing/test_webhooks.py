"""What receivers are told: all that is public, in the log's order, signed; and what they are not."""

import base64
import json
from datetime import UTC, datetime

import pytest
from standardwebhooks.webhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from alerts.db import change_log, changes, log_followers
from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind, Difference
from alerts.services.alerting import match_changes
from alerts.services.pushing_webhooks import Webhook, ping
from tests.factories import BARNET, NOW, TIMETABLE, an_application, stored
from tests.fakes import HandClock
from tests.integration.pushing.conftest import GROUP, HOOK, KEY, Push, Server, happen, happen_often, row_of

K = ChangeKind


def asking(*kinds: ChangeKind, authorities: tuple[str, ...] = ()) -> Webhook:
    return Webhook(GROUP, HOOK.url, KEY, frozenset(kinds), authorities)


def test_a_new_receiver_is_told_what_comes_and_not_what_was(
    database: Database, server: Server, clock: HandClock, push: Push
) -> None:
    happen(database, 1, 2)
    with database.writing() as session:
        log_followers.register(session, [GROUP, "later"])
    happen(database, 3)
    later = Server()
    assert push(Webhook("later", HOOK.url, KEY), later) == 1
    assert later.numbers == [3]
    assert push() == 1
    assert server.numbers == [1, 2, 3]
    assert push() == 0


def test_a_change_is_told_with_the_open_record_of_its_application(
    database: Database, server: Server, push: Push
) -> None:
    amended = Change(K.AMENDED, (Difference("description", "One storey", "Two storeys"),))
    happen(database, 7, change=amended)
    push()
    (request,) = server.requests
    event = json.loads(request.body)
    assert (request.url, request.headers["Content-Type"]) == (HOOK.url, "application/json")
    assert (event["type"], event["timestamp"]) == ("planning.changes", "2026-06-10T11:00:00Z")
    assert (event["data"]["after_no"], event["data"]["to_no"], event["data"]["is_replay"]) == (0, 1, False)
    (change,) = event["data"]["changes"]
    application = change.pop("application")
    assert change == {
        "log_no": 1,
        "kind": "amended",
        "noticed_at": "2026-06-10T11:00:00Z",
        "differences": [{"field": "description", "before": "One storey", "after": "Two storeys"}],
        "page": "https://alerts.example/applications/E09000007/2026/0007/P",
    }
    assert (application["reference"], application["received_date"]) == ("2026/0007/P", "2026-06-01")
    assert (application["longitude"], application["latitude"]) == (-0.13985, 51.553635)
    assert "feed_key" not in application


def test_many_changes_come_fifty_a_request_each_once_and_in_order(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 120)
    assert push() == 3
    assert [len(request.numbers) for request in server.requests] == [50, 50, 20]
    assert server.numbers == list(range(1, 121))
    assert [(each.data["after_no"], each.data["to_no"]) for each in server.requests] == [
        (0, 50),
        (50, 100),
        (100, 120),
    ]


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        ((), [1, 2, 4, 5]),
        ((K.NOTED,), [3]),
        ((K.DECIDED,), [2, 5]),
        ((K.AMENDED,), [4, 5]),
        ((K.NEW, K.DECIDED), [1, 2, 5]),
    ],
)
def test_receivers_are_told_the_kinds_that_they_named(
    database: Database, server: Server, push: Push, kinds: tuple[ChangeKind, ...], told: list[int]
) -> None:
    with_plans = Change(K.DECIDED, (Difference("description", "One", "Two"),))
    for number, change in enumerate(
        (Change(K.NEW), Change(K.DECIDED), Change(K.NOTED), Change(K.READVERTISED), with_plans), 1
    ):
        happen_as(database, number, change)
    push(asking(*kinds))
    assert server.numbers == told
    assert row_of(database).last_no == 5


def happen_as(database: Database, number: int, change: Change) -> None:
    state = "history" if change.kind is K.NOTED else "matched"
    with database.writing() as session:
        row = stored(session, an_application(number))
        changes.add_all(session, "camden", [(row.id, change)], state=state, now=NOW)
        change_log.publish(session)


def test_receivers_are_told_of_the_councils_that_they_named(
    database: Database, server: Server, push: Push
) -> None:
    happen(database, 1)
    happen(database, 2, authority=BARNET)
    push(asking(authorities=(BARNET,)))
    assert server.numbers == [2]


def test_what_nobody_asked_for_is_passed_over_without_a_request(
    database: Database, server: Server, push: Push
) -> None:
    happen_often(database, 60)
    assert push(asking(K.WITHDRAWN)) == 0
    assert (server.requests, row_of(database).last_no) == ([], 60)


def test_a_long_stretch_that_holds_nothing_is_passed_over_in_pieces(
    database: Database, server: Server, push: Push
) -> None:
    happen(database, 1)
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE change SET log_no = 5000")
    push()
    assert server.numbers == [5000]
    assert server.requests[0].data["after_no"] == 4000


def test_what_the_flood_guard_holds_is_told_when_it_is_let_go_and_what_is_discarded_never(
    database: Database, server: Server, push: Push
) -> None:
    with database.writing() as session:
        for number, feed in ((1, "camden"), (2, "london")):
            row = stored(session, an_application(number, feed=feed))
            changes.add_all(session, feed, [(row.id, Change(K.NEW))], state="held", now=NOW)
    match_changes(database, TIMETABLE, HandClock())
    assert push() == 0
    with database.writing() as session:
        changes.let_go(session, "camden", "unmatched")
        changes.let_go(session, "london", "discarded")
    match_changes(database, TIMETABLE, HandClock())
    assert push() == 1
    (change,) = server.requests[0].data["changes"]
    assert change["application"]["reference"] == "2026/0001/P"


def test_nothing_is_told_of_an_application_that_is_held_back(
    database: Database, server: Server, push: Push
) -> None:
    happen(database, 1, quarantine="suspected-test")
    happen(database, 2)
    push()
    assert server.numbers == [2]


def test_a_receiver_that_is_not_configured_any_more_is_told_nothing(
    database: Database, server: Server, push: Push
) -> None:
    with database.writing() as session:
        log_followers.register(session, [])
    happen(database, 1)
    assert push() == 0
    with database.writing() as session:
        log_followers.register(session, [GROUP])
    assert push() == 1
    assert server.numbers == [1]


@pytest.mark.parametrize("prefix", ["", "whsec_"])
def test_a_library_of_standard_webhooks_accepts_the_signature(
    database: Database, server: Server, push: Push, prefix: str
) -> None:
    happen(database, 1, description="A café — “extended”\u2028\x7f")
    push(clock=lambda: datetime.now(UTC))
    (request,) = server.requests
    secret = prefix + base64.b64encode(KEY).decode()
    event = Verifier(secret).verify(request.body, dict(request.headers))
    assert event["data"]["changes"][0]["application"]["description"] == "A café — “extended”\u2028\x7f"
    for key, body in (
        (b"another key of the tests", request.body),
        (KEY, request.body.replace(b"Falkland", b"Falklamd")),
    ):
        with pytest.raises(WebhookVerificationError):
            Verifier(base64.b64encode(key).decode()).verify(body, dict(request.headers))


def test_a_trial_is_signed_and_tells_of_nothing(server: Server) -> None:
    assert ping(HOOK, server.post, "msg_trial", datetime.now(UTC)).is_taken
    (request,) = server.requests
    event = Verifier(base64.b64encode(KEY).decode()).verify(request.body, dict(request.headers))
    assert (event["type"], event["data"]) == ("planning.ping", {"webhook": GROUP})
