"""An installation whose outbox is full, its scripted mail server, and workers in processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import select, update

from alerts.cli.installation import Installation
from alerts.db import schema
from alerts.db.feeds import FeedEntry, register_one
from alerts.db.tables import AlertRow, EmailRow, PostStateRow
from alerts.mail.compose import Email
from alerts.services.queueing import queue
from alerts.settings import load_settings
from tests.factories import CAMDEN, a_change, all_of, an_application, stored, subscribe
from tests.rig.service import PROJECT
from tests.rig.smtp import SmtpRig

DUE_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class OutboxRig:
    """`with OutboxRig(folder) as rig:` an empty outbox; `rig.put("alice@example.com")` fills it."""

    def __init__(self, folder: Path, mail: str = "", schedule: str = "") -> None:
        self.folder = folder
        self.config = folder / "config.toml"
        self._mail = mail
        self._schedule = schedule

    def __enter__(self) -> Self:
        self._open = ExitStack()
        self.smtp = self._open.enter_context(SmtpRig())
        self.config.write_text(self._settings(), encoding="utf-8")
        self.installation = Installation(load_settings(self.config))
        self.database = self.installation.database
        self._open.callback(self.database.engine.dispose)
        schema.upgrade(self.database)
        self.installation.check_database()
        with self.database.writing() as session:
            register_one(session, FeedEntry("camden", "fake", frozenset({CAMDEN}), 1800.0, True))
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def put(self, *people: str) -> list[str]:
        """An alert for each of them waits in the outbox, composed just now; gives their ids."""
        with self.database.writing() as session:
            return [self._put(session, person) for person in people]

    def _put(self, session, person: str) -> str:
        subscription = subscribe(session, person, all_of(), since=DUE_AT)
        words = Email(f"For {person}", f"Hello {person}\n", f"<p>Hello {person}</p>")
        now = datetime.now(UTC)
        email = queue(session, self.installation.identity, subscription.subscriber_id, "alert", words, now)
        change = a_change(session, stored(session, an_application(feed_key=email.id, reference=email.id)))
        change.state = "matched"
        alert = {"subscription_id": subscription.id, "change_id": change.id, "reason": "in Camden"}
        times = {"due_at": now, "created_at": now, "distance_m": None}
        session.add(AlertRow(**alert, **times, email_id=email.id))
        return email.id

    def email(self, email_id: str) -> EmailRow:
        with self.database.reading() as session:
            return session.get_one(EmailRow, email_id)

    def make_due(self, email_id: str) -> None:
        """The time for its next try has come."""
        with self.database.writing() as session:
            session.get_one(EmailRow, email_id).next_try_at = DUE_AT

    def let_lease_run_out(self, email_id: str) -> None:
        with self.database.writing() as session:
            session.get_one(EmailRow, email_id).lease_until = DUE_AT

    def let_pause_end(self) -> None:
        """The time for the next letter that finds out how the mail server does has come."""
        with self.database.writing() as session:
            session.execute(update(PostStateRow).values(paused_until=DUE_AT))

    def states(self) -> Counter[str]:
        with self.database.reading() as session:
            return Counter(session.scalars(select(EmailRow.state)))

    def start(self, signal_name: str = "", at: str = "") -> subprocess.Popen[str]:
        """A worker that empties the outbox once; the signal comes to it at the `MOMENT:N`."""
        self.trace = self.folder / "trace"
        command = [sys.executable, "-m", "tests.rig.sending_worker", self.config, self.trace]
        asked = [*command, *([signal_name, at] if signal_name else [])]
        return subprocess.Popen(
            [str(word) for word in asked],
            cwd=PROJECT,
            stdout=subprocess.PIPE,
            text=True,
            env=dict(os.environ),
        )

    def run(self) -> int:
        """A worker from beginning to end; how many it sent."""
        worker = self.start()
        output, _ = worker.communicate(timeout=60)
        assert worker.returncode == 0, output
        return int(output)

    def kill_at(self, moment: str, number: int = 1) -> None:
        worker = self.start("SIGKILL", f"{moment}:{number}")
        worker.communicate(timeout=60)
        assert worker.returncode == -signal.SIGKILL, f"{moment} never came for the {number}th time"

    def freeze_at(self, moment: str) -> subprocess.Popen[str]:
        """A worker that stands still at this moment."""
        worker = self.start("SIGSTOP", f"{moment}:1")
        until = time.monotonic() + 30
        while _state_of(worker.pid) != "T":
            assert worker.poll() is None, f"{moment} never came"
            assert time.monotonic() < until
            time.sleep(0.02)
        return worker

    def command(self, *arguments: str) -> list[str]:
        """A shipped command with this configuration."""
        program = Path(sys.executable).with_name("planning-alerts")
        return [str(program), "--config", str(self.config), *arguments]

    def told(self) -> list[str]:
        """The recipient of every message that the server took, in order."""
        return [message.recipients[0] for message in self.smtp.messages()]

    def _settings(self) -> str:
        return f"""
[site]
base_url = "https://alerts.example.org"
secret_key = "the outbox rig's own key, 32 letters or more"
contact_email = "help@alerts.example.org"
[database]
url = "sqlite:///{self.folder / "alerts.sqlite"}"
[mail]
host = "{self.smtp.host}"
port = {self.smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 10000
{self._mail}
{self._schedule}
"""


def wake(worker: subprocess.Popen[str]) -> int:
    """Let a frozen worker go on to its end; how many it sent."""
    worker.send_signal(signal.SIGCONT)
    output, _ = worker.communicate(timeout=60)
    assert worker.returncode == 0, output
    return int(output)


def _state_of(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
