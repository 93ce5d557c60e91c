"""The service as a process of its own: it starts, works, and stops in order when asked to."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.cli.installation import Installation
from alerts.cli.stopping import stopped_by_signals
from tests.integration.cli.conftest import Council, Run, a_row
from tests.integration.cli.test_pipeline import alice_watches, letters

COMMAND = Path(sys.executable).with_name("planning-alerts")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Service:
    """A part of the service under way; `err` is what it has said so far."""

    def __init__(self, *arguments: object) -> None:
        self._process = subprocess.Popen(
            [str(COMMAND), *(str(argument) for argument in arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
        )
        self.err = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self.err += line

    def wait_for(self, words: str, seconds: float = 60) -> None:
        until = time.monotonic() + seconds
        while words not in self.err:
            assert time.monotonic() < until, self.err
            assert self._process.poll() is None, self.err
            time.sleep(0.05)

    def stop(self, number: int) -> int:
        """Its exit status after this signal; a service that does not stop within 30 s is killed and fails."""
        self.signal(number)
        return self.ended()

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    def ended(self, seconds: float = 30) -> int:
        try:
            status = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        self._reader.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        assert self._process.stderr is not None
        self._process.stderr.close()
        return status

    def kill(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self.ended()


@contextlib.contextmanager
def service(*arguments: object) -> Iterator[Service]:
    started = Service(*arguments)
    try:
        yield started
    finally:
        started.kill()


def get(port: int, path: str = "/healthz") -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "alerts.example"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.fault("K-12")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_scheduler_starts_and_stops_in_order(ready: Run, config: Path, number: signal.Signals) -> None:
    with service("--config", config, "scheduler") as running:
        running.wait_for("The scheduler runs; Ctrl-C stops it.")
        assert running.stop(number) == 0
        assert "Traceback" not in running.err


def test_the_scheduler_polls_matches_and_sends_by_itself(
    ready: Run, config: Path, council: Council, installation: Installation, tmp_path: Path
) -> None:
    text = config.read_text().replace("[fetch]", '[schedule]\nsend_every = "1s"\npoll_every = "1s"\n[fetch]')
    config.write_text(text)
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1))
    ready("poll")
    with service("--config", config, "scheduler") as running:
        until = time.monotonic() + 60
        while not letters(tmp_path / "outbox") and time.monotonic() < until:
            time.sleep(0.1)
        assert running.stop(signal.SIGTERM) == 0
    (letter,) = letters(tmp_path / "outbox")
    assert "Reference: 2026/0001/P" in letter


@pytest.mark.fault("K-12")
def test_the_scheduler_stops_amid_a_long_first_load_and_goes_on_later(
    run: Run, config: Path, council: Council
) -> None:
    run("db", "upgrade")
    config.write_text(config.read_text() + "page_size = 2\n")
    council.publish(*(a_row(number) for number in range(1, 241)))
    with service("--config", config, "scheduler") as running:
        until = time.monotonic() + 60
        while len(council.rig.requests) < 5 and time.monotonic() < until:
            time.sleep(0.05)
        assert running.stop(signal.SIGTERM) == 0
    asked = len(council.rig.requests)
    (feed,) = run("feeds", "list", "--json").json
    assert feed["state"] == "loading"
    assert 0 < feed["applications"] < 240
    assert asked < 120
    assert json.loads(run("poll", "--json").out)[0]["error"] is None
    assert run("feeds", "list", "--json").json[0]["applications"] == 240


@pytest.mark.fault("S-01")
def test_a_second_scheduler_on_the_same_file_refuses(ready: Run, config: Path) -> None:
    with service("--config", config, "scheduler") as first:
        first.wait_for("The scheduler runs")
        with service("--config", config, "scheduler") as second:
            assert second.ended() == 1
            assert second.err == "planning-alerts: another scheduler already runs on this database\n"
        assert first.stop(signal.SIGTERM) == 0


@pytest.mark.parametrize("part", ["site", "run"])
def test_the_site_answers_and_stops_in_order(ready: Run, config: Path, part: str) -> None:
    port = free_port()
    with service("--config", config, part, "--port", port) as running:
        running.wait_for(f"http://127.0.0.1:{port}")
        assert get(port) == 200
        assert running.stop(signal.SIGTERM) == 0
        assert "Traceback" not in running.err
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), 1)


@pytest.mark.fault("S-03")
def test_the_site_alone_polls_and_sends_nothing(
    ready: Run, config: Path, council: Council, installation: Installation, tmp_path: Path
) -> None:
    alice_watches(installation, "authority:E09000007")
    council.publish(a_row(1))
    ready("poll")
    ready("match")
    asked, port = len(council.rig.requests), free_port()
    with service("--config", config, "site", "--port", port) as running:
        running.wait_for(f"http://127.0.0.1:{port}")
        get(port, "/")
        assert running.stop(signal.SIGTERM) == 0
    assert len(council.rig.requests) == asked
    assert letters(tmp_path / "outbox") == []


@pytest.mark.parametrize("part", ["site", "run"])
def test_a_port_that_is_taken_ends_with_1_and_one_line(ready: Run, config: Path, part: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with service("--config", config, part, "--port", port) as running:
            assert running.ended() == 1
            assert running.err == (
                f"planning-alerts: port {port} of 127.0.0.1 cannot be used: Address already in use\n"
            )


@pytest.mark.fault("K-12")
def test_a_signal_that_comes_while_the_event_is_locked_stops_all_the_same() -> None:
    with stopped_by_signals() as stop:
        with stop._cond:  # as it is for a moment in wait()
            signal.raise_signal(signal.SIGTERM)
        assert stop.wait(5)
