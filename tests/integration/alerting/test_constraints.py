"""What protects the sites of an e-mail is looked up once for the whole of it."""

import re
from collections.abc import Iterator

import pytest
from shapely import box
from sqlalchemy import event

from alerts.db import constraints
from alerts.db.session import Database
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import NOW, NW5_1TL, all_of, around_nw5, at, subscribe
from tests.fakes import HandClock
from tests.integration.alerting.mail import ALICE, INSTANT, Match, compose, emails, happen

EAST, NORTH = NW5_1TL
BOB = "bob@example.com"


@pytest.fixture
def asked(database: Database) -> Iterator[list[str]]:
    """The questions put to the table of constraint areas."""
    questions: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if re.search(r"SELECT.*FROM constraint_area", statement, re.DOTALL):
            questions.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield questions
    event.remove(database.engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def protected(database: Database) -> None:
    eastern = box(EAST + 100, NORTH - 50, EAST + 500, NORTH + 50)
    park = ConstraintArea(1, ConstraintKind.CONSERVATION_AREA, "", "Dartmouth Park", None, None, eastern)
    with database.writing() as session:
        constraints.put(session, [park], NOW)


def test_each_application_of_an_email_has_its_own_line_from_one_question(
    database: Database, match: Match, clock: HandClock, asked: list[str]
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, all_of(), wishes=INSTANT)
        subscribe(session, BOB, around_nw5(50), wishes=INSTANT)
    for number, metres in ((1, 50), (2, 150), (3, 250)):
        happen(database, number, site=at(metres))
    happen(database, 4, site=None)
    match()
    assert compose(database, clock) == 2
    alices, bobs = sorted(emails(database), key=lambda email: len(email.text), reverse=True)
    items = alices.text.split("NEW: ")[1:]
    assert ["Protected area: In Dartmouth Park conservation area\n" in item for item in items] == [
        False, True, True, False,
    ]  # fmt: skip
    assert "Protected" not in bobs.text
    assert len(asked) == 1


def test_of_hundreds_of_applications_only_those_listed_are_looked_up(
    database: Database, match: Match, clock: HandClock, asked: list[str]
) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, all_of(), wishes=INSTANT)
    for number in range(1, 121):
        happen(database, number, site=at(100 + number))
    match()
    compose(database, clock)
    assert emails(database)[0].text.count("Protected area: In Dartmouth Park") == 50
    assert [question.count("minx <=") for question in asked] == [50]
