"""A full disk, a file that may only be read, a damaged one: said clearly, and nothing is sent that cannot be marked."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from alerts.db import soundness
from alerts.db.session import Database, DatabaseUnusable
from alerts.db.trouble import Trouble
from alerts.services.post import Post
from alerts.services.sending import send_due
from tests.fakes import RecordingSender
from tests.integration.db_faults.conftest import Browser
from tests.integration.db_faults.waiting import queue_for, states
from tests.rig.postgres import PostgresServer

pytestmark = pytest.mark.only_on("sqlite")

PEOPLE = tuple(f"person{number}@example.com" for number in range(5))


class Disk:
    """The room that a SQLite file has: none, or enough."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_full = False
        event.listen(database.engine, "connect", self._limit)

    def set(self, *, is_full: bool) -> None:
        self._is_full = is_full
        self._database.engine.dispose()

    def _limit(self, connection: sqlite3.Connection, _record: object) -> None:
        if self._is_full:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.mark.fault("D-03")
def test_on_a_full_disk_nothing_is_sent_pages_come_and_all_goes_on_by_itself(
    database: Database, post: Post, sender: RecordingSender, browser: Browser
) -> None:
    queue_for(database, *PEOPLE)
    disk, client = Disk(database), browser(database)
    disk.set(is_full=True)
    for _ in range(2):
        with pytest.raises(DatabaseUnusable, match="database or disk is full"):
            send_due(post)
    assert (sender.tried, states(database)) == ([], ["queued"] * 5)
    assert client.get("/status").status_code == 200
    assert client.get("/healthz").status_code == 200
    not_ready = client.get("/readyz")
    assert not_ready.status_code == 503
    assert not_ready.text.startswith("not ready: the database cannot be used just now: database or disk is")

    disk.set(is_full=False)
    assert send_due(post).sent == 5
    assert sorted(sender.recipients) == sorted(PEOPLE)


def test_trouble_is_forgotten_when_it_has_not_come_again_for_two_minutes() -> None:
    now = [100.0]
    trouble = Trouble(lambda: now[0])
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    trouble.note(full, "it is full")
    now[0] = 219.0
    assert trouble.words == "it is full"
    now[0] = 220.0
    assert trouble.words == ""


def test_a_lock_that_was_waited_for_in_vain_is_no_lasting_trouble() -> None:
    trouble = Trouble()
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorname = "SQLITE_BUSY"
    trouble.note(busy, "it is locked")
    assert trouble.words == ""


@pytest.mark.fault("D-04")
def test_a_file_that_may_only_be_read_is_shown_and_takes_nothing(
    database: Database, browser: Browser, tmp_path: Path
) -> None:
    read_only = Database(f"sqlite:///file:{tmp_path / 'alerts.sqlite'}?mode=ro&uri=true")
    client = browser(read_only)
    assert client.get("/status").status_code == 200
    asked = {"email": "bob@example.org", "area": "authority:E09000007"}
    answer = client.post("/subscriptions", data=asked)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "readonly database" in client.get("/readyz").text
    read_only.engine.dispose()


@pytest.mark.fault("D-08")
def test_a_damaged_file_is_refused_with_what_to_do_and_left_as_it_is(
    database: Database, tmp_path: Path
) -> None:
    queue_for(database, *PEOPLE)
    database.engine.dispose()
    file = tmp_path / "alerts.sqlite"
    whole = file.read_bytes()
    damaged = whole[:8_192] + bytes(byte ^ 0xFF for byte in whole[8_192:65_536]) + whole[65_536:]
    file.write_bytes(damaged)
    with pytest.raises(
        DatabaseUnusable, match=r"is damaged .* was left as it is: put back a copy made with .* db backup"
    ):
        soundness.check_sound(database)
    database.engine.dispose()
    assert file.read_bytes() == damaged


@pytest.mark.fault("D-08")
def test_a_sound_file_is_found_sound(database: Database) -> None:
    queue_for(database, *PEOPLE)
    soundness.check_sound(database)


@pytest.mark.fault("K-14")
def test_a_file_that_would_forget_in_a_power_cut_is_refused(database: Database) -> None:
    soundness.check_durable(database)

    @event.listens_for(database.engine, "connect")
    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous=NORMAL")

    database.engine.dispose()
    with pytest.raises(DatabaseUnusable, match="lose answered requests in a power cut: synchronous is 1"):
        soundness.check_durable(database)


@pytest.mark.fault("K-14")
def test_a_file_that_cannot_be_kept_in_wal_mode_is_refused(database: Database) -> None:
    @event.listens_for(database.engine, "connect")
    def like_a_network_disk(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA journal_mode=DELETE")

    database.engine.dispose()
    with pytest.raises(DatabaseUnusable, match="it is in delete mode"):
        soundness.check_durable(database)


@pytest.mark.fault("K-14")
@pytest.mark.parametrize("setting", ["remote_write", "on", "off"])
def test_a_server_that_would_forget_in_a_power_cut_is_refused(postgres: PostgresServer, setting: str) -> None:
    url = postgres.new_database()
    asked = Database(f"{url}&options=-csynchronous_commit%3D{setting}")
    if setting == "off":
        with pytest.raises(DatabaseUnusable, match=r"power cut: synchronous_commit is off; set it to on"):
            soundness.check_durable(asked)
    else:
        soundness.check_durable(asked)
    asked.engine.dispose()
    postgres.give_back(url)
