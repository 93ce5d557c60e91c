"""Makes the files of open data when they are due, and lets the operator know where that fails."""

import logging
from dataclasses import dataclass

from alerts.db import alarms
from alerts.db.session import DatabaseUnusable
from alerts.domain.errors import FilesBusy, FilesNotMade
from alerts.domain.nightly import Nightly
from alerts.domain.parts import Part
from alerts.services.publishing import Press, make_files
from alerts.services.publishing_folder import read_manifest
from alerts.syndication.manifest import Manifest

log = logging.getLogger("planning_alerts.open_data")

_FAILED = "failed"
_BUG = "they could not be made because of an error in the program, which is in its log"


@dataclass(frozen=True)
class NightShift:
    """What makes the files, and when."""

    press: Press
    nightly: Nightly


def make_if_due(shift: NightShift) -> Manifest | None:
    """The files, if they were due and could be made. The next look tries again; people keep those of before."""
    press = shift.press
    try:
        former = read_manifest(press.folder)
        if not shift.nightly.are_due(former[1].made_at if former else None, press.clock()):
            return None
        made = make_files(press)
    except FilesBusy:
        return None
    except Exception as error:
        if press.is_stopping():
            return None
        log.error("the files of open data were not made: %s", error)
        _raise_alarm(press, error)
        if isinstance(error, FilesNotMade):
            return None
        raise
    _clear_alarm(press)
    return made


def _raise_alarm(press: Press, error: Exception) -> None:
    words = str(error) if isinstance(error, FilesNotMade | DatabaseUnusable) else _BUG
    said = f"{words[0].upper()}{words[1:]}. Those of before stay in use, and it is tried again every few minutes."
    with press.database.writing() as session:
        alarms.raise_once(session, Part.FILES, _FAILED, said, press.clock())


def _clear_alarm(press: Press) -> None:
    with press.database.writing() as session:
        alarms.clear(session, Part.FILES, [_FAILED], press.clock())
