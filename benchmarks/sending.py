"""Sending digests of ten applications: stored bytes beside plain smtplib, the whole step, connections, workers.

`python -m benchmarks.sending [E-MAILS]`. Rivals take turns within one run and medians are compared, since the machine
has other things to do: ratios hold, rates do not.
"""

import multiprocessing
import smtplib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from time import perf_counter

from alerts.db import post_state
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.links import filled, tokens_of
from alerts.domain.share import Share
from alerts.mail.outcome import Sent
from alerts.mail.ready import ReadyLetter
from alerts.mail.sender import SafeConnection, SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.composing import compose_due
from alerts.services.letters import letter_to_store
from alerts.services.post import Post
from alerts.services.sending import send_due
from benchmarks.outbox import fill, owe, queued_row
from benchmarks.smtp_sink import sink
from benchmarks.turns import ratio, taking_turns
from tests.factories import IDENTITY, NOW, SITE, TIMETABLE, a_database, with_feeds
from tests.rig.postgres import PostgresServer

ROUNDS = 61
OF_A_ROUND = 25
ROUND_TRIP_S = 0.02


def main() -> None:
    """Measure with so many e-mails in the outbox, by default 1,000."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    print(f"{'':58}{'measured':>12}  goal")
    made_ready()
    beside_smtplib()
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=True) as server:
        sqlite = a_database(Path(folder))
        the_whole_step("SQLite", sqlite, count)
        connections_in_parallel(sqlite)
        two_workers(server, count)


def line(what: str, measured: str, goal: str = "") -> None:
    print(f"{what:58}{measured:>12}  {goal}")


def made_ready() -> None:
    """The message of one e-mail, made ready to be stored, beside the library's own way with its words."""
    row = EmailRow(**queued_row(7, IDENTITY, has_letter=False))
    words = [filled(text, IDENTITY.base_url, 0, NOW, IDENTITY.key) for text in (row.text, row.html)]

    def plainly() -> None:
        for _ in range(5):
            message = EmailMessage(policy=SMTP)
            message["From"], message["To"], message["Subject"] = IDENTITY.sender, "a@example.com", row.subject
            message["Date"], message["Message-ID"] = NOW, row.message_id
            for name, value in IDENTITY.headers(row):
                message[name] = filled(value, IDENTITY.base_url, 0, NOW, IDENTITY.key)
            message.set_content(words[0], cte="quoted-printable")
            message.add_alternative(words[1], subtype="html", cte="quoted-printable")
            message.as_bytes()

    def ready() -> None:
        for _ in range(5):
            letter_to_store(IDENTITY, row)

    slow, quick = taking_turns(perf_counter, ROUNDS, plainly, ready)
    line("making a letter ready, times quicker than EmailMessage", f"{ratio(slow, quick):.1f} x", "3 x")
    line("  microseconds a letter", f"{median(quick) / 5 * 1e6:.0f}")


def beside_smtplib() -> None:
    """Stored bytes filled in, checked and sent, beside smtplib with the whole message ready, a connection each."""
    row = EmailRow(**queued_row(7, IDENTITY, has_letter=True))
    ready = ReadyLetter.read(row.letter or b"")
    recipient, envelope_from = "alice@example.com", IDENTITY.sender
    message = ready.filled(recipient, tokens_of(0, NOW, IDENTITY.key))
    with sink() as port, smtplib.SMTP("127.0.0.1", port, "bench.example") as plain, connected(port) as ours:

        def smtplib_alone() -> None:
            for _ in range(OF_A_ROUND):
                plain.sendmail(envelope_from, recipient, message)

        def stored() -> None:
            for _ in range(OF_A_ROUND):
                letter = ReadyLetter.read(row.letter or b"")
                filled_in = letter.filled(recipient, tokens_of(0, NOW, IDENTITY.key))
                assert isinstance(ours.deliver(filled_in, envelope_from, recipient), Sent)

        theirs, own = taking_turns(perf_counter, ROUNDS, smtplib_alone, stored)
    line(
        f"stored bytes ({len(message):,} a letter), of plain smtplib's rate",
        f"{ratio(theirs, own):.0%}",
        "90 %",
    )
    line("  e-mails a second, plain smtplib", f"{OF_A_ROUND / median(theirs):,.0f}")
    line("  e-mails a second, stored bytes", f"{OF_A_ROUND / median(own):,.0f}")


def smtp_sender(port: int) -> SmtpSender:
    server = SmtpServer("127.0.0.1", port, "bench.example", Security.NONE, letters_per_connection=0)
    return SmtpSender(server)


@contextmanager
def connected(port: int) -> Iterator[SafeConnection]:
    with smtp_sender(port).connect() as connection:
        yield connection


def post_to(database: Database, port: int, connections: int = 1) -> Post:
    return Post(
        database, smtp_sender(port), SITE, IDENTITY, lambda: datetime.now(UTC), 1e6, connections=connections
    )


def rate(database: Database, count: int, port: int, connections: int = 1) -> float:
    """E-mails a second, from the outbox to their marks."""
    began = perf_counter()
    assert send_due(post_to(database, port, connections)).sent == count
    return count / (perf_counter() - began)


def the_whole_step(name: str, database: Database, count: int) -> None:
    """Claimed, filled in, sent and marked as one goes, with and without letters that are ready."""
    for has_letters in (False, True):
        with sink() as port:
            fill(database, count, has_letters=has_letters)
            how = "letters ready" if has_letters else "built at their sending"
            line(f"the whole step, {name}, {how}, a second", f"{rate(database, count, port):,.0f}")


def connections_in_parallel(database: Database) -> None:
    """At a mail server 20 ms away."""
    rates = {}
    with sink(ROUND_TRIP_S) as port:
        for connections in (1, 4, 16):
            fill(database, 40 * connections)
            rates[connections] = rate(database, 40 * connections, port, connections)
    for connections, each in rates.items():
        times = f"{each / rates[1]:.1f} x one"
        line(f"{connections} connections at 20 ms a round trip, a second", f"{each:,.0f}", times)


def two_workers(server: PostgresServer, count: int) -> None:
    """Processes that share one outbox in PostgreSQL."""
    database = with_feeds(Database(server.new_database()), ("camden",))
    the_whole_step("PostgreSQL", database, count)
    for what, put, goal in (("composing and sending", owe, "1.7 x"), ("sending alone", fill, "")):
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(3):
            for workers, taken in times.items():
                put(database, count)
                taken.append(_by_workers(database, workers, count))
        line(f"{what}, 2 workers over 1", f"{ratio(times[1], times[2]):.2f} x", goal)
        line("  e-mails a second, one worker", f"{count / median(times[1]):,.0f}")
    database.engine.dispose()


def _by_workers(database: Database, workers: int, count: int) -> float:
    context = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        ports = [stack.enter_context(sink()) for _ in range(workers)]
        start, sent = context.Barrier(workers + 1), context.Queue()
        processes = [
            context.Process(target=_work, args=(database.url, port, Share(number, workers), start, sent))
            for number, port in enumerate(ports)
        ]
        for process in processes:
            process.start()
        start.wait()
        began = perf_counter()
        assert sum(sent.get() for _ in processes) == count
        taken = perf_counter() - began
        for process in processes:
            process.join()
    return taken


def _work(url: str, port: int, share: Share, start: Barrier, sent: "Queue[int]") -> None:
    """Compose what falls to this share, then send whatever is left to send."""
    database = Database(url)
    with database.reading() as session:
        post_state.health(session)
    start.wait()
    compose_due(database, SITE, IDENTITY, TIMETABLE, lambda: NOW, share=share)
    sent.put(send_due(post_to(database, port)).sent)
    database.engine.dispose()


if __name__ == "__main__":
    main()
