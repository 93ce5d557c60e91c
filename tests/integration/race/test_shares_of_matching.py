"""Several matchers at once, each with its share of the authorities: each change is told once, and wishes hold."""

import pytest
from sqlalchemy import select, update

from alerts.db import subscriptions
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow
from alerts.domain.authorities import ALL as AUTHORITIES
from alerts.domain.share import PARTS, Share, part_of
from alerts.services.alerting import MatchReport, match_changes
from alerts.services.subscribing import end
from tests.factories import (
    CAMDEN,
    NOW,
    TIMETABLE,
    a_change,
    all_of,
    an_application,
    around_nw5,
    stored,
    subscribe,
)
from tests.fakes import HandClock
from tests.integration.race.at_once import PATIENCE_S, Stopped, all_at_once, meanwhile

CAMDENS, OTHERS = (Share(part, PARTS) for part in (part_of(CAMDEN), (part_of(CAMDEN) + 1) % PARTS))
OTHER = next(each.code for each in AUTHORITIES if part_of(each.code) == OTHERS.number)
"""An authority of the other share."""


def happen(database: Database, *authorities: str) -> None:
    with database.writing() as session:
        for number, authority in enumerate(authorities):
            a_change(session, stored(session, an_application(number, authority=authority)))


def match(database: Database, share: Share, stopped: Stopped | None = None) -> MatchReport:
    return match_changes(database, TIMETABLE, HandClock(), stopped or (lambda _: None), share=share)


def told(database: Database) -> list[str]:
    with database.reading() as session:
        rows = session.scalars(
            select(ApplicationRow.reference)
            .join(ChangeRow, ChangeRow.application_id == ApplicationRow.id)
            .join(AlertRow, AlertRow.change_id == ChangeRow.id)
        )
        return sorted(rows)


def test_each_share_tells_of_its_own_authorities_and_all_together_of_everything(database: Database) -> None:
    codes = [authority.code for authority in AUTHORITIES[::8]]
    with database.writing() as session:
        subscribe(session, "alice@example.com", around_nw5())
    happen(database, *codes, "W99999999")
    for number in range(PARTS):
        its = [code for code in codes if part_of(code) == number] + ["unknown"] * (number == 0)
        assert match(database, Share(number, PARTS)).changes == len(its)
    assert len(told(database)) == len(codes) + 1


def test_there_are_parts_that_no_share_of_many_has(database: Database) -> None:
    happen(database, CAMDEN)
    assert match(database, Share(PARTS, PARTS + 1)).changes == 0


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("S-01")
def test_two_shares_do_not_wait_for_each_other(database: Database) -> None:
    with database.writing() as session:
        subscribe(session, "alice@example.com", around_nw5())
    happen(database, CAMDEN, OTHER)
    ended = []

    def match_the_others() -> None:
        ended.append((match(database, OTHERS), stopped.may_go.is_set()))

    stopped = Stopped("ledger written")
    meanwhile(lambda: match(database, CAMDENS, stopped), stopped, match_the_others, wait_s=PATIENCE_S / 2)
    assert ended == [(MatchReport(1, 1, 1), False)]
    assert len(told(database)) == 2


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("S-01")
def test_who_matches_everything_waits_for_every_share(database: Database) -> None:
    with database.writing() as session:
        subscribe(session, "alice@example.com", around_nw5())
    happen(database, CAMDEN)
    stopped = Stopped("changes marked")

    def match_all() -> MatchReport:
        return match(database, Share())

    second = meanwhile(lambda: match(database, CAMDENS, stopped), stopped, match_all)
    assert (second.changes, len(told(database))) == (0, 1)


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("S-05")
def test_who_leaves_waits_for_the_share_that_matches(database: Database) -> None:
    with database.writing() as session:
        hers = subscribe(session, "alice@example.com", all_of()).id
    happen(database, CAMDEN)
    stopped = Stopped("ledger written")

    def leave() -> int:
        with database.writing() as session:
            row = subscriptions.subscription(session, hers)
            assert row is not None
            end([row], NOW)
            return len(told(database))

    assert meanwhile(lambda: match(database, CAMDENS, stopped), stopped, leave) == 1


@pytest.mark.only_on("postgresql")
@pytest.mark.fault("G-04")
def test_an_application_that_goes_to_another_council_amid_this_is_told_as_new_once(
    database: Database,
) -> None:
    """Its second change is the other share's, which must not begin before the first is told."""
    with database.writing() as session:
        subscribe(session, "alice@example.com", around_nw5())
    happen(database, CAMDEN)
    stopped = Stopped("changes marked")

    def hand_it_over() -> int:
        with database.writing() as session:
            session.execute(update(ApplicationRow).values(authority=OTHER))
            (row,) = session.scalars(select(ApplicationRow))
            a_change(session, row)
        return match(database, OTHERS).alerts

    assert meanwhile(lambda: match(database, CAMDENS, stopped), stopped, hand_it_over) == 0
    assert len(told(database)) == 1


@pytest.mark.fault("S-01")
@pytest.mark.timeout(120)
def test_all_shares_at_once_tell_everything_once_and_number_the_log_without_a_gap(database: Database) -> None:
    codes = [authority.code for authority in AUTHORITIES[::8]]
    with database.writing() as session:
        for number in range(4):
            subscribe(session, f"person{number}@example.com", around_nw5())
    happen(database, *codes)
    all_at_once(PARTS, lambda number: match(database, Share(number, PARTS)))
    assert len(told(database)) == 4 * len(codes)
    with database.reading() as session:
        numbers = session.scalars(select(ChangeRow.log_no)).all()
    assert sorted(number or 0 for number in numbers) == list(range(1, len(codes) + 1))
