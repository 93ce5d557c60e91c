"""A database that is full, locked, old, damaged or put back: seen and cured as the runbook says."""

import sqlite3
from collections.abc import Callable

from alerts.db import schema
from alerts.db.session import Database
from tests.integration.cli.conftest import a_row
from tests.rig.machine import Machine
from tests.rig.quick_commands import FULL_DISK
from tests.runbook.reading import Symptom
from tests.runbook.test_mail import something_happens, told

Find = Callable[[str], Symptom]


def test_a_full_disk(symptom: Find) -> None:
    ill = symptom("The disk is full")
    machine = ill.machine
    machine.council.publish(*(a_row(number) for number in range(50, 250)))
    machine.must(f"export {FULL_DISK}=1")
    ended = machine.terminal.run_to_its_end("planning-alerts poll")
    assert "database or disk is full" in ended.err
    with machine.site():
        asked = f"curl -s -o /dev/null -w '%{{http_code}}' {machine.base_url}"
        assert machine.must(f"{asked}/status") == "200"
        assert machine.must(f"{asked}/readyz") == "503"
    ill.make_sure()
    machine.must(f"unset {FULL_DISK}")
    ill.put_right()
    ill.is_over()
    assert machine.report("feeds list")[0]["applications"] == 212


def test_somebody_who_holds_the_database(symptom: Find) -> None:
    ill = symptom("Everything waits: the database is locked")
    holder = sqlite3.connect(ill.machine.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    ill.make_sure()
    holder.execute("ROLLBACK")
    holder.close()
    ill.put_right()
    ill.is_over()


def test_a_schema_of_the_version_before(symptom: Find) -> None:
    ill = symptom("“The database's schema is old”")
    machine = ill.machine
    go_back_one_version(machine)
    ill.make_sure()
    ill.put_right()
    ill.is_over()


def go_back_one_version(machine: Machine) -> None:
    machine.database.unlink()
    database = Database(f"sqlite:///{machine.database}")
    schema.upgrade(database, "0010")
    database.engine.dispose()


def test_a_damaged_file(symptom: Find) -> None:
    ill = symptom("The database is damaged")
    machine = ill.machine
    machine.must("planning-alerts db backup copy.sqlite")
    content = bytearray(machine.database.read_bytes())
    content[4096 * 3 : 4096 * 40] = b"x" * (4096 * 37)
    machine.database.write_bytes(content)
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    assert machine.report("feeds list")[0]["applications"] == 12


def test_a_copy_that_was_put_back(symptom: Find) -> None:
    ill = symptom("After a restore nobody gets mail")
    machine = ill.machine
    something_happens(machine)
    machine.must("planning-alerts db backup copy.sqlite; planning-alerts db restore copy.sqlite --replace")
    machine.must("planning-alerts send")
    assert told(machine) == 0
    ill.make_sure()
    ill.put_right()
    ill.is_over()
    assert told(machine) == 1
