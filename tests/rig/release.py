"""A release of the program, the former one or this, as an operator runs it: its site on a socket that outlives it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.service import PROJECT

FORMER = PROJECT / "tests" / "data" / "releases" / "0010.tar.xz"
"""The code of the last release whose schema is 0010: `git archive COMMIT alerts geo scheduler | xz -9e`."""
_BUILT = Path("alerts") / "web" / "static" / "built"
_PATIENCE_S, _SHORT_PATIENCE_S = 90, 15


class Release:
    """The code in a folder, with the packages of these tests and one configuration."""

    def __init__(self, code: Path, config: Path, log: Path, *, may_hang: bool = False) -> None:
        """`may_hang`: its scheduler could wait for ever when it was asked to end, and is killed then."""
        self._may_hang = may_hang
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(code),
            "PYTHONFAULTHANDLER": "1",
            "PLANNING_ALERTS_CONFIG": str(config),
        }
        self._code = code
        self._log = log

    def command(self, *arguments: str) -> str:
        """Run a command to its end; what it printed."""
        line = [Path(sys.executable).with_name("planning-alerts"), *arguments]
        done = subprocess.run(
            line,
            env=self._environment,
            cwd=self._code,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def scheduler(self) -> Iterator[subprocess.Popen[bytes]]:
        with self._running(
            [Path(sys.executable).with_name("planning-alerts"), "scheduler"], "scheduler runs"
        ) as process:
            yield process

    @contextmanager
    def site(self, door: socket.socket) -> Iterator[subprocess.Popen[bytes]]:
        """Two processes under gunicorn, on a socket that systemd would keep."""
        take_over = f'exec 3<&{door.fileno()}; LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"'
        gunicorn = [
            sys.executable,
            "-m",
            "gunicorn",
            "--workers",
            "2",
            "--threads",
            "4",
            "alerts.cli.wsgi:app()",
        ]
        with self._running(
            ["sh", "-c", take_over, "sh", *gunicorn], "Booting worker", door.fileno()
        ) as process:
            yield process

    @contextmanager
    def _running(
        self, line: list[str | Path], said: str, *descriptors: int
    ) -> Iterator[subprocess.Popen[bytes]]:
        before = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                line, env=self._environment, cwd=self._code, stdout=log, stderr=log, pass_fds=descriptors
            )
        try:
            until = time.monotonic() + _PATIENCE_S
            while said not in self._log.read_text()[before:]:
                assert process.poll() is None, self._log.read_text()[before:]
                assert time.monotonic() < until
                time.sleep(0.1)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            self._await_end(process, before)

    def _await_end(self, process: subprocess.Popen[bytes], before: int) -> None:
        try:
            process.wait(_SHORT_PATIENCE_S if self._may_hang else _PATIENCE_S)
        except subprocess.TimeoutExpired:
            if self._may_hang:
                process.kill()  # as systemd would
                process.wait()
                return
            process.send_signal(signal.SIGABRT)  # with what each of its threads was doing
            process.wait()
        assert process.returncode == 0, self._log.read_text()[before:]


def former_release(folder: Path) -> Path:
    """Its code unpacked, with the stylesheet and scripts of this one, which it finds by the same names."""
    with tarfile.open(FORMER) as archive:
        archive.extractall(folder, filter="data")
    shutil.copytree(PROJECT / _BUILT, folder / _BUILT, dirs_exist_ok=True)
    return folder
