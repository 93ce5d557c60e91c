"""Raises alarms of the service itself: steps that do not go, what waits too long, disks that fill, copies not made."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from alerts.db import alarms, backlog, beats, upkeep
from alerts.domain.parts import Part
from alerts.domain.steps import Beat, Step
from alerts.domain.wellness import USUAL, Ailment, Patience, moment, step_ailments, waiting_ailments
from alerts.services.disks import Disk, Place, disks

_GB = 1_000_000_000
_CLEARLY = 1.1
"""Of what is to be free on a disk, the part that is free when an alarm about it is over."""


@dataclass(frozen=True)
class Watch:
    """What an operator wants to be told of: folders that are written to and how much of their disks is to be free, and
    how old the last copy of the database may be. `plenty_bytes` is room enough on any disk.
    """

    written: tuple[Place, ...] = ()
    disk_free_percent: int = 0
    backup_within: timedelta | None = None
    patience: Patience = USUAL
    plenty_bytes: int = 20 * _GB


NOTHING_MORE = Watch()
"""Neither disks nor copies."""


def review(session: Session, now: datetime, watch: Watch) -> None:
    """Raise what is wrong now, each once, and clear what is over."""
    found = [
        *((Part.WORK, each) for each in work_ailments(session, now, watch)),
        *((Part.DISK, each) for each in disk_ailments(watch, _raised(session, Part.DISK))),
        *((Part.COPIES, each) for each in copy_ailments(session, now, watch)),
    ]
    for part, ailment in found:
        words = f"{ailment.words[0].upper()}{ailment.words[1:]}."
        alarms.raise_once(session, part, ailment.part, words, now)
    for part in (Part.WORK, Part.DISK, Part.COPIES):
        raised = {each.part for of, each in found if of is part}
        over = [row.kind for row in alarms.open_of(session, part) if row.kind not in raised]
        alarms.clear(session, part, over, now)


def work_ailments(session: Session, now: datetime, watch: Watch) -> list[Ailment]:
    """Of the steps but for sending, which has alarms of its own. What waits is worth a letter where its step has passed
    it by since, and not where the service was only away.
    """
    said = beats.everybody(session)
    waiting = waiting_ailments(backlog.backlog(session, now), now, watch.patience)
    passed_by = [each for each in waiting if each.part != Step.SEND and _is_passed_by(each, said, watch)]
    return [*step_ailments(said, now, watch.patience), *passed_by]


def _is_passed_by(waiting: Ailment, said: Iterable[Beat], watch: Watch) -> bool:
    done_at = (each.done_at for each in said if each.step == waiting.part)
    return any(at - waiting.since > watch.patience.quick for at in done_at if at and waiting.since)


def disk_ailments(watch: Watch, raised: Collection[str] = ()) -> Iterator[Ailment]:
    """One that was `raised` is over once there is clearly room again: a disk at about the mark is told once."""
    for disk in disks(watch.written):
        more = _CLEARLY if disk.what in raised else 1.0
        is_short = disk.free_percent < watch.disk_free_percent * more
        if is_short and disk.free_bytes < watch.plenty_bytes * more:
            yield Ailment(disk.what, f"the disk of {_of(disk)} is nearly full: {room_words(disk)}")


def copy_ailments(session: Session, now: datetime, watch: Watch) -> Iterator[Ailment]:
    """One that was never made is as old as can be."""
    if watch.backup_within is None:
        return
    last = upkeep.copied_at(session)
    if last is None:
        yield Ailment("database", "no copy of the database was ever made by `planning-alerts db backup`")
    elif now - last > watch.backup_within:
        yield Ailment("database", f"the last copy of the database is of {moment(last)}", last)


def _raised(session: Session, part: Part) -> set[str]:
    return {row.kind for row in alarms.open_of(session, part)}


def _of(disk: Disk) -> str:
    return {"database": "the database", "mail": "the outbox", "open-data": "the open data files"}[disk.what]


def room_words(disk: Disk) -> str:
    return f"{disk.free_bytes / _GB:,.1f} of {disk.total_bytes / _GB:,.0f} GB are free"
