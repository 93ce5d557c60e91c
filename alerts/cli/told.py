"""What the operator is told of, when and by which way, as the settings have it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from alerts.db import schema
from alerts.db.session import Database
from alerts.domain.timetable import Timetable
from alerts.services.disks import Place
from alerts.services.pinging import Ping
from alerts.services.summarising import Summary
from alerts.services.watching import Watch
from alerts.settings import Settings, seconds
from geo.errors import GeoError
from geo.gazetteer import Gazetteer
from scheduler.fetch import Fetcher
from scheduler.push import ask_through


def written_by(settings: Settings, database: Database) -> tuple[Place, ...]:
    """The folders that this machine writes to, what matters most first."""
    file, mail = schema.sqlite_file(database), settings.mail
    folders: dict[str, Path | None] = {
        "database": file.parent if file else None,
        "mail": mail.outbox_dir if mail.backend == "outbox" else None,
        "open-data": settings.publishing.files_dir,
    }
    return tuple(Place(what, folder) for what, folder in folders.items() if folder)


def watch_of(settings: Settings, database: Database) -> Watch:
    """What the operator is told of at once, beside what breaks in any case."""
    told = settings.reporting
    within = timedelta(seconds=seconds(told.backup_within)) if told.backup_within else None
    return Watch(written_by(settings, database), told.disk_free_percent, within)


def summary_of(
    settings: Settings, timetable: Timetable, watch: Watch, gazetteer: Gazetteer
) -> Summary | None:
    """The daily summary; None where the operator wants none."""
    at = settings.reporting.summary_time()

    def postcodes() -> str:
        try:
            return gazetteer.vintage
        except GeoError as error:
            return str(error)

    return Summary(at, timetable, watch, postcodes) if at else None


def ping_of(
    settings: Settings, database: Database, fetcher: Fetcher, clock: Callable[[], datetime]
) -> Ping | None:
    """The dead man's switch; None where nobody waits for it."""
    told = settings.reporting
    url = told.ping_url.get_secret_value()
    if not url:
        return None
    return Ping(database, clock, ask_through(fetcher), url, told.ping_fail_url.get_secret_value())
