"""Takes what is asked in a form, the same work whatever we know of the address; the worker answers it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from alerts.db import counters, signups
from alerts.db.counts import Counted, count
from alerts.db.mapping import wishes_columns
from alerts.db.tables import SignupRow
from alerts.db.waking import Work, wake
from alerts.domain.signup_limits import HOUR, counted_as, network_of
from alerts.domain.subscription import Wishes
from alerts.language import Language
from alerts.services.subscribing import Desk


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: alerts for an area, or with no area their own link. `source` is the page of the form,
    `ip` the address that it came from, `language` that of the page.
    """

    email: str
    source: str
    ip: str | None
    area: str | None = None
    wishes: Wishes | None = None
    language: Language = Language.ENGLISH


def note(session: Session, desk: Desk, asked: Asked) -> bool:
    """Put a request down for the worker. What a network asks beyond its limit is let go, and looks the same to whoever
    asked; False says so to us.
    """
    network = counted_as("network", network_of(asked.ip), desk.identity.key)
    counters.hold(session, network)
    if counters.since(session, network, desk.now - HOUR) >= desk.limits.network_an_hour:
        count(session, Counted.LET_GO, "network")
        return False
    counters.add(session, network, desk.now)
    signups.add(
        session,
        SignupRow(
            kind="link" if asked.area is None else "subscribe",
            email=asked.email,
            area=asked.area,
            wishes=wishes_columns(asked.wishes) if asked.wishes else {},
            source=asked.source,
            ip=network,
            asked_at=desk.now,
            language=asked.language,
        ),
    )
    count(session, Counted.ASKED, "link" if asked.area is None else "subscribe")
    wake(session, Work.TAKE_IN)
    return True
