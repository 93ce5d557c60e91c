"""Records that are kept to be looked at: written once, rewritten when they differ, while there is room for them."""

from datetime import timedelta

from alerts.db import feeds, stored_records
from alerts.db.feeds import FeedEntry
from alerts.db.session import Database
from alerts.db.stored_records import Stored
from alerts.domain.stored_record import MOST_KEPT, Kept, Outcome
from tests.factories import NOW

DAY = timedelta(days=1)


def kept(key: str, body: str = "{}", outcome: Outcome = Outcome.PROBLEM) -> Kept:
    return Kept(key, outcome, ("missing-reference: ref is empty",), body.encode(), ("applicant_name",))


def keep(database: Database, *records: Kept, after: timedelta = timedelta(0)) -> list[str]:
    """Keep these; gives the keys that were written."""
    with database.writing() as session:
        feeds.register_one(session, FeedEntry("camden", "csv", frozenset({"E09000007"}), 1800.0, True))
        known = stored_records.known(session, "camden")
        return list(stored_records.keep(session, "camden", records, known, NOW + after))


def test_a_record_is_written_once_and_again_when_it_differs(database: Database) -> None:
    assert keep(database, kept("1", '{"a": "é\\u0000"}')) == ["1"]
    assert keep(database, kept("1", '{"a": "é\\u0000"}'), after=DAY) == []
    assert keep(database, kept("1", '{"a": "b"}'), after=DAY) == ["1"]
    with database.reading() as session:
        (row,) = stored_records.of_feed(session, "camden", 10)
        assert stored_records.body_of(row) == b'{"a": "b"}'
        assert (row.read_at, row.left_out) == (NOW + DAY, ["applicant_name"])


def test_one_that_comes_just_so_for_weeks_is_not_forgotten(database: Database) -> None:
    keep(database, kept("1"))
    assert keep(database, kept("1"), after=8 * DAY) == ["1"]
    with database.writing() as session:
        assert stored_records.remove_old(session, NOW + 7 * DAY) == 0
        assert stored_records.remove_old(session, NOW + 9 * DAY) == 1


def test_there_is_room_for_so_many_of_an_outcome_and_no_more(database: Database) -> None:
    others = {f"other {number}": Stored(b"", NOW, "problem") for number in range(MOST_KEPT - 1)}
    with database.writing() as session:
        feeds.register_one(session, FeedEntry("camden", "csv", frozenset({"E09000007"}), 1800.0, True))
        written = stored_records.keep(session, "camden", [kept("1"), kept("2"), kept("3")], others, NOW)
        assert list(written) == ["1"]
        known = others | written
        more = [kept("1", "[]"), kept("4"), kept("5", outcome=Outcome.UNMAPPED)]
        assert list(stored_records.keep(session, "camden", more, known, NOW)) == ["1", "5"]


def test_what_is_off_the_list_is_not_counted_until_it_differs(database: Database) -> None:
    keep(database, kept("1"), kept("2", outcome=Outcome.UNMAPPED))
    with database.writing() as session:
        first, _ = stored_records.of_feed(session, "camden", 10)
        assert stored_records.dismiss(session, first.id, NOW)
        assert not stored_records.dismiss(session, first.id, NOW)
        assert stored_records.counts(session) == {"camden": {"unmapped": 1}}
    keep(database, kept("1", "[]"))
    with database.reading() as session:
        assert stored_records.counts(session) == {"camden": {"problem": 1, "unmapped": 1}}


def test_records_are_turned_over_in_order(database: Database) -> None:
    keep(database, *(kept(str(number)) for number in range(5)))
    with database.writing() as session:
        stored_records.drop(session, "camden", {"0", "3"})
        first = stored_records.of_feed(session, "camden", 2)
        rest = stored_records.of_feed(session, "camden", 2, after=first[-1].id)
        problems = stored_records.of_feed(session, "camden", 9, outcomes=[Outcome.UNFIT])
        assert ([row.key for row in first], [row.key for row in rest], problems) == (["1", "2"], ["4"], [])
