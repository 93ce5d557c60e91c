"""Who may do what on the operators' pages, and for how long a browser is believed; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
RECENT = timedelta(minutes=15)
"""A session ends when nothing was asked for so long, and after so long whatever is asked (OWASP's session guide:
15 to 30 minutes and 4 to 8 hours; a working day here). An act asks for a proof of who it is no older than `RECENT`.
"""

WRONG_TRIES = 5
WRONG_TRIES_OF_ALL = 50
WRONG_WITHIN = timedelta(minutes=15)
"""After five wrong passwords or codes a network has to wait, whoever it tries to be; after fifty from any number of
networks so has everybody who gives one address a password. A link that an operator was sent is held back by nobody
else's tries, so that nobody is ever shut out for good.
"""

AUDIT_KEPT = timedelta(days=731)
SESSIONS_KEPT = timedelta(days=30)
"""How long what operators did is kept, and when they signed in."""


class Role(StrEnum):
    """`viewer` looks at what names nobody; `operator` also decides and helps people; `administrator` also says who may
    be which.
    """

    VIEWER = "viewer"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> "_Rank":
        return _Rank[self.name]

    @property
    def needs_factor(self) -> bool:
        """Who says who may be what needs more than a mailbox to be believed."""
        return self is Role.ADMINISTRATOR


class _Rank(IntEnum):
    VIEWER = 1
    OPERATOR = 2
    ADMINISTRATOR = 3


@dataclass(frozen=True)
class Action:
    """Something that an operator looks at or does: the name that the audit has for it, and the least role for it."""

    name: str
    least: Role

    def is_for(self, role: Role) -> bool:
        return role.rank >= self.least.rank


@dataclass(frozen=True)
class Session:
    """A browser that signed in: when, when it last proved who it is, when it last asked, and whether it has ended."""

    started_at: datetime
    proven_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        return self.ended_at is None and now - self.seen_at < IDLE and now - self.started_at < LONGEST

    def is_recent(self, now: datetime) -> bool:
        """Whether it may act without another proof."""
        return now - self.proven_at < RECENT
