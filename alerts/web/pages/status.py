"""How the service does: its feeds and its mail for people and for programs, and two short answers for machines."""

from flask import Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from alerts.db import boundaries, ledger
from alerts.db.schema import check_current
from alerts.db.session import DatabaseUnusable
from alerts.domain.wellness import USUAL
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview, is_well, overviews, summary_words
from alerts.services.post_overview import post_overview, with_post
from alerts.services.publishing_overview import files_overview
from alerts.services.wellness import ailments, in_one_line
from alerts.web.context import SiteContext
from alerts.web.plain_text import plain_text
from alerts.web.routing import Route
from geo.errors import GazetteerMissing

TAG_COLOURS = {
    FeedState.LOADING: "blue",
    FeedState.FINE: "green",
    FeedState.QUIET: "yellow",
    FeedState.HELD: "orange",
    FeedState.FAILING: "red",
    FeedState.STALE: "red",
}


def status(context: SiteContext) -> ResponseReturnValue:
    with context.database.reading() as session:
        found = overviews(session, context.clock())
        post = post_overview(session, context.clock())
        counted = boundaries.counts(session)
    return render_template(
        "status.html",
        summary=with_post(summary_words(found), post),
        is_well=is_well(found) and post.trouble is None,
        post=post,
        feeds=_worst_first(found),
        tag_colours=TAG_COLOURS,
        boundaries=counted,
        postcodes=_postcodes(context),
    )


def status_json(context: SiteContext) -> ResponseReturnValue:
    """The same for programs."""
    with context.database.reading() as session:
        found = overviews(session, context.clock())
        set_aside = ledger.set_aside_count(session)
        post = post_overview(session, context.clock())
    files = files_overview(context.files, context.clock())
    return jsonify(
        {
            "well": is_well(found) and post.trouble is None,
            "summary": with_post(summary_words(found), post),
            "mail": post.as_json(),
            "open_data": files.as_json() if files else None,
            "feeds": [each.as_json() for each in found],
            "alerts_set_aside": set_aside,
        }
    )


def alive(context: SiteContext) -> ResponseReturnValue:
    """Whether this process moves: it answers, and so does its clock, if it has one. Started anew it may do better."""
    standstill_s = context.standstill_s()
    if standstill_s > USUAL.clock.total_seconds():
        return _fleeting(503, f"the clock of this process has not ticked for {standstill_s:.0f} s")
    return _fleeting(200, "alive")


def ready(context: SiteContext) -> ResponseReturnValue:
    """Whether the site can do its work: the database at the schema of this version and taking what is written, and
    the gazetteer there. What is not well elsewhere is named; with `?all` it counts, too. No page is better for being
    away while the scheduler is.
    """
    try:
        check_current(context.database)
        if context.database.trouble.words:
            return _fleeting(503, f"not ready: {context.database.trouble.words}")
        _ = context.places.gazetteer.vintage
        with context.database.reading() as session:
            ill = ailments(session, context.clock())
    except (DatabaseUnusable, GazetteerMissing) as error:
        return _fleeting(503, f"not ready: {error}")
    if not ill:
        return _fleeting(200, "ready")
    if "all" in request.args and any(each.is_essential for each in ill):
        return _fleeting(503, f"not well: {in_one_line(ill)}")
    return _fleeting(200, f"ready, but not all is well: {in_one_line(ill)}")


def _worst_first(found: list[FeedOverview]) -> list[FeedOverview]:
    severity = list(FeedState)
    return sorted(found, key=lambda each: (-severity.index(each.health.state), each.name))


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


ROUTES = (
    Route("/status", status),
    Route("/status.json", status_json),
    Route("/healthz", alive),
    Route("/readyz", ready),
)
