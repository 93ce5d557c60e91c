"""Several machines whose workers are gone: seen and cured as the runbook says, on PostgreSQL."""

import os
import signal
from collections.abc import Callable

import pytest

from tests.integration.cli.conftest import a_row
from tests.rig.postgres import PostgresServer
from tests.runbook.reading import Symptom

Find = Callable[[str], Symptom]


@pytest.mark.slow
def test_workers_that_are_gone(symptom: Find) -> None:
    ill = symptom("Work waits, and no worker does it")
    machine = ill.machine
    with PostgresServer() as server:
        machine.set("database", url=server.new_database("alerts"))
        machine.set("engine", kind="distributed")
        machine.terminal.leave_running("planning-alerts worker", until="worker runs")
        machine.must("until planning-alerts feeds list | grep -q 'All is well'; do sleep 0.5; done")
        _host, pid, _started = machine.report("queue")["leader"].split(":")
        os.kill(int(pid), signal.SIGKILL)
        machine.terminal.forget_the_last()
        machine.council.publish(a_row(50))
        server.execute("UPDATE feed SET next_poll_at = now() - interval '1 hour'", "alerts")
        ill.make_sure()
        ill.put_right()
        ill.is_over(patience_s=120)
        assert machine.report("feeds list")[0]["applications"] == 13
        machine.terminal.stop_the_last()
