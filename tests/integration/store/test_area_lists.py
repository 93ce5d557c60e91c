"""What an area's list shows, asked in SQL, is what the rules of the domain say of each application."""

from datetime import date, timedelta
from random import Random

import pytest
from shapely import LineString

from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.showing import Showing, View
from alerts.domain.stage import SiteStage, stage_of
from alerts.domain.urgency import deadline_ahead
from alerts.services.area_list import area_items, area_list
from tests.factories import TODAY, all_of, an_application, around_nw5, at, stored


def invented(random: Random, number: int) -> Application:
    """Anything that a feed may tell, each column there or not."""

    def perhaps(*values: object) -> object:
        return random.choice((None, None, *values))

    day = TODAY + timedelta(random.randrange(-30, 30))
    return an_application(
        number,
        status=perhaps(*Status),
        decision=perhaps(Decision.GRANTED, Decision.REFUSED),
        decision_raw=perhaps("Granted"),
        decision_date=perhaps(day),
        withdrawn_date=perhaps(day) if random.random() < 0.3 else None,
        received_date=perhaps(day),
        valid_date=perhaps(day),
        consultation_end_date=perhaps(day),
        appeal_raw=perhaps("Lodged") if random.random() < 0.3 else None,
        application_type=perhaps("hh", "full"),
        is_major=perhaps(True, False),
        site=at(random.randrange(0, 800)),
    )


def shown(showing: Showing, each: Application) -> bool:
    stage, latest = stage_of(each), each.latest_date
    in_view = {
        View.NEWEST: True,
        View.CLOSING: stage is SiteStage.OPEN and deadline_ahead(each, TODAY) is not None,
        View.DECIDED: stage is SiteStage.DECIDED,
    }[showing.view]
    in_time = (showing.since is None or (latest is not None and latest >= showing.since)) and (
        showing.until is None or (latest is not None and latest <= showing.until)
    )
    is_kind = not showing.types or each.application_type in showing.types
    return (
        in_view
        and in_time
        and is_kind
        and (not showing.stages or stage in showing.stages)
        and (not showing.only_major or each.is_major is True)
    )


SHOWN = (
    Showing(),
    Showing(View.CLOSING),
    Showing(View.DECIDED),
    *(Showing(stages=frozenset({stage})) for stage in SiteStage),
    Showing(View.CLOSING, stages=frozenset({SiteStage.DECIDED})),
    Showing(types=frozenset({"hh"}), only_major=True),
    Showing(since=TODAY - timedelta(10), until=date(2026, 6, 20)),
)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_view_and_filter_shows_what_the_rules_say(database: Database, seed: int) -> None:
    random = Random(seed)
    known = [invented(random, number) for number in range(45)]
    with database.writing() as session:
        for each in known:
            stored(session, each)
    near = [each for each in known if each.site is not None and each.site.geometry.x <= 529_000 + 410]
    with database.reading() as session:
        for showing in SHOWN:
            for watch, there in ((all_of(), known), (around_nw5(400), near)):
                found = area_list(session, watch, showing, TODAY)
                wanted = {each.reference for each in there if shown(showing, each)}
                assert {listed.application.reference for listed in found.items} == wanted, showing
                assert (found.total, found.is_cut) == (len(wanted), False)
                assert area_items(session, watch, showing, TODAY).items == found.items


def test_pages_without_a_count_are_those_with_one(database: Database) -> None:
    with database.writing() as session:
        for number in range(120):
            stored(session, an_application(number, valid_date=TODAY - timedelta(number), site=at(number)))
    for watch in (all_of(), around_nw5(400)):
        with database.reading() as session:
            counted = [area_list(session, watch, Showing(), TODAY, page) for page in (1, 2, 3, 4)]
            plain = [area_items(session, watch, Showing(), TODAY, page) for page in (1, 2, 3, 4)]
        assert [each.items for each in plain] == [each.items for each in counted]
        assert [len(each.items) for each in plain] == [50, 50, 20, 0]
        assert [each.has_more for each in plain] == [True, True, False, False]


def test_a_site_that_begins_far_west_and_reaches_here_is_found(database: Database) -> None:
    railway = Site(LineString([(500_000, 185_500), (529_000, 185_500)]), SitePrecision.BOUNDARY)
    with database.writing() as session:
        stored(session, an_application(1, site=railway))
        stored(session, an_application(2, site=at(-29_000)))
    with database.reading() as session:
        found = area_items(session, around_nw5(400), Showing(), TODAY)
    assert [each.application.reference for each in found.items] == ["2026/0001/P"]


def test_the_list_is_in_the_order_of_its_view(database: Database) -> None:
    def in_days(days: int) -> date:
        return TODAY + timedelta(days)

    known = [
        an_application(1, received_date=None, valid_date=None, consultation_end_date=in_days(9)),
        an_application(2, received_date=in_days(-9), valid_date=None, consultation_end_date=in_days(2)),
        an_application(3, received_date=in_days(-3), valid_date=in_days(-19), consultation_end_date=None),
        an_application(4, received_date=in_days(-30), valid_date=None, consultation_end_date=in_days(-1)),
        an_application(5, received_date=in_days(-5), valid_date=None, decision_date=in_days(-1)),
    ]
    with database.writing() as session:
        for each in known:
            stored(session, each)
    with database.reading() as session:
        lists = [area_list(session, all_of(), Showing(view), TODAY).items for view in View]
    # The last day of the third is our estimate, the same as that of the second, which its feed has given.
    assert [[each.application.reference[5:9] for each in items] for items in lists] == [
        ["0005", "0003", "0002", "0004", "0001"],
        ["0002", "0003", "0001"],
        ["0005"],
    ]
