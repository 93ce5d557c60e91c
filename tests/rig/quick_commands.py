"""`planning-alerts` without its second of starting: a process that has imported everything splits for each command.

    with QuickCommands(folder) as quick:
        quick.program  # run it like the command; what it does is the command's own code, in a process of its own

The program only hands over its arguments, folder, environment and streams, and ends as the command ended.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Self

_PROJECT = Path(__file__).resolve().parents[2]
_CLIENT = """#!{python} -ISE
import json, os, signal, socket, sys
quick = socket.socket(socket.AF_UNIX)
quick.connect({address!r})
asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
socket.send_fds(quick, [len(asked).to_bytes(4, "big")], [0, 1, 2])
quick.sendall(asked)
answers = quick.makefile("r")
pid = int(answers.readline())
for each in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(each, lambda number, _frame: os.kill(pid, number))
sys.exit(int(answers.readline() or "70"))
"""
_PATIENCE_S = 60.0
FULL_DISK = "RIG_DISK_IS_FULL"
"""A variable of the environment: with it a command finds no room in its database."""


class QuickCommands:
    """The process that waits, and the program that asks it."""

    def __init__(self, folder: Path) -> None:
        self._address = str(folder / "quick.socket")
        self.program = folder / "planning-alerts"
        self.program.write_text(_CLIENT.format(python=sys.executable, address=self._address))
        self.program.chmod(0o755)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.rig.quick_commands", self._address],
            cwd=_PROJECT,
            env={**os.environ, "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(_PATIENCE_S)
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        self._process.stdout.close()
        self._process.stdin.close()


def _serve(address: str) -> None:
    import alerts.cli.main
    import alerts.mail.compose
    import alerts.web.app  # noqa: F401

    listening = socket.socket(socket.AF_UNIX)
    listening.bind(address)
    listening.listen(16)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever waits for a command is the one that splits for it
    print("ready", flush=True)
    while True:
        connection, _ = listening.accept()
        if os.fork() == 0:
            listening.close()
            _answer(connection)
        connection.close()


def _answer(connection: socket.socket) -> NoReturn:
    """Start the command in a process of its own, and say how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, streams, _flags, _address = socket.recv_fds(connection, 4, 3)
    left, asked = int.from_bytes(length, "big"), b""
    while len(asked) < left:
        asked += connection.recv(left - len(asked))
    pid = os.fork()
    if pid == 0:
        connection.close()
        _become(streams, *json.loads(asked))
    for stream in streams:
        os.close(stream)
    connection.sendall(f"{pid}\n".encode())
    _pid, status = os.waitpid(pid, 0)
    connection.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    os._exit(0)


def _become(streams: list[int], arguments: list[str], folder: str, environment: dict[str, str]) -> NoReturn:
    from alerts.cli.main import main

    if FULL_DISK in environment:
        _let_nothing_grow()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["planning-alerts", *arguments]
    status: object = 0
    try:
        main(arguments)
    except SystemExit as left:
        status = left.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1 if status else 0)


def _let_nothing_grow() -> None:
    """From now on a file of SQLite has the room that it has, and no more."""
    from sqlalchemy import Engine, event

    def limit(connection: Any, _record: object) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    event.listen(Engine, "connect", limit)


if __name__ == "__main__":
    _serve(sys.argv[1])
