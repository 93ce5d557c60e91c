"""Subscriptions in numbers tell of no fewer than five, each person once, the same on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from alerts.db import counted, people_numbers
from alerts.db.counts import Counted, Key
from alerts.db.session import Database
from alerts.db.tables import SubscriberRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.people_numbers import people_in_numbers
from tests.factories import CAMDEN, a_circle, all_of, subscribe

TODAY = date(2026, 6, 10)
BARNET = "E09000003"


def watch(database: Database, people: int, first: int = 0) -> None:
    """So many people watch Camden."""
    with database.writing() as session:
        for number in range(first, first + people):
            subscribe(session, f"person{number}@example.com", all_of())


@pytest.mark.fault("W-20")
@pytest.mark.fault("P-06")
def test_what_fewer_than_five_share_is_not_told(database: Database) -> None:
    watch(database, 4)
    with database.reading() as session:
        few = people_in_numbers(session, TODAY)
    assert few.people is None
    assert (few.states, few.kinds, few.frequencies) == (
        {"confirmed": None},
        {"authority": None},
        {"instant": None},
    )
    assert (few.languages, few.councils) == ({"en": None}, {})
    watch(database, 1, first=4)
    with database.reading() as session:
        enough = people_in_numbers(session, TODAY)
    assert (enough.people, enough.states, enough.kinds) == (5, {"confirmed": 5}, {"authority": 5})
    assert (enough.languages, enough.councils) == ({"en": 5}, {"Camden": 5})


def test_each_person_counts_once_and_only_with_what_is_confirmed(database: Database) -> None:
    weekly = Wishes(frequency=Frequency.WEEKLY)
    with database.writing() as session:
        for name in ("a", "b"):
            subscribe(session, f"{name}@example.com", all_of())
            subscribe(session, f"{name}@example.com", a_circle(), wishes=weekly)
        subscribe(session, "b@example.com", all_of(BARNET, "Barnet"))
        for state in ("pending", "ended"):
            subscribe(session, f"{state}@example.com", all_of(BARNET, "Barnet"), state)
        session.execute(
            update(SubscriberRow).where(SubscriberRow.email == "b@example.com").values(language="cy")
        )
    with database.reading() as session:
        assert people_numbers.people_by_kind(session) == {"authority": 2, "circle": 2}
        assert people_numbers.people_by_frequency(session) == {"instant": 2, "weekly": 2}
        assert people_numbers.people_by_language(session) == {"en": 1, "cy": 1}
        assert people_numbers.people_by_authority(session) == {CAMDEN: 2, BARNET: 1}


def test_nobody_is_counted_where_nobody_watches(database: Database) -> None:
    with database.reading() as session:
        found = people_in_numbers(session, TODAY)
    assert (found.people, found.states, found.kinds, found.languages, found.councils) == (
        None,
        {},
        {},
        {},
        {},
    )


def test_weeks_count_what_was_asked_confirmed_ended_and_let_go(database: Database) -> None:
    with database.writing() as session:
        counted.write(session, {Key(Counted.ASKED, "subscribe"): 7, Key(Counted.LET_GO, "network"): 2}, TODAY)
        counted.write(session, {Key(Counted.CONFIRMED): 3}, TODAY - timedelta(days=6))
        counted.write(session, {Key(Counted.ENDED): 4}, TODAY - timedelta(days=7))
        counted.write(session, {Key(Counted.ASKED, "link"): 99}, TODAY - timedelta(days=35))
    with database.reading() as session:
        weeks = people_in_numbers(session, TODAY).weeks
    assert [week[1:] for week in weeks] == [(0,) * 4] * 3 + [(0, 0, 4, 0), (7, 3, 0, 2)]
