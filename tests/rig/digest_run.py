"""A morning's digests for any number of people, by workers of the engine that come, die and lose their database.

People, watch areas and alerts are put into the database at once; composing and sending is the program's.
"""

import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Self

from sqlalchemy import text

from alerts.cli.installation import Installation
from alerts.db import changes, schema
from alerts.db.session import DatabaseUnusable
from alerts.db.tables import SubscriptionRow
from alerts.domain.subscription import Frequency, Wishes
from alerts.settings import load_settings
from tests.factories import a_change, an_application, around_nw5, stored, subscribe, with_feeds
from tests.rig.crew import Crew
from tests.rig.postgres import PostgresServer
from tests.rig.smtp import SmtpRig
from tests.rig.tally import IN_THE_GAP
from tests.rig.worker import Orders

MOST_WORKERS, CONNECTIONS = 3, 2
APPLICATIONS = 2
LEASE_S = 3.0
SENDING_THREADS = MOST_WORKERS * CONNECTIONS

_COPIED = [
    column.name for column in SubscriptionRow.__table__.columns if column.name not in ("id", "subscriber_id")
]
_PEOPLE = """
INSERT INTO subscriber (email, limit_key, generation, created_at, language)
SELECT 'person' || n || '@example.org', 'person' || n || '@example.org', 0, now(), 'en'
FROM generate_series(2, :people) n
"""
_SUBSCRIPTIONS = f"""
INSERT INTO subscription (subscriber_id, {", ".join(_COPIED)})
SELECT person.id, {", ".join(f"first.{name}" for name in _COPIED)}
FROM subscriber AS person, subscription AS first WHERE person.id <> first.subscriber_id
"""
_ALERTS = """
INSERT INTO alert (subscription_id, change_id, distance_m, reason, due_at, created_at, tries)
SELECT subscription.id, change.id, 60, 'within', :due_at, :due_at, 0 FROM subscription, change
"""
_STAND = """
SELECT (SELECT count(*) FROM email WHERE lane = 'alert' AND state = 'sent'),
    (SELECT count(*) FROM email WHERE lane = 'alert' AND state != 'sent'),
    (SELECT count(*) FROM alert WHERE email_id IS NULL),
    (SELECT count(*) FROM (SELECT 1 FROM email WHERE lane = 'alert' GROUP BY subscriber_id HAVING count(*) > 1) AS x),
    (SELECT count(*) FROM digest)
"""


class Trouble(NamedTuple):
    """How many workers are killed at most, how often the database crashes, and about how often something happens."""

    kills: int
    restarts: int
    every_s: float


@dataclass(frozen=True)
class Stand:
    """What the rows say at the end."""

    sent: int
    not_sent: int
    untold: int
    told_twice: int
    digests: int


@dataclass
class Account:
    """What the run cost, and what came of it by the mail server."""

    people: int
    kills: int = 0
    kills_in_the_gap: int = 0
    joined: int = 0
    restarts: int = 0
    seconds: float = 0.0
    taken: Counter[str] = field(default_factory=Counter)
    ids: Counter[str] = field(default_factory=Counter)
    unequal: int = 0

    @property
    def repeats(self) -> int:
        return sum(self.taken.values()) - len(self.taken)

    def count(self, smtp: SmtpRig) -> None:
        """Hold what the server took against one e-mail for each person."""
        first: dict[str, tuple[str, str]] = {}
        for recipient, message_id, digest in smtp.letters():
            self.taken[message_id] += 1
            if first.setdefault(message_id, (recipient, digest)) != (recipient, digest):
                self.unequal += 1
        self.ids = Counter(recipient for recipient, _ in first.values())

    def __str__(self) -> str:
        return (
            f"{self.people} people in {self.seconds:.0f} s: {len(self.ids)} told in {len(self.taken)} e-mails, "
            f"{self.repeats} repeats after {self.kills} kills ({self.kills_in_the_gap} threads in the hand-over), "
            f"{self.joined} workers joined, {self.restarts} crashes of PostgreSQL"
        )


class DigestRun:
    """`with DigestRun(folder, postgres, people) as run: account = run.troubled(dice)`."""

    def __init__(self, folder: Path, postgres: PostgresServer, people: int) -> None:
        self._folder, self._postgres, self._people = folder, postgres, people
        self.account = Account(people)

    def __enter__(self) -> Self:
        self.smtp = SmtpRig().__enter__()
        config = self._folder / "config.toml"
        url = self._postgres.new_database(is_empty=True)
        config.write_text(_settings(url, self.smtp), encoding="utf-8")
        self.installation = Installation(load_settings(config))
        schema.upgrade(self.installation.database)
        self._enlist()
        orders = Orders(config, self._folder, lease_s=LEASE_S)
        self.crew = Crew(self._folder, orders, MOST_WORKERS, on_machines_of_their_own=False)
        return self

    def __exit__(self, *error: object) -> None:
        self.crew.send_home()
        self.installation.database.engine.dispose()
        self.smtp.__exit__(None, None, None)

    def troubled(self, dice: random.Random, trouble: Trouble) -> Account:
        """Let workers come and die and the database crash until all is done."""
        began, account = time.monotonic(), self.account
        parts = trouble.restarts + 1
        at = [number / parts * self._people for number in range(1, parts)]
        self.crew.start()
        self.crew.start()
        account.joined += 2
        while not self.crew.await_end(dice.uniform(0.2, 2.0) * trouble.every_s):
            sent = self._sent()
            if sent and account.kills < min(1, trouble.kills):
                self._kill_one(dice)  # a quick machine would be done before the dice ask for it
            elif at and sent >= at[0]:
                at.pop(0)
                self._postgres.restart("immediate")
                account.restarts += 1
            elif len(self.crew.at_work) < MOST_WORKERS and dice.random() < 0.5:
                self.crew.start()
                account.joined += 1
            elif account.kills < trouble.kills:
                self._kill_one(dice)
        self.crew.dismiss()
        account.seconds = time.monotonic() - began
        account.count(self.smtp)
        return account

    def stand(self) -> Stand:
        with self.installation.database.reading() as session:
            return Stand(*session.execute(text(_STAND)).one())

    def _kill_one(self, dice: random.Random) -> None:
        """Kill whoever it is, also the leader; where nobody is left, another comes."""
        self.crew.dismiss()
        if self.crew.at_work:
            victim = dice.choice(self.crew.at_work)
            victim.kill()
            self.crew.at_work.remove(victim)
            if victim.was_killed():
                self.account.kills += 1
                self.account.kills_in_the_gap += sum(last in IN_THE_GAP for last in victim.last_moments())
        if not self.crew.at_work:
            self.crew.start()
            self.account.joined += 1

    def _sent(self) -> int:
        try:
            with self.installation.database.reading() as session:
                return int(session.scalar(text("SELECT count(*) FROM email WHERE state = 'sent'")) or 0)
        except DatabaseUnusable:
            return 0

    def _enlist(self) -> None:
        now = datetime.now(UTC)
        database = with_feeds(self.installation.database, ("camden",))
        daily = Wishes(frequency=Frequency.DAILY)
        with database.writing() as session:
            subscribe(session, "person1@example.org", around_nw5(), wishes=daily)
            noticed = [
                (a_change(session, row, noticed_at=now), row)
                for row in (stored(session, an_application(number)) for number in range(APPLICATIONS))
            ]
            changes.mark_matched(session, [change for change, _ in noticed])
            session.execute(text(_PEOPLE), {"people": self._people})
            session.execute(text(_SUBSCRIPTIONS))
            session.execute(text(_ALERTS), {"due_at": now - timedelta(minutes=1)})
        self._postgres.execute("ANALYZE", database.url.partition("@/")[2].partition("?")[0])


def _settings(url: str, smtp: SmtpRig) -> str:
    return f"""
[site]
base_url = "https://alerts.example.org"
secret_key = "the kill rig's own key, 32 letters or more"
[database]
url = {json.dumps(url)}
[engine]
kind = "distributed"
[schedule]
send_every = "1s"
[mail]
host = {json.dumps(smtp.host)}
port = {smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 10000
connections = {CONNECTIONS}
maps = false
"""
