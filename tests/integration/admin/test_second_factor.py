"""Codes of an app and codes that stand in for it, each good once however many give it at the same moment."""

from datetime import timedelta

import pytest

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.services.second_factor import NUMBERS, forget_factor, next_factor_no, use_code
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import code_of, operator_of
from tests.integration.web.neighbourhood import KEY, NOW


@pytest.mark.fault("W-17")
def test_of_two_who_give_the_same_code_at_once_one_gets_in(database: Database, context: SiteContext) -> None:
    number = operator_of(database, context, Role.VIEWER)
    good = code_of(context, number)
    with database.reading() as rows:
        seen_by_both = operators.by_id(rows, number)
    assert seen_by_both is not None
    kinds = []
    for _ in range(2):
        with database.writing() as rows:
            kinds.append(use_code(rows, seen_by_both, good, (KEY,), NOW))
    assert kinds == ["app", None]


def test_after_a_reset_no_earlier_app_counts(database: Database, context: SiteContext) -> None:
    number = operator_of(database, context, Role.VIEWER)
    numbers = set()
    for _ in range(3):
        with database.writing() as rows:
            row = operators.by_id(rows, number)
            assert row is not None
            numbers.add(next_factor_no(row, "one session"))
            forget_factor(rows, row)
            assert use_code(rows, row, code_of(context, number, row.factor_no - 1), (KEY,), NOW) is None
    assert len(numbers) == 3
    assert all(0 <= each < NUMBERS for each in numbers)


def test_codes_of_two_operators_differ(context: SiteContext) -> None:
    later = [NOW + timedelta(seconds=30 * step) for step in range(5)]
    ones, others = ([code_of(context, number, at=each) for each in later] for number in (1, 2))
    assert ones != others
