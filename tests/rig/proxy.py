"""The site behind a reverse proxy, configured as the example has it but for ports, folders and the certificate."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from alerts.cli.serving import serve, server_of
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.rig.service import PROJECT, free_port

HOST = "alerts.example.org"
VISITOR = "127.0.0.5"
"""Who asks, as the proxy sees them: every address of this kind is this machine's own."""
CERTIFICATE = Path(__file__).with_name("certificates") / "trusted.pem"
_PATIENCE_S = 20


class Answer(NamedTuple):
    """What came through the proxy."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Proxy:
    """A proxy that is asked over https, and the lines that it wrote."""

    port: int
    folder: Path

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        trust = ssl.create_default_context()
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
        raw = socket.create_connection(("127.0.0.1", self.port), _PATIENCE_S, source_address=(VISITOR, 0))
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.sock = trust.wrap_socket(raw, server_hostname=HOST)
        try:
            connection.request(method, path, body, {"Host": HOST, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def lines(self) -> str:
        """All that it has logged."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))


@contextmanager
def nginx_before(context: SiteContext) -> Iterator[Proxy]:
    with served(context) as behind, tempfile.TemporaryDirectory(prefix="nginx-rig-") as made:
        folder, port = Path(made), free_port()
        folder.chmod(0o755)
        (folder / "nginx.conf").write_text(_nginx(folder, port, behind))
        with _running([shutil.which("nginx") or "nginx", "-c", str(folder / "nginx.conf")], folder, port):
            yield Proxy(port, folder)


@contextmanager
def caddy_before(context: SiteContext) -> Iterator[Proxy]:
    with served(context) as behind, tempfile.TemporaryDirectory(prefix="caddy-rig-") as made:
        folder, port = Path(made), free_port()
        text = (PROJECT / "deploy" / "caddy" / "Caddyfile").read_text()
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
        text = text.replace(f"{HOST} {{", f"{HOST}:{port} {{\n\ttls {CERTIFICATE} {CERTIFICATE}", 1)
        text = text.replace("\tservers {", "\tadmin off\n\tauto_https off\n\tservers {", 1)
        (folder / "Caddyfile").write_text(text)
        line = [shutil.which("caddy") or "caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"]
        with _running(line, folder, port):
            yield Proxy(port, folder)


def _nginx(folder: Path, port: int, behind: int) -> str:
    text = (PROJECT / "deploy" / "nginx" / "planning-alerts.conf").read_text()
    text = re.sub(r"(?m)^    listen (80|\[::\]:\d+).*\n", "", text)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl").replace(
        "127.0.0.1:8000", f"127.0.0.1:{behind}"
    )
    text = re.sub(r"(ssl_certificate(?:_key)?) [^;]+;", rf"\1 {CERTIFICATE};", text)
    text = text.replace("/var/cache/nginx", f"{folder}/cache").replace("/var/log/nginx", str(folder))
    # The server that answers over http has no address of its own here.
    first = text.index("server {\n    server_name")
    text = text[:first] + text[text.index("server {", first + 1) :]
    (folder / "cache").mkdir(mode=0o777)
    places = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off;\npid {folder}/pid;\nerror_log {folder}/start.log crit;\nworker_processes 1;\n"
        f"events {{ worker_connections 64; }}\nhttp {{\n{places}{text}}}\n"
    )


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    with (folder / "said.log").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said, env={"HOME": str(folder)})
    try:
        until = time.monotonic() + _PATIENCE_S
        while not _listens(port):
            assert process.poll() is None, (folder / "said.log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(_PATIENCE_S)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def served(context: SiteContext) -> Iterator[int]:
    """The site on a port of this process."""
    port, closing = free_port(), threading.Event()
    server = server_of(create_app(context), "127.0.0.1", port)
    thread = threading.Thread(target=serve, args=(server, closing), daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.task_dispatcher.shutdown(timeout=5)
        closing.set()
        server.close()
        thread.join(timeout=5)
