"""Workers of the engine: woken at the commit, each kind of work at its own place, stopped in order, never two alike."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import text

from alerts.db.session import Database, DatabaseUnusable
from alerts.db.waking import Wanted, Work
from scheduler import queue
from scheduler.queue import working
from scheduler.slots import Slot, places
from tests.integration.engine.bench import Bench, until, waited_for


def rescued(database: Database) -> int:
    """How many jobs a clock puts back: on a thread of its own, as the clock's are; another's loop may run in ours."""
    with ThreadPoolExecutor(1) as clock:
        return clock.submit(queue.rescue, database.url).result()


def test_a_worker_does_what_it_is_woken_for_and_leaves_no_job_behind(database: Database) -> None:
    bench = Bench(database)
    with bench.at():
        bench.wake(Wanted(Work.POLL, "camden"), Wanted(Work.MATCH))
        assert until(lambda: len(bench.done) == 2)
        assert until(lambda: bench.left() == {})
    assert sorted(bench.done) == [Wanted(Work.MATCH), Wanted(Work.POLL, "camden")]


def test_what_came_before_any_worker_did_is_done_by_the_first(database: Database) -> None:
    bench = Bench(database)
    bench.wake(Wanted(Work.COMPOSE))
    with bench.at():
        assert until(lambda: bench.done == [Wanted(Work.COMPOSE)])


def test_nobody_at_a_form_waits_for_digests_and_no_digest_for_slow_feeds(database: Database) -> None:
    bench, release = Bench(database), threading.Event()
    slow = [Wanted(Work.POLL, str(number)) for number in range(20)]

    def busy(wanted: Wanted) -> None:
        if wanted.work in (Work.POLL, Work.SEND):
            release.wait(20)

    bench.busy = busy
    with bench.at():
        bench.wake(*slow, Wanted(Work.SEND))
        assert until(lambda: len(bench.at_work) == places(2)[Slot.POLLS] + 1)
        bench.wake(Wanted(Work.TAKE_IN), Wanted(Work.MATCH))
        assert until(lambda: len(bench.done) == 2)
        release.set()
        assert until(lambda: len(bench.done) == 23)


def test_one_feed_is_polled_by_one_worker_at_a_time(database: Database) -> None:
    bench, release, most = Bench(database), threading.Event(), list[int]()

    def busy(wanted: Wanted) -> None:
        most.append(bench.at_work.count(wanted))
        release.wait(20)

    bench.busy = busy
    with bench.at(workers=2):
        bench.wake(Wanted(Work.POLL, "camden"))
        assert until(lambda: len(bench.at_work) == 1)
        bench.wake(Wanted(Work.POLL, "camden"))
        bench.wake(Wanted(Work.POLL, "london"))
        assert until(lambda: len(bench.at_work) == 2)
        release.set()
        assert until(lambda: len(bench.done) == 3)
    assert most == [1, 1, 1]


def test_a_job_that_breaks_is_tried_again_and_one_that_waits_meanwhile_takes_its_place(
    database: Database,
) -> None:
    bench, broken = Bench(database), list[Wanted]()

    def busy(wanted: Wanted) -> None:
        if not broken:
            broken.append(wanted)
            bench.wake(wanted)
            raise DatabaseUnusable("gone for a moment")

    bench.busy = busy
    with bench.at():
        bench.wake(Wanted(Work.MATCH))
        assert until(lambda: bench.done == [Wanted(Work.MATCH)])
        assert until(lambda: bench.left() == {} or bench.left() == {"failed": 1})


def test_a_worker_that_is_stopped_finishes_what_it_has_in_hand_and_begins_nothing(database: Database) -> None:
    bench, begun, release = Bench(database), threading.Event(), threading.Event()

    def busy(_: Wanted) -> None:
        begun.set()
        release.wait(20)

    bench.busy = busy
    stopping = threading.Event()
    with working(database.url, bench.perform, places(1), stopping):
        bench.wake(Wanted(Work.SEND))
        assert begun.wait(20)
        stopping.set()
        bench.wake(Wanted(Work.MATCH))
        release.set()
    assert bench.done == [Wanted(Work.SEND)]
    assert bench.left() == {"todo": 1}


def test_the_job_of_a_worker_that_died_is_rescued_and_done_by_another(database: Database) -> None:
    bench = Bench(database)
    bench.wake(Wanted(Work.MATCH), Wanted(Work.SEND))
    with database.writing() as session:
        dead = session.scalar(
            text(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - interval '31 seconds') RETURNING id"
            )
        )
        session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :dead"), {"dead": dead}
        )
    bench.wake(Wanted(Work.MATCH))
    assert rescued(database) == 2
    assert bench.left() == {"todo": 2}
    with bench.at():
        assert until(lambda: len(bench.done) == 2)


def test_the_job_of_a_worker_that_lives_is_left_to_it(database: Database) -> None:
    bench, release = Bench(database), threading.Event()
    bench.busy = lambda _: waited_for(release)
    with bench.at():
        bench.wake(Wanted(Work.MATCH))
        assert until(lambda: bool(bench.at_work))
        assert rescued(database) == 0
        release.set()


def test_a_worker_whose_connections_are_cut_goes_on(database: Database) -> None:
    bench = Bench(database)
    with bench.at():
        bench.wake(Wanted(Work.MATCH))
        assert until(lambda: len(bench.done) == 1)
        with database.writing() as session:
            session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name LIKE 'planning-alerts %' AND datname = current_database()"
                )
            )
        bench.wake(Wanted(Work.COMPOSE))
        assert until(lambda: len(bench.done) == 2)
