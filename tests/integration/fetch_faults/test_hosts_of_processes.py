"""Several real processes and one host: one request at a time, whoever dies, and nobody is left out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from alerts.db.session import Database
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer, silent, status

PROJECT = Path(__file__).parents[3]
Asker = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def asker(database: Database) -> Iterator[Asker]:
    """Start processes that fetch; none outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start(url: str, times: int, gap_s: float = 0) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.rig.asker", database.url, url, str(times), str(gap_s)]
        started.append(
            subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def outcomes(process: subprocess.Popen[str]) -> list[str]:
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    return said.split()[1:]


@pytest.mark.fault("F-20")
def test_three_processes_ask_one_host_one_at_a_time_and_none_is_left_out(rig: FeedRig, asker: Asker) -> None:
    rig.on("GET", "/page", Answer(b"[]", delay_s=0.01))
    processes = [asker(f"{rig.url}/page", 20) for _ in range(3)]
    assert [outcomes(process) for process in processes] == [["200"] * 20] * 3
    assert len(rig.requests) == 60
    assert rig.most_at_once == 1


@pytest.mark.fault("F-20")
def test_two_processes_keep_the_gap_between_them(rig: FeedRig, asker: Asker) -> None:
    rig.on("GET", "/page", json_answer([]))
    for process in [asker(f"{rig.url}/page", 4, 0.2) for _ in range(2)]:
        assert outcomes(process) == ["200"] * 4
    gaps = [later.began_at - (earlier.ended_at or 0) for earlier, later in pairwise(rig.requests)]
    assert len(gaps) == 7
    assert min(gaps) >= 0.19  # two clocks: the store's, and the rig's


@pytest.mark.fault("F-20")
def test_a_process_killed_in_its_turn_leaves_it_to_the_next_at_once(rig: FeedRig, asker: Asker) -> None:
    rig.on("GET", "/silent", silent())
    rig.on("GET", "/page", json_answer([]))
    dying = asker(f"{rig.url}/silent", 1)
    while not rig.requests:
        assert dying.poll() is None
        rig.wait(0.02)
    dying.send_signal(signal.SIGKILL)
    dying.wait()
    # Its lease has 90 seconds to run; who waited for that would give up after 30.
    assert outcomes(asker(f"{rig.url}/page", 1)) == ["200"]


@pytest.mark.fault("F-01")
def test_a_pause_asked_of_one_process_is_kept_by_the_next(rig: FeedRig, asker: Asker) -> None:
    rig.on("GET", "/busy", status(429, ("Retry-After", "3600")))
    rig.on("GET", "/page", json_answer([]))
    assert outcomes(asker(f"{rig.url}/busy", 2)) == ["http-status", "circuit-open"]
    assert outcomes(asker(f"{rig.url}/page", 2)) == ["circuit-open", "circuit-open"]
    assert len(rig.requests) == 1


@pytest.mark.fault("F-01")
def test_two_processes_together_ask_a_failing_host_five_times_and_then_leave_it_alone(
    rig: FeedRig, asker: Asker
) -> None:
    rig.on("GET", "/page", status(500))
    said = [outcomes(process) for process in [asker(f"{rig.url}/page", 6) for _ in range(2)]]
    assert sorted(said[0] + said[1]) == ["circuit-open"] * 7 + ["http-status"] * 5
    assert len(rig.requests) == 5
