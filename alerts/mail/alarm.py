"""Puts what is wrong with feeds, or with the service itself, into one e-mail for the operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from alerts.domain.parts import alarm_title, need_you
from alerts.mail.compose import Email, MailSite, rendered


@dataclass(frozen=True)
class Alarm:
    """One thing that an operator must know of a feed or of a part of the service, by its name. `is_over` where it has
    passed by itself since.
    """

    about: str
    words: str
    raised_at: datetime
    is_over: bool

    @property
    def title(self) -> str:
        return alarm_title(self.about)


def compose_alarm(alarms: Sequence[Alarm], site: MailSite) -> Email:
    """The one e-mail about these alarms."""
    names = list(dict.fromkeys(alarm.about for alarm in alarms))
    return rendered("alarm", site, alarms=alarms, subject=need_you(names))
