"""The operators' bench of the configured feeds: shows how stored records are read, and has them read again."""

from collections.abc import Callable, Collection, Sequence

from sqlalchemy.orm import Session

from alerts.db import stored_records
from alerts.domain.errors import NotFound
from alerts.domain.meanings import SETTING_OF, Meaning
from alerts.domain.stored_record import Outcome
from alerts.services.workbench import FieldSeen, RecordSeen, Reread
from scheduler.check_words import given_in, meaning_lines
from scheduler.comparing import compared
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.reading.record import FieldReading, Reading
from scheduler.meanings import takes_meanings, with_meanings
from scheduler.page import Problem
from scheduler.places import Places
from scheduler.poller import Poller
from scheduler.rereading import read_again, reading_of, reread

_LONGEST_SHOWN = 2_000


class FeedWorkbench:
    """What `alerts.services.workbench.Workbench` asks for."""

    def __init__(self, poller: Poller, configured: Sequence[ConfiguredFeed]) -> None:
        self._poller = poller
        self._configured = {each.feed.name: each for each in configured}

    def has(self, feed: str) -> bool:
        return feed in self._configured

    def seen(self, feed: str, body: bytes) -> RecordSeen:
        reading = reading_of(self._poller, self._as_read_now(feed), body)
        if isinstance(reading.outcome, Problem):
            return _seen(reading, problem=f"{reading.outcome.reason}: {reading.outcome.detail}")
        (placed,) = Places().place_all(self._poller.database, self._poller.gazetteer, [reading.outcome])
        return _seen(reading, quarantine=placed.quarantine, notes=placed.notes)

    def compare(self, feed: str, outcomes: Collection[Outcome], most: int) -> Reread:
        database, configured = self._poller.database, self._as_read_now(feed)
        with database.reading() as session:
            rows = stored_records.of_feed(session, feed, most, outcomes=outcomes)
        again = read_again(self._poller, configured, rows, Places())
        today = self._poller.timetable.today(self._poller.clock())
        with database.reading() as session:
            return Reread(tuple(compared(session, feed, again, today)))

    def reread(
        self, feed: str, outcomes: Collection[Outcome], most: int, note: Callable[[Session], None]
    ) -> Reread:
        return reread(self._poller, self._of(feed), outcomes, most, note)

    def takes_meanings(self, feed: str) -> bool:
        return takes_meanings(self._of(feed))

    def configured_meanings(self, feed: str) -> tuple[Meaning, ...]:
        configured = self._of(feed)
        return tuple(
            Meaning(key, word, str(meaning))
            for key in dict.fromkeys(SETTING_OF.values())
            for word, meaning in (given_in(configured, key) or {}).items()
        )

    def config_lines(self, feed: str, meanings: Sequence[Meaning]) -> tuple[str, ...]:
        return meaning_lines(self._of(feed), meanings)

    def _of(self, feed: str) -> ConfiguredFeed:
        if feed not in self._configured:
            raise NotFound(f"The configuration has no feed {feed}.")
        return self._configured[feed]

    def _as_read_now(self, feed: str) -> ConfiguredFeed:
        with self._poller.database.reading() as session:
            return with_meanings(session, self._of(feed))


def _seen(
    reading: Reading,
    *,
    problem: str | None = None,
    quarantine: str | None = None,
    notes: tuple[str, ...] = (),
) -> RecordSeen:
    return RecordSeen(
        fields=tuple(map(_field_seen, reading.fields)),
        left_over=tuple(FieldSeen(str(each), "", _shown(each.raw), "") for each in reading.left_over),
        problem=problem,
        quarantine=quarantine,
        notes=notes,
    )


def _field_seen(said: FieldReading) -> FieldSeen:
    return FieldSeen(said.name, said.called, _shown(said.raw), _shown(said.read_as), said.fault)


def _shown(value: object) -> str:
    """A value as text, cut where nobody would read on."""
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
