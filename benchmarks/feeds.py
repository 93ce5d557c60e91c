"""What a feed costs, made and unchanged, over a great register, beside an answer of the same site that says nothing.

`python -m benchmarks.feeds [DATABASE]` asks a database that `benchmarks.register` has filled (a file, or a URL of
PostgreSQL), or one of 100,000 applications that it fills itself. Each time is the median of several askings after one
that nobody counts, in milliseconds, without what the network and the server's own reading and writing take.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from math import nan
from pathlib import Path
from time import perf_counter

from flask import Flask
from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.web.app import create_app
from benchmarks.register import CAMDEN, NOW, fill
from tests.integration.web.neighbourhood import BASE_URL, context_over

COLD_MS, UNCHANGED_MS, TIMES = 50.0, 5.0, 9
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
        nothing = _quickest(client, "/nothing")
        print(f"an answer that says nothing: {nothing:.2f} ms\n")
        print(f"made, target {COLD_MS:.0f} ms" + " " * 8 + "".join(f"{ending:>9}" for ending in AREA_FORMATS))
        for name, address in AREAS.items():
            times = [_quickest(client, address.format(ending)) for ending in AREA_FORMATS]
            print(f"{name:26}" + "".join(f"{each:9.1f}" for each in times))
        print(f"\nfiltered, as Atom{'':9}" + "".join(f"{name:>21}" for name in FILTERS))
        for name, address in AREAS.items():
            plain = address.format("atom").replace("?show=newest", "?")
            times = [_quickest(client, (plain + words).replace("?&", "?")) for words in FILTERS.values()]
            print(f"{name:26}" + "".join(f"{each:21.1f}" for each in times))
        print(
            f"\nunchanged, target {UNCHANGED_MS:.0f} ms"
            + " " * 3
            + "      ms   times an answer that says nothing"
        )
        for name, address in AREAS.items():
            taken = _unchanged(client, address.format("atom"))
            print(f"{name:26}{taken:8.2f}{taken / nothing:8.1f}")


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
    app.add_url_rule("/nothing", view_func=lambda: "", endpoint="nothing")
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return client


def _quickest(client: FlaskClient, address: str, tag: str = "") -> float:
    headers = {"If-None-Match": tag} if tag else {}
    taken = []
    for _ in range(TIMES):
        start = perf_counter()
        answer = client.get(address, headers=headers)
        taken.append((perf_counter() - start) * 1_000)
        if answer.status_code == 404:
            return nan
        assert answer.status_code == (304 if tag else 200), address
    return min(taken)


def _unchanged(client: FlaskClient, address: str) -> float:
    return _quickest(client, address, client.get(address).headers["ETag"])


if __name__ == "__main__":
    main()
