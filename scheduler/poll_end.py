"""The end of a poll: what it did is kept, the next one is set, and an operator hears of what needs one."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import alarms, feeds
from alerts.db.counts import Counted, count
from alerts.db.tables import FeedRow, PollRow
from alerts.db.waking import Work, wake
from alerts.services.owner import this_process
from alerts.services.tending import HALVED
from scheduler.backoff import jittered, slots_passed
from scheduler.poll_run import TOO_MANY_PROBLEMS, Ended, PollReport, PollRun
from scheduler.poller import Poller

_TOLD_AT_ONCE = {
    HALVED: (
        "Nothing of it was stored, nothing was withdrawn and nobody was mailed. It is read again as soon as it is "
        "whole; if it is right, `planning-alerts feeds held {feed} release` takes it as it is from the next poll on."
    ),
    TOO_MANY_PROBLEMS: (
        "The feed has probably changed its form: look at it with `planning-alerts feeds check {feed}`. "
        "Until it is read again people may miss alerts."
    ),
}
"""What an operator hears of at the first poll, and what to know of it."""


def finish(poller: Poller, run: PollRun, ended: Ended) -> PollReport:
    """Let go of the feed's lease, keep the report, and say when the feed is to be polled next.

    A poll that lost its lease keeps its report alone: the slot is that of the poll which took over.
    """
    now = poller.clock()
    report = PollReport(
        run.name,
        run.fetched,
        run.counts.new,
        run.counts.changed,
        run.counts.unchanged,
        run.problems.count,
        run.counts.quarantined,
        run.requests,
        round((now - run.started_at).total_seconds(), 3),
        ended.error,
    )
    with poller.database.writing() as session:
        row = feeds.locked_row(session, run.name)
        is_ours = row is not None and row.poll_owner == this_process()
        if row is not None and is_ours:
            _note_outcome(session, row, run, ended, now)
            row.skipped += slots_passed(row.next_poll_at, run.configured.every_s, run.started_at, now)
            wait_s = _wait_s(poller, row, run.configured.every_s, ended)
            row.next_poll_at = now + timedelta(seconds=wait_s)
        feeds.add_poll(session, _poll_row(report, run, run.slot if is_ours else None))
        _count(session, report, ended)
        if run.counts.new or run.counts.changed:
            wake(session, Work.MATCH)  # only now: what a poll that goes on has brought might be a flood
    poller.on_effect("poll finished")
    return report


def _count(session: Session, report: PollReport, ended: Ended) -> None:
    """For those who watch over the service."""
    how = "read" if ended.error is None else "failed" if ended.is_fault else "cut"
    count(session, Counted.POLLS, report.name, how)
    count(session, Counted.REQUESTS, report.name, by=report.requests)
    for outcome in ("new", "changed", "unchanged", "problems", "quarantined"):
        count(session, Counted.RECORDS, report.name, outcome, getattr(report, outcome))


def _note_outcome(session: Session, row: FeedRow, run: PollRun, ended: Ended, now: datetime) -> None:
    row.poll_owner, row.poll_until = None, None
    if ended.is_fault:
        row.last_error = ended.error
        row.failures += 1
        row.failing_since = row.failing_since or now
        if ended.reason in _TOLD_AT_ONCE:
            words = f"{ended.error}. {_TOLD_AT_ONCE[ended.reason].format(feed=row.name)}"
            alarms.raise_once(session, row.name, ended.reason, words, now)
    elif ended.error is None:
        _note_success(session, row, run, now)


def _note_success(session: Session, row: FeedRow, run: PollRun, now: datetime) -> None:
    if row.failing_since is not None or row.last_success_at is None:
        row.recovered_at = now
    row.failures, row.failing_since, row.last_error, row.last_success_at = 0, None, None, now
    row.etag, row.last_modified = run.validators or (None, None)
    row.settings_digest = run.configured.feed.settings_digest
    if run.is_read_whole:
        row.read_whole_at = now
    if run.total is not None:
        row.last_total = run.total
    if run.is_baseline:
        row.baseline_done_at = row.last_new_at = now
    else:
        run.guard.ended(session, now)
    alarms.clear(session, row.name, _TOLD_AT_ONCE, now)


def _wait_s(poller: Poller, row: FeedRow, every_s: float, ended: Ended) -> float:
    """Until the next poll: as configured; after failures twice as long each time, or as the server asked.

    Spread a little, so that feeds of one rhythm do not all come at one moment.
    """
    backed_off = every_s * 2 ** min(row.failures, 16) if row.failures else every_s
    asked_for = ended.retry_after_s or 0.0
    if ended.retry_after_s is not None and not ended.is_fault:
        return asked_for
    if ended.reason == TOO_MANY_PROBLEMS:
        return jittered(every_s, poller.jitter())  # its server is well, and what can be read is told in time
    wait_s = max(jittered(backed_off, poller.jitter()), asked_for)
    return min(wait_s, max(poller.limits.longest_wait.total_seconds(), every_s))


def _poll_row(report: PollReport, run: PollRun, slot: datetime | None) -> PollRow:
    counted = {key: value for key, value in report.as_json().items() if key != "name"}
    listed = [[problem.reason, problem.detail, problem.record] for problem in run.problems.first]
    return PollRow(
        feed=report.name,
        started_at=run.started_at,
        slot=slot,
        problem_list=listed,
        told=run.guard.passed_on,
        **counted,
    )
