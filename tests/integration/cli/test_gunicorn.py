"""The site in four processes of another WSGI server: it answers, and no process of it is a scheduler."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from alerts.cli.installation import Installation
from tests.integration.cli.conftest import Council, Run, a_row
from tests.integration.cli.test_parts import free_port, get, service
from tests.integration.cli.test_pipeline import alice_watches, letters

WORKERS = 4
TOKEN = "A1b" * 24 + "AB"
_NAME_THE_THREADS = """
import threading
from pathlib import Path

def post_worker_init(worker):
    def tell():
        names = [thread.name for thread in threading.enumerate()]
        Path({folder!r}, f"{{worker.pid}}.part").write_text("\\n".join(names))
        Path({folder!r}, f"{{worker.pid}}.part").rename(Path({folder!r}, f"{{worker.pid}}.threads"))
    threading.Timer(1.5, tell).start()
"""


@pytest.mark.fault("S-03")
@pytest.mark.fault("U-15")
def test_a_site_of_four_processes_runs_the_scheduler_in_none_of_them(
    ready: Run, config: Path, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1))
    ready("poll")
    ready("match")
    asked_for = tmp_path / "access.log"
    hooks, asked, port = tmp_path / "gunicorn.conf.py", len(council.rig.requests), free_port()
    hooks.write_text(_NAME_THE_THREADS.format(folder=str(tmp_path)))
    command = [sys.executable, "-m", "gunicorn", "-c", str(hooks), "-w", str(WORKERS), "-b"]
    running = subprocess.Popen(
        [*command, f"127.0.0.1:{port}", "--access-logfile", str(asked_for), "alerts.cli.wsgi:app()"],
        env={**os.environ, "PLANNING_ALERTS_CONFIG": str(config)},
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 90
        while len(list(tmp_path.glob("*.threads"))) < WORKERS:
            assert time.monotonic() < until
            assert running.poll() is None
            time.sleep(0.1)
        assert get(port) == 200
        assert get(port, f"/manage/{TOKEN}") == 404
        assert (len(council.rig.requests), letters(tmp_path / "outbox")) == (asked, [])
        with service("--config", config, "scheduler") as scheduler:
            scheduler.wait_for("The scheduler runs")
            assert scheduler.stop(signal.SIGTERM) == 0
    finally:
        running.terminate()
        assert running.wait(30) == 0
    said = asked_for.read_text()
    assert '"GET /manage/(token) HTTP/1.1" 404' in said
    assert TOKEN not in said
    named = [set(file.read_text().split("\n")) for file in tmp_path.glob("*.threads")]
    assert len(named) == WORKERS
    assert not any(name.startswith(("APScheduler", "ThreadPool")) for names in named for name in names)
