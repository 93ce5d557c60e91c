"""Every minute of the nights on which the clocks change, with a digest at every hour: one a day, each change in one."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

import pytest
from sqlalchemy import insert, select

from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, EmailRow
from alerts.domain.subscription import DIGEST_HOURS, Frequency, Wishes
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from tests.factories import IDENTITY, SITE, TIMETABLE, an_application, around_nw5, stored, subscribe
from tests.fakes import HandClock

LONDON = TIMETABLE.zone
NIGHTS = [date(2026, 3, 28), date(2026, 10, 24), date(2027, 3, 27), date(2027, 10, 30)]
"""The Saturdays before the clocks change; each is followed through to the Monday."""


class Told(NamedTuple):
    """What one run came to: each subscription's digests by local day, and each alert's e-mail."""

    digests: dict[int, list[datetime]]
    by_hour: dict[int, int | None]
    emails_of: Counter[tuple[int, int]]
    waiting: set[tuple[int, int]]


def minutes(first: date, days: int) -> Iterator[datetime]:
    moment = datetime.combine(first, time(0), tzinfo=LONDON).astimezone(UTC)
    end = datetime.combine(first + timedelta(days=days), time(0), tzinfo=LONDON).astimezone(UTC)
    while moment < end:
        yield moment
        moment += timedelta(minutes=1)


def watch_at_every_hour(database: Database, since: datetime) -> dict[int, int | None]:
    """A subscriber for each hour that can be asked for, and one at the installation's; subscription → hour."""
    hours: dict[int, int | None] = {}
    with database.writing() as session:
        for hour in (None, *DIGEST_HOURS):
            wishes = Wishes(frequency=Frequency.DAILY, hour=hour)
            row = subscribe(session, f"at-{hour}@example.com", around_nw5(), wishes=wishes, since=since)
            hours[row.id] = hour
    return hours


def happen_each_minute(database: Database, application_id: int, moment: datetime) -> None:
    """One change, noticed at this minute."""
    with database.writing() as session:
        session.execute(
            insert(ChangeRow).values(
                application_id=application_id,
                kind="decided",
                state="unmatched",
                noticed_at=moment,
                feed="camden",
                differences=[],
            )
        )


def run(database: Database, first: date, step: int = 1, composed_within: int = 60) -> Told:
    """Live through three days: a change every `step` minutes, matched at once; composed at every minute, or only at
    those within so many of a half hour.
    """
    clock = HandClock(datetime.combine(first, time(0), tzinfo=LONDON).astimezone(UTC))
    hours = watch_at_every_hour(database, clock.now - timedelta(hours=1))
    with database.writing() as session:
        application = stored(session, an_application(1, decision_raw="Granted")).id
    for count, clock.now in enumerate(minutes(first, 3)):
        if count % step == 0:
            happen_each_minute(database, application, clock.now)
            match_changes(database, TIMETABLE, clock)
        if min(clock.now.minute % 30, -clock.now.minute % 30) <= composed_within:
            compose_due(database, SITE, IDENTITY, TIMETABLE, clock)
    return _told(database, hours)


def _told(database: Database, hours: dict[int, int | None]) -> Told:
    digests: dict[int, set[datetime]] = defaultdict(set)
    emails_of: Counter[tuple[int, int]] = Counter()
    waiting = set()
    with database.reading() as session:
        rows = session.execute(
            select(AlertRow.subscription_id, AlertRow.change_id, EmailRow.composed_at).outerjoin(
                EmailRow, AlertRow.email_id == EmailRow.id
            )
        )
        for subscription, change, composed_at in rows:
            if composed_at is None:
                waiting.add((subscription, change))
                continue
            emails_of[subscription, change] += 1
            digests[subscription].add(composed_at.astimezone(LONDON))
        emails = len(session.scalars(select(EmailRow.id)).all())
    assert emails == sum(map(len, digests.values()))
    return Told({key: sorted(found) for key, found in digests.items()}, hours, emails_of, waiting)


def assert_one_digest_a_day(found: Told, first: date, changes: int) -> None:
    days = [first + timedelta(days=n) for n in range(3)]
    for subscription, hour in found.by_hour.items():
        at = time(7, 30) if hour is None else time(hour)
        sent = found.digests[subscription]
        # What happens at midnight itself is too late for that midnight's digest.
        due_on = days[1:] if hour == 0 else days
        assert [(moment.date(), moment.time()) for moment in sent] == [(day, at) for day in due_on], hour
    assert set(found.emails_of.values()) == {1}
    assert not set(found.emails_of) & found.waiting
    assert len(found.emails_of) + len(found.waiting) == changes * len(found.by_hour)


@pytest.mark.only_on("sqlite")
@pytest.mark.fault("T-01")
@pytest.mark.fault("T-02")
@pytest.mark.fault("T-04")
@pytest.mark.parametrize("first", [date(2026, 10, 24), date(2027, 3, 27)], ids=str)
def test_the_digests_of_every_hour_go_out_once_a_day_while_something_happens_each_hour(
    database: Database, first: date
) -> None:
    changes = len(range(0, sum(1 for _ in minutes(first, 3)), 60))
    assert_one_digest_a_day(run(database, first, step=60, composed_within=1), first, changes)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.only_on("sqlite")
@pytest.mark.fault("T-01")
@pytest.mark.fault("T-02")
@pytest.mark.fault("T-04")
@pytest.mark.parametrize("first", NIGHTS, ids=str)
def test_every_change_of_every_minute_is_in_exactly_one_of_the_digests_of_every_hour(
    database: Database, first: date
) -> None:
    changes = sum(1 for _ in minutes(first, 3))
    assert changes == {3: 71 * 60, 10: 73 * 60}[first.month]
    assert_one_digest_a_day(run(database, first), first, changes)
