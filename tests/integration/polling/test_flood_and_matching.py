"""A flood tells nobody, also where the matcher runs while it is still coming in."""

import pytest

from alerts.db.session import Database
from alerts.services.alerting import match_changes
from scheduler.poller import Poller
from tests.factories import TIMETABLE, Cast, all_of, an_application
from tests.fakes import FakeFetcher, HandClock
from tests.integration.polling.told import baseline, changes_told, poll


@pytest.mark.fault("C-04")
def test_the_first_pages_of_a_flood_are_not_matched_before_the_last_has_come(
    database: Database, poller: Poller, poller_with, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session, all_of())
    baseline(poller)
    fetcher = FakeFetcher()
    alerts = []
    fetcher.during = lambda: alerts.append(match_changes(database, TIMETABLE, clock).alerts)
    poll(
        poller_with(fetcher),
        *([an_application(n) for n in range(page, page + 100)] for page in (0, 100, 200)),
    )
    alerts.append(match_changes(database, TIMETABLE, clock).alerts)
    assert alerts == [0, 0, 0, 0]
    assert {state for _, _, state in changes_told(database)} == {"held"}


def test_a_poll_that_died_does_not_keep_its_changes_back_for_long(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    with database.writing() as session:
        Cast.enter(session, all_of())
    baseline(poller)

    class Killed(BaseException):
        """What ends a process without giving it time to finish."""

    def die(effect: str) -> None:
        if effect == "page committed":
            raise Killed

    dying = Poller(database, FakeFetcher(), poller.gazetteer, TIMETABLE, clock, on_effect=die)
    with pytest.raises(Killed):
        poll(dying, [an_application(1)])
    assert match_changes(database, TIMETABLE, clock).alerts == 1
