"""What one person is to be told in one e-mail: each application once, with every reason it was sent."""

from dataclasses import dataclass
from datetime import date

from alerts.domain.application import Application
from alerts.domain.change import Change
from alerts.domain.constraint import ConstraintMention


@dataclass(frozen=True)
class ToldChange:
    """A change and the London day on which we noticed it."""

    change: Change
    noticed_on: date


@dataclass(frozen=True)
class AlertItem:
    """One application of an alert. `reasons` say why it was sent ("60 m north-east of NW5 1TL"), `constraints`
    which conservation areas and the like it lies in.
    """

    application_id: int
    application: Application
    changes: tuple[ToldChange, ...]
    reasons: tuple[str, ...]
    constraints: tuple[ConstraintMention, ...] = ()


@dataclass(frozen=True)
class Alert:
    """All that one person is told at one moment, over all their areas.

    `areas` are the labels of the areas concerned; `warnings` say which feeds are stale or failing and which
    councils no feed covers.
    """

    subscriber_id: int
    items: tuple[AlertItem, ...]
    areas: tuple[str, ...]
    warnings: tuple[str, ...]
    today: date
