"""The same application from two feeds: one application, told once, each field from the feed nearest to the council."""

from datetime import date
from typing import Any

import pytest

from alerts.db.feeds import FeedEntry, register
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Status
from alerts.domain.precedence import Precedence
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import CAMDEN, an_application, at
from tests.integration.polling.told import application, baseline, changes_told, feed, poll

HUB = {"name": "london", "precedence": Precedence.REGION}


@pytest.fixture(autouse=True)
def _two_feeds(poller: Poller) -> None:
    baseline(poller)
    baseline(poller, **HUB)


def as_the_hub_tells(**changed: Any) -> Application:
    return an_application(1, **{"feed": "london", "feed_key": "hub-1"} | changed)


def from_council(poller: Poller, **changed: Any) -> PollReport:
    return poll(poller, [an_application(1, **changed)])


def from_hub(poller: Poller, **changed: Any) -> PollReport:
    return poll(poller, [as_the_hub_tells(**changed)], **HUB)


def kinds_told(database: Database) -> list[str]:
    return [kind for kind, _, state in changes_told(database) if state != "history"]


def test_whichever_feed_is_first_the_application_is_told_as_new_once(
    database: Database, poller: Poller
) -> None:
    from_hub(poller)
    from_council(poller)
    from_hub(poller, status_raw="Under consideration")
    assert kinds_told(database) == ["new"]


def test_the_councils_own_words_take_the_place_of_the_hubs_without_a_mail(
    database: Database, poller: Poller
) -> None:
    from_hub(poller, description="HOUSE EXTENSION TO REAR", address="14 Falkland Rd")
    from_council(poller, description="Erection of a single storey rear extension")
    row = application(database, "2026/0001/P")
    assert (row.description, row.feed) == ("Erection of a single storey rear extension", "camden")
    assert kinds_told(database) == ["new"]


def test_what_the_hub_puts_differently_changes_nothing_that_the_council_tells(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    report = from_hub(poller, description="Something else", site=at(500))
    assert (report.new, report.changed, report.unchanged) == (0, 0, 1)
    row = application(database, "2026/0001/P")
    assert row.description == "Erection of a single storey rear extension"
    assert row.sources == {}
    assert kinds_told(database) == ["new"]


def test_a_field_that_the_council_leaves_empty_is_filled_from_the_hub_and_says_so(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    from_hub(poller, consultation_end_date=date(2026, 6, 30), uprn="5041566")
    row = application(database, "2026/0001/P")
    assert (row.consultation_end_date, row.uprn) == (date(2026, 6, 30), "5041566")
    assert row.sources == {"consultation_end_date": "london", "uprn": "london"}
    assert kinds_told(database) == ["new", "amended"]


def test_a_decision_that_the_hub_tells_first_is_told_once(database: Database, poller: Poller) -> None:
    from_council(poller)
    decided = {
        "status": Status.DETERMINED,
        "decision": Decision.GRANTED,
        "decision_date": date(2026, 6, 9),
    }
    from_hub(poller, decision_raw="Approved", **decided)
    from_council(poller, decision_raw="Granted Subject to Conditions", status_raw="Final Decision", **decided)
    row = application(database, "2026/0001/P")
    assert kinds_told(database) == ["new", "decided"]
    assert (row.decision_raw, row.sources) == ("Granted Subject to Conditions", {})


def test_a_decision_whose_meaning_the_two_feeds_dispute_is_told_again(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    from_hub(poller, status=Status.DETERMINED, decision=Decision.GRANTED, decision_raw="PER")
    from_council(poller, status=Status.DETERMINED, decision=Decision.REFUSED, decision_raw="Refused")
    assert kinds_told(database) == ["new", "decided", "decided"]


def test_an_amendment_that_the_council_tells_is_told_though_the_hub_still_has_the_old_words(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    from_hub(poller)
    from_council(poller, description="Erection of a two storey rear extension")
    from_hub(poller, status_raw="Moved in the back office")
    assert kinds_told(database) == ["new", "amended"]
    assert application(database, "2026/0001/P").description == "Erection of a two storey rear extension"


def test_what_the_hub_alone_knows_goes_with_the_hubs_later_readings(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    from_hub(poller, consultation_end_date=date(2026, 6, 30))
    from_hub(poller, consultation_end_date=date(2026, 7, 14))
    assert application(database, "2026/0001/P").consultation_end_date == date(2026, 7, 14)
    from_hub(poller, consultation_end_date=None)
    row = application(database, "2026/0001/P")
    assert (row.consultation_end_date, row.sources) == (None, {})


def test_a_feed_that_is_polled_no_longer_leaves_its_applications_to_the_other(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    from_hub(poller)
    with database.writing() as session:
        hub = FeedEntry("london", "fake", frozenset({CAMDEN}), 1800.0, True, Precedence.REGION)
        register(session, [hub])
    from_hub(poller)
    assert application(database, "2026/0001/P").feed == "london"
    assert kinds_told(database) == ["new"]


def test_a_record_that_one_feed_holds_back_is_good_from_the_other(database: Database, poller: Poller) -> None:
    from_hub(poller, quarantine="null-island", site=None)
    assert kinds_told(database) == []
    from_council(poller)
    row = application(database, "2026/0001/P")
    assert (row.quarantine, row.feed) == (None, "camden")
    from_hub(poller, quarantine="null-island", site=None, status_raw="Moved")
    assert application(database, "2026/0001/P").quarantine is None
    assert kinds_told(database) == ["new"]


def test_a_site_known_only_by_its_postcode_is_placed_better_by_the_other_feed(
    database: Database, poller: Poller
) -> None:
    from_council(poller, site=None)
    from_hub(poller, site=at(60))
    row = application(database, "2026/0001/P")
    assert (row.site_precision, row.sources) == ("point", {"site": "london"})


@pytest.mark.fault("C-17")
def test_the_other_feed_is_understood_while_it_still_has_the_former_reference(
    database: Database, poller: Poller
) -> None:
    from_council(poller, reference="26/00129/CLU")
    from_council(poller, reference="26/00129/CPU")
    from_hub(poller, reference="26/00129/CLU")
    assert kinds_told(database) == ["new"]
    assert feed(database, "london").known == 1
    assert application(database, "26/00129/CPU").feed == "camden"


@pytest.mark.fault("C-17")
def test_a_reference_that_the_council_gives_on_is_another_application(
    database: Database, poller: Poller
) -> None:
    from_council(poller, reference="26/00129/CLU")
    from_council(poller, reference="26/00129/CPU")
    poll(poller, [an_application(2, reference="26/00129/CLU")])
    assert [reference for _, reference, state in changes_told(database) if state != "history"] == [
        "26/00129/CPU",
        "26/00129/CLU",
    ]


def test_a_second_feeds_silent_first_load_tells_nobody_where_sites_are(
    database: Database, poller: Poller
) -> None:
    from_council(poller, site=None, postcode=None)
    assert kinds_told(database) == ["new"]
    third = {"name": "planit", "precedence": Precedence.AGGREGATOR}
    poll(poller, [an_application(1, feed="planit", feed_key="p-1", site=at(60))], **third)
    assert kinds_told(database) == ["new"]
    assert application(database, "2026/0001/P").site_precision == "point"


def test_a_decision_is_told_though_a_second_feeds_first_load_knew_it_already(
    database: Database, poller: Poller
) -> None:
    from_council(poller)
    decided = {"status": Status.DETERMINED, "decision": Decision.GRANTED, "decision_raw": "Granted"}
    third = {"name": "planit", "precedence": Precedence.AGGREGATOR}
    poll(poller, [an_application(1, feed="planit", feed_key="p-1", **decided)], **third)
    from_council(poller, **decided)
    assert kinds_told(database) == ["new", "decided"]


def test_a_reading_that_is_held_back_leaves_what_is_known_and_its_sources(
    database: Database, poller: Poller
) -> None:
    from_council(poller, site=None, postcode=None)
    from_hub(poller, site=at(60))
    from_council(poller, site=at(300_000), quarantine="outside-authority")
    row = application(database, "2026/0001/P")
    assert (row.sources, row.quarantine) == ({"postcode": "london", "site": "london"}, None)


def test_a_nearer_feed_that_has_only_the_date_leaves_the_decision_that_is_known(
    database: Database, poller: Poller
) -> None:
    from_hub(poller, status=Status.DETERMINED, decision=Decision.GRANTED, decision_raw="Granted")
    from_council(poller, decision_date=date(2026, 6, 9))
    row = application(database, "2026/0001/P")
    assert (row.decision, row.decision_raw) == ("granted", "Granted")
