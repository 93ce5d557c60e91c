"""Ninety invented days of a council's feed, lived through by the real pipeline from recording to composing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from shapely import Point, box
from sqlalchemy import select

from alerts.db import constraints, feeds
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow, EmailRow, SubscriptionRow
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import WatchArea
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.recording import Occasion, record_readings
from alerts.services.reminding import remind
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import IDENTITY, NW5_1TL, SITE, TIMETABLE, an_application, subscribe
from tests.fakes import HandClock

BEGIN = datetime(2026, 8, 25, 11, 0, tzinfo=UTC)
END = BEGIN + timedelta(days=90)
"""The clocks go back between the two."""

Told = list[tuple[date, dict[str, list[str]]]]
"""Of each e-mail the London day and what it tells of each application."""

_WORDS = ("rear extension", "loft conversion", "fell one lime tree", "change of use to a café", "shopfront")
_TYPES = ("hh", "full", "lbc", "notice-trees-in-con-area", None)


@dataclass(frozen=True)
class Person:
    """Somebody with one area."""

    watch: WatchArea
    wishes: Wishes


def live_through(database: Database, people: Sequence[Person], seed: int, applications: int) -> list[Told]:
    """What each of these people is told, having subscribed as the time begins."""
    events = _events(Random(seed), applications)
    clock = HandClock(BEGIN)
    subscribers = _prepare(database, people)
    digests, midnights = set(_moments(time(7, 30, 2), time(18, 0, 2))), set(_moments(time(0, 0, 2)))
    for moment in sorted(digests | midnights | set(events)):
        clock.now = moment
        if moment not in digests:  # in between nothing has happened and no day has begun
            _poll(database, moment, events.get(moment, []))
            remind(database, TIMETABLE, clock)
            match_changes(database, TIMETABLE, clock)
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock)
    return [_told(database, subscriber) for subscriber in subscribers]


def _prepare(database: Database, people: Sequence[Person]) -> list[int]:
    """The feed's first load is over, everybody has confirmed, and a conservation area lies in the east."""
    east, north = NW5_1TL
    area = box(east, north - 900, east + 900, north + 900)
    with database.writing() as session:
        row = feeds.feed_row(session, "camden")
        assert row is not None
        row.baseline_done_at = BEGIN - timedelta(days=2)
        before = Occasion("camden", True, BEGIN - timedelta(days=3), BEGIN.date() - timedelta(3))
        record_readings(session, before, [_invented(Random(1), number, before.today) for number in range(12)])
        constraints.put(
            session,
            [ConstraintArea(1, ConstraintKind.CONSERVATION_AREA, "1", "East", None, None, area)],
            BEGIN,
        )
        return [
            subscribe(
                session, f"person{n}@example.com", each.watch, wishes=each.wishes, since=BEGIN
            ).subscriber_id
            for n, each in enumerate(people)
        ]


def _poll(database: Database, now: datetime, readings: list[Application]) -> None:
    if readings:
        with database.writing() as session:
            record_readings(session, Occasion("camden", False, now, TIMETABLE.today(now)), readings)


def _moments(*times: time) -> Iterator[datetime]:
    """These times of every day, by the clock on the wall."""
    for day in range(91):
        for at in times:
            local = datetime.combine(BEGIN.date() + timedelta(day), at, tzinfo=TIMETABLE.zone)
            if BEGIN < local <= END:
                yield local.astimezone(UTC)


def _events(random: Random, count: int) -> dict[datetime, list[Application]]:
    """Readings by the moment at which a poll brings them, an application's own in the order of its life."""
    moments = [BEGIN + timedelta(days=day, hours=hour, minutes=40) for day in range(90) for hour in (3, 9)]
    found: dict[datetime, list[Application]] = {}
    for number in range(100, 100 + count):
        mine = sorted(random.sample(moments, random.choice((1, 2, 2, 3, 4))))
        reading = _invented(random, number, mine[0].date())
        for place, moment in enumerate(mine):
            if place:
                reading = _moved_on(random, reading, moment.date())
            found.setdefault(moment, []).append(reading)
    for number in range(6):
        moment = random.choice(moments)
        first = _invented(Random(1), number, BEGIN.date() - timedelta(3))
        found.setdefault(moment, []).append(_moved_on(random, first, moment.date()))
    return found


def _invented(random: Random, number: int, today: date) -> Application:
    received = today - timedelta(random.randrange(2, 12))
    return an_application(
        number,
        description=f"{random.choice(_WORDS)} {number}",
        postcode=random.choice(("NW5 1TL", "NW5 2AA")),
        application_type=random.choice(_TYPES),
        is_major=random.choice((True, False, None)),
        received_date=received,
        valid_date=random.choice((received, None)),
        consultation_end_date=random.choice((None, today + timedelta(random.randrange(1, 40)))),
        site=_somewhere(random),
    )


def _somewhere(random: Random) -> Site | None:
    if random.random() < 0.1:
        return None
    east, north = NW5_1TL
    place = Point(east + random.randrange(-1200, 1200), north + random.randrange(-1200, 1200))
    return Site(place, SitePrecision.POINT)


def _moved_on(random: Random, before: Application, today: date) -> Application:
    """What a later poll says of it."""
    after = replace(before, url=f"https://planning.example/{today}")
    what = random.choice(
        ("amended", "moved", "later", "sooner", "decided", "withdrawn", "appealed", "decided")
    )
    if what == "amended":
        return replace(after, description=f"{random.choice(_WORDS)}, revised {today:%d %B}")
    if what == "moved":
        return replace(after, site=_somewhere(random) or before.site)
    if what in ("later", "sooner"):
        days = random.randrange(8, 30) if what == "later" else random.randrange(1, 6)
        return replace(after, consultation_end_date=today + timedelta(days))
    if what == "withdrawn":
        return replace(after, status=Status.WITHDRAWN, withdrawn_date=today)
    if what == "appealed":
        return replace(after, appeal_raw="Appeal lodged", appeal_start_date=today)
    decision = random.choice((Decision.GRANTED, Decision.REFUSED))
    return replace(
        after, status=Status.DETERMINED, decision=decision, decision_raw=str(decision), decision_date=today
    )


def _told(database: Database, subscriber_id: int) -> Told:
    with database.reading() as session:
        rows = session.execute(
            select(EmailRow.id, EmailRow.composed_at, ApplicationRow.reference, ChangeRow.kind)
            .join(AlertRow, AlertRow.email_id == EmailRow.id)
            .join(ChangeRow, AlertRow.change_id == ChangeRow.id)
            .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
            .join(SubscriptionRow, AlertRow.subscription_id == SubscriptionRow.id)
            .where(SubscriptionRow.subscriber_id == subscriber_id)
            .order_by(EmailRow.composed_at, EmailRow.id, AlertRow.id)
        ).all()
    emails: dict[str, tuple[date, dict[str, list[str]]]] = {}
    for email_id, composed_at, reference, kind in rows:
        _, items = emails.setdefault(email_id, (TIMETABLE.today(composed_at), {}))
        items.setdefault(reference, []).append(kind)
    return list(emails.values())
