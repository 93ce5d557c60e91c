"""A question that is open while the boundaries change again says what is so by then, or is asked no more."""

import pytest
from sqlalchemy import select

from alerts.db import area_questions
from alerts.db.session import Database
from alerts.db.tables import AreaQuestionRow, EmailRow, SubscriptionRow
from alerts.domain.errors import AreaRefused
from alerts.services.answering_questions import follow_successors, keep_ground
from alerts.services.asking import ask_people
from alerts.services.post import Post
from alerts.services.sending import send_due
from alerts.services.subscribing import Desk
from alerts.services.taking_boundaries import take_boundaries
from geo.boundaries import Boundary
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE
from tests.fakes import HandClock, RecordingSender
from tests.integration.people.wards import (
    AFTER,
    BEFORE,
    CRESCENT,
    OAK,
    PLACES,
    TOWN,
    strip,
    ward,
    watch,
)

ALICE = "alice@example.com"
NORTH = "E05000005"
"""What takes the place of Gospel Oak's successor a year later."""
YEAR_AFTER = [
    ward(NORTH if each.code == CRESCENT else each.code, "North", each.geometry, 2027) for each in AFTER
]


@pytest.fixture
def camden(database: Database) -> Database:
    take_boundaries(database, BEFORE, (), NOW)
    return database


def take(database: Database, found: list[Boundary], vintage: int | None = None) -> int:
    dated = [ward(each.code, each.name, each.geometry, vintage or each.vintage) for each in found]
    return take_boundaries(database, dated, (), NOW).questions


def tell(database: Database) -> int:
    return ask_people(database, SITE, IDENTITY, TIMETABLE, HandClock())


def asked(database: Database) -> list[tuple[str, str, str | None]]:
    with database.reading() as session:
        found = session.scalars(select(AreaQuestionRow).order_by(AreaQuestionRow.id))
        return [(row.event, row.vintage, row.answer) for row in found]


def offered(database: Database, subscription_id: int) -> list[str]:
    with database.reading() as session:
        person = session.get_one(SubscriptionRow, subscription_id).subscriber_id
        return [name.rest for name in area_questions.open_of(session, person)[subscription_id].offered]


def test_who_answers_after_a_second_vintage_is_offered_what_is_there_then(camden: Database) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    assert tell(camden) == 1
    assert take(camden, YEAR_AFTER) == 0
    assert offered(camden, number) == [NORTH, TOWN]
    assert tell(camden) == 0


def test_what_was_offered_on_a_page_of_before_is_not_watched(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    take(camden, YEAR_AFTER)
    desk = Desk(SITE, IDENTITY, TIMETABLE, clock())
    with camden.writing() as session:
        row = session.get_one(SubscriptionRow, number)
        with pytest.raises(AreaRefused):
            follow_successors(session, desk, PLACES, row, [CRESCENT])


def test_an_answer_stays_what_it_was_whatever_comes_later(camden: Database, clock: HandClock) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    with camden.writing() as session:
        keep_ground(session, session.get_one(SubscriptionRow, number), clock())
    assert (take(camden, YEAR_AFTER), tell(camden)) == (0, 0)
    assert asked(camden) == [("abolished", "", "kept")]


def test_a_wrong_file_put_right_asks_nobody(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    watch(camden, ALICE, f"ward:{TOWN}")
    assert take(camden, AFTER) == 2
    assert take(camden, BEFORE, 2026) == 0
    assert tell(camden) == 0
    assert asked(camden) == [("abolished", "", "replaced"), ("redrawn", "2026", "replaced")]


def test_an_email_about_a_wrong_file_is_not_sent_once_it_is_put_right(
    camden: Database, clock: HandClock
) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    tell(camden)
    take(camden, BEFORE, 2026)
    sender = RecordingSender()
    send_due(Post(camden, sender, SITE, IDENTITY, clock))
    assert sender.tried == []


def test_a_ward_that_is_gone_after_all_is_asked_about_again(camden: Database) -> None:
    number = watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    tell(camden)
    take(camden, BEFORE, 2026)
    assert take(camden, YEAR_AFTER) == 1
    assert offered(camden, number) == [NORTH, TOWN]
    assert tell(camden) == 1
    assert asked(camden) == [("abolished", "", None)]
    with camden.reading() as session:
        assert len(session.scalars(select(EmailRow)).all()) == 2


def test_a_ward_that_was_thought_gone_is_asked_about_as_it_is_drawn(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{TOWN}")
    take(camden, AFTER)
    gone = [ward(NORTH if each.code == TOWN else each.code, each.name, each.geometry, 2027) for each in AFTER]
    take(camden, gone)
    take(camden, AFTER, 2027)
    assert asked(camden) == [
        ("redrawn", "2026", "replaced"),
        ("abolished", "", "replaced"),
        ("redrawn", "2027", None),
    ]


def test_what_another_council_s_vintage_says_withdraws_nothing(camden: Database) -> None:
    watch(camden, ALICE, f"ward:{OAK}")
    take(camden, AFTER)
    take_boundaries(
        camden, [ward("E05000099", "Hillrise", strip(3, 4), 2026, "E09000019")], ["E09000019"], NOW
    )
    assert asked(camden) == [("abolished", "", None)]
