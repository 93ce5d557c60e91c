"""Puts what is wrong with feeds into one e-mail for the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.mail.compose import Email, MailSite, rendered


@dataclass(frozen=True)
class FeedAlarm:
    """One thing that an operator must know of a feed. `is_over` where it has passed by itself since."""

    feed: str
    words: str
    raised_at: datetime
    is_over: bool


def compose_alarm(alarms: Sequence[FeedAlarm], site: MailSite) -> Email:
    """The one e-mail about these alarms."""
    feeds = list(dict.fromkeys(alarm.feed for alarm in alarms))
    return rendered("alarm", site, alarms=alarms, feeds=feeds)
