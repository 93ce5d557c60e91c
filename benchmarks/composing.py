"""Composing digests of ten applications: beside the plain way, the whole step with its rows, its growth, two workers.

`python -m benchmarks.composing [PEOPLE]`. Rivals take turns within one run and medians are compared, since the machine
has other things to do: ratios hold, rates do not.
"""

import math
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask import Flask
from flask_mail import Mail, Message

from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.alert import Alert, Reason
from alerts.domain.share import Share
from alerts.mail.compose import Email, compose_alert, whole_listing
from alerts.services.composing import compose_due
from alerts.services.letters import letter_to_store
from benchmarks.digests import composed, fill, take_back
from benchmarks.outbox import DESCRIPTION
from benchmarks.turns import ratio, taking_turns
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE, a_database, with_feeds
from tests.rig.postgres import PostgresServer
from tests.unit.mail.alerts import an_alert, an_item

ROUNDS, OF_A_ROUND, PEOPLE = 9, 40, 1_000
POOL = 100
"""Applications that all these people are told of, ten each."""


def main() -> None:
    """Measure with so many people at the most, by default 1,000."""
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    print(f"{'':62}{'measured':>12}  goal")
    beside_the_plain_way()
    sizes = [max(100, people // 10), max(100, people * 3 // 10), people]
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=True) as server:
        with_rows("SQLite", lambda number: _sqlite(Path(folder) / str(number)), sizes)
        with_rows("PostgreSQL", lambda _: _postgresql(server), sizes)
        two_workers(_postgresql(server), people)


def line(what: str, measured: str, goal: str = "") -> None:
    print(f"{what:62}{measured:>12}  {goal}", flush=True)


def beside_the_plain_way() -> None:
    """One core: template, inlining and a Flask-Mail message each time, and the same without the message."""
    alerts = [an_alert_of_ten(person) for person in range(OF_A_ROUND)]
    app = Flask(__name__)
    Mail(app)

    def plainly() -> None:
        with app.app_context():
            for alert in alerts:
                email = compose_alert(alert, SITE, None, whole_listing)
                message = Message(
                    email.subject,
                    ["a@example.com"],
                    email.text,
                    email.html,
                    sender=IDENTITY.sender,
                )
                message.as_bytes()

    def ours() -> None:
        for alert in alerts:
            assert letter_to_store(IDENTITY, _row(alert, compose_alert(alert, SITE)))

    def plain_words() -> None:
        for alert in alerts:
            compose_alert(alert, SITE, None, whole_listing)

    def our_words() -> None:
        for alert in alerts:
            compose_alert(alert, SITE)

    taken = taking_turns(process_time, ROUNDS, plainly, ours, plain_words, our_words)
    line("words and message, times quicker than the plain way", f"{ratio(taken[0], taken[1]):.1f} x", "3 x")
    line("words alone, times quicker", f"{ratio(taken[2], taken[3]):.1f} x")
    for name, times in zip(("plain way", "ours", "plain words", "our words"), taken, strict=True):
        line(f"  {name}, microseconds an e-mail", f"{median(times) / OF_A_ROUND * 1e6:,.0f}")


def an_alert_of_ten(person: int) -> Alert:
    """What a person is told of ten applications, seen from a place of their own."""
    area = f"within {300 + person} m of NW5 1TL"
    items = [
        replace(
            an_item(number, description=f"{DESCRIPTION}, number {number}"),
            reasons=(Reason(area, f"{(person * 13 + number) % 290} m east of NW5 1TL"),),
        )
        for number in ((person * 7 + each) % POOL for each in range(10))
    ]
    return replace(an_alert(*items, areas=(area,)), subscriber_id=person)


def _row(alert: Alert, email: Email) -> EmailRow:
    number = f"{alert.subscriber_id:032x}"
    return EmailRow(
        id=number,
        lane="alert",
        subscriber_id=alert.subscriber_id,
        message_id=IDENTITY.message_id(number),
        composed_at=NOW,
        subject=email.subject,
        text=email.text,
        html=email.html,
        list_id="alerts",
    )


def with_rows(name: str, new_database: Callable[[int], Database], sizes: list[int]) -> None:
    """The whole step, from alerts that are due to e-mails that wait, with more and more people."""
    taken: dict[int, float] = {}
    for people in sizes:
        database = new_database(people)
        fill(database, people)
        taken[people] = min(_seconds(database, people) for _ in range(2))
        line(f"the whole step, {name}, {people:,} people, e-mails a second", f"{people / taken[people]:,.0f}")
        database.engine.dispose()
    line(f"  slope over people, {name}", f"{_slope(taken):.2f}", "1.1")


def _seconds(database: Database, people: int) -> float:
    take_back(database)
    began = perf_counter()
    assert compose(database) == people
    return perf_counter() - began


def compose(database: Database, share: Share = Share()) -> int:  # noqa: B008 (a frozen value)
    return compose_due(database, SITE, IDENTITY, TIMETABLE, lambda: NOW, share=share)


def _slope(taken: dict[int, float]) -> float:
    """Of the line through the points in a plot of logarithms."""
    points = [(math.log(people), math.log(seconds)) for people, seconds in taken.items()]
    middle_x, middle_y = (sum(each) / len(points) for each in zip(*points, strict=True))
    over = sum((x - middle_x) * (y - middle_y) for x, y in points)
    return over / sum((x - middle_x) ** 2 for x, _ in points)


def two_workers(database: Database, people: int) -> None:
    """Processes on PostgreSQL, each with a share of the people."""
    fill(database, people)
    times: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(3):
        for workers, taken in times.items():
            take_back(database)
            taken.append(_by_workers(database, workers))
            assert composed(database) == people
    line("composing, 2 workers over 1, PostgreSQL", f"{ratio(times[1], times[2]):.2f} x", "1.7 x")
    database.engine.dispose()


def _by_workers(database: Database, workers: int) -> float:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(workers + 1)
    processes = [
        context.Process(target=_work, args=(database.url, number, workers, start))
        for number in range(workers)
    ]
    for process in processes:
        process.start()
    start.wait()
    began = perf_counter()
    for process in processes:
        process.join()
    return perf_counter() - began


def _work(url: str, number: int, of: int, start: object) -> None:
    database = Database(url)
    compose_alert(an_alert_of_ten(0), SITE)  # the templates are compiled before the start
    with database.reading():
        start.wait()  # type: ignore[attr-defined]
    compose(database, Share(number, of))


def _postgresql(server: PostgresServer) -> Database:
    return with_feeds(Database(server.new_database()), ("camden",))


def _sqlite(folder: Path) -> Database:
    folder.mkdir()
    return a_database(folder)


if __name__ == "__main__":
    main()
