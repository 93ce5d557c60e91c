"""The rehearsal itself, small: what brute force says is due comes to everybody, once, and nothing else does."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np
import shapely
from sqlalchemy import select

from alerts.db.mapping import (
    application_from_row,
    change_from_row,
    subscription_from_row,
    watch_area_from_row,
)
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ApplicationRow, ChangeRow, SubscriptionRow, WatchAreaRow
from alerts.domain.change import ChangeKind
from alerts.domain.matching import Noticed, is_wanted
from alerts.domain.subscription import Frequency, Subscription
from alerts.domain.watch_area import WatchArea, reach
from alerts.services.areas import Places, watch_area
from benchmarks.rehearsal import registers as inventions
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.progress import Progress
from benchmarks.rehearsal.run import rehearse
from benchmarks.rehearsal.smtp_sink import Received
from benchmarks.rehearsal.week import ticks
from geo.gazetteer import Gazetteer, default_path

HALF_PAST_SEVEN, FRIDAY = time(7, 30), 4
BASELINE_AT = timedelta(hours=6)


def test_everybody_is_told_once_of_what_brute_force_says_is_theirs(tmp_path: Path) -> None:
    options = Options(
        folder=tmp_path,
        subscribers=300,
        authorities=2,
        applications_a_year=7_000,
        days=2,
        database="sqlite",
        workers=1,
        connections=1,
    )
    told: dict[str, int] = {}

    def look_at(database: Database, received: Received) -> None:
        noticed = _noticed(database)
        _assert_registers_were_read(options, noticed)
        due = _due(database, noticed)
        _assert_ledger_is(database, set(due))
        came = _came(options, received)
        assert came == sorted(_expected(options, database, due))
        _assert_rows_are_those_of_signing_up(database)
        told.update(alerts=len(due), emails=len(came))

    with Progress(is_silent=True) as progress:
        outcome = rehearse(options, progress, look_at)
    assert outcome.is_whole
    assert outcome.audit.is_clean, outcome.audit
    assert outcome.figures.poll_faults == 0
    assert set(outcome.waits.values()) == {0}
    assert told["alerts"] > 100
    assert told["emails"] > 30
    assert outcome.figures.worked.sent == told["emails"]


def _noticed(database: Database) -> dict[int, Noticed]:
    """Every change that people can be told of, by its id."""
    with database.reading() as session:
        rows = session.execute(
            select(ChangeRow, ApplicationRow)
            .join(ApplicationRow, ChangeRow.application_id == ApplicationRow.id)
            .where(ChangeRow.kind != ChangeKind.NOTED)
        ).all()
    return {
        change.id: Noticed(change_from_row(change), application_from_row(application), change.noticed_at)
        for change, application in rows
    }


def _assert_registers_were_read(options: Options, noticed: dict[int, Noticed]) -> None:
    """What was noticed is what the registers say happened, up to what the last polls were too early for."""
    registers = inventions.load(options.folder / "registers.npz")
    last = max(each.noticed_at for each in noticed.values()).timestamp()
    begin = (options.start - BASELINE_AT).timestamp()
    for kind, moments in (
        (ChangeKind.NEW, registers.published),
        (ChangeKind.AMENDED, registers.amended),
        (ChangeKind.DECIDED, registers.decided),
        (ChangeKind.WITHDRAWN, registers.withdrawn),
    ):
        heard = {
            int(each.application.reference.split("/")[1])
            for each in noticed.values()
            if each.change.kind is kind
        }
        sure = set(registers.number[(moments > begin) & (moments < last - 8 * 3_600)].tolist())
        possible = set(registers.number[(moments > begin) & (moments <= last)].tolist())
        assert sure <= heard <= possible, kind
        assert len(sure) > 2, kind


def _due(database: Database, noticed: dict[int, Noticed]) -> dict[tuple[int, int], datetime]:
    """(subscription, change) of every pair that is wanted, each asked by itself, and when it is due."""
    with database.reading() as session:
        rows = session.execute(select(SubscriptionRow, WatchAreaRow).join(WatchAreaRow)).all()
    found: dict[tuple[int, int], datetime] = {}
    for row, area_row in rows:
        subscription, area = subscription_from_row(row), watch_area_from_row(area_row)
        for change_id, change in _near(area, noticed):
            is_inside = reach(area, change.application).is_inside
            if is_inside and is_wanted(subscription, change, is_muted=False):
                found[subscription.id, change_id] = _moment(subscription, change)
    return found


def _near(area: WatchArea, noticed: dict[int, Noticed]) -> Iterator[tuple[int, Noticed]]:
    """All changes but those whose site is a metre too far, and whose postcode is not the area's own."""
    sites = [each.application.site for each in noticed.values()]
    geometries = [site.geometry if site else None for site in sites]
    far = ~shapely.dwithin(area.area.core, geometries, area.area.margin_m + 1) if area.area else False
    for (change_id, change), is_far in zip(noticed.items(), np.broadcast_to(far, len(sites)), strict=True):
        if not is_far or change.application.postcode in area.own_postcodes:
            yield change_id, change


def _moment(subscription: Subscription, noticed: Noticed) -> datetime:
    """When it is to be told, in November, when London's clock is that of UTC."""
    wishes, now = subscription.wishes, noticed.noticed_at
    at = HALF_PAST_SEVEN if wishes.hour is None else time(wishes.hour)
    today = datetime.combine(now.date(), at, tzinfo=now.tzinfo)
    if wishes.frequency is Frequency.INSTANT:
        return max(now, today) if noticed.change.kind is ChangeKind.DEADLINE_NEAR else now
    days = (today + timedelta(days=number) for number in range(9))
    is_weekly = wishes.frequency is Frequency.WEEKLY
    return next(day for day in days if day > now and (not is_weekly or day.weekday() == FRIDAY))


def _assert_ledger_is(database: Database, expected: set[tuple[int, int]]) -> None:
    with database.reading() as session:
        stored = list(session.execute(select(AlertRow.subscription_id, AlertRow.change_id)))
    assert sorted(tuple(row) for row in stored) == sorted(expected)


def _came(options: Options, received: Received) -> list[tuple[int, int]]:
    """(tick, person) of every e-mail in their order."""
    begins = [tick.timestamp() for tick in ticks(options.start, options.days)]
    number = np.searchsorted(begins, received.at, side="right") - 1
    return sorted(zip(number.tolist(), received.person.tolist(), strict=True))


def _expected(
    options: Options, database: Database, due: dict[tuple[int, int], datetime]
) -> set[tuple[int, int]]:
    """(tick, person): one e-mail each for all that became due since the tick before."""
    with database.reading() as session:
        person = dict(session.execute(select(SubscriptionRow.id, SubscriptionRow.subscriber_id)).all())
    times = list(ticks(options.start, options.days))
    found = set()
    for (subscription, _), moment in due.items():
        # What is noticed once a tick has begun is told before it ends.
        number = next((n for n, tick in enumerate(times) if moment < tick + timedelta(minutes=20)), None)
        if number is not None:
            found.add((number, person[subscription] - 1))
    return found


def _assert_rows_are_those_of_signing_up(database: Database) -> None:
    """The areas that were written in bulk read as those that the site would have made."""
    places = Places(Gazetteer(default_path()), 400, 100.0)
    with database.reading() as session:
        for kind in ("postcode", "circle", "authority"):
            row = session.scalars(
                select(WatchAreaRow).where(WatchAreaRow.kind == kind).order_by(WatchAreaRow.id).limit(1)
            ).one()
            written = watch_area_from_row(row)
            assert written == watch_area(session, places, written.name), kind
