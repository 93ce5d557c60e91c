"""How mail goes: what waits by lane, what came of it by day, and what waits for an operator."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.db import counted, ledger, mail_lately, post_state, restored
from alerts.db.clock import database_time
from alerts.db.counts import Counted, Key
from alerts.db.mail_lately import LaneWaiting
from alerts.db.waking import Work, wake
from alerts.domain.errors import DecidedAlready
from alerts.domain.post_health import PostHealth
from alerts.domain.timetable import Timetable
from alerts.services import putting_back
from alerts.services.post_overview import PostOverview, post_overview
from alerts.services.putting_back import Standing

DAYS = 30


class DayOfMail(NamedTuple):
    """What came of a day's mail. `tried_again` are tries that did not end it."""

    day: date
    sent: int
    tried_again: int
    failed: int
    bounced: int
    complained: int


@dataclass(frozen=True)
class Deliveries:
    """All of it, at one moment, naming nobody. `standing` is None where no copy was put back."""

    lanes: tuple[LaneWaiting, ...]
    post: PostOverview
    health: PostHealth
    tried: int
    days: tuple[DayOfMail, ...]
    set_aside: Mapping[str, int]
    standing: Standing | None


def deliveries(session: Session, timetable: Timetable, now: datetime) -> Deliveries:
    standing = putting_back.standing_of(session) if restored.since(session) else None
    return Deliveries(
        lanes=tuple(mail_lately.waiting_by_lane(session, now)),
        post=post_overview(session, now),
        health=post_state.health(session),
        tried=mail_lately.waiting_for_next_try(session, now),
        days=_days(session, timetable.today(now)),
        set_aside=ledger.set_aside_by_reason(session),
        standing=standing,
    )


def try_alerts_again(session: Session) -> int:
    """Let all alerts that were set aside be put into words once more; returns how many. Raises DecidedAlready."""
    count = ledger.try_again(session)
    if not count:
        raise DecidedAlready("Nothing is set aside any more. Nothing was changed.")
    return count


def retry_mail_now(session: Session, now: datetime) -> int:
    """Let the mail server be asked at once, and e-mails that wait for another try be tried; returns how many these are.
    What has used up its tries stays given up. Raises DecidedAlready.
    """
    health = post_state.health(session, is_to_be_changed=True)
    is_paused = health.trouble is not None
    count = mail_lately.let_try_now(session, now)
    if not (is_paused or count):
        raise DecidedAlready("Nothing waits for the mail server. Nothing was changed.")
    if is_paused:
        post_state.ask_now(session, database_time(session))
    wake(session, Work.SEND)
    wake(session, Work.SEND_ALERTS)
    return count


def _days(session: Session, today: date) -> tuple[DayOfMail, ...]:
    """The last days on which anything was done, the newest first."""
    names = (Counted.SENT, Counted.NOT_SENT, Counted.RETURNED)
    found = counted.by_day(session, names, today - timedelta(days=DAYS - 1))
    return tuple(_day(day, found[day]) for day in sorted(found, reverse=True))


def _day(day: date, numbers: Mapping[Key, int]) -> DayOfMail:
    def of(name: Counted, about: str = "", outcome: str = "") -> int:
        return sum(
            number
            for key, number in numbers.items()
            if key.name == name and about in ("", key.about) and outcome in ("", key.outcome)
        )

    return DayOfMail(
        day,
        sent=of(Counted.SENT),
        tried_again=of(Counted.NOT_SENT, outcome="again"),
        failed=of(Counted.NOT_SENT, outcome="failed"),
        bounced=of(Counted.RETURNED, "bounce"),
        complained=of(Counted.RETURNED, "complaint"),
    )
