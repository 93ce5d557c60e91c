"""The guard against a council that publishes its whole register anew."""

from datetime import date

import pytest

from alerts.db import changes
from alerts.db.session import Database
from scheduler.poller import Poller
from tests.factories import an_application
from tests.integration.polling.told import baseline, changes_told, poll


def states(database: Database) -> dict[str, int]:
    told = [state for _, _, state in changes_told(database)]
    return {state: told.count(state) for state in set(told)}


@pytest.mark.fault("C-05")
def test_a_real_burst_is_not_held(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(number) for number in range(2_000)])
    poll(poller, [an_application(number) for number in range(2_000, 2_108)])
    assert states(database) == {"unmatched": 108}


@pytest.mark.parametrize(("new", "held"), [(200, {"unmatched": 200}), (201, {"held": 201})])
def test_more_than_two_hundred_at_once_are_held_where_that_is_much_for_the_feed(
    database: Database, poller: Poller, new: int, held: dict[str, int]
) -> None:
    baseline(poller, [an_application(number) for number in range(300)])
    poll(poller, [an_application(number) for number in range(300, 300 + new)])
    assert states(database) == held


def test_what_is_held_over_many_pages_is_held_from_the_first(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, *([an_application(n) for n in range(page, page + 50)] for page in range(0, 500, 50)))
    assert states(database) == {"held": 500}


def test_what_was_noticed_before_the_flood_is_told(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(number) for number in range(3)])
    poll(poller, [an_application(number) for number in range(10, 310)])
    assert states(database) == {"unmatched": 3, "held": 300}


def test_another_feeds_changes_are_not_held_with_it(database: Database, poller: Poller) -> None:
    baseline(poller)
    baseline(poller, name="london")
    poll(poller, [an_application(1, feed="london", feed_key="hub-1")], name="london")
    poll(poller, [an_application(number) for number in range(10, 310)])
    assert states(database) == {"unmatched": 1, "held": 300}


@pytest.mark.parametrize(
    ("action", "left"), [("unmatched", {"unmatched": 250}), ("discarded", {"discarded": 250})]
)
def test_an_operator_lets_go_or_discards_what_is_held(
    database: Database, poller: Poller, action: str, left: dict[str, int]
) -> None:
    baseline(poller)
    poll(poller, [an_application(number) for number in range(250)])
    with database.writing() as session:
        assert changes.let_go(session, "camden", action) == 250
    assert states(database) == left


def test_a_flood_is_never_held_while_the_first_load_goes_on(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(number) for number in range(5_000)])
    assert changes_told(database) == []


def test_an_old_register_published_anew_tells_nobody(database: Database, poller: Poller) -> None:
    baseline(poller)
    old = {"received_date": date(2019, 5, 1), "valid_date": date(2019, 5, 2)}
    poll(poller, [an_application(number, **old) for number in range(1_000)])
    assert states(database) == {"history": 1_000}
