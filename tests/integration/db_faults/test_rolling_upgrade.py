"""An upgrade from the former release while people come and mail flows: no page fails, and each e-mail goes once."""

import http.client
import itertools
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

import pytest

from alerts.db import schema
from alerts.db.schema import Fit
from alerts.db.session import Database, DatabaseUnusable
from geo.gazetteer import default_path
from tests.rig.release import Release, former_release
from tests.rig.service import PROJECT
from tests.rig.smtp import SmtpRig

HOST = "alerts.example.org"
CONFIG = """
[site]
base_url = "http://{host}"
secret_key = "0123456789abcdef0123456789abcdef"
[database]
url = "{url}"
[mail]
host = "{smtp.host}"
port = {smtp.port}
sender = "alerts@alerts.example.org"
rate_per_second = 1000
[schedule]
send_every = "1s"
[signup]
network_an_hour = 1000000
site_an_hour = 1000000
[postcodes]
path = "{gazetteer}"
[publishing]
files_dir = "open-data"
"""


class Visitors:
    """Several at a time: each looks at a page, then asks for alerts, again and again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = itertools.count(1)
        self._done = threading.Event()
        self._guard = threading.Lock()
        self.failed: list[str] = []
        self.accepted: list[str] = []
        self._threads = [threading.Thread(target=self._come) for _ in range(3)]

    def __enter__(self) -> "Visitors":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def _come(self) -> None:
        while not self._done.is_set():
            self._ask("GET", "/status", 200)
            with self._guard:
                address = f"visitor{next(self._numbers)}@example.com"
            form = urlencode({"email": address, "area": "authority:E09000007"})
            if self._ask("POST", "/subscriptions", 303, form):
                self.accepted.append(address)
            self._done.wait(0.2)

    def _ask(self, method: str, path: str, expected: int, body: str | None = None) -> bool:
        headers = {
            "Host": HOST,
            "Origin": f"http://{HOST}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            connection.request(method, path, body, headers)
            status = connection.getresponse().status
            connection.close()
        except OSError as error:
            self.failed.append(f"{method} {path}: {error!r}")
            return False
        if status != expected:
            self.failed.append(f"{method} {path}: {status}")
        return status == expected


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        yield listening


@pytest.mark.slow
@pytest.mark.fault("K-13")
@pytest.mark.timeout(600)
def test_an_upgrade_breaks_no_page_and_loses_and_repeats_no_mail(
    empty_url: str, tmp_path: Path, door: socket.socket
) -> None:
    config, log = tmp_path / "config.toml", tmp_path / "log"
    with SmtpRig() as smtp, ExitStack() as service:
        config.write_text(CONFIG.format(host=HOST, url=empty_url, smtp=smtp, gazetteer=default_path()))
        former = Release(former_release(tmp_path / "former"), config, log, may_hang=True)
        this = Release(PROJECT, config, log)

        def mails() -> int:
            return len(smtp.messages())

        former.command("db", "upgrade")
        assert fit_of(empty_url) is Fit.OLD
        site, scheduler = ExitStack(), ExitStack()
        service.push(site)
        service.push(scheduler)
        site.enter_context(former.site(door))
        scheduler.enter_context(former.scheduler())
        with Visitors(door.getsockname()[1]) as visitors:
            wait_until(lambda: mails() >= 10)
            this.command("db", "upgrade")
            assert fit_of(empty_url) is Fit.CURRENT
            by_now = len(visitors.accepted)
            wait_until(lambda: len(visitors.accepted) >= by_now + 10)
            wait_until(lambda: mails() >= by_now + 10)  # the former release works on the new schema
            site.close()
            site.enter_context(this.site(door))
            scheduler.close()
            scheduler.enter_context(this.scheduler())
            by_now = len(visitors.accepted)
            wait_until(lambda: len(visitors.accepted) >= by_now + 10)
        wait_until(lambda: mails() >= len(visitors.accepted), seconds=240)
        print(f"{len(visitors.accepted)} asked and {mails()} e-mails went across the upgrade")
        time.sleep(3)  # for what would be told twice
        told = Counter(recipient for message in smtp.messages() for recipient in message.recipients)
    assert visitors.failed == []
    assert told == Counter(visitors.accepted)
    assert "Traceback" not in log.read_text()


def fit_of(url: str) -> Fit:
    database = Database(url)
    try:
        return schema.check_current(database)
    except DatabaseUnusable:
        return Fit.OLD
    finally:
        database.engine.dispose()


def wait_until(is_so: Callable[[], bool], seconds: float = 120.0) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.25)
