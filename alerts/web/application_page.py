"""An application as its page shows it: gathered once from the stores, every word chosen."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from alerts.db import feeds
from alerts.domain.application import Application, ApplicationKey, SitePrecision
from alerts.domain.comment_deadline import comment_deadline
from alerts.domain.constraint import ConstraintMention
from alerts.domain.constraint_wording import mention_words
from alerts.domain.licence import Licence
from alerts.domain.stage_wording import StageLine, stage_lines
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.domain.web_address import host_of
from alerts.domain.wording import (
    deadline_words,
    field_words,
    first_large,
    headline,
    status_words,
    type_words,
)
from alerts.drawing.scene import SiteStage, stage_of
from alerts.language import _
from alerts.services import coverage
from alerts.services.constraints import constraints_of
from alerts.services.listing import ApplicationPage, application_page
from alerts.services.neighbours import neighbours_of
from alerts.services.searching import Place
from alerts.web.beside import Beside, nearby_line, related_line
from alerts.web.context import SiteContext
from alerts.web.history import Noticed, history_shown
from alerts.web.maps import licence_lines, site_map


class Comments(NamedTuple):
    """What there is to say of commenting, and whether the page leads to where one can."""

    words: str
    is_open: bool


class Source(NamedTuple):
    """Where the record comes from: the feed, when it was last read, under which licence, and what others added."""

    feed: str
    last_read_at: datetime | None
    licence: Licence | None
    others: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ApplicationView:
    """An application with the words that its page says."""

    found: ApplicationPage
    headline: str
    type: str
    stage: SiteStage
    status_words: str
    stages: tuple[StageLine, ...]
    comments: Comments
    has_calendar: bool
    council_url: str | None
    council_host: str | None
    history: tuple[Noticed, ...]
    map: Markup | None
    protected: tuple[Place, ...]
    formerly: str
    source: Source
    related: tuple[Beside, ...]
    nearby: tuple[Beside, ...]
    warnings: tuple[str, ...]
    licence: tuple[str, ...]

    @property
    def is_placed_by_postcode(self) -> bool:
        site = self.found.application.site
        return site is not None and site.precision is SitePrecision.POSTCODE


def view_of(session: Session, context: SiteContext, key: ApplicationKey) -> ApplicationView:
    """Gather the page of an application. Raises NotFound."""
    found = application_page(session, key)
    application, today = found.application, context.today()
    host = host_of(application.url)
    beside = neighbours_of(session, found.id, application)
    return ApplicationView(
        found=found,
        headline=headline(application.description),
        type=type_words(application),
        stage=stage_of(application),
        status_words=status_words(application),
        stages=stage_lines(application, today),
        comments=_comments(application, today),
        has_calendar=comment_deadline(application) is not None,
        council_url=application.url if host else None,
        council_host=host,
        history=tuple(history_shown(found.history)),
        map=site_map(session, context, application),
        protected=tuple(map(_protected, constraints_of(session, application, today))),
        formerly=", ".join(found.former_references),
        source=_source(session, context, found),
        related=tuple(map(related_line, beside.related)),
        nearby=tuple(map(nearby_line, beside.nearby)),
        warnings=coverage.warnings(session, {application.authority}, context.clock()),
        licence=licence_lines(context),
    )


def _comments(application: Application, today: date) -> Comments:
    """An open application can be commented on until its last day, and after one that is only our estimate as well."""
    words, deadline = deadline_words(application, today), comment_deadline(application)
    if words is None:
        return Comments(_("Comments are closed."), False)
    is_over = deadline is not None and deadline.days_left(today) < 0 and not deadline.is_estimate
    return Comments(words, not is_over)


def _protected(mention: ConstraintMention) -> Place:
    """A constraint area with the page to watch it at."""
    return Place(AreaName(AreaKind.CONSTRAINT, str(mention.entity)), first_large(mention_words(mention)))


def _source(session: Session, context: SiteContext, found: ApplicationPage) -> Source:
    name = found.application.feed
    row = feeds.feed_row(session, name)
    others = tuple((feed, words) for feed, fields in found.sources.items() if (words := field_words(fields)))
    return Source(name, row.last_success_at if row else None, context.licences.get(name), others)
