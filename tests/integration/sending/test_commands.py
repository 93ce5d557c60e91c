"""The shipped commands over a mail server that is away, refuses us or hangs, and told to stop at any moment."""

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.db import post_state
from alerts.domain.post_health import Trouble
from tests.rig.outbox import OutboxRig
from tests.rig.service import PROJECT
from tests.rig.smtp_script import SILENCE, Act, Certificate, Script, always

ALICE, BOB, CHARLIE = "alice@example.com", "bob@example.com", "charlie@example.com"
SEED = 20261126
LONGEST_STOP_S = 30.0


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[OutboxRig]:
    with OutboxRig(tmp_path) as running:
        yield running


def send(rig: OutboxRig) -> subprocess.CompletedProcess[str]:
    command = rig.command("send", "--json")
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.fault("M-01")
def test_sending_to_a_server_that_is_away_ends_with_1_prints_its_report_and_sends_once_it_is_back(
    rig: OutboxRig,
) -> None:
    rig.put(ALICE, BOB)
    rig.smtp.change(Script(is_refusing=True))
    done = send(rig)
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert (report["sent"], report["failed_temporarily"], report["held"]) == (0, 1, 2)
    *_, last = done.stderr.strip().splitlines()
    assert last.startswith("planning-alerts: The mail server cannot be used, since ")
    assert last.endswith("Connection refused; 2 e-mails wait")
    rig.smtp.change(Script())
    rig.let_pause_end()
    done = send(rig)
    assert (done.returncode, json.loads(done.stdout)["sent"]) == (0, 2)
    assert sorted(rig.told()) == [ALICE, BOB]


@pytest.mark.fault("M-11")
def test_a_wrong_password_is_said_once_however_often_the_command_runs_and_over_however_many_connections(
    tmp_path: Path,
) -> None:
    mail = 'username = "alerts"\npassword = "secret"\nconnections = 4'
    with OutboxRig(tmp_path, mail) as rig:
        rig.put(*(f"person{number}@example.com" for number in range(8)))
        rig.smtp.change(Script(auth_reply="535 5.7.8 wrong"))
        for _ in range(2):
            done = send(rig)
            assert done.returncode == 1
            assert "The mail server does not let us in" in done.stderr
        assert rig.smtp.verbs.count("AUTH") == 1
        rig.let_pause_end()
        send(rig)
        assert rig.smtp.verbs.count("AUTH") == 2
        rig.smtp.change(Script(auth_reply="235 2.7.0 welcome"))
        rig.let_pause_end()
        assert send(rig).returncode == 0
        assert rig.told() != []


@pytest.mark.fault("M-10")
def test_a_bad_certificate_stops_all_mail_and_is_told(tmp_path: Path) -> None:
    with OutboxRig(tmp_path, 'starttls = true\nusername = "alerts"\npassword = "secret"') as rig:
        rig.put(ALICE)
        rig.smtp.change(Script(certificate=Certificate.SELF_SIGNED, auth_reply="235 2.7.0 welcome"))
        done = send(rig)
        assert done.returncode == 1
        assert "certificate verify failed" in done.stderr
        assert {"AUTH", "MAIL"}.isdisjoint(rig.smtp.verbs)
        with rig.database.reading() as session:
            assert post_state.health(session).trouble is Trouble.UNREACHABLE


def scheduler(rig: OutboxRig) -> subprocess.Popen[str]:
    """The shipped scheduler, at work."""
    process = subprocess.Popen(
        rig.command("scheduler"),
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONFAULTHANDLER": "1"},
    )
    assert process.stderr is not None
    assert "runs" in process.stderr.readline()
    return process


def terminate(process: subprocess.Popen[str]) -> float:
    """Tell it to stop; how long that took."""
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    try:
        _, said = process.communicate(timeout=LONGEST_STOP_S)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)  # it says where each of its threads stands
        pytest.fail(f"it did not stop: {process.communicate()[1]}")
    assert process.returncode == 0, said
    return time.monotonic() - began


def terminate_at_random(folder: Path, times: int, people: int) -> None:
    dice = random.Random(SEED)
    everybody = [f"person{number}@example.com" for number in range(people)]
    with OutboxRig(folder, "connections = 2", '[schedule]\nsend_every = "1s"') as rig:
        rig.smtp.change(always(dot=Act(wait_s=0.05), rcpt=Act(wait_s=0.02)))
        rig.put(*everybody)
        for _ in range(times):
            process = scheduler(rig)
            time.sleep(dice.uniform(0, 0.6))
            terminate(process)
            assert rig.states().keys() <= {"queued", "sent"}
        before = len(rig.told())
        rig.run()
        print(f"seed {SEED}: {times} times told to stop, {before} of {people} sent by then")
        assert before > 0
        assert Counter(rig.told()) == Counter(everybody)


@pytest.mark.timeout(900)
@pytest.mark.fault("K-12")
def test_five_deploys_at_random_moments_cost_no_repeat(tmp_path: Path) -> None:
    terminate_at_random(tmp_path, times=5, people=50)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.fault("K-12")
def test_fifty_deploys_at_random_moments_cost_no_repeat(tmp_path: Path) -> None:
    terminate_at_random(tmp_path, times=50, people=500)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.fault("K-12")
@pytest.mark.parametrize(("step", "state"), [("rcpt", "queued"), ("dot", "queued")])
def test_a_server_that_hangs_does_not_keep_us_from_stopping(tmp_path: Path, step: str, state: str) -> None:
    with OutboxRig(tmp_path, schedule='[schedule]\nsend_every = "1s"') as rig:
        (email_id,) = rig.put(ALICE)
        rig.smtp.change(always(**{step: SILENCE}))
        process = scheduler(rig)
        while "RCPT" not in rig.smtp.verbs:
            time.sleep(0.05)
        assert terminate(process) < LONGEST_STOP_S
        row = rig.email(email_id)
        assert (row.state, row.lease_owner) == (state, None)
