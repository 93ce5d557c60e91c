"""`config check --deep`: tries what can be tried without a letter sent, a row written or a secret shown."""

import ipaddress
import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from alerts.cli.findings import Finding, fault, good, warning
from alerts.cli.installation import Installation, now
from alerts.cli.mail_ways import box_of, server_of
from alerts.cli.secret_files import secrets_found
from alerts.db import room, schema, soundness, upkeep, vintages
from alerts.db.session import DatabaseUnusable
from alerts.mail.boxes import BoxUnusable
from alerts.mail.sender import SmtpSender
from alerts.settings import Settings
from geo.errors import GeoError

NOT_TRIED = (
    "whether DNS lets us write for the sender's domain (SPF, DKIM, DMARC): docs/operator/mail.md says how to look",
    "feeds: `planning-alerts feeds check NAME` asks one",
)
_COPIED_WITHIN = timedelta(days=2)
_READ_BY_ALL = "and whoever reaches the site can read them at /outbox"
_PLACEHOLDERS = {
    "contact_email": "planning-alerts@localhost",
    "operator_name": "the operator of this service",
}


def try_out(installation: Installation) -> Iterator[Finding]:
    """One finding after another, as they come: a mail server may take its time."""
    yield from _site(installation.settings)
    yield from secrets_found(installation.settings)
    yield from _database(installation)
    yield from _gazetteer(installation)
    yield from _folders(installation)
    yield from _mail(installation.settings)
    yield from _box(installation.settings)


def _site(settings: Settings) -> Iterator[Finding]:
    site = settings.site
    if site.base_url.startswith("https://"):
        yield good("site.base_url", f"{site.base_url}, asked over https")
        if not site.trusted_proxies:
            words = (
                "is 0, although something in front has to speak https: then all visitors count as one network"
            )
            yield warning("site.trusted_proxies", words)
    elif _is_here(urlsplit(site.base_url).hostname or ""):
        yield good("site.base_url", f"{site.base_url}, for a trial on this machine")
    else:
        yield warning("site.base_url", "is http: links that work would travel where others can read them")
    for key, value in _PLACEHOLDERS.items():
        if getattr(site, key) == value:
            yield warning(f"site.{key}", f'is still "{value}": people read it')


def _database(installation: Installation) -> Iterator[Finding]:
    try:
        database = installation.database
        fit = schema.check_current(database)
        soundness.check_sound(database)
        soundness.check_durable(database)
        with database.writing() as session:
            room.check(session)
            copied_at = upkeep.copied_at(session)
    except DatabaseUnusable as error:
        yield fault("database", str(error))
        return
    if fit is schema.Fit.AHEAD:
        yield warning(
            "database", "a newer version has migrated it, and still serves this one: finish the upgrade"
        )
    else:
        yield good("database", "it is there, sound, of this version, and takes what is written")
    if copied_at is None or copied_at < now() - _COPIED_WITHIN:
        last = f"the last one is of {copied_at:%d %B %Y}" if copied_at else "there never was one"
        yield warning("database", f"no copy of it was made for two days ({last}): planning-alerts db backup")
    if schema.sqlite_file(database) is None:
        for program in ("pg_dump", "psql"):
            if shutil.which(program) is None:
                yield warning("database", f"{program} is not there: copies need PostgreSQL's client")


def _gazetteer(installation: Installation) -> Iterator[Finding]:
    try:
        vintage = installation.gazetteer.vintage
    except GeoError as error:
        yield fault("postcodes", str(error))
        return
    taken = _postcodes_taken(installation)
    if taken in (None, vintage):
        yield good("postcodes", f"{vintage} at {installation.gazetteer_path}")
        return
    lies = f"{vintage} at {installation.gazetteer_path} is in use"
    yield warning("postcodes", f"{lies}, but {taken} was taken last: planning-alerts postcodes fetch")


def _postcodes_taken(installation: Installation) -> str | None:
    try:
        schema.check_current(installation.database)
        with installation.database.reading() as session:
            return vintages.postcodes_taken(session)
    except DatabaseUnusable:
        return None  # said of the database already


def _folders(installation: Installation) -> Iterator[Finding]:
    settings = installation.settings
    folders = {
        "mail.outbox_dir": settings.mail.outbox_dir if settings.mail.backend == "outbox" else None,
        "publishing.files_dir": settings.publishing.files_dir,
        "backup.folder": settings.backup.folder,
        "matching.areas_file": settings.matching.areas_file and settings.matching.areas_file.parent,
    }
    for key, folder in folders.items():
        if folder is None:
            continue
        if _may_be_written(folder):
            yield good(key, f"{folder} may be written")
        else:
            yield fault(key, f"{folder} may not be written by this user")


def _may_be_written(folder: Path) -> bool:
    """Also a folder that is still to be made, in one that is there."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _mail(settings: Settings) -> Iterator[Finding]:
    mail = settings.mail
    if mail.backend == "outbox":
        yield warning("mail", f"nothing is sent: e-mails are kept in {mail.outbox_dir}, {_READ_BY_ALL}")
        return
    place, sender = f"{mail.host}:{mail.port}", mail.sender
    with SmtpSender(server_of(settings)).connect() as connection:
        refused = connection.refused(sender)
    if refused is not None:
        yield fault("mail", f"{place} does not take letters from {sender}: {refused.reason}")
        return
    yield good("mail", f"{place} takes letters from {sender}{' with our sign-in' if mail.username else ''}")
    if not (mail.starttls or mail.tls or _is_here(mail.host)):
        yield warning("mail", "neither starttls nor tls is set: letters go to it in the clear")


def _box(settings: Settings) -> Iterator[Finding]:
    """Signs in and looks at the first message, which stays as unread as it was."""
    if not settings.bounces.source:
        return
    messages = box_of(settings.bounces).messages()
    try:
        next(messages, None)
        yield good("bounces", f"the {settings.bounces.source} box can be read")
    except BoxUnusable as error:
        yield fault("bounces", str(error))
    finally:
        messages.close()


def _is_here(host: str) -> bool:
    """Whether a name is that of this machine itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
