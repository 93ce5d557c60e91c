"""What a person asked to be told: a watch area and the wishes that go with it."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from alerts.domain.application import Application
from alerts.domain.change import ChangeKind

CHOICES_OF_CHANGE = (
    ChangeKind.NEW,
    ChangeKind.READVERTISED,
    ChangeKind.AMENDED,
    ChangeKind.APPEALED,
    ChangeKind.DECIDED,
    ChangeKind.WITHDRAWN,
    ChangeKind.DEADLINE_NEAR,
)
"""The kinds of change that can be asked for, in the order of a form."""


REMIND_DAYS = range(1, 15)
"""How many days before the last day to comment a reminder can be given."""

DIGEST_HOURS = (0, *range(2, 24))
"""The hours of a digest that can be asked for: the clock changes skip or repeat the hour from 01:00."""

_DAYS_BETWEEN_WEEKLY = 6


class Frequency(StrEnum):
    """How often a person wants mail."""

    INSTANT = "instant"
    DAILY = "daily"
    WEEKLY = "weekly"


class SubscriptionState(StrEnum):
    """Only forward: pending → confirmed → ended (an undo starts a confirmed one again)."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    ENDED = "ended"


@dataclass(frozen=True)
class Wishes:
    """What of a watch area's changes to tell, and when.

    An empty set of types means all types, of constraints (datasets of planning.data.gov.uk, such as
    `conservation-area`) that it does not matter in which the site lies. `remind_days` is how many days before the
    last day to comment a reminder is given. `hour` (London wall clock) and `weekday` (Monday is 0) are those of
    the digest; None means the installation's.
    """

    frequency: Frequency = Frequency.DAILY
    changes: frozenset[ChangeKind] = frozenset(CHOICES_OF_CHANGE)
    types: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    remind_days: int = 3
    hour: int | None = None
    weekday: int | None = None
    only_major: bool = False
    constraints: frozenset[str] = frozenset()

    @property
    def reminder_days(self) -> int:
        """How many days before the last day to comment a reminder is made: early enough for the last e-mail that still
        leaves the days asked for. One that is made as a day begins is too late for that day's digest at midnight.
        """
        is_weekly, is_at_midnight = self.frequency is Frequency.WEEKLY, self.hour == 0
        wait = _DAYS_BETWEEN_WEEKLY if is_weekly else 0
        return self.remind_days + wait + (is_at_midnight and self.frequency is not Frequency.INSTANT)


@dataclass(frozen=True)
class Subscription:
    """One person's watch area with its wishes, as matching needs to know it. While it is paused, until the London
    day `paused_until`, what would be told waits.
    """

    id: int
    subscriber_id: int
    state: SubscriptionState
    wishes: Wishes
    confirmed_at: datetime | None
    paused_until: date | None = None

    def is_paused(self, today: date) -> bool:
        """On the day `paused_until` itself mail goes out again."""
        return self.paused_until is not None and today < self.paused_until


def words_from_text(text: str) -> tuple[str, ...]:
    """The words of a form field: separated by commas or line ends, at most 20 of up to 60 letters each."""
    parts = (" ".join(part.split())[:60] for part in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(part.casefold() for part in parts if part))[:20]


def words_of(application: Application) -> str:
    """The description and address as words are looked for in them: without regard to case."""
    return f"{application.description} {application.address or ''}".casefold()


def is_mentioned(text: str, word: str) -> bool:
    """True where a word of the text begins with `word`, whatever the case."""
    return begins_a_word(text.casefold(), word)


def begins_a_word(folded: str, word: str) -> bool:
    """The same of a text whose letters are folded already, of which many words are asked."""
    return word in folded and re.search(rf"(?<!\w){re.escape(word)}", folded) is not None
