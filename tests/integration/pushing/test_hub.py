"""The hub of WebSub is told of the feeds that what came into the log touches: each once, and once a minute."""

from urllib.parse import parse_qsl

import pytest
from shapely import box

from alerts.db import boundaries, change_log, changes, constraints, log_followers
from alerts.db.session import Database
from alerts.domain.change import Change, ChangeKind
from alerts.services.pushing import Pusher, push_due
from alerts.services.pushing_hub import HUB, hub_receiver
from geo.boundaries import Boundary, BoundaryKind
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import BARNET, CAMDEN, NOW, NW5_1TL, an_application, at, stored
from tests.fakes import HandClock
from tests.integration.pushing.conftest import BROKEN, TAKEN, Push, Server, happen, happen_often, row_of

EAST, NORTH = NW5_1TL
AREAS = "https://alerts.example/areas"


@pytest.fixture
def push(database: Database, clock: HandClock, server: Server) -> Push:
    """One turn of a worker for the hub."""
    with database.writing() as session:
        log_followers.register(session, [HUB])

    def run(at: Server = server) -> int:
        receiver = hub_receiver("https://hub.example/", at.post, "https://alerts.example")
        return push_due(Pusher(database, clock, lambda _: clock()), receiver)

    return run


def with_wards(database: Database) -> None:
    """A ward on either side of NW5 1TL, and a conservation area from 50 m east of it on."""
    west = box(EAST - 900, NORTH - 900, EAST, NORTH + 900)
    east = box(EAST, NORTH - 900, EAST + 900, NORTH + 900)
    protected = box(EAST + 50, NORTH - 500, EAST + 500, NORTH + 500)
    wards = [("E05000001", "West", west), ("E05000002", "East", east)]
    with database.writing() as session:
        boundaries.replace(
            session,
            [Boundary(BoundaryKind.WARD, code, name, CAMDEN, 2025, land) for code, name, land in wards],
        )
        area = ConstraintArea(44, ConstraintKind.CONSERVATION_AREA, "CA1", "The east", None, None, protected)
        constraints.put(session, [area], NOW)


def topics(request: object) -> list[str]:
    """What a request names, its form read as hubs read it."""
    (first, mode), *rest = parse_qsl(request.body.decode(), strict_parsing=True)  # type: ignore[attr-defined]
    assert (first, mode) == ("hub.mode", "publish")
    assert {name for name, _topic in rest} == {"hub.url"}
    return [topic for _name, topic in rest]


def feeds(*areas: str) -> list[str]:
    return [f"{AREAS}/{area}.{ending}" for area in areas for ending in ("rss", "atom", "json")]


def test_the_hub_is_told_of_the_council_the_ward_and_the_protected_area(
    database: Database, server: Server, push: Push
) -> None:
    with_wards(database)
    happen(database, 1, site=at(100))
    assert push() == 1
    (request,) = server.requests
    assert (request.url, request.headers) == (
        "https://hub.example/",
        {"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert topics(request) == feeds("authority/E09000007", "ward/E05000002", "constraint/44")


def test_a_site_on_a_border_and_one_without_a_place_touch_what_they_lie_in(
    database: Database, server: Server, push: Push
) -> None:
    with_wards(database)
    happen(database, 1, site=at(0))
    happen(database, 2, site=None, authority=BARNET)
    push()
    assert topics(server.requests[0]) == feeds(
        "authority/E09000007", "ward/E05000002", "ward/E05000001", "authority/E09000003"
    )


def test_each_feed_is_named_once_however_much_happened_and_not_again_within_a_minute(
    database: Database, clock: HandClock, server: Server, push: Push
) -> None:
    happen_often(database, 40)
    assert push() == 1
    assert topics(server.requests[0]) == feeds("authority/E09000007")
    happen(database, 1, 2)
    clock.pass_by(seconds=59)
    assert push() == 0
    happen(database, 3, authority=BARNET)
    clock.pass_by(seconds=1)
    assert push() == 1
    assert topics(server.requests[1]) == feeds("authority/E09000007", "authority/E09000003")
    clock.pass_by(minutes=10)
    assert push() == 0


@pytest.mark.only_on("sqlite")
def test_a_hundred_areas_are_named_at_a_time_and_none_is_left_out(
    database: Database, clock: HandClock, server: Server, push: Push
) -> None:
    codes = [f"E0900{number:04}" for number in range(230)]
    with database.writing() as session:
        for number, code in enumerate(codes):
            row = stored(session, an_application(number, authority=code))
            changes.add_all(session, "camden", [(row.id, Change(ChangeKind.NEW))], state="matched", now=NOW)
        change_log.publish(session)
    while push():
        clock.pass_by(minutes=1)
    named = [topic for request in server.requests for topic in topics(request)]
    assert named == feeds(*(f"authority/{code}" for code in codes))
    assert [len(topics(request)) for request in server.requests] == [300, 300, 90]


def test_a_hub_that_fails_is_told_again_and_reminders_tell_it_nothing(
    database: Database, clock: HandClock, push: Push
) -> None:
    hub = Server(BROKEN, TAKEN)
    happen(database, 1)
    assert push(hub) == 0
    assert row_of(database, HUB).failures == 1
    clock.pass_by(seconds=30)
    assert push(hub) == 1
    assert hub.requests[0].body == hub.requests[1].body
    reminder = Change(ChangeKind.DEADLINE_NEAR, deadline=NOW.date(), days_before=3)
    happen(database, 2, change=reminder)
    clock.pass_by(minutes=1)
    assert push(hub) == 0
