"""A page of people is composed together: as many questions to the database as for one of them, and each as if alone."""

import pytest
from sqlalchemy import event

from alerts.db import subscriptions
from alerts.db.due import DuePeople
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.share import Share
from alerts.domain.suppression import Reason
from alerts.language import Language
from alerts.services.composing import compose_due
from alerts.services.languages import change_language
from alerts.services.suppression import suppress
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE, a_circle, a_ward, around_nw5, at, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import DAILY, Match, compose, emails, happen, references_in, said


def people_watch(database: Database, count: int, first: int = 0) -> list[int]:
    with database.writing() as session:
        return [
            subscribe(
                session, f"person{number}@example.com", a_circle(300 + number), wishes=DAILY
            ).subscriber_id
            for number in range(first, first + count)
        ]


def statements_to_compose(database: Database, clock: HandClock) -> tuple[int, int]:
    """(statements, e-mails) of composing all that is due."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        composed = compose(database, clock)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    return len(asked), composed


def test_a_page_of_people_costs_as_many_statements_as_one_person(
    database: Database, match: Match, clock: HandClock
) -> None:
    people_watch(database, 1)
    for number in range(4):
        happen(database, number)
    match()
    clock.pass_by(days=1)
    for_one, composed = statements_to_compose(database, clock)
    assert composed == 1
    people_watch(database, 40, first=1)
    for number in range(4, 12):
        happen(database, number, noticed_at=clock.now)
    match()
    clock.pass_by(days=1)
    for_many, composed = statements_to_compose(database, clock)
    assert composed == 41
    assert for_many == for_one < 25


def test_each_of_a_page_gets_what_they_would_get_alone(
    database: Database, match: Match, clock: HandClock
) -> None:
    """Their own areas, language and warnings; nothing for who is suppressed, or muted it, or had their digest."""
    people = people_watch(database, 5)
    happen(database, 1, site=at(60))
    happen(database, 2, site=at(302))
    match()
    clock.pass_by(days=1)
    with database.writing() as session:
        suppress(session, IDENTITY.key, "person1@example.com", Reason.NEVER, NOW)
        change_language(subscriptions.subscriber(session, people[2]), Language.WELSH)
        subscriptions.mute(session, people[4], 1, NOW)
    assert compose(database, clock) == 4
    by_person = {email.subscriber_id: email for email in emails(database)}
    told = {person: references_in(by_person[person]) for person in (people[0], people[3], people[4])}
    assert told == {
        people[0]: ["2026/0001/P"],
        people[3]: ["2026/0001/P", "2026/0002/P"],
        people[4]: ["2026/0002/P"],
    }
    assert "within 303 m of your point" in said(by_person[people[3]])
    assert "Cyfeirnod: 2026/0001/P" in by_person[people[2]].text
    assert people[1] not in by_person


def test_two_composers_with_shares_compose_for_everybody_once(
    database: Database, match: Match, clock: HandClock
) -> None:
    people = people_watch(database, 7)
    happen(database, 1)
    match()
    clock.pass_by(days=1)
    composed = [
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock, share=Share(number, 2)) for number in range(2)
    ]
    assert composed == [len([each for each in people if each % 2 == number]) for number in range(2)]
    assert sorted(email.subscriber_id or 0 for email in emails(database)) == people
    assert compose(database, clock) == 0


def test_who_composes_some_at_a_time_goes_on_where_they_ended(
    database: Database, match: Match, clock: HandClock
) -> None:
    people_watch(database, 5)
    happen(database, 1)
    match()
    clock.pass_by(days=1)
    people = DuePeople()
    composed = [
        compose_due(database, SITE, IDENTITY, TIMETABLE, clock, most=2, people=people) for _ in range(4)
    ]
    assert composed == [2, 2, 1, 0]


@pytest.mark.only_on("postgresql")
def test_whose_row_somebody_holds_is_composed_for_later_and_nobody_waits(
    database: Database, match: Match, clock: HandClock
) -> None:
    with database.writing() as session:
        for name in ("alice", "dora"):
            subscribe(session, f"{name}@example.com", around_nw5(), wishes=DAILY)
    happen(database, 1)
    match()
    clock.pass_by(days=1)
    with database.writing() as session:
        alice = subscriptions.subscriber_of(session, "alice@example.com")
        assert alice is not None
        subscriptions.locked_subscriber(session, alice.id)
        assert compose(database, clock) == 1
    assert compose(database, clock) == 1
    assert len({email.subscriber_id for email in emails(database)}) == 2


def test_of_a_page_one_whose_email_fails_whenever_it_is_tried_is_left_out(
    database: Database, match: Match, clock: HandClock
) -> None:
    """It fails as the page is composed, and again alone; the others, who are composed one by one, do not."""
    with database.writing() as session:
        for name in ("alice", "dora", "erin"):
            subscribe(session, f"{name}@example.com", a_ward(), wishes=DAILY)
    happen(database, 1)
    match()
    clock.pass_by(days=1)

    @event.listens_for(EmailRow, "before_insert")
    def refuse_the_first(_mapper: object, _connection: object, row: EmailRow) -> None:
        if row.subscriber_id == 1:
            raise ValueError("not this one")

    try:
        assert compose(database, clock) == 2
    finally:
        event.remove(EmailRow, "before_insert", refuse_the_first)
    assert sorted(email.subscriber_id or 0 for email in emails(database)) == [2, 3]
    assert compose(database, clock) == 1
