"""Operators at one and the same moment, on either engine: one link signs in once, and somebody stays to say who may."""

from pathlib import Path

import pytest
from sqlalchemy import select

from alerts.db import counters, operators
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.errors import LinkRefused, OperatorRefused
from alerts.domain.operators import WRONG_TRIES, Role
from alerts.services import operator_accounts, operator_tries
from alerts.services.operator_links import answer_operators, ask, token_of
from alerts.services.operator_sign_in import AtTheDoor, by_link
from alerts.services.operator_tries import TooManyTries
from alerts.services.wanting import addressees
from alerts.web.context import SiteContext
from tests.integration.race.at_once import all_at_once
from tests.integration.web.neighbourhood import KEY, NOW, context_over
from tests.integration.web.people import reception_of

ADA, BEN = "ada@council.example", "ben@council.example"


@pytest.fixture
def context(database: Database, tmp_path: Path) -> SiteContext:
    return context_over(database, tmp_path / "outbox")


def hired(database: Database, email: str, role: Role) -> int:
    with database.writing() as rows:
        return operators.add(rows, email, role, NOW).id


@pytest.mark.fault("W-16")
def test_of_many_who_use_one_link_at_once_one_is_signed_in(database: Database, context: SiteContext) -> None:
    number = hired(database, ADA, Role.OPERATOR)
    with database.reading() as rows:
        row = operators.by_id(rows, number)
        assert row is not None
        token = token_of(row, KEY, NOW)

    def enter(_number: int) -> bool:
        try:
            return by_link(AtTheDoor(database, context.identity, "192.0.2.1", "", NOW), token, "") is not None
        except LinkRefused:
            return False

    assert sum(all_at_once(10, enter)) == 1
    with database.reading() as rows:
        assert len(operators.open_sessions(rows, number, NOW.replace(year=2000))) == 1
        assert len(operators.noted(rows)) == 1


@pytest.mark.fault("W-18")
def test_two_administrators_who_remove_each_other_at_once_leave_one(database: Database) -> None:
    numbers = [hired(database, email, Role.ADMINISTRATOR) for email in (ADA, BEN)]

    def removed(number: int) -> bool:
        try:
            with database.writing() as rows:
                row = operators.by_id(rows, number)
                assert row is not None
                operator_accounts.remove(rows, row)
        except OperatorRefused:
            return False
        return True

    assert sorted(all_at_once(2, lambda at: removed(numbers[at]))) == [False, True]
    with database.reading() as rows:
        assert len(operators.listed(rows)) == 1


@pytest.mark.fault("W-14")
@pytest.mark.fault("W-17")
def test_of_many_wrong_tries_at_once_five_are_looked_at(database: Database) -> None:
    limits = operator_tries.with_password(KEY, "192.0.2.1", ADA)

    def is_looked_at(_number: int) -> bool:
        try:
            operator_tries.begin(database, limits, NOW)
        except TooManyTries:
            return False
        return True

    assert sum(all_at_once(20, is_looked_at)) == WRONG_TRIES
    with database.writing() as rows:
        operator_tries.Try(limits, NOW).was_right(rows)
    with database.reading() as rows:
        assert counters.since(rows, limits[0].counter, NOW.replace(year=2000)) == WRONG_TRIES - 1


def test_many_who_ask_at_once_bring_one_letter_to_the_operator_alone(
    database: Database, context: SiteContext
) -> None:
    hired(database, ADA, Role.OPERATOR)

    def asks(number: int) -> int:
        email = (ADA, BEN)[number % 2]
        with database.writing() as rows:
            ask(rows, context.desk(), email, f"192.0.2.{number}")
        return answer_operators(reception_of(context))

    assert sum(all_at_once(8, asks)) + answer_operators(reception_of(context)) == 1
    with database.reading() as rows:
        letters = rows.scalars(select(EmailRow)).all()
        assert [(row.lane, row.recipient) for row in letters] == [("operator", ADA)]
        assert [each.address for each in addressees(rows, context.identity, letters).values()] == [ADA]
