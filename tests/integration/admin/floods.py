"""A feed of which something is held, beside people who watch the place."""

from datetime import date, timedelta

from alerts.db import alarms, feeds, holds
from alerts.db.session import Database
from alerts.db.tables import FeedRow
from alerts.domain.application import ApplicationKey
from alerts.domain.place_report import PlaceFault, PlaceReport
from alerts.services.recording import Occasion, record_readings
from alerts.services.reporting import report_place, reports
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import CAMDEN, FEED, NOW, TODAY, application

WHY = "more than 200 changes in one poll"


def held(database: Database, *references: str, **changed: object) -> int:
    """Hold new applications 60 m east of NW5 1TL with these references; gives the number of the hold."""
    readings = [application(each, received_date=date(2026, 11, 20), **changed) for each in references]
    later = NOW + timedelta(minutes=1)
    with database.writing() as session:
        record_readings(session, Occasion(FEED, False, later, TODAY, is_held=True), readings)
        holds.grow(session, FEED, len(readings), WHY, later)
        hold = holds.open_of(session, FEED)
        assert hold is not None
        return hold.id


def held_ids(database: Database) -> list[int]:
    with database.reading() as session:
        return [change.id for change, _ in feeds.held_changes_of(session, FEED)]


def a_feed_at_rest(database: Database, _context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        session.get_one(FeedRow, FEED).next_poll_at = NOW + timedelta(hours=3)
    return {"name": FEED}


def a_paused_feed(database: Database, _context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        session.get_one(FeedRow, FEED).paused_at = NOW
    return {"name": FEED}


def a_halved_feed(database: Database, _context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        session.get_one(FeedRow, FEED).last_total = 12_000
        alarms.raise_once(session, FEED, "halved", "The whole feed holds 10 records.", NOW)
    return {"name": FEED}


def an_alarm(database: Database, _context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        alarms.raise_once(session, FEED, "stale", "It has not been read for a day.", NOW)
        return {"number": str(alarms.open_of(session, FEED)[0].id)}


def a_hold(database: Database, _context: SiteContext) -> dict[str, str]:
    number = held(database, "2026/2001/P", "2026/2002/P")
    return {"number": str(number), "last": str(held_ids(database)[-1])}


def a_report(database: Database, context: SiteContext) -> dict[str, str]:
    report = PlaceReport(
        ApplicationKey(CAMDEN, "2026/0123/P"), PlaceFault.ELSEWHERE, "It is next door <b>to it</b>."
    )
    with database.writing() as session:
        report_place(session, report, None, "key", context.clock())
        return {"number": str(reports(session)[-1].number)}
