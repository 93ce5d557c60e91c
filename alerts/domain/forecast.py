"""How many e-mails somebody would have had: the rules of matching and of digests, run over an area's own past; pure.

It is what one person would have been sent whose one subscription, with these wishes, was confirmed when the time looked
at begins: what is worth telling (`matching`), what is due when (`timetable`), what is true no more by then
(`comment_deadline`), and one e-mail for all that is due together. Reminders are those that would have been made for
their number of days, whether or not anybody had asked for it. A change is taken to be matched as it is noticed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from alerts.domain.alert import AlertItem, ToldChange
from alerts.domain.application import Application, ApplicationKey
from alerts.domain.change import Change, ChangeKind
from alerts.domain.comment_deadline import comment_deadline, reminder_holds
from alerts.domain.constraint import mentions
from alerts.domain.matching import Noticed, is_wanted
from alerts.domain.past import Past
from alerts.domain.subscription import Subscription, SubscriptionState, Wishes
from alerts.domain.timetable import Timetable
from alerts.domain.urgency import by_urgency
from alerts.domain.watch_area import WatchArea, reach
from alerts.domain.wording import headline

ONE_RUN = timedelta(minutes=1)
"""What is due within this time of one another is told together: a poll's pages come one by one, and are matched at its
end.
"""

DAYS_OF_A_MONTH = 30


class ForeseenItem(NamedTuple):
    """One application of an e-mail, with what happened to it."""

    application: ApplicationKey
    headline: str
    kinds: tuple[ChangeKind, ...]


@dataclass(frozen=True)
class Foreseen:
    """An e-mail that would have been sent, its applications in the order in which it would tell them."""

    at: datetime
    items: tuple[ForeseenItem, ...]


class Span(StrEnum):
    """Why the past that was looked at is as long as it is: all that is asked for, since its councils are read at all,
    shorter as so much happens here, or no time at all as no council here is read.
    """

    WHOLE = "whole"
    SINCE_READ = "since-read"
    BUSY = "busy"
    UNREAD = "unread"


@dataclass(frozen=True)
class Forecast:
    """The e-mails of the time from `since` to `until`, the oldest first."""

    emails: tuple[Foreseen, ...]
    since: datetime
    until: datetime
    span: Span

    @property
    def days(self) -> int:
        """The whole days looked at."""
        return (self.until - self.since).days

    @property
    def a_month(self) -> float:
        """E-mails in thirty days; 0 where less than a day is known."""
        return len(self.emails) * DAYS_OF_A_MONTH / self.days if self.days else 0.0

    def latest(self, count: int = 3) -> tuple[Foreseen, ...]:
        """The last e-mails, the newest first."""
        return self.emails[: -count - 1 : -1]


class _Due(NamedTuple):
    """A change that is to be told, and when."""

    at: datetime
    noticed_at: datetime
    past: Past
    change: Change


def foreseen(
    pasts: Iterable[Past],
    watch: WatchArea,
    wishes: Wishes,
    timetable: Timetable,
    since: datetime,
    until: datetime,
) -> tuple[Foreseen, ...]:
    """The e-mails that would have gone out after `since` and by `until`, the oldest first."""
    reader = _Reader(watch, wishes, timetable, since, until)
    due = [each for past in pasts for each in reader.told(past) if each.at <= until]
    due.sort(key=lambda each: (each.at, each.noticed_at))
    return tuple(_email(group, timetable) for group in _runs(due))


@dataclass(frozen=True)
class _Reader:
    """Somebody who subscribed at `since`."""

    watch: WatchArea
    wishes: Wishes
    timetable: Timetable
    since: datetime
    until: datetime

    def told(self, past: Past) -> Iterator[_Due]:
        """What of an application would be told: its changes, then its reminders."""
        has_been_new = False
        for each in past.changes:
            is_new = each.change.kind is ChangeKind.NEW
            is_due = each.is_told and each.noticed_at <= self.until and not (is_new and has_been_new)
            if is_due and self._wants(past, each.change, each.noticed_at):
                has_been_new |= is_new
                at = self.timetable.due_at(self.wishes, each.noticed_at)
                yield _Due(at, each.noticed_at, past, each.change)
        if ChangeKind.DEADLINE_NEAR in self.wishes.changes:
            yield from self._reminders(past)

    def _reminders(self, past: Past) -> Iterator[_Due]:
        for reminder, made_at in _reminders(past, self.wishes.reminder_days, self.timetable):
            if made_at > self.until or not self._wants(past, reminder, made_at):
                continue
            at = self.timetable.reminder_due_at(self.wishes, made_at)
            if reminder_holds(past.at(at), reminder.deadline, self.timetable.today(at)):
                yield _Due(at, made_at, past, reminder)

    def _wants(self, past: Past, change: Change, noticed_at: datetime) -> bool:
        if noticed_at <= self.since or change.kind is ChangeKind.NOTED:
            return False
        application = past.at(noticed_at)
        if not reach(self.watch, application).is_inside:
            return False
        there = frozenset[str]()
        if self.wishes.constraints:
            today = self.timetable.today(noticed_at)
            there = frozenset(str(each.kind) for each in mentions(application.site, past.areas, today))
        subscription = Subscription(0, 0, SubscriptionState.CONFIRMED, self.wishes, self.since)
        return is_wanted(subscription, Noticed(change, application, noticed_at, there), is_muted=False)


def _reminders(past: Past, days_before: int, timetable: Timetable) -> Iterator[tuple[Change, datetime]]:
    """The reminders of an application with the moment at which each is made: as its day begins, or once the last day
    to comment becomes known or moves so near; one for each last day.
    """
    made = set[date]()
    for begins_at, ends_at, application in _standings(past):
        deadline = comment_deadline(application)
        if deadline is None or deadline.day in made:
            continue
        its_day = deadline.day - timedelta(days_before)
        made_at = max(begins_at, _day_begins(its_day, timetable))
        was_known = past.first_noticed_at < _day_begins(its_day + timedelta(1), timetable)
        is_in_time = timetable.today(made_at) <= deadline.day and (ends_at is None or made_at < ends_at)
        if was_known and is_in_time:
            made.add(deadline.day)
            yield Change(ChangeKind.DEADLINE_NEAR, (), deadline.day, days_before), made_at


def _standings(past: Past) -> Iterator[tuple[datetime, datetime | None, Application]]:
    """How an application stood, from when until when; None for how it stands now."""
    later = sorted({each.noticed_at for each in past.changes if each.noticed_at > past.first_noticed_at})
    moments = [past.first_noticed_at, *later]
    for begins_at, ends_at in zip(moments, [*later, None], strict=True):
        yield begins_at, ends_at, past.at(begins_at)


def _day_begins(day: date, timetable: Timetable) -> datetime:
    return datetime.combine(day, time(0), tzinfo=timetable.zone).astimezone(UTC)


def _runs(due: Sequence[_Due]) -> Iterator[list[_Due]]:
    """What goes out together, in the order of time."""
    run: list[_Due] = []
    for each in due:
        if run and each.at - run[-1].at > ONE_RUN:
            yield run
            run = []
        run.append(each)
    if run:
        yield run


def _email(due: Sequence[_Due], timetable: Timetable) -> Foreseen:
    at = due[-1].at
    today = timetable.today(at)
    told: dict[int, list[_Due]] = {}
    for each in sorted(due, key=lambda each: each.noticed_at):
        told.setdefault(each.past.application_id, []).append(each)
    items = by_urgency((_item(number, each, at, timetable) for number, each in told.items()), today)
    return Foreseen(at, tuple(map(_foreseen_item, items)))


def _item(number: int, told: Sequence[_Due], at: datetime, timetable: Timetable) -> AlertItem:
    return AlertItem(
        application_id=number,
        application=told[0].past.at(at),
        changes=tuple(ToldChange(each.change, timetable.today(each.noticed_at)) for each in told),
        reasons=(),
    )


def _foreseen_item(item: AlertItem) -> ForeseenItem:
    return ForeseenItem(
        item.application.key,
        headline(item.application.description),
        tuple(told.change.kind for told in item.changes),
    )
