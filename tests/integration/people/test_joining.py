"""Areas joined into one: nothing lost, nothing told twice, what was muted stays muted."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from shapely import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from alerts.db import digests, due, ledger, subscriptions
from alerts.db.mapping import watch_area_from_row, wishes_from_row
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, DigestRow, EmailRow, SubscriptionRow, WatchAreaRow
from alerts.domain.application import Site
from alerts.domain.errors import AreaRefused
from alerts.domain.subscription import Frequency, Wishes
from alerts.domain.watch_area import AreaKind, AreaName, WatchArea
from alerts.services.alerting import match_changes
from alerts.services.joining import join_areas
from alerts.services.listing import applications_in
from alerts.services.subscribing import Desk
from tests.factories import (
    CAMDEN,
    NOW,
    TIMETABLE,
    a_change,
    a_circle,
    a_ward,
    all_of,
    an_application,
    around_nw5,
    at,
    following,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.people.conftest import rows

MakeDesk = Callable[[], Desk]
ALICE = "alice@example.com"
FAR = a_circle(200, east_m=2_000)
WEEKLY = Wishes(frequency=Frequency.WEEKLY)


def an_email(session: Session, email_id: str, person: int, state: str, *alerts: AlertRow) -> None:
    """An e-mail that tells of these alerts."""
    session.add(
        EmailRow(
            id=email_id * 32, lane="alert", subscriber_id=person, message_id=f"<{email_id}@x>", composed_at=NOW,
            subject="s", text="t", html="h", list_id="alerts", state=state, next_try_at=NOW,
            sent_at=NOW if state == "sent" else None,
        )
    )  # fmt: skip
    session.flush()
    for alert in alerts:
        alert.email_id = email_id * 32


def alerts_of(session: Session, row_id: int) -> list[AlertRow]:
    found = select(AlertRow).where(AlertRow.subscription_id == row_id).order_by(AlertRow.change_id)
    return list(session.scalars(found))


def join(session: Session, desk: Desk, kept: int, *others: int) -> SubscriptionRow:
    row = session.get_one(SubscriptionRow, kept)
    join_areas(session, desk, row, [session.get_one(SubscriptionRow, other) for other in others])
    return row


def test_the_joined_area_has_the_wishes_of_the_one_chosen_and_tells_of_both_places(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100), wishes=WEEKLY).id
        other = subscribe(session, ALICE, FAR).id
    with database.writing() as session:
        row = join(session, desk(), kept, other)
        assert wishes_from_row(row) == WEEKLY
        area = subscriptions.area_of(session, row)
        assert (area.kind, area.label) == (AreaKind.SHAPE, "the area joined from NW5 1TL, a circle of 200 m")
    assert [each.id for each in rows(database)] == [kept]
    with database.writing() as session:
        for number, east_m in ((1, 90), (2, 1_900), (3, 1_000)):
            a_change(session, stored(session, an_application(number, site=at(east_m))))
    match_changes(database, TIMETABLE, clock)
    with database.reading() as session:
        told = [alert.change_id for alert in alerts_of(session, kept)]
        assert told == sorted(session.scalars(select(ChangeRow.id)))[:2]


def test_what_waits_is_told_once_and_what_was_told_is_not_told_again(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    """Four changes that both areas know: told by neither, by the kept one, by the other, by an e-mail in hand."""
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(400), wishes=WEEKLY).id
        other = subscribe(session, ALICE, a_ward()).id
        for number in range(4):
            a_change(session, stored(session, an_application(number, site=at(20))))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        person = session.get_one(SubscriptionRow, kept).subscriber_id
        ours, theirs = alerts_of(session, kept), alerts_of(session, other)
        an_email(session, "a", person, "sent", ours[1])
        an_email(session, "b", person, "sent", theirs[2])
        an_email(session, "c", person, "queued", theirs[3])
    with database.writing() as session:
        join(session, desk(), kept, other)
    with database.reading() as session:
        told = {alert.change_id: (alert.email_id or "")[:1] for alert in alerts_of(session, kept)}
        assert list(told.values()) == ["", "a", "b", "c"]
        assert alerts_of(session, other) == []
        assert ledger.has_living_reader(session, "c" * 32)


def test_what_only_one_of_them_was_to_tell_waits_by_the_wishes_that_stay(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100), wishes=WEEKLY).id
        other = subscribe(session, ALICE, FAR).id
        a_change(session, stored(session, an_application(1, site=at(1_900))))
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        join(session, desk(), kept, other)
        (alert,) = alerts_of(session, kept)
        assert alert.due_at == TIMETABLE.due_at(WEEKLY, clock())


def test_a_change_that_is_noticed_but_not_matched_yet_is_told(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100), since=clock()).id
        other = subscribe(session, ALICE, FAR).id
        a_change(session, stored(session, an_application(1, site=at(1_900))), noticed_at=clock())
    clock.pass_by(minutes=1)
    with database.writing() as session:
        join(session, desk(), kept, other)
    match_changes(database, TIMETABLE, clock)
    with database.reading() as session:
        assert len(alerts_of(session, kept)) == 1


def test_digests_of_a_day_that_either_had_are_not_had_again(database: Database, desk: MakeDesk) -> None:
    today, before = NOW.date(), NOW.date().replace(day=1)
    with database.writing() as session:
        first = subscribe(session, ALICE, around_nw5(100))
        kept, other, person = first.id, subscribe(session, ALICE, FAR).id, first.subscriber_id
        an_email(session, "a", person, "sent")
        digests.add(session, [kept, other], today, "a" * 32)
        digests.add(session, [other], before, "a" * 32)
    with database.writing() as session:
        join(session, desk(), kept, other)
    with database.reading() as session:
        had = session.execute(select(DigestRow.subscription_id, DigestRow.on_date)).all()
        assert sorted(tuple(each) for each in had) == [(kept, before), (kept, today)]


def test_an_application_located_late_is_not_new_again_once_areas_are_joined(
    database: Database, desk: MakeDesk, clock: HandClock
) -> None:
    with database.writing() as session:
        kept, other = subscribe(session, ALICE, around_nw5(100)).id, subscribe(session, ALICE, FAR).id
        row = stored(session, an_application(1, site=at(1_900)))
        a_change(session, row)
    match_changes(database, TIMETABLE, clock)
    with database.writing() as session:
        person = session.get_one(SubscriptionRow, kept).subscriber_id
        an_email(session, "a", person, "sent", *alerts_of(session, other))
    with database.writing() as session:
        join(session, desk(), kept, other)
        assert ledger.already_told_as_new(session, [row.id]) == {(kept, row.id)}


@pytest.mark.parametrize("site", [None, at(900)], ids=["placed nowhere", "placed elsewhere"])
def test_an_application_whose_address_is_in_a_postcode_of_them_is_told(
    database: Database, desk: MakeDesk, clock: HandClock, site: Site | None
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, FAR).id
        other = subscribe(session, ALICE, around_nw5(100)).id
    with database.writing() as session:
        row = join(session, desk(), kept, other)
        assert subscriptions.area_of(session, row).authorities == [CAMDEN]
    with database.writing() as session:
        a_change(session, stored(session, an_application(1, site=site, postcode="NW5 1TL")))
        a_change(session, stored(session, an_application(2, site=site, postcode="NW5 2AB")))
    match_changes(database, TIMETABLE, clock)
    with database.reading() as session:
        (alert,) = alerts_of(session, kept)
        assert alert.reason.startswith("its address is in NW5 1TL")
        watch = watch_area_from_row(subscriptions.area_of(session, session.get_one(SubscriptionRow, kept)))
        listed = applications_in(session, watch)
        assert [each.application.postcode for each in listed] == ["NW5 1TL"]


def test_the_places_of_before_are_forgotten_at_once_where_nobody_else_watches_them(
    database: Database, desk: MakeDesk
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100)).id
        other = subscribe(session, ALICE, FAR).id
        subscribe(session, "bob@example.com", FAR)
    with database.writing() as session:
        join(session, desk(), kept, other)
    with database.reading() as session:
        left = set(session.scalars(select(WatchAreaRow.kind)))
        assert left == {AreaKind.SHAPE, AreaKind.CIRCLE}


def test_outlines_with_more_corners_than_can_be_joined_in_a_moment_are_refused_first(
    database: Database, desk: MakeDesk
) -> None:
    round_one = a_ward(Point(528_900, 185_800).buffer(500, quad_segs=9_000))
    with database.writing() as session:
        kept = subscribe(session, ALICE, round_one).id
        other = subscribe(session, ALICE, replace(round_one, name=AreaName(AreaKind.WARD, "E05013659"))).id
    with database.writing() as session, pytest.raises(AreaRefused, match="too much"):
        join(session, desk(), kept, other)


def test_what_was_muted_stays_muted(database: Database, desk: MakeDesk, clock: HandClock) -> None:
    with database.writing() as session:
        first = subscribe(session, ALICE, around_nw5(100))
        kept, other = first.id, subscribe(session, ALICE, FAR).id
        application = stored(session, an_application(1, site=at(1_900)))
        subscriptions.mute(session, first.subscriber_id, application.id, NOW)
    with database.writing() as session:
        join(session, desk(), kept, other)
        a_change(session, session.merge(application))
    match_changes(database, TIMETABLE, clock)
    with database.reading() as session:
        assert due.people(session, NOW.replace(year=2030)) == []


@pytest.mark.parametrize("watches", [[], [all_of()], [following()], [a_circle(100, n) for n in range(1, 21)]])
def test_what_cannot_be_joined_is_refused_and_stays(
    database: Database, desk: MakeDesk, watches: Sequence[WatchArea]
) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100)).id
        others = [subscribe(session, ALICE, watch).id for watch in watches]
    with database.writing() as session, pytest.raises(AreaRefused):
        join(session, desk(), kept, *others)
    assert [row.state for row in rows(database)] == ["confirmed"] * (1 + len(watches))


def test_an_area_that_is_not_confirmed_is_not_joined(database: Database, desk: MakeDesk) -> None:
    with database.writing() as session:
        kept = subscribe(session, ALICE, around_nw5(100)).id
        other = subscribe(session, ALICE, FAR, state="pending").id
        with pytest.raises(AreaRefused, match="confirmed"):
            join(session, desk(), kept, other)
