"""Values as tests want them, a database with its tables, and the cast: Alice, Bob and Charlie."""

from __future__ import annotations

import functools
import shutil
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from shapely import Point, Polygon, box
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import applications, changes, keys, schema, subscriptions
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.keys import KeyHeard
from alerts.db.mapping import wishes_columns
from alerts.db.session import AT_WORK, Database, Patience
from alerts.db.tables import ApplicationRow, ChangeRow, SubscriptionRow
from alerts.domain.application import Application, ApplicationKey, Extent, Site, SitePrecision, Status
from alerts.domain.change import Change, ChangeKind
from alerts.domain.matching import Noticed
from alerts.domain.subscription import Frequency, Subscription, SubscriptionState, Wishes
from alerts.domain.timetable import Timetable
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.mail.compose import MailSite
from alerts.services.identity import MailIdentity
from geo.area import Area

CAMDEN, ISLINGTON, BARNET = "E09000007", "E09000019", "E09000003"
NOW = datetime(2026, 6, 10, 11, 0, tzinfo=UTC)
TODAY = date(2026, 6, 10)
BEFORE = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
"""When the cast subscribed."""

NW5_1TL = (529_000.0, 185_500.0)
TIMETABLE = Timetable(ZoneInfo("Europe/London"), time(7, 30), 4)

SITE = MailSite("https://alerts.example", "Planning alerts", "Jane Doe", "help@alerts.example")
IDENTITY = MailIdentity(
    base_url="https://alerts.example",
    site_name="Planning alerts",
    contact_email="help@alerts.example",
    sender="alerts@mail.alerts.example",
    sender_name="Planning alerts",
    reply_to="",
    envelope_domain="",
    key="a key of the tests, 32 letters or more",
)

_APPLICATION = Application(
    feed="camden",
    feed_key="681001",
    authority=CAMDEN,
    reference="2026/0123/P",
    description="Erection of a single storey rear extension",
    address="14 Falkland Road, London",
    postcode="NW5 2AA",
    application_type="hh",
    application_type_raw="Householder Application",
    status=Status.UNDETERMINED,
    status_raw="Registered",
    received_date=date(2026, 6, 1),
    valid_date=date(2026, 6, 3),
    url="https://planning.example/681001",
    site=Site(Point(529_060, 185_500), SitePrecision.POINT),
    extent=Extent.UNCHECKED,
)


def an_application(number: int | None = None, **changed: object) -> Application:
    """An application 60 m east of NW5 1TL; `number` gives it a key and reference of its own."""
    if number is not None:
        changed = {"feed_key": str(number), "reference": f"2026/{number:04}/P"} | changed
    return replace(_APPLICATION, **changed)


def at(east_m: float, north_m: float = 0.0, precision: SitePrecision = SitePrecision.POINT) -> Site:
    """A site so many metres east and north of NW5 1TL."""
    return Site(Point(NW5_1TL[0] + east_m, NW5_1TL[1] + north_m), precision)


def noticed(kind: ChangeKind = ChangeKind.NEW, noticed_at: datetime = NOW, **changed: object) -> Noticed:
    return Noticed(Change(kind), an_application(**changed), noticed_at)


def a_subscription(**changed: object) -> Subscription:
    """Alice's: confirmed, everything, daily."""
    confirmed = Subscription(1, 1, SubscriptionState.CONFIRMED, Wishes(), BEFORE)
    return replace(confirmed, **changed)


def around_nw5(radius_m: int = 400) -> WatchArea:
    """The surroundings of NW5 1TL, whose cell is 20 m square here."""
    east, north = NW5_1TL
    return WatchArea(
        name=AreaName(AreaKind.POSTCODE, f"NW51TL:{radius_m}"),
        label=f"within {radius_m} m of NW5 1TL",
        area=Area(box(east - 10, north - 10, east + 10, north + 10), float(radius_m)),
        postcode="NW5 1TL",
        authorities=frozenset({CAMDEN}),
        vintage="of the tests",
    )


def a_circle(radius_m: int = 400, east_m: float = 0.0, north_m: float = 0.0) -> WatchArea:
    centre = Point(NW5_1TL[0] + east_m, NW5_1TL[1] + north_m)
    name = AreaName(AreaKind.CIRCLE, f"{centre.x},{centre.y}:{radius_m}")
    return WatchArea(name, f"within {radius_m} m of your point", Area(centre, float(radius_m)))


def a_ward(polygon: Polygon | None = None, code: str = "E05013658") -> WatchArea:
    east, north = NW5_1TL
    square = polygon or box(east - 500, north - 500, east + 500, north + 500)
    name = AreaName(AreaKind.WARD, code)
    return WatchArea(
        name, "Kentish Town South ward, Camden", Area(square, 0.0), authorities=frozenset({CAMDEN})
    )


def all_of(authority: str = CAMDEN, label: str = "Camden") -> WatchArea:
    name = AreaName(AreaKind.AUTHORITY, authority)
    return WatchArea(name, label, authority=authority, authorities=frozenset({authority}))


def following(reference: str = "2026/0123/P", authority: str = CAMDEN) -> WatchArea:
    key = ApplicationKey(authority, reference)
    name = AreaName(AreaKind.APPLICATION, f"{authority}:{reference}")
    return WatchArea(name, f"application {reference}", application=key, authorities=frozenset({authority}))


@functools.cache
def _empty_database() -> Path:
    """One file with the tables, made once a process: to copy it is quicker than to migrate anew."""
    folder = Path(tempfile.mkdtemp(prefix="planning-alerts-tests-"))
    database = Database(f"sqlite:///{folder / 'empty.sqlite'}")
    schema.upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.engine.dispose()
    return folder / "empty.sqlite"


def a_database(folder: Path, feeds: tuple[str, ...] = ("camden",)) -> Database:
    """A database in `folder` with the tables and these feeds of Camden."""
    file = folder / "alerts.sqlite"
    shutil.copyfile(_empty_database(), file)
    return with_feeds(Database(f"sqlite:///{file}"), feeds)


def opened_again(database: Database, patience: Patience = AT_WORK, connections: int = 15) -> Database:
    """The same database as another process has it, behind the same door."""
    return Database(database.url, patience, door=database.door, connections=connections)


def with_feeds(database: Database, feeds: tuple[str, ...]) -> Database:
    """The database, these feeds of Camden registered in it."""
    with database.writing() as session:
        for name in feeds:
            register_one(session, FeedEntry(name, "fake", frozenset({CAMDEN}), 1800.0, True))
    return database


def stored(session: Session, application: Application, *, is_baseline: bool = False) -> ApplicationRow:
    """The application as one of its feed, noticed on the day that the cast subscribed."""
    (added,) = applications.add_all(session, [application], is_baseline=is_baseline, now=BEFORE)
    keys.keep(session, application.feed, [KeyHeard(application.feed_key, added, None)])
    return session.get_one(ApplicationRow, added)


def public_rows(session: Session) -> list[ApplicationRow]:
    """All that is not held back, in order of authority and reference."""
    query = select(ApplicationRow).where(ApplicationRow.quarantine.is_(None))
    return list(
        session.scalars(query.order_by(ApplicationRow.authority, ApplicationRow.reference_normalised))
    )


def a_change(
    session: Session, row: ApplicationRow, kind: ChangeKind = ChangeKind.NEW, noticed_at: datetime = NOW
) -> ChangeRow:
    changes.add_all(session, row.feed, [(row.id, Change(kind))], state="unmatched", now=noticed_at)
    return session.get_one(ChangeRow, changes.next_id(session) - 1)


def subscribe(
    session: Session,
    email: str,
    watch: WatchArea,
    state: str = "confirmed",
    wishes: Wishes | None = None,
    since: datetime = BEFORE,
) -> SubscriptionRow:
    """Somebody's subscription as it stands stored, whatever its state."""
    person = subscriptions.find_or_add_subscriber(session, email, since)
    area = subscriptions.find_or_add_watch_area(session, watch, since)
    row = SubscriptionRow(
        subscriber_id=person.id,
        watch_area_id=area.id,
        state=state,
        consent_wording="as the tests say",
        requested_at=since,
        confirmed_at=since if state == "confirmed" else None,
        ended_at=since if state == "ended" else None,
        **wishes_columns(wishes or Wishes(frequency=Frequency.INSTANT)),
    )
    session.add(row)
    session.flush()
    return row


@dataclass(frozen=True)
class Cast:
    """Alice confirmed, Bob pending, Charlie unsubscribed; all three round NW5 1TL, told at once."""

    alice: int
    bob: int
    charlie: int

    @classmethod
    def enter(cls, session: Session, watch: WatchArea | None = None, wishes: Wishes | None = None) -> Cast:
        place = watch or around_nw5()
        return cls(
            alice=subscribe(session, "alice@example.com", place, "confirmed", wishes).id,
            bob=subscribe(session, "bob@example.com", place, "pending", wishes).id,
            charlie=subscribe(session, "charlie@example.com", place, "ended", wishes).id,
        )
