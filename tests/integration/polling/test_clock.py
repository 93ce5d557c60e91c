"""The clock: each feed has its own job, a slow or broken one holds up nobody, and it stops in order."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as dt_time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from alerts.db import log_followers
from alerts.db.session import Database
from alerts.db.tables import AlertRow, FeedRow
from alerts.domain.nightly import Nightly
from alerts.domain.pushing import Answer
from alerts.domain.subscription import Wishes
from alerts.services.intake import Asked, note
from alerts.services.publishing import Press
from alerts.services.publishing_nightly import NightShift
from alerts.services.publishing_rows import Origin
from alerts.services.pushing import Message, Outgoing, Receiver
from alerts.services.sending import Post
from alerts.services.subscribing import Desk
from scheduler.bell import Bell
from scheduler.clock import MISFIRE_GRACE_S
from scheduler.configured import ConfiguredFeed
from scheduler.jobs import COMPOSED_AT_ONCE, Pipeline, running_clock
from scheduler.poller import Poller
from tests.factories import (
    CAMDEN,
    IDENTITY,
    SITE,
    TIMETABLE,
    Cast,
    a_change,
    all_of,
    an_application,
    stored,
    subscribe,
)
from tests.fakes import FakeFetcher, FakeKind, RecordingSender, TinyGazetteer, a_feed, a_reception
from tests.integration.polling.told import feed, references


def now() -> datetime:
    return datetime.now(UTC)


def until(is_so: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether it comes to be so before patience runs out."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.02)
    return is_so()


@pytest.fixture
def sender() -> RecordingSender:
    return RecordingSender()


MakePipeline = Callable[..., Pipeline]


@pytest.fixture
def pipeline(database: Database, sender: RecordingSender) -> MakePipeline:
    """A pipeline of these feeds."""

    def make(*feeds: ConfiguredFeed) -> Pipeline:
        poller = Poller(database, FakeFetcher(), TinyGazetteer(), TIMETABLE, now)  # type: ignore[arg-type]
        post = Post(database, sender, SITE, IDENTITY, now, rate_per_second=1e9)
        return Pipeline(database, TIMETABLE, now, poller, feeds, post, a_reception(database, now))

    return make


def every(seconds: float, configured: ConfiguredFeed) -> ConfiguredFeed:
    return replace(configured, every_s=seconds)


class HangingKind(FakeKind):
    """A feed whose server never comes to an end, until the test lets it go."""

    def __init__(self, let_go: threading.Event) -> None:
        super().__init__([])
        self.let_go = let_go

    def first_request(self, *_: object) -> object:  # type: ignore[override]
        self.let_go.wait(30)
        return super().first_request(a_feed(self).feed, "", TIMETABLE.today(now()))


def test_a_feed_that_hangs_holds_up_neither_another_feed_nor_the_mail(
    database: Database, pipeline: MakePipeline, sender: RecordingSender
) -> None:
    with database.writing() as session:
        Cast.enter(session, all_of())
    let_go = threading.Event()
    quick = FakeKind([])
    feeds = (every(0.2, a_feed(HangingKind(let_go), "london")), every(0.2, a_feed(quick)))
    with running_clock(pipeline(*feeds), send_every_s=0.2):
        assert until(lambda: feed(database).baseline_done_at is not None)
        quick.pages = [[an_application(1, received_date=TIMETABLE.today(now()))]]
        assert until(lambda: sender.recipients == ["alice@example.com"])
        assert feed(database, "london").last_success_at is None
        let_go.set()


def test_a_receiver_that_hangs_holds_up_neither_another_nor_the_mail(
    database: Database, pipeline: MakePipeline, sender: RecordingSender
) -> None:
    let_go, told = threading.Event(), []

    def receiver(name: str, send: Callable[[Outgoing], Answer]) -> Receiver:
        return Receiver(name, lambda _session, after_no, _to: Message("x", after_no + 1), send)

    def hang(_: Outgoing) -> Answer:
        let_go.wait(30)
        return Answer(200, "at last")

    def take(outgoing: Outgoing) -> Answer:
        told.append(outgoing.id)
        return Answer(200, "thanks")

    with database.writing() as session:
        Cast.enter(session, all_of())
        a_change(session, stored(session, an_application(1)))
        log_followers.register(session, [f"hangs-{n}" for n in range(6)] + ["quick"])
    receivers = (*(receiver(f"hangs-{n}", hang) for n in range(6)), receiver("quick", take))
    with running_clock(replace(pipeline(), receivers=receivers), send_every_s=0.2):
        assert until(lambda: bool(told))
        assert until(lambda: sender.recipients == ["alice@example.com"])
        let_go.set()


def test_a_feed_that_breaks_the_program_is_polled_again_and_costs_the_others_nothing(
    database: Database, pipeline: MakePipeline, caplog: pytest.LogCaptureFixture
) -> None:
    broken = FakeKind(RuntimeError("a bug of ours"))
    feeds = (every(0.2, a_feed(broken, "london")), every(0.2, a_feed(FakeKind([an_application(1)]))))
    with running_clock(pipeline(*feeds), send_every_s=0.2):
        assert until(lambda: references(database) == ["2026/0001/P"])
        assert until(lambda: feed(database, "london").last_error == "the poll was interrupted")
    assert "the job poll london failed; it runs again at its next turn" in caplog.text


def test_a_feed_is_not_polled_before_its_time(database: Database, pipeline: MakePipeline) -> None:
    kind = FakeKind([])
    with running_clock(pipeline(every(3600.0, a_feed(kind))), send_every_s=0.1):
        assert until(lambda: feed(database).last_success_at is not None)
        first = feed(database).last_attempt_at
        time.sleep(0.5)
    assert feed(database).last_attempt_at == first
    assert len(kind.asked_from) == 1


def test_feeds_that_are_due_at_the_start_are_not_all_polled_at_one_moment(
    database: Database, pipeline: MakePipeline
) -> None:
    feeds = tuple(every(1800.0, a_feed(FakeKind([]), name)) for name in ("camden", "london"))
    with database.writing() as session:
        for name in ("camden", "london"):
            row = session.get(FeedRow, name)
            assert row is not None
            row.next_poll_at = now() - timedelta(days=1)
    began = now()
    with running_clock(pipeline(*feeds), send_every_s=60) as clock:
        waits = [
            (clock.get_job(f"poll {name}").next_run_time - began).total_seconds()
            for name in ("camden", "london")
        ]
    assert 42 < waits[0] < 60
    assert 256 < waits[1] < 274


def test_a_disabled_feed_is_not_polled(database: Database, pipeline: MakePipeline) -> None:
    disabled = FakeKind([])
    feeds = (replace(a_feed(disabled, "london"), is_enabled=False), every(0.2, a_feed(FakeKind([]))))
    with running_clock(pipeline(*feeds), send_every_s=0.2):
        assert until(lambda: feed(database).last_success_at is not None)
    assert disabled.asked_from == []


def test_the_end_of_the_clock_stops_a_poll_between_pages(database: Database, pipeline: MakePipeline) -> None:
    kind = FakeKind(*([an_application(number)] for number in range(200)))
    made = pipeline(every(0.2, a_feed(kind)))
    slow = FakeFetcher()
    slow.during = lambda: time.sleep(0.02)
    made = replace(made, poller=replace(made.poller, fetcher=slow, is_stopping=made.stopping.is_set))
    with running_clock(made, send_every_s=60):
        assert until(lambda: len(references(database)) > 3)
    assert 3 < len(references(database)) < 150
    assert feed(database).poll_owner is None
    assert feed(database).baseline_done_at is None


def test_a_late_job_is_run_and_not_skipped_as_the_library_would_by_itself() -> None:
    assert MISFIRE_GRACE_S == 3_600


def test_what_waits_is_handed_over_between_the_many_e_mails_of_a_morning(
    database: Database, pipeline: MakePipeline, sender: RecordingSender
) -> None:
    """Many digests take long to draw; nobody's confirmation waits for the last of them."""
    with database.writing() as session:
        for number in range(5):
            subscribe(session, f"person{number}@example.com", all_of())
        a_change(session, stored(session, an_application(1)), noticed_at=now())
    made = replace(pipeline(), composed_at_once=2)
    made.match()
    waiting: list[int | None] = []

    def count(_recipient: str) -> None:
        with database.reading() as session:
            waiting.append(
                session.scalar(select(func.count()).select_from(AlertRow).where(AlertRow.email_id.is_(None)))
            )

    sender.before = count
    made.send()
    assert len(sender.sent) == 5
    assert waiting == [3, 3, 1, 1, 0]
    assert pipeline().composed_at_once == COMPOSED_AT_ONCE == 100


def test_who_asks_is_answered_when_the_bell_rings_and_not_at_the_next_hour(
    database: Database, pipeline: MakePipeline, sender: RecordingSender
) -> None:
    bell = Bell()
    bell.ring()
    with running_clock(pipeline(), 3_600.0, bell):
        desk = Desk(SITE, IDENTITY, TIMETABLE, now())
        with database.writing() as session:
            note(
                session,
                desk,
                Asked("bob@example.com", "/areas", "192.0.2.1", f"authority:{CAMDEN}", Wishes()),
            )
        bell.ring()
        assert until(lambda: sender.tried == ["bob@example.com"])
    bell.ring()


def test_the_files_of_open_data_are_made_by_the_clock(
    database: Database, pipeline: MakePipeline, tmp_path: Path
) -> None:
    press = Press(database, tmp_path / "open-data", Origin("https://alerts.example"), now)
    shift = NightShift(press, Nightly(dt_time(2, 15), TIMETABLE.zone))
    stands_by = replace(pipeline(), night_shift=shift)
    with running_clock(stands_by, 3_600.0, may_work=lambda: False):
        assert not until(lambda: (tmp_path / "open-data").exists(), 0.3)
    with running_clock(replace(pipeline(), night_shift=shift), 3_600.0):
        assert until(lambda: (tmp_path / "open-data" / "current" / "applications.csv").exists())


def test_a_step_that_fails_costs_the_steps_after_it_nothing(
    database: Database, pipeline: MakePipeline, sender: RecordingSender, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing() as session:
        Cast.enter(session, all_of())
        a_change(session, stored(session, an_application(1)), noticed_at=now())
    asked: list[datetime] = []

    def fail_first() -> datetime:
        asked.append(now())
        if len(asked) == 1:
            raise ValueError("a bug of ours")
        return asked[-1]

    replace(pipeline(), clock=fail_first).match()
    assert "reminding failed; the rest of the job goes on" in caplog.text
    replace(pipeline(), reception=None).send()
    assert "answering forms failed; the rest of the job goes on" in caplog.text
    assert sender.recipients == ["alice@example.com"]
