"""Answers to whoever asks for a dashboard, a comparison or a file of a chart: made once, kept by any cache until the
register has changed.
"""

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence

from flask import Response, render_template, request
from werkzeug.exceptions import NotFound as NoSuchPage

from alerts.db import boundaries
from alerts.db.feeds import all_feeds
from alerts.domain.insight.insight import Insight
from alerts.domain.insight.slice import PlaceKind
from alerts.domain.wording import council_name, day_words
from alerts.language import _, spoken
from alerts.services.coverage import feeds_of
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.insight.asked import Asked, address, asked
from alerts.web.insight.chart import Chart
from alerts.web.insight.charts import charts
from alerts.web.insight.dashboard import dashboard
from alerts.web.insight.files import ENDINGS, PICTURES, Told, svg_style_hash
from alerts.web.insight.picture import picture
from alerts.web.insight.subject import Subject
from alerts.web.insight.subjects import covered
from alerts.web.insight.words import slice_words
from alerts.web.policy import content_policy
from geo.boundary_licence import boundary_licence_lines

_SECONDS = 300
_TYPE = "application/problem+json"
_STARTED = secrets.token_hex(8)
"""Of this process: another may have read another register under the same number, or draw otherwise."""


def dashboard_page(
    context: SiteContext, subject: Subject, *, also: tuple[str, ...] = (), **rest: object
) -> Response:
    """The page of a place; 400 with what is wrong beside the form."""
    query = asked(request.args, context.today(), subject.wards, also=also)
    mark = mark_of(context, subject)
    if mark in request.if_none_match and not query.errors:
        return kept_page(Response(status=304), (subject,), mark)
    found = context.insights.insight(subject.place, query.slice, context.today())
    with context.database.reading() as session:
        page = dashboard(session, context, subject, query, found)
    shown = render_template(
        "insight.html",
        page=page,
        source=source_lines(context, page.found),
        picture=lambda chart: picture(chart, subject.name),
        **rest,
    )
    return kept_page(Response(shown, 400 if query.errors else 200), (subject,), mark)


def chart_file(context: SiteContext, subject: Subject, name: str, ending: str) -> Response:
    """The numbers or the picture of one chart, of the same slice as the page's."""
    if ending not in ENDINGS:
        raise NoSuchPage
    query = asked(request.args, context.today(), subject.wards)
    if query.errors:
        return refused_file(query)
    mark = mark_of(context, subject)
    if mark in request.if_none_match:
        return kept_page(Response(status=304), (subject,), mark)
    found = context.insights.insight(subject.place, query.slice, context.today())
    chart = next((each for each in charts(found, subject) if each.name == name), None)
    if chart is None:
        raise NoSuchPage
    told = _told(context, subject, query, found, chart)
    return kept_page(file_answer(chart, told, ending, context), (subject,), mark)


def file_answer(chart: Chart, told: Told, ending: str, context: SiteContext) -> Response:
    """A file of a chart; not found where its picture is asked for and there is nothing to draw."""
    if ending in PICTURES and chart.draw is None:
        raise NoSuchPage
    written = ENDINGS[ending](chart, told)
    response = Response(written.body, content_type=written.content_type)
    named_as_invented(context, response, f"{chart.name}.{ending}")
    if ending == "svg":
        policy = content_policy("insight", context.tiles)
        response.headers["Content-Security-Policy"] = policy.replace(
            "style-src 'self'", f"style-src 'self' {svg_style_hash()}"
        )
    return response


def refused_file(query: Asked) -> Response:
    """What cannot be understood, as problem details (RFC 9457)."""
    problem = {
        "title": _("That filter cannot be used"),
        "status": 400,
        "detail": " ".join(words for _name, words in query.errors),
        "parameters": dict(query.errors),
    }
    return Response(json.dumps(problem, ensure_ascii=False), 400, content_type=_TYPE)


def source_lines(context: SiteContext, *found: Insight) -> tuple[str, ...]:
    """Where the numbers come from, of which day, and under which licences."""
    if context.is_demonstration:
        today = _("As of {day}.").format(day=day_words(context.today(), with_year=True))
        return invented(context), _("No council has received them."), today
    known = sorted({council_name(code) for each in found for code in each.authorities})
    names = ", ".join(known[:3]) if len(known) <= 3 else _("{count} councils").format(count=f"{len(known):,}")
    made = _("Made from what is published by {councils}, as of {day}.") if known else _("As of {day}.")
    lines = [made.format(councils=names, day=day_words(context.today(), with_year=True))]
    return (*lines, *_licence_lines(context, {code for each in found for code in each.authorities}))


def _licence_lines(context: SiteContext, authorities: set[str]) -> tuple[str, ...]:
    """Of when the wards are, and the licences of boundaries and of the feeds of these councils."""
    return (*_ward_lines(context, authorities), *_feed_lines(context, authorities))


def _ward_lines(context: SiteContext, authorities: set[str]) -> tuple[str, ...]:
    """Whatever year an application is of, figures count it in the ward that its place lies in today."""
    with context.database.reading() as session:
        years = boundaries.years_of_wards(session, authorities)
    if not years:
        return ()
    said = _("Wards: by the boundaries of {year}, for applications of every year.")
    return (said.format(year=", ".join(map(str, years))), *boundary_licence_lines(years))


def _feed_lines(context: SiteContext, authorities: set[str]) -> tuple[str, ...]:
    """The licences of the feeds of these councils, and whether one of them states none."""
    with context.database.reading() as session:
        feeds = [row.name for row in all_feeds(session) if authorities.intersection(row.authorities)]
    names = sorted({context.licences[feed].name for feed in feeds if feed in context.licences})
    if not names:
        return ()
    said = _("Licence: {names}.").format(names=", ".join(names))
    is_whole = all(feed in context.licences for feed in feeds)
    return (said,) if is_whole else (said, _("Some of the sources state no licence."))


def invented(context: SiteContext) -> str:
    """What has to stand large in whatever leaves a demonstration under the name of a real council; else nothing."""
    return _("Demonstration: these applications are invented.") if context.is_demonstration else ""


def named_as_invented(context: SiteContext, response: Response, name: str) -> None:
    """Let a file of a demonstration be saved under a name that says so: rows of CSV cannot."""
    if context.is_demonstration:
        response.headers["Content-Disposition"] = f"inline; filename=demonstration-{name}"


def _told(context: SiteContext, subject: Subject, query: Asked, found: Insight, chart: Chart) -> Told:
    page = context.site.base_url + address(to(subject.path), query.slice, anchor=chart.name)
    fields: Mapping[str, object] = {
        "page": page,
        "place": {"kind": str(subject.kind), "code": subject.place.code, "name": subject.name},
        "from": str(found.period.first),
        "to": str(found.period.last),
        "as_of": found.today.isoformat(),
        "is_demonstration": context.is_demonstration,
        "data": chart.whole,
    }
    title = f"{chart.heading}, {subject.name}"
    chosen = ", ".join(slice_words(query.slice, subject.ward_name(query.slice.ward or "")))
    lines = (*([f"{chart.whole} {chart.note}".strip()] if chart.whole or chart.note else []),
             *source_lines(context, found), page)  # fmt: skip
    return Told(f"{title} ({chosen})" if chosen else title, lines, fields, invented(context))


def mark_of(context: SiteContext, *subjects: Subject) -> str:
    """What changes where an answer to this very address would: the register, the day, the language, and how the feeds
    do, which the clock alone may change.
    """
    with context.database.reading() as session:
        judged = feeds_of(session, covered(session), context.clock())
        feeds = [
            (row.last_success_at, row.last_error, row.baseline_done_at, health) for row, health in judged
        ]
    asked_for = (request.path, request.query_string, spoken(), [subject.uncovered for subject in subjects])
    stands = (_STARTED, os.getpid(), context.insights.register().version, context.today())
    return hashlib.sha256(repr((stands, asked_for, feeds)).encode()).hexdigest()[:32]


def kept_page(response: Response, subjects: Sequence[Subject] = (), mark: str = "") -> Response:
    """With what lets any cache keep it for a while; what shows a drawn area is its owner's."""
    if response.status_code == 400:
        return response
    response.cache_control.max_age = _SECONDS
    if any(each.kind is PlaceKind.SHAPE for each in subjects):
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    if mark:
        response.set_etag(mark)
    return response
