"""One poll of one feed: fetch a page, parse it, record it with its cursor, until there is no next page."""

from sqlalchemy.orm import Session

from alerts.db import feeds, locks
from alerts.db.locks import Lock
from alerts.db.tables import FeedRow
from alerts.domain.flood import is_halved
from alerts.services.owner import this_process
from alerts.services.recording import Counts, Occasion, record_readings
from alerts.services.tending import HALVED
from scheduler.configured import ConfiguredFeed
from scheduler.errors import FetchFailed
from scheduler.keeping import keeping
from scheduler.known import ReadPage, lasting, read_page
from scheduler.page import Page, PageUnreadable
from scheduler.poll_begin import PollNotDue, PollRefused, at_any_time, begin, in_due_slot
from scheduler.poll_end import finish
from scheduler.poll_run import WHOLE, Ended, PollReport, PollRun, Validators, is_distrusted, is_nothing_read
from scheduler.poller import Poller
from scheduler.request import Request, Response


class PollCut(Exception):
    """The poll has gone as far as it may; the next one goes on. No fault of the feed."""


def poll_feed(poller: Poller, configured: ConfiguredFeed) -> PollReport:
    """Poll one feed once. A fault of the feed is the report's `error`; what was read before it stays."""
    try:
        run = begin(poller, configured, at_any_time)
    except PollRefused as refusal:
        return PollReport(configured.feed.name, error=str(refusal))
    return _polled(poller, run)


def poll_due(poller: Poller, configured: ConfiguredFeed) -> PollReport | None:
    """Serve the slot of a feed whose time has come; None where it has not, or somebody else does or did."""
    try:
        run = begin(poller, configured, in_due_slot)
    except (PollRefused, PollNotDue):
        return None
    return _polled(poller, run)


def _polled(poller: Poller, run: PollRun) -> PollReport:
    try:
        _read_all(poller, run)
    except FetchFailed as failure:
        return finish(poller, run, Ended.of_fetch(failure))
    except PageUnreadable as failure:
        return finish(poller, run, Ended.of_page(failure))
    except PollCut as cut:
        return finish(poller, run, Ended(str(cut), is_fault=False))
    except BaseException:
        finish(poller, run, Ended("the poll was interrupted"))
        raise
    return finish(poller, run, Ended.of_problems(run.problems, run.fetched) if run.is_distrusted else WHOLE)


def _read_all(poller: Poller, run: PollRun) -> None:
    feed, kind = run.configured.feed, run.configured.kind
    today = poller.timetable.today(run.started_at)
    request: Request | None = kind.first_request(feed, run.cursor, today)
    while request is not None:
        _cut_short(poller, run)
        run.loops.seen(request)
        poller.on_effect("fetch")
        response = _fetch(poller, run, request)
        if response.not_modified:
            return
        read = read_page(poller, run, request, response.body, today)
        poller.on_effect("parsed")
        run.loops.read(request, response.body, had_records=read.page.fetched > 0)
        _refuse_halved(run, read.page)
        _record(poller, run, read)
        request = read.page.next


def _refuse_halved(run: PollRun, page: Page) -> None:
    """Before anything of it is stored: a feed that shrank is broken, and what is missing was not withdrawn."""
    if page.total is None:
        return
    run.total = page.total
    if is_halved(page.total, run.last_total) or (run.last_total is None and page.total == 0):
        before = f"{run.last_total:,} last time" if run.last_total is not None else "nothing ever before"
        raise PageUnreadable(HALVED, f"the whole feed holds {page.total:,} records and held {before}")


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


def _record(poller: Poller, run: PollRun, read: ReadPage) -> None:
    """Applications, changes and cursor of one page, in one transaction. What needs no turn is done before it."""
    page = read.page
    placed = run.places.place_all(poller.database, poller.gazetteer, page.applications)
    odd = keeping(page.readings, placed)
    digests = lasting(read, placed, run.configured.kind.authorities(run.configured.feed))
    with poller.database.writing() as session:
        row = _leased_row(session, run)
        if placed:
            locks.take(session, Lock.RECORDING)
        now = poller.clock()  # once the turn is ours: who confirmed while we waited for it confirmed before
        today = poller.timetable.today(now)
        occasion = Occasion(run.name, run.is_baseline, now, today, is_held=run.guard.is_holding)
        counts = Counts(unchanged=page.known) + record_readings(session, occasion, placed, digests)
        run.stored.keep(session, run.name, odd, now)
        poller.on_effect("page recorded")
        run.guard.heard(session, occasion, counts)
        allowed = run.configured.problems_allowed
        run.is_distrusted = run.is_distrusted or is_distrusted(len(page.problems), page.fetched, allowed)
        run.is_behind = run.is_behind or is_nothing_read(len(page.problems), page.fetched)
        if not (run.is_distrusted or run.is_behind):
            row.cursor = page.cursor
        row.poll_until = now + poller.limits.lease
        row.known += counts.added
        if counts.new and counts.told and not run.is_baseline:
            row.last_new_at = now
    poller.on_effect("page committed")
    run.counts += counts
    run.fetched += page.fetched
    run.problems.add(page.problems)


def _leased_row(session: Session, run: PollRun) -> FeedRow:
    row = feeds.locked_row(session, run.name)
    if row is None or row.poll_owner != this_process():
        raise PageUnreadable("lease-lost", "another process took this poll over")
    return row
