"""A log of changes, and receivers that answer as they are told."""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import pytest

from alerts.db import change_log, changes, log_followers
from alerts.db.session import Database
from alerts.db.tables import LogFollowerRow
from alerts.domain.change import Change, ChangeKind
from alerts.domain.pushing import Answer
from alerts.services.pushing import Pusher, push_due
from alerts.services.pushing_webhooks import Webhook, receiver_of
from tests.factories import NOW, an_application, stored
from tests.fakes import HandClock

GROUP = "civic-group"
KEY = b"a key of the tests, of many letters"
HOOK = Webhook(GROUP, "https://group.example/changes", KEY)
TAKEN, BROKEN, GONE = Answer(200, "answered 200"), Answer(503, "answered 503"), Answer(410, "answered 410")


class Request(NamedTuple):
    """One that arrived."""

    url: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def data(self) -> Any:
        return json.loads(self.body)["data"]

    @property
    def numbers(self) -> list[int]:
        return [each["log_no"] for each in self.data["changes"]]


class Server:
    """A receiver's web server: gives one answer after another, the last for good; keeps what arrived."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers or (TAKEN,))
        self.requests: list[Request] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        self.requests.append(Request(url, headers, body))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        self.meanwhile()
        return answer

    @property
    def numbers(self) -> list[int]:
        """The numbers of the log that it was told, in order."""
        return [number for request in self.requests for number in request.numbers]


Push = Callable[..., int]


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def push(database: Database, clock: HandClock, server: Server) -> Push:
    """One turn of a worker, for the civic group unless said otherwise."""
    with database.writing() as session:
        log_followers.register(session, [GROUP])

    def run(webhook: Webhook = HOOK, at: Server = server, **changed: Any) -> int:
        usual: dict[str, Any] = {"clock": clock, "database_clock": lambda _: clock()} | changed
        receiver = receiver_of(webhook, at.post, "https://alerts.example", clock)
        return push_due(Pusher(database, **usual), receiver)

    return run


def happen(database: Database, *numbers: int, change: Change | None = None, **changed: Any) -> None:
    """Something happens to each of these applications, and comes into the log."""
    with database.writing() as session:
        for number in numbers:
            row = stored(session, an_application(number, **changed))
            what = change or Change(ChangeKind.NEW)
            changes.add_all(session, "camden", [(row.id, what)], state="matched", now=NOW)
        change_log.publish(session)


def happen_often(database: Database, count: int) -> None:
    """So many changes of one application come into the log."""
    with database.writing() as session:
        row = stored(session, an_application())
        noticed = [(row.id, Change(ChangeKind.NEW))] * count
        changes.add_all(session, "camden", noticed, state="matched", now=NOW)
        change_log.publish(session)


def row_of(database: Database, name: str = GROUP) -> LogFollowerRow:
    with database.reading() as session:
        row = log_followers.by_name(session, name)
        assert row is not None
        return row
