"""A scripted mail server for tests: starts it in its own process and reads what it took."""

from __future__ import annotations

import base64
import email
import hashlib
import json
import pickle
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.rig.smtp_script import Script
from tests.rig.smtp_session import CERTIFICATES

_PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Received:
    """One message that the server took, with its envelope."""

    envelope_from: str
    recipients: tuple[str, ...]
    bytes: bytes
    parsed: EmailMessage


class SmtpRig:
    """`with SmtpRig(script) as rig:` a mail server listens at `rig.host`, `rig.port`."""

    host = "127.0.0.1"

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or Script()
        self.port = 0

    def __enter__(self) -> Self:
        self._kept = tempfile.TemporaryDirectory(prefix="smtp-rig-")
        self._folder = Path(self._kept.name)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.rig.smtp_server", self._kept.name],
            cwd=_PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.change(self._script)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self._process.stdin.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._kept.cleanup()

    def change(self, script: Script) -> None:
        """From now on the server behaves like this; open connections go on as they began."""
        self._process.stdin.write(base64.b64encode(pickle.dumps(script)).decode() + "\n")
        self._process.stdin.flush()
        self.port = int(self._process.stdout.readline())

    def messages(self) -> list[Received]:
        """What the server took, in order."""
        return [_received(entry) for entry in self._entries("messages.jsonl")]

    def letters(self) -> Iterator[tuple[str, str, str]]:
        """Recipient, Message-ID and digest of each message that the server took: of any number, none is held."""
        with (self._folder / "messages.jsonl").open("rb") as kept:
            for line in kept:
                if not line.endswith(b"\n"):
                    return  # it is still being written
                entry = json.loads(line)
                content = base64.b64decode(entry["content"])
                header = email.message_from_bytes(content.partition(b"\r\n\r\n")[0], policy=default)
                yield entry["to"][0], str(header["Message-ID"]), hashlib.sha256(content).hexdigest()

    def wait_for(self, count: int, seconds: float = 20.0) -> list[Received]:
        """The messages, once there are so many: a client that died leaves its last one on the way."""
        until = time.monotonic() + seconds
        while len(self.messages()) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.messages()

    @property
    def commands(self) -> list[str]:
        """Every line that clients said outside of messages, in order."""
        return [line for _, line in self._entries("commands.jsonl") if line]

    @property
    def verbs(self) -> list[str]:
        """The first word of each of them."""
        return [line.split(" ", maxsplit=1)[0].upper() for line in self.commands]

    @property
    def connection_count(self) -> int:
        """How many connections were opened."""
        return max((connection for connection, _ in self._entries("commands.jsonl")), default=0)

    def _entries(self, name: str) -> list:
        # A last line without its end is still being written.
        whole_lines = (self._folder / name).read_bytes().split(b"\n")[:-1]
        return [json.loads(line) for line in whole_lines]


def trusting_context() -> ssl.SSLContext:
    """Checks certificates as ever, and trusts the rig's own authority alone."""
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))


def _received(entry: dict) -> Received:
    content = base64.b64decode(entry["content"])
    parsed = email.message_from_bytes(content, policy=default)
    return Received(entry["from"], tuple(entry["to"]), content, parsed)
