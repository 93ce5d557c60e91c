"""A few streets to take pictures of and to measure: the neighbourhood of the tests with as much as a real one has."""

from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from shapely import Point, box

from alerts.db import constraints, feeds, schema
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from geo.constraints import ConstraintArea, ConstraintKind
from tests.integration.web.neighbourhood import (
    FEED,
    HERE,
    NOW,
    TODAY,
    application,
    context_over,
    record,
    settle,
)
from tests.integration.web.people import Cast, Person, gather

DAY = timedelta(days=1)
PROPOSED = (
    ("Two-storey side extension and a roof terrace", "12 Lady Somerset Road", "hh"),
    ("Loft conversion with a rear dormer and three rooflights", "31 Burghley Road", "hh"),
    ("Demolition of garages and erection of four houses with cycle stores", "Land behind 4 Mortimer Terrace", "full"),
    ("New shopfront and an awning", "214 Highgate Road", "full"),
    ("Air source heat pump in the rear garden", "9 Woodsome Road", "hh"),
    ("Conversion of two flats into one house", "55 Chetwynd Road", "full"),
    ("Internal alterations on the first floor of a listed house", "3 Grove Terrace", "lbc"),
    ("Crown reduction of two plane trees by a third", "18 Twisden Road", "notice-trees-in-con-area"),
    ("Certificate that a garden studio is lawful", "40 Spencer Rise", "ldc"),
    ("Single-storey rear extension with a green roof", "27 York Rise", "hh"),
    ("Replacement of timber sash windows like for like", "6 Little Green Street", "lbc"),
    ("Change of use from offices to a nursery for 40 children", "88 Fortess Road", "full"),
)  # fmt: skip


class Streets(NamedTuple):
    """The file of the database and who is in it."""

    file: Path
    cast: Cast

    @property
    def alice(self) -> Person:
        return self.cast.alice


def streets(file: Path) -> Streets:
    """Fill a new database. Nothing here is taken from a council."""
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    with database.writing() as session:
        settle(session)
        record(session, [_planned(*each) for each in enumerate(PROPOSED)], NOW - 9 * DAY, is_baseline=True)
        ground = box(HERE.x + 30, HERE.y - 40, HERE.x + 300, HERE.y + 300)
        kind = ConstraintKind.CONSERVATION_AREA
        constraints.put(
            session, [ConstraintArea(44000001, kind, "CA12", "Dartmouth Park", None, None, ground)], NOW
        )
    with database.writing() as session:
        record(session, [_later_words()], NOW - 3 * DAY)
        feed = feeds.feed_row(session, FEED)
        assert feed is not None
        feed.known, feed.next_poll_at = 5 + len(PROPOSED), NOW + timedelta(minutes=20)
    cast = gather(database, context_over(database, file.parent / "outbox"))
    database.engine.dispose()
    return Streets(file, cast)


def _planned(number: int, proposed: tuple[str, str, str]) -> Application:
    """One after another round the postcode, every third of them decided."""
    description, address, kind = proposed
    received = TODAY - (4 + 3 * number) * DAY
    decided: dict[str, object] = {}
    if number % 3 == 2:
        outcome = Decision.REFUSED if number % 2 else Decision.GRANTED
        decided = {
            "status": Status.DETERMINED,
            "decision": outcome,
            "decision_raw": str(outcome).title(),
            "decision_date": TODAY - number * DAY,
        }
    east, north = 70 * ((number * 5) % 9 - 4), 60 * ((number * 7) % 9 - 4)
    return application(
        f"2026/{4100 + 37 * number}/P",
        description=description,
        address=f"{address}, London NW5",
        application_type=kind,
        application_type_raw=kind,
        received_date=received,
        valid_date=received + 3 * DAY,
        consultation_end_date=received + 28 * DAY,
        site=Site(Point(HERE.x + east, HERE.y + north), SitePrecision.POINT),
        **decided,
    )


def _later_words() -> Application:
    """The council writes one description anew, so that its page has something before and after."""
    return application(
        "2026/0456/L",
        description="Replacement of windows to the front and rear elevations of a listed building, with a new gate",
        application_type="lbc",
        consultation_end_date=date(2026, 11, 30),
        site=Site(box(HERE.x - 90, HERE.y + 70, HERE.x - 60, HERE.y + 100), SitePrecision.BOUNDARY),
    )
