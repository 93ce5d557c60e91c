"""A process that fetches one address again and again, its turns shared by a store with all others that do.

Usage: python -m tests.rig.asker DATABASE URL TIMES GAP_S. Prints a line as it begins, and how each fetch ended.
"""

import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

from alerts.db.session import Database
from scheduler.errors import FetchFailed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.hosts import HostBook
from scheduler.request import Request


def ask(database: Database, url: str, times: int, gap_s: float) -> None:
    book = HostBook(database, lambda: datetime.now(UTC))
    limits = FetchLimits(total_s=30, turn_s=30, retries=0)
    with Fetcher(limits, "asker", frozenset({urlsplit(url).netloc}), hosts=book) as fetcher:
        print("ready", flush=True)
        for _ in range(times):
            try:
                print(fetcher.fetch(Request(url, gap_s=gap_s)).status, flush=True)
            except FetchFailed as failure:
                print(failure.reason, flush=True)


if __name__ == "__main__":
    ask(Database(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
