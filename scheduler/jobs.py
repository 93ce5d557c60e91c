"""The steps of the service, and what runs when in one process. What is due stands in the rows."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from alerts.db import feeds
from alerts.db.due import DuePeople
from alerts.db.session import Database
from alerts.domain.share import ALL, Share
from alerts.domain.steps import Step
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect
from alerts.log_context import saying
from alerts.mail.boxes import BoxUnusable
from alerts.services.alarming import tell_operator
from alerts.services.alerting import match_changes
from alerts.services.asking import ask_people
from alerts.services.composing import compose_due
from alerts.services.operator_links import answer_operators
from alerts.services.post import Post
from alerts.services.publishing_nightly import NightShift, make_if_due
from alerts.services.pushing import Pusher, Receiver, push_due
from alerts.services.reading import BoxReader, read_box
from alerts.services.reception import Reception, take_in
from alerts.services.reminding import remind
from alerts.services.retention import forget
from alerts.services.sending import SendReport, send_due
from alerts.services.steps import Steps
from alerts.services.summarising import Summary, summarise
from alerts.services.watched import WatchedAreas
from alerts.services.watching import NOTHING_MORE, Watch
from alerts.services.welcoming import compose_welcomes
from geo.gazetteer import Gazetteer
from scheduler.backoff import first_poll_after_s
from scheduler.bell import Bell
from scheduler.clock import Clock, Job, at_once, stopped_clock, ticking
from scheduler.configured import ConfiguredFeed
from scheduler.noted import PULSE, PULSE_THREADS, by_itself, logged_as_warning, noted
from scheduler.poll import poll_due
from scheduler.poll_begin import is_due_by
from scheduler.poll_run import PollReport
from scheduler.poller import Poller

log = logging.getLogger("planning_alerts.scheduler")

POLLS_AT_ONCE = 8
PUSH_EVERY_S = 5.0
MOST_PUSHES_AT_ONCE = 32
"""Each receiver has a thread of its own up to so many, so that none waits for another that is slow."""
LONGEST_TICK_S = 10.0
FORGET_EVERY_S = 3_600.0
FILES_EVERY_S = 300.0
"""How often it is looked whether the files of open data are due, and tried again what failed."""
COMPOSED_AT_ONCE = 100
"""E-mails put into words, their maps drawn, before what waits is handed over: about half a minute at the most."""
TAKE_IN_EVERY_S = 3.0
"""Somebody sits before the page that says "check your inbox"."""

SEND, TAKE_IN = "send", "take in"


@dataclass(frozen=True)
class Pipeline:
    """The steps of the service, bound to one installation. `maps_from` is what e-mails' maps are drawn from, if any."""

    database: Database
    timetable: Timetable
    clock: Callable[[], datetime]
    poller: Poller
    feeds: tuple[ConfiguredFeed, ...]
    post: Post
    reception: Reception
    stopping: threading.Event = field(default_factory=threading.Event)
    box_reader: BoxReader | None = None
    read_every_s: float = 300.0
    maps_from: Gazetteer | None = None
    composed_at_once: int = COMPOSED_AT_ONCE
    receivers: tuple[Receiver, ...] = ()
    night_shift: NightShift | None = None
    watched: WatchedAreas | None = None
    on_effect: OnEffect = no_effect
    steps: Steps | None = None
    watch: Watch = NOTHING_MORE
    summary: Summary | None = None

    @noted(Step.POLL)
    def poll_if_due(self, configured: ConfiguredFeed) -> PollReport | None:
        """Poll a feed if its time has come. A look costs no lock; the poll itself looks again under one."""
        with self.database.reading() as session:
            row = feeds.feed_row(session, configured.feed.name)
            is_due = row is None or is_due_by(row, self.clock())
        with saying(feed=configured.feed.name):
            report = poll_due(self.poller, configured) if is_due else None
            if report is not None:
                level = logging.WARNING if report.error else logging.INFO
                log.log(level, "polled %s: %s", report.name, report.as_json())
        return report

    def first_poll_after_s(self, configured: ConfiguredFeed) -> float:
        """How long after the start this feed is first looked at; one that was never polled, at once."""
        with self.database.reading() as session:
            row = feeds.feed_row(session, configured.feed.name)
        is_new = row is None or row.next_poll_at is None
        return 0.0 if is_new else first_poll_after_s(configured.feed.name, configured.every_s)

    def match(self) -> None:
        by_itself("reminding", self.remind)
        self.match_only()

    @noted(Step.REMIND)
    def remind(self) -> None:
        """Make the reminders whose day has come."""
        remind(self.database, self.timetable, self.clock)

    @noted(Step.MATCH)
    def match_only(self, share: Share = ALL) -> None:
        """Turn the changes of a share of the councils into alerts."""
        report = match_changes(
            self.database,
            self.timetable,
            self.clock,
            self.on_effect,
            is_stopping=self.stopping.is_set,
            share=share,
            watched=self.watched,
        )
        if report.changes:
            log.info("matched %d changes: %d alerts", report.changes, report.alerts)

    @noted(Step.TAKE_IN)
    def take_in(self) -> int:
        """Answer what people asked for in forms; returns how many e-mails were queued."""
        queued = answer_operators(self.reception) + take_in(self.reception)
        if queued:
            log.info("queued %d answers to forms", queued)
        return queued

    def send(self) -> SendReport:
        """Answer forms, compose what is due and hand over all that waits."""
        try:
            by_itself("answering forms", self.take_in)
            by_itself("the operator's letter", self.tell_operator)
            by_itself("welcoming", self.welcome)
            by_itself("composing", self._compose_all)
        finally:
            report = self.hand_over()
        return report

    @noted(Step.TELL_OPERATOR)
    def tell_operator(self) -> None:
        """Write to the operator of what is wrong, and once a day how all goes."""
        told = self.database, self.post.site, self.post.identity, self.clock
        tell_operator(*told, self.watch)
        if self.summary is not None:
            summarise(*told, self.summary)

    @noted(Step.WELCOME)
    def welcome(self) -> None:
        """Put into words the welcomes of those who have just confirmed, and what is asked about areas that changed."""
        parts = (self.database, self.post.site, self.post.identity, self.timetable, self.clock)
        by_itself("asking about areas that changed", partial(ask_people, *parts))
        compose_welcomes(*parts)

    def _compose_all(self) -> None:
        people = DuePeople()
        while self.compose(people, self.composed_at_once) == self.composed_at_once:
            if self.stopping.is_set():
                break
            # A morning's digests take long to draw: whoever waits for a confirmation does not wait for them.
            self.hand_over()

    @noted(Step.COMPOSE)
    def compose(self, people: DuePeople, most: int | None = None) -> int:
        """Put into words what is due, for the next `most` of these people; returns for how many."""
        return compose_due(
            self.database,
            self.post.site,
            self.post.identity,
            self.timetable,
            self.clock,
            self.on_effect,
            gazetteer=self.maps_from,
            most=most,
            is_stopping=self.stopping.is_set,
            people=people,
        )

    @noted(Step.SEND)
    def hand_over(self) -> SendReport:
        """Hand over all that waits, confirmations first."""
        report = send_due(self.post)
        if report.sent or report.failed_temporarily or report.failed_permanently:
            log.info("sent %d e-mails, %d to be tried again", report.sent, report.failed_temporarily)
        return report

    @noted(Step.PUSH)
    def push(self, receiver: Receiver) -> None:
        """Tell a receiver what is new in the log of changes."""
        pusher = Pusher(self.database, self.clock, is_stopping=self.stopping.is_set)
        if requests := push_due(pusher, receiver):
            log.info("told %s in %d requests", receiver.name, requests)

    @noted(Step.MAKE_FILES)
    def make_files(self) -> None:
        """Make the files of open data, if it is time."""
        made = make_if_due(self.night_shift) if self.night_shift else None
        if made:
            log.info("made %d files of open data", len(made.files))

    def read_bounces(self) -> None:
        """Take in the mail that came back."""
        with logged_as_warning(log, BoxUnusable):
            self._read_box()

    @noted(Step.READ_BOUNCES)
    def _read_box(self) -> None:
        report = read_box(self.box_reader) if self.box_reader else None
        if report and any(report.as_json().values()):
            log.info("mail that came back: %s", report.as_json())

    @noted(Step.FORGET)
    def forget(self) -> None:
        with self.database.writing() as session:
            forgotten = forget(session, self.clock())
        log.info("forgot %s", forgotten)


@contextlib.contextmanager
def running_clock(
    pipeline: Pipeline,
    send_every_s: float,
    bell: Bell | None = None,
    may_work: Callable[[], bool] = lambda: True,
    beside: Sequence[Job] = (),
) -> Iterator[Clock]:
    """The clock, ticking until the block ends. One run of a job at a time; the page or e-mail in hand is finished.
    While `may_work` says no, another scheduler does the work, and every tick passes by. `beside` are further jobs.

    Each feed has a job of its own, and the polls threads of their own: a slow feed holds up no other for long, and
    never the mail. So it is with those who are told of changes. Answers to forms are sent as soon as they are
    queued, and are queued when the bell rings.
    """
    clock = stopped_clock(_threads(len(pipeline.receivers)))
    jobs = list(_jobs(pipeline, tick_s(pipeline, send_every_s), send_every_s, partial(at_once, clock, SEND)))
    with ticking(clock, (*jobs, *beside), may_work):
        try:
            with (bell or Bell()).answered_by(partial(at_once, clock, TAKE_IN)):
                yield clock
        finally:
            pipeline.stopping.set()


def tick_s(pipeline: Pipeline, send_every_s: float) -> float:
    """How often it is looked what is due: as often as the feed asks for that is polled most often."""
    return min([LONGEST_TICK_S, send_every_s, *(feed.every_s for feed in pipeline.feeds if feed.is_enabled)])


def _threads(receivers: int) -> dict[str, int]:
    """Polls, those who are told of changes, the files of open data and the pulse have threads of their own."""
    return {
        "default": 4,
        "polls": POLLS_AT_ONCE,
        "pushes": min(max(receivers, 1), MOST_PUSHES_AT_ONCE),
        "files": 1,
        PULSE: PULSE_THREADS,
    }


def _jobs(
    pipeline: Pipeline, tick_s: float, send_every_s: float, send_now: Callable[[], None]
) -> Iterator[Job]:
    for feed in pipeline.feeds:
        if feed.is_enabled:
            after_s = pipeline.first_poll_after_s(feed)
            yield Job(f"poll {feed.feed.name}", partial(pipeline.poll_if_due, feed), tick_s, "polls", after_s)
    yield Job("match", pipeline.match, tick_s)
    yield Job(SEND, pipeline.send, send_every_s)
    yield Job(TAKE_IN, partial(_take_in, pipeline, send_now), min(TAKE_IN_EVERY_S, send_every_s))
    if pipeline.box_reader is not None:
        yield Job("bounces", pipeline.read_bounces, pipeline.read_every_s)
    for receiver in pipeline.receivers:
        yield Job(f"tell {receiver.name}", partial(pipeline.push, receiver), PUSH_EVERY_S, "pushes")
    if pipeline.night_shift is not None:
        yield Job("files", pipeline.make_files, FILES_EVERY_S, "files")
    yield Job("forget", pipeline.forget, FORGET_EVERY_S)


def _take_in(pipeline: Pipeline, send_now: Callable[[], None]) -> None:
    if pipeline.take_in():
        send_now()
