"""The kill rig: real workers in processes of their own, killed -9 at a named moment or at random, and what it cost.

The feed is a local HTTP server, the mail server a process of its own that fsyncs before it answers; between them
runs the program as it is shipped, on a database of either kind, one worker or two at a time.
"""

import json
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from signal import SIGSTOP
from typing import Self

from alerts.cli.installation import Installation
from alerts.db import schema
from alerts.settings import load_settings
from tests.rig.borough import Borough, Person, enlist
from tests.rig.crew import Crew, Worker
from tests.rig.feed import FeedRig
from tests.rig.smtp import SmtpRig
from tests.rig.smtp_script import Act, Manner, Script
from tests.rig.tally import Tally
from tests.rig.worker import Halt, Orders

HAND_OVER_S = 0.03
"""How long the mail server thinks before it answers the dot, so that kills at random fall into the hand-over too."""


@dataclass(frozen=True)
class Setting:
    """Where and how the workers run: the database (a SQLite file in the folder where none is named), how many at a
    time, the lease where it is not the shipped one, whether each believes to be on a machine of its own, the mutant
    that takes the program's place, and whether e-mails carry their maps, whose drawing costs more than all the rest.
    With the distributed `engine` each is a shipped worker of it.
    """

    database_url: str | None = None
    workers: int = 1
    lease_s: float | None = None
    on_machines_of_their_own: bool = False
    mutant: str | None = None
    page_size: int = 40
    draws: bool = False
    engine: str = "embedded"


class KillRig:
    """`with KillRig(folder, people) as rig:` the service stands, its baseline taken, everybody confirmed."""

    def __init__(self, folder: Path, people: Sequence[Person], setting: Setting | None = None) -> None:
        self._folder = folder
        self._people = people
        self._setting = setting or Setting()
        self.borough = Borough()
        self.tally = Tally()

    def __enter__(self) -> Self:
        self._feed = FeedRig().__enter__()
        self._feed.on("POST", "/api-guest/applications/_search", self.borough.answer)
        slow_to_answer = Manner({"dot": Act(wait_s=HAND_OVER_S)})
        self.smtp = SmtpRig(Script((slow_to_answer,))).__enter__()
        config = self._folder / "config.toml"
        config.write_text(self._settings(), encoding="utf-8")
        own = Orders(
            config,
            self._folder,
            lease_s=self._setting.lease_s,
            mutant=self._setting.mutant,
            draws=self._setting.draws,
        )
        self.crew = Crew(
            self._folder,
            own,
            self._setting.workers,
            on_machines_of_their_own=self._setting.on_machines_of_their_own,
        )
        self.installation = Installation(load_settings(config))
        schema.upgrade(self.installation.database)
        self.run_to_the_end()
        enlist(self.installation, self._people, datetime.now(UTC))
        return self

    def __exit__(self, *error: object) -> None:
        self.crew.send_home()
        self.installation.database.engine.dispose()
        self.smtp.__exit__(None, None, None)
        self._feed.__exit__(None, None, None)

    def day(self) -> None:
        """Something happens in the borough, and the naive oracle notes who must be told."""
        for happened in self.borough.next_day():
            self.tally.due.update(
                (person.email, *happened.told_as) for person in self._people if person.watches(happened)
            )

    def kill_at(self, moment: str, number: int = 1, *, sends: bool = True) -> bool:
        """A worker runs, which kills itself at the `number`-th time that this moment comes; False if it never came."""
        return self.end_of(self.crew.start(Halt(moment, number), sends=sends))

    def end_of(self, worker: Worker) -> bool:
        """Wait for a worker's end: whether it was killed, which the tally notes."""
        was_killed = worker.was_killed()
        self.crew.at_work.remove(worker)
        if was_killed:
            self.tally.note_kill(worker.last_moments())
        return was_killed

    def kill_one_after(self, seconds: float, dice: random.Random) -> None:
        """With all workers at work, kill one of them -9 so long after; nobody dies if all were done before."""
        self.crew.fill_up()
        if self.crew.await_end(seconds):
            return
        victim = dice.choice([worker for worker in self.crew.at_work if worker.is_at_work])
        victim.kill()
        self.end_of(victim)

    def freeze_while_another_works(self, halt: Halt, seconds: float | None = None) -> None:
        """A worker stops itself at this moment; another works for so long, three leases by default; then the first
        wakes up and both come to their end.
        """
        frozen = self.crew.start(replace(halt, signal=SIGSTOP))
        assert frozen.await_freeze(), f"{halt.moment} never came"
        other = self.crew.start()
        wait([other.sentinel], 3 * (self._setting.lease_s or 0) if seconds is None else seconds)
        frozen.thaw()
        assert not self.end_of(frozen)
        assert not self.end_of(other)

    def run_to_the_end(self) -> float:
        """Let the workers work until nothing is left to do; returns how long it took."""
        started = time.monotonic()
        self.crew.fill_up()
        assert self.crew.await_end(120), "the workers do not come to an end"
        self.crew.dismiss()
        return time.monotonic() - started

    def count(self) -> Tally:
        """Read what the mail server took and hold it against what was due."""
        self.tally.count(self.smtp.messages())
        return self.tally

    def _settings(self) -> str:
        """Weeks of a borough pass within one day, which the flood guard would rightly hold."""
        quoted = json.dumps
        url = self._setting.database_url
        return f"""
[site]
base_url = "https://alerts.example.org"
secret_key = "the kill rig's own key, 32 letters or more"
[database]
{f"url = {quoted(url)}" if url else ""}
[engine]
kind = {quoted(self._setting.engine)}
[schedule]
send_every = "1s"
[mail]
host = {quoted(self.smtp.host)}
port = {self.smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 10000
maps = false
[matching]
flood_limit_per_feed = 1000000
[fetch]
allow_private_hosts = ["127.0.0.1"]
page_timeout = "2s"
[[feeds]]
name = "borough"
kind = "london-datahub"
url = {quoted(self._feed.url + "/api-guest")}
authorities = ["Camden"]
page_size = {self._setting.page_size}
"""
