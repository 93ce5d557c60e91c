"""How the mail server does, fit for a public page: no server's words, no addresses."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from alerts.db import post_state
from alerts.domain.post_health import Trouble, trouble_words

_FEEDS_ARE_WELL = re.compile(r"^All is well[:;] ")


@dataclass(frozen=True)
class PostOverview:
    """Whether e-mails go out, and how many wait that should have."""

    trouble: Trouble | None
    since: datetime | None
    waiting: int

    @property
    def why(self) -> str:
        if self.trouble is None:
            return "E-mails go out as they should."
        waits = "1 e-mail waits" if self.waiting == 1 else f"{self.waiting:,} e-mails wait"
        return f"{trouble_words(self.trouble)}: {waits} until it takes them again."

    def as_json(self) -> dict[str, Any]:
        return {
            "state": self.trouble or "fine",
            "since": self.since.isoformat() if self.since else None,
            "why": self.why,
            "waiting": self.waiting,
        }


def post_overview(session: Session, now: datetime) -> PostOverview:
    health = post_state.health(session)
    since = health.sick_since if health.trouble else None
    return PostOverview(health.trouble, since, post_state.waiting(session, now))


def with_post(feeds_summary: str, post: PostOverview) -> str:
    """What is said first of the whole service: of the mail only where it is in trouble, and then before the feeds."""
    if post.trouble is None:
        return feeds_summary
    rest = _FEEDS_ARE_WELL.sub("", feeds_summary)
    return f"{post.why} {rest[0].upper()}{rest[1:]}"
