"""What a feed costs, made and unchanged, over a great register, beside an empty Flask view in the same process.

`python -m benchmarks.feeds [DATABASE]` asks a database that `benchmarks.register` has filled (a file, or a URL of
PostgreSQL), or one of 100,000 applications that it fills itself. Each time is the least of several askings after one
that nobody counts, in milliseconds, without what the network and the server's own reading and writing take. What is
unchanged is asked for in turn with the empty view, and the median of the ratios is what counts: the same request again,
and one that this process has not seen, about councils that it has asked about within the second or has not.
`benchmarks.servers` asks the same through servers.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from math import nan
from operator import truediv
from pathlib import Path
from statistics import median
from time import perf_counter, thread_time
from wsgiref.types import WSGIEnvironment

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from alerts.db.session import Database
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.web.app import create_app
from benchmarks.register import CAMDEN, NOW, fill
from tests.integration.web.neighbourhood import BASE_URL, context_over

COLD_MS, UNCHANGED_TIMES, TIMES = 50.0, 2.0, 9
TURNS, A_TURN = 31, 30
FILLED = 100_000
AREAS = {
    "postcode, 400 m": "/areas/postcode/SA34NU.{}?radius=400",
    "ward": "/areas/ward/E05269005.{}?show=newest",
    "authority": f"/areas/authority/{CAMDEN}.{{}}?show=newest",
    "circle, 400 m": "/areas/circle/51.5467,-4.006/400.{}?show=newest",
    "circle, 5 km": "/areas/circle/51.5467,-4.006/5000.{}?show=newest",
}
"""The postcode, the ward and the circles lie in the square that the invented register gives to Camden."""
FILTERS = {
    "householder, a word": "&types=hh&include=dormer",
    "rare: major, listed": "&types=lbc&major=1",
    "closing soon": "&show=closing",
}


def main() -> None:
    """Print a table of each format, one of filters, and what an unchanged feed costs."""
    with _register() as database:
        app = create_app(context_over(database, clock=lambda: NOW))
        client = _client(app)
        print(f"made, target {COLD_MS:.0f} ms" + " " * 8 + "".join(f"{ending:>9}" for ending in AREA_FORMATS))
        for name, address in AREAS.items():
            times = [_quickest(client, address.format(ending)) for ending in AREA_FORMATS]
            print(f"{name:26}" + "".join(f"{each:9.1f}" for each in times))
        print(f"\nfiltered, as Atom{'':9}" + "".join(f"{name:>21}" for name in FILTERS))
        for name, address in AREAS.items():
            plain = address.format("atom").replace("?show=newest", "?")
            times = [_quickest(client, (plain + words).replace("?&", "?")) for words in FILTERS.values()]
            print(f"{name:26}" + "".join(f"{each:21.1f}" for each in times))
        print(f"\nunchanged, times an empty Flask view (target {UNCHANGED_TIMES:.0f})")
        print(f"{'':26}{'again':>10}{'first':>10}{'and looked up':>16}{'nothing':>10}")
        for name, address in AREAS.items():
            times = _unchanged(database, client, address.format("atom"))
            print(f"{name:26}{times[0]:10.2f}{times[1]:10.2f}{times[2]:16.2f}{times[3]:10.2f}")


@contextmanager
def _register() -> Iterator[Database]:
    if len(sys.argv) > 1:
        yield Database(sys.argv[1] if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}")
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'register.sqlite'}")
        fill(database, FILLED)
        yield database


def _client(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return client


def _quickest(client: FlaskClient, address: str) -> float:
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        answer = client.get(address)
        taken.append((perf_counter() - start) * 1_000)
        if answer.status_code == 404:
            return nan
        assert answer.status_code == 200, address
    return min(taken)


def _unchanged(database: Database, client: FlaskClient, address: str) -> list[float]:
    """How many times an empty view it costs: asked again, first, first with the councils looked up; and a view of the
    site that says nothing.
    """
    tag = client.get(address).headers["ETag"]
    sites = [
        create_app(context_over(database, clock=lambda: NOW, believed_s=each)) for each in (60.0, 60.0, 0.0)
    ]
    sites[0].add_url_rule("/nothing", view_func=lambda: "", endpoint="nothing")
    # Another tag beside the true one makes each request one that was never asked.
    news = count()
    asked: list[tuple[Flask, Callable[[], WSGIEnvironment]]] = [
        (_empty(), lambda: _environ("/nothing")),
        (sites[0], lambda: _environ(address, tag)),
        (sites[1], lambda: _environ(address, f'"{next(news)}", {tag}')),
        (sites[2], lambda: _environ(address, f'"{next(news)}", {tag}')),
        (sites[0], lambda: _environ("/nothing")),
    ]
    taken: list[list[float]] = [[] for _ in asked]
    for _ in range(TURNS):
        for times, (app, environ) in zip(taken, asked, strict=True):
            times.append(_turn(app, [environ() for _ in range(A_TURN)]))
    return [median(map(truediv, times, taken[0])) for times in taken[1:]]


def _empty() -> Flask:
    app = Flask("empty")
    app.add_url_rule("/nothing", view_func=lambda: "", endpoint="nothing")
    return app


def _environ(address: str, tag: str = "") -> WSGIEnvironment:
    headers = {"If-None-Match": tag} if tag else {}
    return EnvironBuilder(
        address, BASE_URL, headers=headers.items(), environ_base={"REMOTE_ADDR": "127.0.0.1"}
    ).get_environ()


def _turn(app: Flask, environs: list[WSGIEnvironment]) -> float:
    # By the processor's own time: who else is busy on this machine does not count.
    start = thread_time()
    for environ in environs:
        for _ in app.wsgi_app(environ, _start):
            pass
    return thread_time() - start


def _start(_status: str, _headers: list[tuple[str, str]], _error: object = None) -> Callable[[bytes], object]:
    return lambda _written: None


if __name__ == "__main__":
    main()
