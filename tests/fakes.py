"""Fakes of the edges, each as small as it can be: a clock, a mail server, a feed, a gazetteer."""

from __future__ import annotations

import email
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

from shapely import box

from alerts.db.session import Database
from alerts.domain.application import Application
from alerts.domain.errors import InsightNotReady
from alerts.domain.precedence import Precedence
from alerts.domain.signup_limits import SignupLimits
from alerts.mail.outcome import Abandoned, MayFinish, OnPhase, Outcome, Phase, Sent, always
from alerts.mail.wire import plain
from alerts.services.areas import Places
from alerts.services.reception import Reception
from geo.errors import PostcodeUnknown
from geo.gazetteer import Listing, Located
from geo.postcode import Postcode
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.kind import Feed
from scheduler.page import Page, Problem
from scheduler.request import Request, Response
from tests.factories import CAMDEN, IDENTITY, NOW, NW5_1TL, SITE, TIMETABLE


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class RecordingSender:
    """Takes every letter, or answers a recipient as `answers` says: one outcome after another, the last for good."""

    def __init__(self, answers: dict[str, list[Outcome]] | None = None) -> None:
        self.answers = answers or {}
        self.sent: list[EmailMessage] = []
        self.tried: list[str] = []
        self.envelopes: dict[str, str] = {}
        self.before: Callable[[str], None] = lambda _recipient: None
        self.at_the_dot: Callable[[str], None] = lambda _recipient: None

    def connect(self) -> RecordingSender:
        return self

    def __enter__(self) -> RecordingSender:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to close."""

    def deliver(
        self,
        message: bytes,
        envelope_from: str,
        recipient: str,
        on_phase: OnPhase,
        may_finish: MayFinish = always,
    ) -> Outcome:
        self.before(recipient)
        on_phase(Phase.CONNECT)
        self.tried.append(recipient)
        self.envelopes[recipient] = envelope_from
        left = self.answers.get(recipient, [Sent("250 ok")])
        outcome = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(outcome, Sent):
            if not may_finish():
                return Abandoned()
            self.at_the_dot(recipient)
            self.sent.append(email.message_from_bytes(plain(message), policy=default))
        return outcome

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.sent]


Served = Sequence[Application] | Exception


class FakeKind:
    """A kind of feed whose pages are lists of applications, given beforehand; one that is an error is raised."""

    name = "fake"
    needs_authority = True

    def __init__(self, *pages: Served, tells_all: bool = False, total: int | None = None) -> None:
        self.pages = list(pages)
        self.total = total
        self.problems: dict[int, tuple[Problem, ...]] = {}
        self.tells_all = tells_all
        self.asked_from: list[str] = []

    def authorities(self, feed: Feed[Any]) -> frozenset[str]:
        return frozenset({feed.authority or CAMDEN})

    def first_request(self, feed: Feed[Any], cursor: str, today: date) -> Request:
        """A cursor that is a number goes on with that page; any other begins anew."""
        self.asked_from.append(cursor)
        return self._request(int(cursor) if cursor.isdigit() else 0)

    def parse(self, feed: Feed[Any], request: Request, payload: bytes, today: date) -> Page:
        number = int(request.step)
        served = self.pages[number]
        if isinstance(served, Exception):
            raise served
        problems = self.problems.get(number, ())
        following = number + 1 < len(self.pages)
        return Page(
            fetched=len(served) + len(problems),
            applications=tuple(served),
            problems=problems,
            next=self._request(number + 1) if following else None,
            cursor=str(number + 1) if following else f"done {today}",
            total=self.total,
        )

    def _request(self, number: int) -> Request:
        return Request("https://feed.example/", step=str(number), tells_all=self.tells_all and number == 0)


class FakeFetcher:
    """Answers every request, unless a failure was left for it; `seen` is what it was asked with."""

    def __init__(self, *failures: Exception | None) -> None:
        self.failures = list(failures)
        self.seen: list[tuple[str | None, str | None]] = []
        self.during: Callable[[], None] = lambda: None
        self.not_modified = False

    def fetch(
        self,
        request: Request,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        configured_url: str | None = None,
    ) -> Response:
        self.seen.append((etag, last_modified))
        self.during()
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        return Response(
            200, json.dumps([]).encode(), '"one"', None, request.url, self.not_modified and etag is not None
        )


def a_feed(
    kind: FakeKind,
    name: str = "camden",
    precedence: Precedence = Precedence.COUNCIL,
    every_s: float = 1800.0,
) -> ConfiguredFeed:
    feed = Feed(name, "fake", "https://feed.example", CAMDEN, 400, SimpleNamespace())
    return ConfiguredFeed(feed, kind, every_s, True, precedence)


class TinyGazetteer:
    """Knows NW5 1TL and whatever else it is given; each cell is 20 m square."""

    vintage = "of the tests"

    def __init__(self, **points: tuple[float, float]) -> None:
        self.points = {"NW51TL": NW5_1TL} | points

    def find(self, postcode: Postcode) -> Located:
        if postcode.compact not in self.points:
            raise PostcodeUnknown(str(postcode), f"There is no postcode {postcode} in our lists.")
        return Located(postcode, *self.points[postcode.compact], CAMDEN, Listing.LIVE, False)

    def postcodes_of_sector(self, sector: str) -> Iterator[Located]:
        return (each for each in self._all() if each.postcode.sector == sector)

    def postcodes_of_outward(self, outward: str) -> Iterator[Located]:
        return (each for each in self._all() if each.postcode.outward == outward)

    def _all(self) -> Iterator[Located]:
        return (self.find(Postcode(compact)) for compact in sorted(self.points))

    def cell_at(self, easting: float, northing: float) -> Any:
        return box(easting - 10, northing - 10, easting + 10, northing + 10)


def a_reception(
    database: Database, clock: Callable[[], datetime], limits: SignupLimits | None = None
) -> Reception:
    """Whoever answers forms, knowing NW5 1TL alone of all postcodes."""
    places = Places(TinyGazetteer(), 100, 400.0)  # type: ignore[arg-type]
    return Reception(database, places, SITE, IDENTITY, TIMETABLE, clock, limits or SignupLimits())


class FiguresNotRead:
    """The numbers of dashboards in the moment after a start."""

    def register(self) -> Any:
        raise InsightNotReady("The figures are still being counted. Try again in a minute.")
