"""The scripted mail server itself, run as `python -m tests.rig.smtp_server FOLDER` in a process of its own.

Scripts come in on standard input, one a line; each is acknowledged with the port. When the input ends, so
does the server. An accepted message is on the disk before the 250 goes out, and no client's death matters.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import socket
import sys
import threading
from collections import Counter
from functools import partial
from pathlib import Path

from tests.rig.smtp_script import Manner, Script
from tests.rig.smtp_session import Session


class Journal:
    """The files that the test reads: accepted messages, and every command line with its connection."""

    def __init__(self, folder: Path) -> None:
        self._lock = threading.Lock()
        self._messages = (folder / "messages.jsonl").open("ab")
        self._commands = (folder / "commands.jsonl").open("ab")

    def keep_message(self, envelope_from: str, recipients: list[str], content: bytes) -> None:
        entry = {"from": envelope_from, "to": recipients, "content": base64.b64encode(content).decode()}
        with self._lock:
            self._messages.write(json.dumps(entry).encode() + b"\n")
            self._messages.flush()
            os.fsync(self._messages.fileno())

    def note_command(self, connection: int, line: str) -> None:
        with self._lock:
            self._commands.write(json.dumps([connection, line]).encode() + b"\n")
            self._commands.flush()


class Listener:
    """Accepts connections on one port, or refuses them, as the script in force says."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._opened = 0
        self.port = 0
        self._socket: socket.socket | None = None
        self.follow(Script())

    def follow(self, script: Script) -> None:
        with self._lock:
            self._script = script
            self._manners = iter(script.connections)
            self._asked: Counter[str] = Counter()
        if script.is_refusing and self._socket is not None:
            # Waking accept() first: a socket that another thread waits on would go on listening.
            self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._socket = None
        elif not script.is_refusing and self._socket is None:
            self._socket = socket.create_server(("127.0.0.1", self.port), backlog=64)
            self.port = self._socket.getsockname()[1]
            threading.Thread(target=self._accept, args=(self._socket,), daemon=True).start()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                accepted, _ = listening.accept()
            except OSError:
                return
            with self._lock:
                self._opened += 1
                manner = next(self._manners, self._script.connections[-1])
                session = self._session(accepted, manner)
            threading.Thread(target=session.run, daemon=True).start()

    def _session(self, accepted: socket.socket, manner: Manner) -> Session:
        self._journal.note_command(self._opened, "")
        return Session(
            accepted,
            self._script,
            manner,
            note_command=partial(self._journal.note_command, self._opened),
            keep_message=self._journal.keep_message,
            answer_to=partial(self._answer_to, self._script),
        )

    def _answer_to(self, script: Script, recipient: str) -> str:
        answers = script.recipients.get(recipient, ("250 2.1.5 ok",))
        with self._lock:
            self._asked[recipient] += 1
            return answers[min(self._asked[recipient], len(answers)) - 1]


def main() -> None:
    listener = Listener(Journal(Path(sys.argv[1])))
    for line in sys.stdin:
        listener.follow(pickle.loads(base64.b64decode(line)))
        print(listener.port, flush=True)


if __name__ == "__main__":
    main()
