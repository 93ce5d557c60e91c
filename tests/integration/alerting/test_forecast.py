"""The forecast of an area against what the real pipeline sends: recorded, matched and composed over 90 days."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from alerts.db import feeds
from alerts.db.session import Database
from alerts.db.tables import ChangeRow
from alerts.domain.change import ChangeKind
from alerts.domain.forecast import Forecast, Span
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.forecasting import forecast
from alerts.services.recording import Occasion, record_readings
from tests.factories import TIMETABLE, a_circle, a_ward, all_of, an_application, around_nw5, at, following
from tests.integration.alerting.ninety_days import BEGIN, END, Person, Told, live_through

INSTANT, DAILY, WEEKLY = Frequency.INSTANT, Frequency.DAILY, Frequency.WEEKLY

PEOPLE = (
    Person(around_nw5(400), Wishes(INSTANT)),
    Person(around_nw5(700), Wishes(DAILY)),
    Person(around_nw5(1_000), Wishes(WEEKLY)),
    Person(around_nw5(0), Wishes(DAILY)),
    Person(a_circle(800, 200), Wishes(DAILY, types=frozenset({"hh", "full"}))),
    Person(a_ward(), Wishes(DAILY, include=("loft", "revised"), exclude=("tree",))),
    Person(
        a_circle(1_000), Wishes(WEEKLY, frozenset({ChangeKind.NEW, ChangeKind.DECIDED}), weekday=1, hour=18)
    ),
    Person(a_circle(600), Wishes(INSTANT, frozenset({ChangeKind.DEADLINE_NEAR}), remind_days=5)),
    Person(around_nw5(800), Wishes(DAILY, frozenset({ChangeKind.DEADLINE_NEAR}), remind_days=2, hour=0)),
    Person(all_of(), Wishes(WEEKLY, only_major=True)),
    Person(a_ward(), Wishes(INSTANT, constraints=frozenset({"conservation-area"}))),
    Person(following("2026/0103/P"), Wishes(INSTANT)),
)


def told_of(found: Forecast) -> Told:
    return [
        (
            TIMETABLE.today(email.at),
            {item.application.reference: [str(kind) for kind in item.kinds] for item in email.items},
        )
        for email in found.emails
    ]


def the_cast_compared(
    database: Database, people: tuple[Person, ...], seed: int, applications: int
) -> list[Told]:
    """What these people were really told, having found that it is what was foreseen for each."""
    really = live_through(database, people, seed, applications)
    with database.reading() as session:
        found = [forecast(session, each.watch, each.wishes, TIMETABLE, END) for each in people]
    for number, each in enumerate(found):
        assert told_of(each) == really[number], people[number]
        assert (each.days, each.span) == (90, Span.WHOLE)
    return really


@pytest.mark.only_on("sqlite")
def test_a_forecast_is_exactly_what_the_last_90_days_would_have_sent(database: Database) -> None:
    people = (PEOPLE[0], PEOPLE[2], PEOPLE[5], PEOPLE[8], PEOPLE[10])
    really = the_cast_compared(database, people, seed=1, applications=35)
    # Of every wish something came, or the comparison would say little.
    assert all(len(told) >= 2 for told in really), [len(told) for told in really]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_a_forecast_is_exact_for_every_kind_of_area_wish_and_frequency(database: Database, seed: int) -> None:
    really = the_cast_compared(database, PEOPLE, seed, applications=120)
    assert all(really[:-1])
    assert any(kinds == ["deadline_near"] for _, items in really[7] for kinds in items.values())


def heard(database: Database, noticed_at: datetime, *numbers: int, **changed: object) -> None:
    """The feed tells of these applications at a moment; 60 m from the postcode, without a last day to comment."""
    fields: dict[str, object] = {"received_date": noticed_at.date(), "valid_date": None} | changed
    readings = [an_application(number, **fields) for number in numbers]
    with database.writing() as session:
        record_readings(session, Occasion("camden", False, noticed_at, TIMETABLE.today(noticed_at)), readings)


def two_days_of_news(database: Database) -> None:
    """Three applications two days ago, of which two are amended a day later, and one more."""
    heard(database, END - timedelta(days=2), 0, 1, 2)
    received = (END - timedelta(days=2)).date()
    heard(database, END - timedelta(days=1), 0, 1, received_date=received, description="Two storeys instead")
    heard(database, END - timedelta(hours=23), 3)


def read_since(database: Database, moment: datetime | None) -> None:
    with database.writing() as session:
        for name in ("camden", "london"):
            row = feeds.feed_row(session, name)
            assert row is not None
            row.baseline_done_at = moment


def foreseen_for(database: Database, wishes: Wishes, most: int = 3_000) -> Forecast:
    with database.reading() as session:
        return forecast(session, around_nw5(), wishes, TIMETABLE, END, most)


def references_of(found: Forecast) -> list[list[str]]:
    return [[item.application.reference for item in email.items] for email in found.emails]


def test_a_council_that_is_read_for_three_weeks_has_three_weeks_of_past(database: Database) -> None:
    read_since(database, END - timedelta(days=21))
    heard(database, END - timedelta(days=30), 9)
    two_days_of_news(database)
    found = foreseen_for(database, Wishes(DAILY))
    assert (found.days, found.span, len(found.emails)) == (21, Span.SINCE_READ, 2)
    assert round(found.a_month, 2) == 2.86
    assert [TIMETABLE.today(email.at).day for email in found.latest()] == [23, 22]
    assert found.latest(1)[0].items[1].headline == "Two storeys instead"


def test_where_no_feed_is_read_nothing_is_foreseen(database: Database) -> None:
    two_days_of_news(database)
    read_since(database, None)
    found = foreseen_for(database, Wishes(DAILY))
    assert (found.days, found.span, found.emails, found.a_month) == (0, Span.UNREAD, (), 0.0)


def test_where_very_much_happens_the_past_looked_at_is_shorter(database: Database) -> None:
    read_since(database, BEGIN - timedelta(days=10))
    heard(database, END - timedelta(days=70), 20, 21, 22, 23)
    two_days_of_news(database)
    whole, shorter = foreseen_for(database, Wishes(DAILY)), foreseen_for(database, Wishes(DAILY), most=5)
    assert (whole.days, whole.span, len(whole.emails)) == (90, Span.WHOLE, 3)
    assert (shorter.days, shorter.span, len(shorter.emails)) == (60, Span.BUSY, 2)


def test_instant_mail_tells_a_poll_at_once_and_a_digest_a_day(database: Database) -> None:
    read_since(database, BEGIN)
    for number, seconds in enumerate((0, 20, 45, 1_200)):
        heard(database, END - timedelta(days=2) + timedelta(seconds=seconds), number)
    at_once, daily = foreseen_for(database, Wishes(INSTANT)), foreseen_for(database, Wishes(DAILY))
    assert [len(email.items) for email in at_once.emails] == [3, 1]
    assert [len(email.items) for email in daily.emails] == [4]


def test_what_is_held_back_or_discarded_is_not_foreseen(database: Database) -> None:
    read_since(database, BEGIN)
    heard(database, END - timedelta(days=2), 0, 1, 2)
    with database.writing() as session:
        rows = session.scalars(select(ChangeRow).order_by(ChangeRow.id))
        for row, state in zip(rows, ("held", "discarded", "matched"), strict=True):
            row.state = state
    assert references_of(foreseen_for(database, Wishes(DAILY))) == [["2026/0002/P"]]


def test_an_application_is_foreseen_where_it_lay_and_as_it_read_when_it_was_told(database: Database) -> None:
    read_since(database, BEGIN)
    heard(database, END - timedelta(days=5), 0, description="Two garages", site=at(100))
    heard(
        database,
        END - timedelta(days=2),
        0,
        received_date=(END - timedelta(days=5)).date(),
        description="One house",
        site=at(3_000),
    )
    here = around_nw5()
    for word, days in (("garages", [19]), ("house", []), ("", [19])):
        wishes = Wishes(DAILY, include=(word,) if word else ())
        with database.reading() as session:
            found = forecast(session, here, wishes, TIMETABLE, END)
        assert [TIMETABLE.today(email.at).day for email in found.emails] == days, word


def test_what_happened_away_from_the_area_is_not_foreseen(database: Database) -> None:
    read_since(database, BEGIN)
    heard(database, END - timedelta(days=2), 0, site=at(411))
    heard(database, END - timedelta(days=2), 1, site=at(409))
    heard(database, END - timedelta(days=2), 2, site=None, postcode="NW5 1TL")
    heard(database, END - timedelta(days=2), 3, site=None, postcode="NW5 2AA")
    assert references_of(foreseen_for(database, Wishes(DAILY))) == [["2026/0001/P", "2026/0002/P"]]
