"""How copies of the database are called that are made one after another, and which of them are too old to be kept."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

_FORM = "planning-alerts-%Y%m%dT%H%M%SZ"
_NAMES = re.compile(r"(planning-alerts-\d{8}T\d{6}Z)\.(?:sqlite|sql)(?:\.[a-z0-9]+)?")


def name_of_copy(made_at: datetime, ending: str) -> str:
    return f"{made_at.astimezone(UTC):{_FORM}}.{ending}"


def outlived(names: Iterable[str], now: datetime, keep: timedelta) -> list[str]:
    """Those of the copies that are older than that, but for the newest of all; an ending such as `.age` may follow.
    What is called otherwise is somebody else's.
    """
    copies = sorted((made_at, name) for name in names if (made_at := _made_at(name)))
    return [name for made_at, name in copies[:-1] if made_at < now - keep]


def _made_at(name: str) -> datetime | None:
    found = _NAMES.fullmatch(name)
    try:
        return datetime.strptime(found[1], _FORM).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
