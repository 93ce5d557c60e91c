"""Puts a day of the service into one e-mail for its operator: what needs a person, worst first, then the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from alerts.mail.compose import Email, MailSite, rendered


@dataclass(frozen=True)
class Need:
    """One thing that needs a person: of what, what is the matter, and the page or the command that helps."""

    about: str
    words: str
    where: str = ""


@dataclass(frozen=True)
class Figures:
    """Some numbers of the day under one heading, each with its name."""

    heading: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Day:
    """What there is to say of one London day, and how things stand at the moment of writing."""

    day: date
    needs: Sequence[Need]
    figures: Sequence[Figures]

    @property
    def named(self) -> str:
        return f"{self.day:%A} {self.day.day} {self.day:%B %Y}"

    @property
    def headline(self) -> str:
        if not self.needs:
            return "All is well"
        return "1 thing needs you" if len(self.needs) == 1 else f"{len(self.needs)} things need you"


def compose_summary(day: Day, site: MailSite) -> Email:
    return rendered("summary", site, day=day)
