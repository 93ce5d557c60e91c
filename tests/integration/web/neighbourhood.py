"""A few streets of Camden for the site's tests: applications around NW5 1TL, two wards, one healthy feed."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from shapely import Point, box
from sqlalchemy.orm import Session

from alerts.db import boundaries, feeds
from alerts.db.feeds import FeedEntry
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.services.areas import Places
from alerts.services.identity import MailIdentity
from alerts.services.recording import Occasion, record_readings
from alerts.web.context import SiteContext
from geo.boundaries import Boundary, BoundaryKind
from geo.gazetteer import Gazetteer, default_path

CAMDEN = "E09000007"
FEED = "camden"
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
KEY = "a key for links that only these tests know"
BOUNCE_SECRET = "a-secret-that-only-these-tests-and-a-mail-service-know"
BASE_URL = "http://alerts.example.org"

# NW5 1TL as Code-Point Open of October 2024 has it.
HERE = Point(528_721, 185_525)


def application(reference: str, **changes: object) -> Application:
    """An open application 60 m east of NW5 1TL, but for what is changed."""
    fields: dict[str, object] = {
        "feed": FEED,
        "feed_key": reference,
        "authority": CAMDEN,
        "reference": reference,
        "description": "Erection of a single storey rear extension",
        "address": "7 Specimen Street, London NW5 1TL",
        "postcode": "NW5 1TL",
        "application_type": "hh",
        "application_type_raw": "Householder Application",
        "status": Status.UNDETERMINED,
        "status_raw": "Registered",
        "received_date": date(2026, 11, 12),
        "valid_date": date(2026, 11, 16),
        "consultation_end_date": date(2026, 12, 11),
        "url": f"https://planning.example.gov.uk/{reference}",
        "site": Site(Point(HERE.x + 60, HERE.y), SitePrecision.POINT),
    }
    return Application(**(fields | changes))  # type: ignore[arg-type]


def stock() -> list[Application]:
    """What is known at first: one open, one closing, one decided, one withdrawn, one without a place."""
    return [
        application("2026/0123/P"),
        application(
            "2026/0456/L",
            description="Replacement of windows to the front elevation of a listed building",
            application_type="lbc",
            consultation_end_date=date(2026, 11, 26),
            site=Site(box(HERE.x - 90, HERE.y + 70, HERE.x - 60, HERE.y + 100), SitePrecision.BOUNDARY),
        ),
        application(
            "2026/0789/P",
            description="Change of use from shop to café",
            application_type="full",
            status=Status.DETERMINED,
            decision=Decision.GRANTED,
            decision_raw="Granted",
            decision_date=date(2026, 11, 2),
            received_date=date(2026, 8, 3),
            valid_date=date(2026, 8, 10),
            site=Site(Point(HERE.x + 20, HERE.y - 150), SitePrecision.POINT),
        ),
        application(
            "2026/0999/T",
            description="Fell one lime tree in the rear garden",
            application_type="notice-trees-in-con-area",
            status=Status.WITHDRAWN,
            withdrawn_date=date(2026, 10, 30),
            received_date=date(2026, 10, 1),
            valid_date=date(2026, 10, 5),
            site=Site(Point(HERE.x - 200, HERE.y - 90), SitePrecision.POINT),
        ),
        application(
            "2026/1001/P",
            description="Details of bin store required by condition 4",
            address="The Yard",
            postcode=None,
            consultation_end_date=None,
            url=None,
            site=None,
        ),
    ]


def settle(session: Session) -> None:
    """Fill an empty database with the neighbourhood, as a first load a month ago would have."""
    feeds.register(session, [FeedEntry(FEED, "socrata", frozenset({CAMDEN}), 1800.0, True)])
    session.flush()
    row = feeds.feed_row(session, FEED)
    assert row is not None
    row.last_success_at, row.last_new_at = NOW - timedelta(minutes=10), NOW - timedelta(hours=5)
    row.baseline_done_at = NOW - timedelta(days=30)
    west, south = HERE.x - 900, HERE.y - 900
    middle, east, north = HERE.x + 100, HERE.x + 1_400, HERE.y + 900
    boundaries.replace(
        session,
        [
            _ward("E05013658", "Highgate", (west, south, middle, north)),
            _ward("E05013661", "Kentish Town North", (middle, south, east, north)),
            Boundary(
                BoundaryKind.AUTHORITY,
                CAMDEN,
                "Camden",
                None,
                2025,
                box(west - 500, south - 500, east + 500, north),
            ),
        ],
    )
    record(session, stock(), NOW - timedelta(days=30), is_baseline=True)


def record(
    session: Session, readings: list[Application], now: datetime, *, is_baseline: bool = False
) -> None:
    """Let the feed tell of these applications at this moment."""
    record_readings(session, Occasion(FEED, is_baseline, now, now.date()), readings)


def context_over(database: Database, outbox_dir: Path | None = None, **changes: object) -> SiteContext:
    """A site's context over this database, at a fixed moment."""
    identity = MailIdentity(
        base_url=BASE_URL,
        site_name="Planning alerts",
        contact_email="hello@alerts.example.org",
        sender="alerts@alerts.example.org",
        sender_name="Planning alerts",
        reply_to="",
        envelope_domain="",
        key=KEY,
    )
    fields: dict[str, object] = {
        "database": database,
        "places": Places(Gazetteer(default_path()), 100, 400.0),
        "site": MailSite(BASE_URL, "Planning alerts", "Example Alerts CIC", "hello@alerts.example.org"),
        "identity": identity,
        "timetable": Timetable(ZoneInfo("Europe/London"), time(7, 30), 4),
        "clock": lambda: NOW,
        "secret_key": "a secret for forms that only these tests know",
        "trusted_proxies": 0,
        "outbox_dir": outbox_dir,
        "is_demonstration": False,
        "bounce_secret": BOUNCE_SECRET,
        # No test fails because the machine was busy.
        "insight_patience_s": 60.0,
        # What a test writes is told of at once.
        "believed_s": 0.0,
    }
    return SiteContext(**(fields | changes))  # type: ignore[arg-type]


def _ward(code: str, name: str, bounds: tuple[float, float, float, float]) -> Boundary:
    return Boundary(BoundaryKind.WARD, code, name, CAMDEN, 2025, box(*bounds))
