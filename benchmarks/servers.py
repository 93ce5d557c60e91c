"""What servers make of the site: waitress, gunicorn and granian, asked in turns by wrk over one register.

`python -m benchmarks.servers [SECONDS] [DATABASE]` fills a register of 20,000 applications, or asks one that
`benchmarks.register` has filled, starts each server on a port of its own, and asks every server for each address in
turn, three times, for so many seconds (one by default): answers a second, the median of the three. Beside the site each
server has an empty Flask view, which the feed that has not changed is held against. wrk asks from the same machine with
32 connections, so that it takes its share of the processors: compare within one run only.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import Request, urlopen

from flask import Flask

from alerts.db.session import FOR_A_PAGE, Database
from alerts.web.app import create_app
from benchmarks.register import CAMDEN, NOW, fill
from tests.integration.web.neighbourhood import context_over

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FILLED, ROUNDS, CONNECTIONS, THREADS = 20_000, 3, 32, 8
GOAL = 2.0
EMPTY, FEED = "empty view", "feed unchanged"
ADDRESSES = {
    EMPTY: "/nothing",
    FEED: f"/areas/authority/{CAMDEN}.atom?show=newest",
    "page of an area": "/areas/ward/E05269005",
    "page of the API": f"/api/v1/applications?authority={CAMDEN}&limit=50",
}
_APP = "benchmarks.servers:app"
_DATABASE = "PLANNING_ALERTS_BENCHMARKED"


class Server(NamedTuple):
    """A server, and how it is started on a port."""

    name: str
    command: tuple[str, ...]


SERVERS = (
    Server("waitress, 8 threads", ("-m", "benchmarks.servers", "waitress", "PORT")),
    Server("gunicorn gthread 1 x 8", ("-m", "gunicorn", "-b", "127.0.0.1:PORT", "-w", "1", "--threads", "8")),
    Server("gunicorn gthread 2 x 8", ("-m", "gunicorn", "-b", "127.0.0.1:PORT", "-w", "2", "--threads", "8")),
    Server("granian 1 x 8", ("-m", "granian", "--interface", "wsgi", "--port", "PORT", "--workers", "1")),
)
_MORE = {
    "gunicorn": ("--worker-class", "gthread", "--log-level", "error", f"{_APP}()"),
    "granian": ("--blocking-threads", str(THREADS), "--no-log", "--factory", _APP),
}


def app() -> "WSGIApplication":
    """The site over the register of the benchmark, and an empty Flask view beside it."""
    site = create_app(context_over(_opened(), clock=lambda: NOW, believed_s=1.0))
    empty = Flask("empty")
    empty.add_url_rule("/nothing", view_func=lambda: "", endpoint="nothing")

    def either(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        chosen = empty if environ["PATH_INFO"] == "/nothing" else site
        return chosen(environ, start_response)

    return either


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["waitress"]:
        _waitress(int(sys.argv[2]))
        return
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    with _register() as url, ExitStack() as running:
        ports = {each.name: running.enter_context(_running(each, url)) for each in SERVERS}
        tag = _tag(next(iter(ports.values())))
        rates: dict[tuple[str, str], list[float]] = {}
        for _ in range(ROUNDS):
            for what, address in ADDRESSES.items():
                for name, port in ports.items():
                    taken = _rate(port, address, tag if what == FEED else "", seconds)
                    rates.setdefault((what, name), []).append(taken)
    print(
        f"{'answers a second':24}" + "".join(f"{what:>17}" for what in ADDRESSES) + "   times an empty view"
    )
    for name in ports:
        row = {what: median(rates[what, name]) for what in ADDRESSES}
        times = median(
            empty / max(feed, 1.0) for empty, feed in zip(rates[EMPTY, name], rates[FEED, name], strict=True)
        )
        print(
            f"{name:24}"
            + "".join(f"{rate:17,.0f}" for rate in row.values())
            + f"{times:10.2f} (goal {GOAL:.0f})"
        )


def _opened() -> Database:
    return Database(os.environ[_DATABASE], FOR_A_PAGE)


def _waitress(port: int) -> None:
    from alerts.cli.serving import server_of

    server_of(app(), "127.0.0.1", port).run()


@contextmanager
def _register() -> Iterator[str]:
    if len(sys.argv) > 2:
        yield sys.argv[2] if "://" in sys.argv[2] else f"sqlite:///{sys.argv[2]}"
        return
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'register.sqlite'}"
        database = Database(url)
        fill(database, FILLED)
        database.engine.dispose()
        yield url


@contextmanager
def _running(server: Server, url: str) -> Iterator[int]:
    """A server that answers, until the block ends."""
    port = _free_port()
    words = [each.replace("PORT", str(port)) for each in server.command]
    started = subprocess.Popen(
        [sys.executable, *words, *_MORE.get(words[1], ())],
        env={**os.environ, _DATABASE: url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, started)
        yield port
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(port: int, started: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert started.poll() is None, f"the server has ended: {started.args!r}"
        try:
            urlopen(f"http://127.0.0.1:{port}/nothing", timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"no answer at port {port}")


def _tag(port: int) -> str:
    asked = Request(f"http://127.0.0.1:{port}{ADDRESSES[FEED]}")
    with urlopen(asked, timeout=60) as answer:
        return str(answer.headers["ETag"])


def _rate(port: int, address: str, tag: str, seconds: int) -> float:
    headers = ["-H", f"If-None-Match: {tag}"] if tag else []
    said = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *headers, f"http://127.0.0.1:{port}{address}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([0-9.]+)", said)
    assert found is not None, said
    return float(found[1])


if __name__ == "__main__":
    main()
