"""How the service does: each feed for people, and two short answers for machines."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import boundaries, feeds
from alerts.db.schema import check_current
from alerts.db.session import DatabaseUnusable
from alerts.db.tables import FeedRow
from alerts.services.coverage import FeedHealth, health
from alerts.web.context import SiteContext
from alerts.web.plain_text import plain_text
from alerts.web.routing import Route
from geo.errors import GazetteerMissing


@dataclass(frozen=True)
class FeedLine:
    """One feed with its numbers."""

    health: FeedHealth
    authorities: tuple[str, ...]
    last_success_at: datetime | None
    last_new_at: datetime | None
    applications: int
    unlocated: int


def status(context: SiteContext) -> ResponseReturnValue:
    with context.database.reading() as session:
        lines = [_line(session, row, context.clock()) for row in feeds.all_feeds(session, enabled_only=True)]
        counted = boundaries.counts(session)
    return render_template("status.html", lines=lines, boundaries=counted, postcodes=_postcodes(context))


def alive(_context: SiteContext) -> ResponseReturnValue:
    return _fleeting(200, "alive")


def ready(context: SiteContext) -> ResponseReturnValue:
    """Whether the site can do its work: the database at the schema of this version, and the gazetteer there."""
    try:
        check_current(context.database)
        _ = context.places.gazetteer.vintage
    except (DatabaseUnusable, GazetteerMissing) as error:
        return _fleeting(503, f"not ready: {error}")
    return _fleeting(200, "ready")


def _line(session: Session, row: FeedRow, now: datetime) -> FeedLine:
    return FeedLine(
        health=health(row, now),
        authorities=tuple(row.authorities),
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        applications=feeds.applications_of(session, row.name),
        unlocated=feeds.unlocated_count(session, row.name),
    )


def _postcodes(context: SiteContext) -> str:
    try:
        gazetteer = context.places.gazetteer
        return f"{gazetteer.vintage}, {gazetteer.counts().live:,} postcodes"
    except GazetteerMissing as error:
        return str(error)


def _fleeting(status: int, words: str) -> Response:
    """An answer that is true at this moment only."""
    answer = plain_text(f"{words}\n", status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


ROUTES = (Route("/status", status), Route("/healthz", alive), Route("/readyz", ready))
