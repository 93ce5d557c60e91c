"""Reads the box that returned mail comes into: each message acted on in one transaction, and only then marked."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass

from alerts.db.session import Database, DatabaseUnusable
from alerts.effects import OnEffect, no_effect
from alerts.mail.boxes import Box, Message
from alerts.services.returned import Took, take_in
from alerts.services.subscribing import Desk

log = logging.getLogger("planning_alerts.bounces")


@dataclass
class ReadReport:
    """How many messages of each sort one reading took in."""

    bounces: int = 0
    complaints: int = 0
    left: int = 0
    ignored: int = 0

    def count(self, took: Took) -> None:
        setattr(self, took, getattr(self, took) + 1)

    def as_json(self) -> dict[str, int]:
        return asdict(self)


@dataclass(frozen=True)
class BoxReader:
    """What reading needs: the box, the store, and our identity and the moment, asked for at each message."""

    box: Box
    database: Database
    desk: Callable[[], Desk]
    is_stopping: Callable[[], bool] = lambda: False
    on_effect: OnEffect = no_effect


def read_box(reader: BoxReader) -> ReadReport:
    """Take in all that waits. Raises BoxUnusable or DatabaseUnusable; what was taken in before stays so.

    A crash between storing and marking reads a message again, which changes nothing: it is known by its digest.
    """
    report = ReadReport()
    with closing(reader.box.messages()) as messages:
        for message in messages:
            took = _take_in(reader, message)
            if took is not None:
                reader.on_effect("bounce taken in")
                message.done()
                report.count(took)
            if reader.is_stopping():
                break
    return report


def _take_in(reader: BoxReader, message: Message) -> Took | None:
    """None where it broke us: it is left for a program that knows better, and costs the others nothing."""
    try:
        with reader.database.writing() as session:
            return take_in(session, reader.desk(), message.content)
    except DatabaseUnusable:
        raise
    except Exception:
        log.exception("a message could not be taken in; it stays where it is")
        return None
