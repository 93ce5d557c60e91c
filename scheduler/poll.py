"""One poll of one feed: fetch a page, parse it, record it with its cursor, until there is no next page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shapely import Point
from sqlalchemy.orm import Session

from alerts.db import boundaries, changes, feeds
from alerts.db.session import Database
from alerts.db.tables import FeedRow, PollRow
from alerts.domain.application import Application
from alerts.domain.timetable import Timetable
from alerts.effects import OnEffect, no_effect
from alerts.services.owner import is_gone, this_process
from alerts.services.placing import place
from alerts.services.recording import Occasion, record_readings
from geo.errors import GazetteerMissing, PostcodeError
from geo.gazetteer import Gazetteer
from geo.postcode import parse_postcode
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher
from scheduler.page import Page, PageUnreadable, Problem
from scheduler.poll_run import PollReport, PollRun, Validators
from scheduler.request import Request, Response

FLOOD_SHARE = 0.2
TRUST_UNCHANGED_FOR = timedelta(days=7)


@dataclass(frozen=True)
class PollLimits:
    """How far one poll may go. A poll cut off here is resumed by the next."""

    pages: int = 2_000
    total: timedelta = timedelta(minutes=30)
    lease: timedelta = timedelta(minutes=5)
    longest_wait: timedelta = timedelta(hours=24)


@dataclass(frozen=True)
class Poller:
    """What every poll needs: the way out, the store, the clock, the limits."""

    database: Database
    fetcher: Fetcher
    gazetteer: Gazetteer
    timetable: Timetable
    clock: Callable[[], datetime]
    flood_limit: int = 200
    limits: PollLimits = PollLimits()
    is_stopping: Callable[[], bool] = lambda: False
    on_effect: OnEffect = no_effect


class PollRefused(Exception):
    """Another poll of this feed is under way."""


class PollCut(Exception):
    """The poll has gone as far as it may; the next one goes on. No fault of the feed."""


def poll_feed(poller: Poller, configured: ConfiguredFeed) -> PollReport:
    """Poll one feed once. A fault of the feed is the report's `error`; what was read before it stays."""
    try:
        run = _begin(poller, configured)
    except PollRefused as refusal:
        return PollReport(configured.feed.name, error=str(refusal))
    try:
        _read_all(poller, run)
    except FetchFailed as failure:
        return _finish(poller, run, str(failure), failure.retry_after_s)
    except PageUnreadable as failure:
        return _finish(poller, run, str(failure))
    except PollCut as cut:
        run.is_cut = True
        return _finish(poller, run, str(cut))
    except BaseException:
        _finish(poller, run, "the poll was interrupted")
        raise
    return _finish(poller, run, None)


def _begin(poller: Poller, configured: ConfiguredFeed) -> PollRun:
    """Take the feed's lease, so that no other poll of it runs meanwhile."""
    now = poller.clock()
    with poller.database.writing() as session:
        row = feeds.feed_row(session, configured.feed.name)
        if row is None:
            feeds.register_one(session, configured.entry())
            row = feeds.feed_row(session, configured.feed.name)
        assert row is not None
        if row.poll_until and row.poll_until > now and not is_gone(row.poll_owner or ""):
            raise PollRefused(
                f"another poll of this feed is under way, until {row.poll_until:%H:%M:%S} UTC at most"
            )
        row.poll_owner, row.poll_until = this_process(), now + poller.limits.lease
        row.last_attempt_at = now
        validators = _trusted_validators(row, now)
        row.etag, row.last_modified = None, None  # good again once this poll is whole
        return PollRun(
            configured=configured,
            started_at=now,
            is_baseline=row.baseline_done_at is None,
            cursor=row.cursor,
            validators=validators,
            first_change_id=changes.next_id(session),
            known=feeds.applications_of(session, row.name),
        )


def _trusted_validators(row: FeedRow, now: datetime) -> Validators | None:
    """What to ask "has it changed?" with; nothing after a week of "no", in case the server is wrong."""
    if row.read_whole_at is None or now - row.read_whole_at > TRUST_UNCHANGED_FOR:
        return None
    return Validators(row.etag, row.last_modified)


def _read_all(poller: Poller, run: PollRun) -> None:
    feed, kind = run.configured.feed, run.configured.kind
    today = poller.timetable.today(run.started_at)
    request: Request | None = kind.first_request(feed, run.cursor, today)
    while request is not None:
        _cut_short(poller, run)
        poller.on_effect("fetch")
        response = _fetch(poller, run, request)
        if response.not_modified:
            return
        page = kind.parse(feed, request, response.body, today)
        poller.on_effect("parsed")
        _record(poller, run, page)
        request = page.next


def _cut_short(poller: Poller, run: PollRun) -> None:
    is_long = run.requests >= poller.limits.pages or poller.clock() - run.started_at > poller.limits.total
    if is_long or poller.is_stopping():
        why = "too long" if is_long else "the service stops"
        raise PollCut(f"{why}: stopped after {run.requests} requests; the next poll goes on")


def _fetch(poller: Poller, run: PollRun, request: Request) -> Response:
    run.requests += 1
    held = run.validators if request.tells_all else None
    response = poller.fetcher.fetch(
        request,
        etag=held.etag if held else None,
        last_modified=held.last_modified if held else None,
        configured_url=run.configured.feed.url,
    )
    if request.tells_all and not response.not_modified:
        run.validators, run.is_read_whole = Validators(response.etag, response.last_modified), True
    return response


def _record(poller: Poller, run: PollRun, page: Page) -> None:
    """Applications, changes and cursor of one page, in one transaction."""
    with poller.database.writing() as session:
        now = poller.clock()  # once the lock is held: who confirmed while we waited for it confirmed before
        occasion = Occasion(run.name, run.is_baseline, now, poller.timetable.today(now))
        row = _leased_row(session, run)
        placed = [_placed(session, poller, run, reading) for reading in page.applications]
        counts = record_readings(session, occasion, placed)
        poller.on_effect("page recorded")
        row.cursor, row.poll_until = page.cursor, now + poller.limits.lease
        if counts.new and counts.told and not run.is_baseline:
            row.last_new_at = now
        run.counts += counts
        _guard_against_flood(session, poller, run)
    poller.on_effect("page committed")
    run.fetched += page.fetched
    run.problems += page.problems


def _leased_row(session: Session, run: PollRun) -> FeedRow:
    row = feeds.feed_row(session, run.name)
    if row is None or row.poll_owner != this_process():
        raise PageUnreadable("lease-lost", "another process took this poll over")
    return row


def _placed(session: Session, poller: Poller, run: PollRun, reading: Application) -> Application:
    if reading.authority not in run.asked_extents:
        run.asked_extents.add(reading.authority)
        run.extents |= boundaries.extents(session, (reading.authority,))

    def point_of(postcode: str) -> Point | None:
        try:
            located = poller.gazetteer.find(parse_postcode(postcode))
        except (PostcodeError, GazetteerMissing):
            return None
        return Point(located.easting, located.northing)

    return place(reading, run.extents, point_of)


def _guard_against_flood(session: Session, poller: Poller, run: PollRun) -> None:
    """Hold what this poll would tell where it is more than a council ever says in one go."""
    told = run.counts.told
    is_flood = told > poller.flood_limit and told > FLOOD_SHARE * run.known
    if is_flood and not run.is_baseline:
        changes.hold_since(session, run.name, run.first_change_id)


def _finish(
    poller: Poller, run: PollRun, error: str | None, retry_after_s: float | None = None
) -> PollReport:
    now = poller.clock()
    report = PollReport(
        run.name,
        run.fetched,
        run.counts.new,
        run.counts.changed,
        run.counts.unchanged,
        len(run.problems),
        run.counts.quarantined,
        run.requests,
        round((now - run.started_at).total_seconds(), 3),
        error,
    )
    with poller.database.writing() as session:
        row = feeds.feed_row(session, run.name)
        if row is not None and row.poll_owner == this_process():
            _note_outcome(row, run, error, now)
            row.next_poll_at = now + _wait(poller, row, run.configured.every_s, retry_after_s)
        feeds.add_poll(session, _poll_row(report, run.started_at, run.problems))
    poller.on_effect("poll finished")
    return report


def _note_outcome(row: FeedRow, run: PollRun, error: str | None, now: datetime) -> None:
    row.poll_owner, row.poll_until = None, None
    row.last_error = None if run.is_cut else error
    if run.is_cut:
        return
    if error is not None:
        row.failures += 1
        return
    row.failures, row.last_success_at = 0, now
    row.etag, row.last_modified = run.validators or (None, None)
    if run.is_read_whole:
        row.read_whole_at = now
    if run.is_baseline:
        row.baseline_done_at = row.last_new_at = now


def _wait(poller: Poller, row: FeedRow, every_s: float, retry_after_s: float | None) -> timedelta:
    """Until the next poll: as configured; after failures twice as long each time, or as the server asked."""
    backed_off = every_s * 2 ** min(row.failures, 16) if row.failures else every_s
    wait = timedelta(seconds=max(backed_off, retry_after_s or 0.0))
    return min(wait, max(poller.limits.longest_wait, timedelta(seconds=every_s)))


def _poll_row(report: PollReport, started_at: datetime, problems: Sequence[Problem]) -> PollRow:
    counted = {key: value for key, value in report.as_json().items() if key != "name"}
    listed = [[problem.reason, problem.detail, problem.record] for problem in problems]
    return PollRow(feed=report.name, started_at=started_at, problem_list=listed, **counted)
