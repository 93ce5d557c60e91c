"""Who is told of which change."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from alerts.db import applications, subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, SubscriptionRow
from alerts.domain.change import ChangeKind
from alerts.domain.merging import Told
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.alerting import BATCH, MatchReport, match_changes
from tests.factories import (
    BEFORE,
    NOW,
    TIMETABLE,
    Cast,
    a_change,
    all_of,
    an_application,
    around_nw5,
    at,
    following,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.alerting.told import alerts, told

Match = Callable[[], MatchReport]
ALICE = "alice@example.com"


def happen(database: Database, *kinds: ChangeKind, noticed_at: datetime = NOW, **changed: object) -> None:
    """An application is stored, and these changes of it are noticed."""
    with database.writing() as session:
        row = stored(session, an_application(**changed))
        for kind in kinds or (ChangeKind.NEW,):
            a_change(session, row, kind, noticed_at)


def enter(database: Database, wishes: Wishes | None = None) -> Cast:
    with database.writing() as session:
        return Cast.enter(session, wishes=wishes)


def test_alice_is_told_and_bob_and_charlie_hear_nothing(database: Database, match: Match) -> None:
    enter(database)
    happen(database)
    assert match() == MatchReport(changes=1, alerts=1, subscriptions=1)
    assert told(database) == [(ALICE, "new", "2026/0123/P")]


def test_an_alert_says_why_and_how_far(database: Database, match: Match) -> None:
    enter(database)
    happen(database)
    match()
    (alert,) = alerts(database)
    assert (alert.distance_m, alert.reason) == (50.0, "50 m east of NW5 1TL")
    assert (alert.due_at, alert.created_at, alert.email_id) == (NOW, NOW, None)


def test_a_change_is_matched_once(database: Database, match: Match) -> None:
    enter(database)
    happen(database)
    match()
    assert match() == MatchReport(0, 0, 0)
    assert len(told(database)) == 1


def test_the_ledger_refuses_to_tell_a_change_twice(database: Database, match: Match) -> None:
    cast = enter(database)
    happen(database)
    match()
    (alert,) = alerts(database)
    with pytest.raises(IntegrityError), database.writing() as session:
        session.execute(
            insert(AlertRow).values(
                subscription_id=cast.alice,
                change_id=alert.change_id,
                reason="again",
                due_at=NOW,
                created_at=NOW,
            )
        )


@pytest.mark.fault("U-04")
@pytest.mark.parametrize(("seconds", "is_told"), [(-1, False), (0, False), (1, True)])
def test_only_changes_noticed_after_the_confirmation_are_told(
    database: Database, match: Match, seconds: int, is_told: bool
) -> None:
    enter(database)
    happen(database, noticed_at=BEFORE + timedelta(seconds=seconds))
    match()
    assert bool(told(database)) is is_told


def test_what_one_person_muted_others_still_hear_of(database: Database, match: Match) -> None:
    with database.writing() as session:
        Cast.enter(session)
        subscribe(session, "dora@example.com", around_nw5())
        row = stored(session, an_application())
        alice = subscriptions.subscriber_of(session, ALICE)
        subscriptions.mute(session, alice.id, row.id, NOW)
        a_change(session, row, ChangeKind.DECIDED)
    match()
    assert told(database) == [("dora@example.com", "decided", "2026/0123/P")]


def test_a_mute_that_is_taken_back_lets_the_next_change_through(database: Database, match: Match) -> None:
    with database.writing() as session:
        Cast.enter(session)
        row = stored(session, an_application())
        alice = subscriptions.subscriber_of(session, ALICE)
        for _ in range(2):
            subscriptions.mute(session, alice.id, row.id, NOW)
        subscriptions.unmute(session, alice.id, row.id)
        a_change(session, row)
    match()
    assert len(told(database)) == 1


@pytest.mark.parametrize(
    ("wishes", "kinds"),
    [
        ({"changes": frozenset({ChangeKind.DECIDED})}, ["decided"]),
        ({"types": frozenset({"lbc"})}, []),
        ({"types": frozenset({"hh"})}, ["new", "decided"]),
        ({"include": ("rear",)}, ["new", "decided"]),
        ({"include": ("basement",)}, []),
        ({"exclude": ("rear",)}, []),
    ],
)
def test_kinds_types_and_words_are_as_the_person_wished(
    database: Database, match: Match, wishes: dict[str, object], kinds: list[str]
) -> None:
    enter(database, Wishes(frequency=Frequency.INSTANT, **wishes))
    happen(database, ChangeKind.NEW, ChangeKind.DECIDED)
    match()
    assert [kind for _, kind, _ in told(database)] == kinds


def test_what_is_only_noted_or_held_is_not_even_looked_at(database: Database, match: Match) -> None:
    enter(database)
    happen(database, ChangeKind.NOTED, ChangeKind.AMENDED)
    with database.writing() as session:
        session.scalars(select(ChangeRow).where(ChangeRow.kind == "amended")).one().state = "held"
    assert match() == MatchReport(0, 0, 0)


def test_a_record_that_is_held_back_meanwhile_is_not_told(database: Database, match: Match) -> None:
    enter(database)
    happen(database, quarantine="suspected-test")
    assert match() == MatchReport(changes=1, alerts=0, subscriptions=0)


@pytest.mark.fault("G-04")
def test_an_application_located_late_is_told_once_to_each(database: Database, match: Match) -> None:
    with database.writing() as session:
        subscribe(session, "borough@example.com", all_of())
        subscribe(session, ALICE, around_nw5())
        row = stored(session, an_application(site=None, postcode=None))
        a_change(session, row)
    match()
    assert told(database) == [("borough@example.com", "new", "2026/0123/P")]
    with database.writing() as session:
        row = session.get_one(type(row), row.id)
        located = an_application(postcode=None)
        applications.update(row, Told(located, {}), NOW)
        a_change(session, row)
    match()
    assert told(database) == [
        ("borough@example.com", "new", "2026/0123/P"),
        (ALICE, "new", "2026/0123/P"),
    ]


@pytest.mark.fault("G-04")
def test_an_application_located_before_it_was_first_matched_is_told_once(
    database: Database, match: Match
) -> None:
    with database.writing() as session:
        subscribe(session, "borough@example.com", all_of())
    happen(database, ChangeKind.NEW, ChangeKind.NEW)
    assert match() == MatchReport(changes=2, alerts=1, subscriptions=1)


def test_a_follower_hears_of_the_application_wherever_it_lies(database: Database, match: Match) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, following("2026/0123/p"))
    happen(database, ChangeKind.DECIDED, site=None)
    match()
    assert told(database) == [(ALICE, "decided", "2026/0123/P")]


def test_an_unlocated_application_is_told_to_its_authoritys_watchers_alone(
    database: Database, match: Match
) -> None:
    with database.writing() as session:
        subscribe(session, "borough@example.com", all_of())
        subscribe(session, ALICE, around_nw5(5000))
    happen(database, site=None, postcode=None)
    match()
    assert told(database) == [("borough@example.com", "new", "2026/0123/P")]


@pytest.mark.parametrize(
    ("frequency", "due_at"),
    [
        (Frequency.INSTANT, NOW),
        (Frequency.DAILY, datetime(2026, 6, 11, 6, 30, tzinfo=UTC)),
        (Frequency.WEEKLY, datetime(2026, 6, 12, 6, 30, tzinfo=UTC)),
    ],
)
def test_an_alert_is_due_when_its_person_wants_mail(
    database: Database, match: Match, frequency: Frequency, due_at: datetime
) -> None:
    enter(database, Wishes(frequency=frequency))
    happen(database)
    match()
    assert [alert.due_at for alert in alerts(database)] == [due_at]


def test_more_changes_than_one_batch_are_all_matched(database: Database, match: Match) -> None:
    enter(database)
    with database.writing() as session:
        row = stored(session, an_application())
        session.execute(
            insert(ChangeRow),
            [
                {
                    "application_id": row.id,
                    "kind": "amended",
                    "state": "unmatched",
                    "noticed_at": NOW,
                    "feed": "camden",
                    "differences": [],
                }
                for _ in range(BATCH + 5)
            ],
        )
    assert match() == MatchReport(changes=BATCH + 5, alerts=BATCH + 5, subscriptions=1)


@pytest.mark.fault("C-16")
def test_a_change_committed_after_the_cut_off_is_told_in_the_next_digest(
    database: Database, match: Match, clock: HandClock
) -> None:
    enter(database, Wishes(frequency=Frequency.DAILY))
    stamped = datetime(2026, 6, 11, 6, 29, tzinfo=UTC)
    clock.now = datetime(2026, 6, 11, 6, 31, tzinfo=UTC)
    happen(database, noticed_at=stamped)
    match()
    assert [alert.due_at for alert in alerts(database)] == [datetime(2026, 6, 12, 6, 30, tzinfo=UTC)]


@pytest.mark.fault("K-02")
def test_ledger_and_mark_are_whole_or_absent(database: Database, clock: HandClock) -> None:
    enter(database)
    happen(database)

    class Cut(Exception):
        """The process ends here."""

    for moment in ("ledger written", "changes marked"):

        def die(effect: str, at_moment: str = moment) -> None:
            if effect == at_moment:
                raise Cut

        with pytest.raises(Cut):
            match_changes(database, TIMETABLE, clock, die)
        assert alerts(database) == []
    assert match_changes(database, TIMETABLE, clock).alerts == 1


def test_nobody_beyond_the_edge_is_told(database: Database, match: Match) -> None:
    enter(database)
    happen(database, site=at(410.2))
    match()
    assert told(database) == []


def test_a_person_with_two_areas_round_one_site_has_two_alerts(database: Database, match: Match) -> None:
    with database.writing() as session:
        subscribe(session, ALICE, around_nw5())
        subscribe(session, ALICE, all_of())
        assert len({row.subscriber_id for row in session.scalars(select(SubscriptionRow))}) == 1
    happen(database)
    assert match() == MatchReport(changes=1, alerts=2, subscriptions=2)
