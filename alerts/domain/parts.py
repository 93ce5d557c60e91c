"""The parts of the service that an operator may hear of beside its feeds."""

from collections.abc import Sequence
from enum import StrEnum


class Part(StrEnum):
    """A part, by the name that its alarms carry; no feed may have that name."""

    MAIL = "mail"
    SIGN_UPS = "sign-ups"
    REPORTS = "reports"
    WEBHOOKS = "webhooks"
    FILES = "open-data"
    WORK = "work"
    DISK = "disk"
    COPIES = "copies"


_WORDS = {
    Part.MAIL: "sending e-mails",
    Part.SIGN_UPS: "signing up",
    Part.REPORTS: "what people reported",
    Part.WEBHOOKS: "telling receivers of changes",
    Part.FILES: "making the open data files",
    Part.WORK: "the service’s own work",
    Part.DISK: "a disk",
    Part.COPIES: "copies of the database",
}
_NAMES = frozenset(Part)


def is_part(name: str) -> bool:
    return name in _NAMES


def alarm_title(name: str) -> str:
    """What an alarm is about: a feed by its own name, a part of the service in words."""
    return _WORDS[Part(name)] if is_part(name) else name


def need_you(names: Sequence[str]) -> str:
    """The subject of a letter about alarms of these, each named once."""
    titles = [alarm_title(name) for name in names]
    if any(is_part(name) for name in names):
        if len(titles) == 1:
            return f"{titles[0][0].upper()}{titles[0][1:]} needs you"
        return f"{len(titles)} things need you: {', '.join(titles)}"
    return (
        f"The feed {titles[0]} needs you"
        if len(titles) == 1
        else f"{len(titles)} feeds need you: {', '.join(titles)}"
    )
