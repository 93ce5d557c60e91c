"""What a worker of the distributed engine does when it is woken: a step of the pipeline, which may find nothing due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from alerts.db import agenda, feed_numbers
from alerts.db.due import DuePeople
from alerts.db.waking import Wanted, Work, wake
from alerts.domain.share import ALL, Share
from scheduler.configured import ConfiguredFeed
from scheduler.jobs import Pipeline

MANY_EMAILS = 100
"""So many e-mails are worth another worker's help; fewer are sent before it has come."""

MANY_PEOPLE = 200
COMPOSERS = 32
"""More than there are places to compose at: they are not all of a size, and who dies over one holds up no other."""

MANY_CHANGES, MATCHERS = 20_000, 4
"""A usual day's changes are matched in seconds; the first load of a feed, or what a standstill left, is divided."""


def share_of(key: str) -> Share:
    """The share that a job's key names, such as `3/32`; all with none."""
    number, _, of = key.partition("/")
    return Share(int(number), int(of)) if of else ALL


def _shares(work: Work, of: int) -> list[Wanted]:
    return [Wanted(work, f"{number}/{of}") for number in range(of)]


@dataclass(frozen=True)
class Worker:
    """`worker(wanted)` does a piece of work."""

    pipeline: Pipeline

    def __call__(self, wanted: Wanted) -> None:
        self._steps[wanted.work](wanted.key)

    @cached_property
    def _steps(self) -> Mapping[Work, Callable[[str], object]]:
        pipeline = self.pipeline
        return {
            Work.TAKE_IN: lambda _: pipeline.take_in(),
            Work.WELCOME: lambda _: pipeline.welcome(),
            Work.POLL: self._poll,
            Work.REMIND: lambda _: pipeline.remind(),
            Work.MATCH: self._match,
            Work.COMPOSE: self._compose,
            Work.SEND: self._send,
            Work.SEND_ALERTS: self._send,
            Work.PUSH: self._push,
            Work.TELL_OPERATOR: lambda _: pipeline.tell_operator(),
            Work.READ_BOUNCES: lambda _: pipeline.read_bounces(),
            Work.MAKE_FILES: lambda _: pipeline.make_files(),
            Work.FORGET: lambda _: pipeline.forget(),
        }

    def _poll(self, name: str) -> None:
        for configured in self._feeds(name):
            self.pipeline.poll_if_due(configured)

    def _feeds(self, name: str) -> list[ConfiguredFeed]:
        return [feed for feed in self.pipeline.feeds if feed.is_enabled and feed.feed.name == name]

    def _match(self, key: str) -> None:
        """Match the changes of a share of the councils; with no key, of all where they are few."""
        if key or self._waiting_changes() <= MANY_CHANGES:
            self.pipeline.match_only(share_of(key))
        else:
            self._wake(*_shares(Work.MATCH, MATCHERS))

    def _waiting_changes(self) -> int:
        with self.pipeline.database.reading() as session:
            return feed_numbers.waiting_changes(session)

    def _compose(self, key: str) -> None:
        """Put into words what is due of a share of the people; with no key, of all where they are few.

        Many are divided: whoever has a place for it takes the next share, and whoever joins meanwhile does, too.
        """
        if key or not self._are_many_due():
            if self.pipeline.compose(DuePeople(share_of(key))):
                self._wake(Wanted(Work.SEND_ALERTS))
        else:
            self._wake(*_shares(Work.COMPOSE, COMPOSERS))

    def _are_many_due(self) -> bool:
        with self.pipeline.database.reading() as session:
            return len(DuePeople().page(session, self.pipeline.clock(), MANY_PEOPLE)) == MANY_PEOPLE

    def _send(self, _key: str) -> None:
        database = self.pipeline.database
        with database.reading() as session:
            waiting = agenda.emails_due(session, self.pipeline.clock())
        if waiting > MANY_EMAILS:
            self._wake(Wanted(Work.SEND_ALERTS))  # each who comes calls the next, until all are at it
        self.pipeline.hand_over()

    def _push(self, name: str) -> None:
        """Tell one receiver; with no name, wake whoever tells each of those that are behind."""
        if not name:
            with self.pipeline.database.reading() as session:
                behind = agenda.for_receivers(session, self.pipeline.clock())
            self._wake(*behind)
        for receiver in self.pipeline.receivers:
            if receiver.name == name:
                self.pipeline.push(receiver)

    def _wake(self, *found: Wanted) -> None:
        with self.pipeline.database.writing() as session:
            for wanted in found:
                wake(session, *wanted)
