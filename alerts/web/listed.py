"""Applications as lists and maps show them: plain values with every word already chosen; pure."""

from dataclasses import dataclass
from datetime import date

from alerts.domain.application import Application
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.paths import application_path
from alerts.domain.retelling import said
from alerts.domain.watch_area import Reach, WatchArea
from alerts.domain.wording import day_words, deadline_words, headline, status_words
from alerts.drawing.scene import SiteStage, stage_of
from alerts.language import _
from alerts.web.addresses import to

_CLOSING_DAYS = 7


@dataclass(frozen=True)
class Item:
    """One application of a list. `number` is the same as on the map; `where` is empty outside an area."""

    number: int
    path: str
    headline: str
    reference: str
    authority: str
    address: str
    stage: SiteStage
    status_words: str
    where: str
    deadline: str
    is_closing: bool
    dates: str


def item(
    number: int,
    application: Application,
    today: date,
    watch: WatchArea | None = None,
    reach: Reach | None = None,
) -> Item:
    """An application as line `number` of a list, of an area where one is given."""
    deadline = comment_deadline(application)
    left = deadline.days_left(today) if deadline and not deadline.is_estimate else None
    return Item(
        number=number,
        path=to(application_path(application.key)),
        headline=headline(application.description),
        reference=application.reference,
        authority=application.authority,
        address=application.address or _("No address given"),
        stage=stage_of(application),
        status_words=status_words(application),
        where=where_words(watch, reach) if watch and reach else "",
        deadline=deadline_words(application, today) or "",
        is_closing=left is not None and 0 <= left <= _CLOSING_DAYS,
        dates=_dates(application),
    )


def where_words(watch: WatchArea, reach: Reach) -> str:
    """How an application lies to an area: `60 m north-east of NW5 1TL`; nothing where it can only lie inside."""
    has_distances = watch.area is not None and (watch.area.margin_m or watch.postcode is not None)
    return said(reach.reason) if has_distances else ""


def _dates(application: Application) -> str:
    """The newest date that is worth a line."""
    named = (
        (_("Withdrawn {day}"), application.withdrawn_date),
        (_("Decided {day}"), application.decision_date),
        (_("Valid from {day}"), application.valid_date),
        (_("Received {day}"), application.received_date),
    )
    return next((words.format(day=day_words(day, with_year=True)) for words, day in named if day), "")
