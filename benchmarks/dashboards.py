"""What a dashboard's page costs among a million applications: cold, warm, unchanged, and as a picture.

`python -m benchmarks.dashboards DATABASE` takes a register that `benchmarks.register` made, as a file or a URL, and
only reads it; without one it makes a small one of its own. Cold is the first answer of a slice, after which its numbers
are kept; warm is what everybody after that waits for, drawn anew each time; unchanged is an answer of 304.
"""

import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from flask.testing import FlaskClient

from alerts.db.session import Database
from alerts.web.app import create_app
from benchmarks.register import CAMDEN, NOW, fill
from tests.integration.web.neighbourhood import BASE_URL, context_over

ROUNDS, SMALL = 5, 20_000
PLACE = f"/insight/authority/{CAMDEN}"
PAGES = (
    "/insight",
    PLACE,
    f"{PLACE}?types=hh&from=2022-01",
    f"{PLACE}?topics=extension&outcome=refused",
    "/insight/ward/E05005003",
    f"{PLACE}/answers",
    f"{PLACE}/answers/extensions-refused/2025",
    f"/insight/compare?place=authority:{CAMDEN}&place=authority:E09000003&place=all",
    f"{PLACE}/months.csv",
    f"{PLACE}/wards.svg",
    f"{PLACE}/wards.png",
)


def main() -> None:
    """Time every page of the register that is named."""
    if len(sys.argv) > 1:
        url = sys.argv[1] if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}"
        return _measure(Database(url))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'register.sqlite'}")
        fill(database, SMALL)
        _measure(database)
        database.engine.dispose()
    return None


def _measure(database: Database) -> None:
    context = context_over(database, clock=lambda: NOW)
    began = perf_counter()
    context.insights.refresh()
    count = len(context.insights.register())
    print(f"{count:,} applications read in {perf_counter() - began:.1f} s; times of the processor, in ms\n")
    print(f"{'cold':>8}{'warm':>8}{'304':>8}{'bytes':>10}  page")
    client = create_app(context).test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    for path in PAGES:
        cold, size, tag = _asked(client, path)
        warm = median(_asked(client, path)[0] for _ in range(ROUNDS))
        kept = median(_asked(client, path, tag)[0] for _ in range(ROUNDS))
        print(f"{cold:8.0f}{warm:8.0f}{kept:8.1f}{size:10,}  {path}")


def _asked(client: FlaskClient, path: str, tag: str = "") -> tuple[float, int, str]:
    """Milliseconds, bytes and the mark of an answer."""
    began = process_time()
    answer = client.get(path, headers={"If-None-Match": tag} if tag else {})
    took = (process_time() - began) * 1_000
    if answer.status_code != (304 if tag else 200):
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return took, len(answer.get_data()), answer.headers["ETag"]


if __name__ == "__main__":
    main()
