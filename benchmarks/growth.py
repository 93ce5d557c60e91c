"""How what pages and feeds cost grows with the register: slopes in the log-log plot, which should be next to nought.

`python -m benchmarks.growth [--full]` fills registers of 10,000 and 100,000 applications, `--full` also one of
1,000,000, and asks each in turn for the same addresses. A ward's and a postcode's share of the register grows with it;
what a page shows does not. A slope of 1 is ten times the time for ten times the applications. Times are those of the
processor, so that who else is busy on this machine does not count; a database in another process is not asked here.
"""

import math
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import process_time

from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.web.app import create_app
from benchmarks.register import CAMDEN, NOW, fill
from tests.integration.web.neighbourhood import BASE_URL, context_over

GOAL, TURNS = 1.1, 7
SIZES, FULL = (10_000, 100_000), (10_000, 100_000, 1_000_000)
ADDRESSES = {
    "page of a postcode": "/areas/postcode/SA34NU?radius=400",
    "page of a ward": "/areas/ward/E05269005",
    "page of a council": f"/areas/authority/{CAMDEN}",
    "feed of a postcode": "/areas/postcode/SA34NU.atom?radius=400",
    "feed of a ward": "/areas/ward/E05269005.atom",
    "feed of a council": f"/areas/authority/{CAMDEN}.atom?show=newest",
    "calendar of a ward": "/areas/ward/E05269005.ics",
    "map of a council": f"/areas/authority/{CAMDEN}.geojson?show=newest",
    "circle of 5 km": "/areas/circle/51.5467,-4.006/5000.atom?show=newest",
    "search by words": "/search?q=rear+porch",
    "search by reference": "/search?q=2024/0000100/P",
    "page of the API": f"/api/v1/applications?authority={CAMDEN}&limit=50",
    "list of councils": "/api/v1/authorities",
}


def main() -> None:
    """Print each time and the slope over all sizes."""
    sizes = FULL if "--full" in sys.argv[1:] else SIZES
    with _registers(sizes) as clients:
        print(
            f"{'ms of the processor':24}"
            + "".join(f"{size:>12,}" for size in sizes)
            + f"{'slope':>8}   goal {GOAL}"
        )
        for name, address in ADDRESSES.items():
            times = _times(clients, address)
            print(
                f"{name:24}"
                + "".join(f"{each * 1_000:12.1f}" for each in times)
                + f"{_slope(sizes, times):8.2f}"
            )


@contextmanager
def _registers(sizes: tuple[int, ...]) -> Iterator[list[FlaskClient]]:
    with tempfile.TemporaryDirectory() as folder:
        databases = [Database(f"sqlite:///{Path(folder) / f'{size}.sqlite'}") for size in sizes]
        for database, size in zip(databases, sizes, strict=True):
            fill(database, size)
        yield [_client(database) for database in databases]
        for database in databases:
            database.engine.dispose()


def _client(database: Database) -> FlaskClient:
    client = create_app(context_over(database, clock=lambda: NOW)).test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return client


def _times(clients: list[FlaskClient], address: str) -> list[float]:
    """What each register takes for it, asked in turn."""
    taken: list[list[float]] = [[] for _ in clients]
    for _ in range(TURNS + 1):
        for times, client in zip(taken, clients, strict=True):
            start = process_time()
            answer = client.get(address)
            times.append(process_time() - start)
            assert answer.status_code == 200, (address, answer.status_code)
    return [median(times[1:]) for times in taken]


def _slope(sizes: tuple[int, ...], times: list[float]) -> float:
    """Of the straight line that lies nearest to the points, both ways in logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(each) for each in times]
    middle_x, middle_y = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - middle_x) * (b - middle_y) for a, b in zip(x, y, strict=True))
    return above / sum((a - middle_x) ** 2 for a in x)


if __name__ == "__main__":
    main()
