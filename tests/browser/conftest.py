"""A real browser on the real site: waitress on a free port, Chromium, and a person to send mail to."""

import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import waitress
from playwright.sync_api import Browser, Page

from alerts.db import schema
from alerts.db.session import Database
from alerts.mail.outbox_folder import OutboxFolderSender, OutboxLetter, outbox_letters
from alerts.services.alerting import match_changes
from alerts.services.composing import compose_due
from alerts.services.reception import take_in
from alerts.services.sending import Post, send_due
from alerts.services.welcoming import compose_welcomes
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.bench import council_of, with_bench
from tests.integration.web.neighbourhood import NOW, application, context_over, record, settle
from tests.integration.web.people import reception_of

PATIENCE_MS = 15_000
SCREENS = {
    "desktop, light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "desktop, dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "phone, light": {"viewport": {"width": 390, "height": 844}, "color_scheme": "light"},
}
USUAL_SCREENS = ("desktop, light", "phone, dark")


@dataclass(frozen=True)
class LiveSite:
    """The site as it runs, with what happens behind it at our word."""

    url: str
    context: SiteContext

    def send_mail(self) -> list[OutboxLetter]:
        """Match and send all that is due six minutes later; the letters in the outbox, newest first."""
        context = self.context
        assert context.outbox_dir is not None
        take_in(reception_of(context))
        match_changes(context.database, context.timetable, lambda: LATER)
        compose_welcomes(
            context.database, context.site, context.identity, context.timetable, lambda: WELCOMED
        )
        compose_due(context.database, context.site, context.identity, context.timetable, lambda: LATER)
        sender = OutboxFolderSender(context.outbox_dir)
        send_due(
            Post(context.database, sender, context.site, context.identity, lambda: LATER, rate_per_second=1e3)
        )
        return outbox_letters(context.outbox_dir)

    def something_happens(self) -> None:
        """The council publishes an application next door."""
        with self.context.database.writing() as session:
            record(session, [application("2026/5000/P", description="A new shed")], NOW.replace(minute=5))

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that the database holds, table by table."""
        with self.context.database.reading() as session:
            run = session.connection().exec_driver_sql
            tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: [tuple(row) for row in run(f'SELECT * FROM "{name}"')] for name in tables}


LATER, WELCOMED = NOW.replace(minute=6), NOW.replace(minute=5, second=59)


@pytest.fixture(scope="session")
def settled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("settled") / "alerts.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database)
    with database.writing() as session:
        settle(session)
    database.engine.dispose()
    return path


@pytest.fixture
def live(settled_file: Path, tmp_path: Path) -> Iterator[LiveSite]:
    with served(settled_file, tmp_path) as site:
        yield site


@contextmanager
def served(settled_file: Path, tmp_path: Path, **changes: object) -> Iterator[LiveSite]:
    """The site on a free port over a copy of this database, its context with these changes."""
    path = tmp_path / "alerts.sqlite"
    shutil.copyfile(settled_file, path)
    database = Database(f"sqlite:///{path}")
    plain = context_over(database, tmp_path / "outbox", **changes)
    server = waitress.create_server(lambda environ, start: app(environ, start), host="127.0.0.1", port=0)
    url = f"http://127.0.0.1:{server.effective_port}"
    context = replace(
        plain, site=replace(plain.site, base_url=url), identity=replace(plain.identity, base_url=url)
    )
    context = with_bench(context, council_of(database, context))
    app = create_app(context)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield LiveSite(url, context)
    finally:
        server.task_dispatcher.shutdown(timeout=5)
        server.close()
        thread.join(10)
        database.engine.dispose()


@pytest.fixture(params=USUAL_SCREENS)
def page(request: pytest.FixtureRequest, browser: Browser, live: LiveSite) -> Iterator[Page]:
    """A page on either screen that fails the test where anything is asked of another host or goes wrong."""
    with watched_page(browser, live, request.param) as opened:
        yield opened


@contextmanager
def watched_page(
    browser: Browser, site: LiveSite, screen: str, *, has_scripts: bool = True
) -> Iterator[Page]:
    """A page that fails the test where anything is asked of another host or goes wrong."""
    context = browser.new_context(base_url=site.url, java_script_enabled=has_scripts, **SCREENS[screen])
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    opened.on("request", lambda sent: asked.append(sent.url))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        yield opened
    finally:
        context.close()
    assert [url for url in asked if not url.startswith((site.url, "data:"))] == []
    assert [words for words in complaints if not re.search(r"status of [45]", words)] == []
