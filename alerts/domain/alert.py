"""What one person is to be told in one e-mail: each application once, with every reason it was sent."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind
from alerts.domain.constraint import ConstraintMention


@dataclass(frozen=True)
class ToldChange:
    """A change and the London day on which we noticed it."""

    change: Change
    noticed_on: date


class Reason(NamedTuple):
    """Why an application is told. `area` is the watched area in words that follow "lies" (`within 400 m of
    NW5 1TL`), None where the application itself is followed; `where` how it stands to it (`60 m east of NW5 1TL`).
    """

    area: str | None
    where: str


@dataclass(frozen=True)
class AlertItem:
    """One application of an alert, with every reason it is sent; `constraints` say which conservation areas and the
    like it lies in.
    """

    application_id: int
    application: Application
    changes: tuple[ToldChange, ...]
    reasons: tuple[Reason, ...]
    constraints: tuple[ConstraintMention, ...] = ()

    @property
    def main_kind(self) -> ChangeKind:
        """The kind that it is listed under: new before all, otherwise the latest thing that happened to it."""
        kinds = [told.change.kind for told in self.changes]
        happened = [kind for kind in kinds if kind is not ChangeKind.DEADLINE_NEAR] or kinds
        return ChangeKind.NEW if ChangeKind.NEW in happened else happened[-1]

    @property
    def is_followed(self) -> bool:
        return any(reason.area is None for reason in self.reasons)


@dataclass(frozen=True)
class Alert:
    """All that one person is told at one moment, over all their areas.

    `items` stand in the order in which they are told; `areas` are the labels of the areas concerned; `warnings` say
    which feeds are stale or failing and which councils no feed covers.
    """

    subscriber_id: int
    items: tuple[AlertItem, ...]
    areas: tuple[str, ...]
    warnings: tuple[str, ...]
    today: date
