"""The shipped service as an outsider meets it: its commands, its site on a port, a mail server that keeps all."""

import json
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.rig.smtp import SmtpRig

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Answered:
    """What the site answered, redirects not followed."""

    status: int
    text: str
    location: str | None


class _Unredirected(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True)
class Service:
    """One installation in a folder, driven by its commands and over HTTP."""

    folder: Path
    port: int
    smtp: SmtpRig

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def configure(self, feed: str) -> None:
        """Write config.toml with this feed; mail goes to the rig's server."""
        (self.folder / "config.toml").write_text(
            f"""
[site]
base_url = "{self.base_url}"
secret_key = "a key for trials only, 32 letters or more"
contact_email = "help@alerts.example.org"
[mail]
host = "{self.smtp.host}"
port = {self.smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 1000
[fetch]
allow_private_hosts = ["127.0.0.1"]
{feed}
""",
            encoding="utf-8",
        )

    def command(self, *arguments: str, expect: int = 0) -> str:
        """Run a command to its end; returns what it printed on stdout."""
        done = subprocess.run(
            self.command_line(*arguments), capture_output=True, text=True, check=False, timeout=120
        )
        assert done.returncode == expect, done.stderr
        assert "Traceback" not in done.stderr
        return done.stdout

    def failing(self, *arguments: str) -> str:
        """Run a command whose work must fail; returns what it said on stderr."""
        line = self.command_line(*arguments)
        done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stderr
        return done.stderr

    def report(self, *arguments: str) -> Any:
        return json.loads(self.command(*arguments, "--json"))

    @contextmanager
    def site(self) -> Iterator[None]:
        """The site, running until the block ends."""
        process = subprocess.Popen(
            self.command_line("site", "--port", str(self.port)), stderr=subprocess.PIPE, text=True
        )
        try:
            assert process.stderr is not None
            announcement = process.stderr.readline()
            assert str(self.port) in announcement, announcement + process.stderr.read()
            yield
        finally:
            process.terminate()
            assert process.wait(timeout=20) == 0

    def get(self, address: str, method: str = "GET") -> Answered:
        return self._ask(urllib.request.Request(self._whole(address), method=method))

    def post(self, address: str, **fields: object) -> Answered:
        """A form sent from one of the site's own pages."""
        body = urllib.parse.urlencode(fields, doseq=True).encode()
        request = urllib.request.Request(self._whole(address), body, {"Origin": self.base_url})
        return self._ask(request)

    def mail_to(self, address: str) -> list[EmailMessage]:
        return [message.parsed for message in self.smtp.messages() if address in message.recipients]

    def _whole(self, address: str) -> str:
        return address if address.startswith("http") else self.base_url + address

    def _ask(self, request: urllib.request.Request) -> Answered:
        try:
            answer = urllib.request.build_opener(_Unredirected).open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Answered(answer.status, answer.read().decode(), answer.headers.get("Location"))

    def command_line(self, *arguments: str) -> list[str]:
        program = Path(sys.executable).with_name("planning-alerts")
        return [str(program), "--config", str(self.folder / "config.toml"), *arguments]


@contextmanager
def a_service(folder: Path) -> Iterator[Service]:
    with SmtpRig() as smtp:
        yield Service(folder, free_port(), smtp)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    content: str = body.get_content()
    return content


def links_of(message: EmailMessage) -> list[str]:
    """Every address that a message holds, in its text, its HTML and its headers."""
    whole = "\n".join(part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    whole += "\n" + "\n".join(str(value) for value in message.values())
    return sorted(set(re.findall(r"https?://[^\s\"'<>]+", whole)))


def link_for(message: EmailMessage, purpose: str) -> str:
    return next(link for link in links_of(message) if f"/{purpose}/" in link)


def wait_until(condition: Any, seconds: float, what: str) -> None:
    """Wait for something that a running service does by itself."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.2)
