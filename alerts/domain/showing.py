"""What of an area's applications somebody wants to see: a view and filters, as they stand in an address."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from alerts.domain.stage import SiteStage
from alerts.domain.subscription import is_mentioned


class View(StrEnum):
    """The newest applications first; those that can be commented on, what closes first; those decided."""

    NEWEST = "newest"
    CLOSING = "closing"
    DECIDED = "decided"


@dataclass(frozen=True)
class Showing:
    """A view with its filters. An empty set of stages, types or constraints means all; `since` and `until` are the
    first and last day of an application's latest date (received, valid or decided).
    """

    view: View = View.NEWEST
    stages: frozenset[SiteStage] = frozenset()
    types: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    only_major: bool = False
    constraints: frozenset[str] = frozenset()
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Something is left out that the view alone would show."""
        return replace(self, view=View.NEWEST) != Showing()

    @property
    def stages_shown(self) -> frozenset[SiteStage]:
        """The stages that both the view and the filter let through."""
        of_view = {View.CLOSING: {SiteStage.OPEN}, View.DECIDED: {SiteStage.DECIDED}}
        return frozenset(of_view.get(self.view, set(SiteStage))) & (self.stages or frozenset(SiteStage))


def has_words(showing: Showing, text: str) -> bool:
    """Whether a text has one of the words asked for, if any are, and none of those left out."""
    is_included = not showing.include or any(is_mentioned(text, word) for word in showing.include)
    return is_included and not any(is_mentioned(text, word) for word in showing.exclude)
