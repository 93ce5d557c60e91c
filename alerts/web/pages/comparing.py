"""Two to four places beside each other: the page, and the files of its charts."""

from typing import NamedTuple

from flask import Response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import NotFound as NoSuchPage

from alerts.domain.errors import AreaRefused, NotFound
from alerts.language import _
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.insight.answering import (
    file_answer,
    invented,
    kept_page,
    mark_of,
    refused_file,
    source_lines,
)
from alerts.web.insight.asked import Asked, address, asked
from alerts.web.insight.chart import Chart
from alerts.web.insight.comparing import (
    FEWEST,
    MOST,
    Compared,
    comparing_charts,
    comparing_table,
)
from alerts.web.insight.files import ENDINGS, PICTURES, Told
from alerts.web.insight.finding import Found, find
from alerts.web.insight.picture import picture
from alerts.web.insight.saying import over
from alerts.web.insight.subject import Subject
from alerts.web.insight.subjects import named, named_subject
from alerts.web.insight.words import slice_words
from alerts.web.routing import Route

PATH = "/insight/compare"


class _Wanted(NamedTuple):
    """The places that are named, the slice, and what cannot be."""

    subjects: tuple[Subject, ...]
    asked: Asked

    @property
    def more(self) -> tuple[tuple[str, str], ...]:
        return tuple(("place", named(each)) for each in self.subjects)


def compare(context: SiteContext) -> ResponseReturnValue:
    """The page; a place typed beside those named leads to the address that has it too."""
    typed = single(request.args, "add")
    with context.database.reading() as session:
        wanted = _wanted(session, context)
        found = find(session, context, typed) if typed else Found()
    if len(found.choices) == 1 and not found.words and not wanted.asked.errors:
        return redirect(_with(wanted, found.choices[0].named), 303)
    mark = mark_of(context, *wanted.subjects)
    if mark in request.if_none_match and not wanted.asked.errors:
        return kept_page(Response(status=304), wanted.subjects, mark)
    places = _compared(context, wanted)
    charts = comparing_charts(places)
    shown = render_template(
        "insight_compare.html",
        asked=wanted.asked,
        more=wanted.more,
        places=places,
        removals=tuple((each, _without(wanted, each)) for each in wanted.subjects),
        choices=tuple((each, _with(wanted, each.named)) for each in found.choices),
        words=found.words,
        typed=typed,
        is_full=len(wanted.subjects) >= MOST,
        period=over(places[0].found.period) if places else "",
        chosen=slice_words(wanted.asked.slice),
        charts=charts,
        table=comparing_table(places) if len(places) >= FEWEST else None,
        picture=lambda chart: picture(chart, ", ".join(each.subject.name for each in places)),
        at=lambda chart: address(to(PATH), wanted.asked.slice, anchor=chart.name, more=wanted.more),
        files=lambda chart: _files(wanted, chart),
        here=address(to(PATH), wanted.asked.slice, more=wanted.more),
        source=source_lines(context, *(each.found for each in places)),
    )
    return kept_page(Response(shown, 400 if wanted.asked.errors else 200), wanted.subjects, mark)


def compare_file(context: SiteContext, chart: str, ending: str) -> ResponseReturnValue:
    """The numbers or the picture of a chart of the comparison."""
    if ending not in ENDINGS:
        raise NoSuchPage
    with context.database.reading() as session:
        wanted = _wanted(session, context)
    if wanted.asked.errors:
        return refused_file(wanted.asked)
    places = _compared(context, wanted)
    made = next((each for each in comparing_charts(places) if each.name == chart), None)
    if made is None:
        raise NoSuchPage
    names = ", ".join(each.subject.name for each in places)
    page = context.site.base_url + address(to(PATH), wanted.asked.slice, anchor=chart, more=wanted.more)
    found = [each.found for each in places]
    told = Told(
        f"{made.heading}, {names}",
        (*source_lines(context, *found), page),
        {
            "page": page,
            "places": [named(each) for each in wanted.subjects],
            "from": str(found[0].period.first),
            "to": str(found[0].period.last),
            "as_of": found[0].today.isoformat(),
            "is_demonstration": context.is_demonstration,
        },
        invented(context),
    )
    return kept_page(
        file_answer(made, told, ending, context), wanted.subjects, mark_of(context, *wanted.subjects)
    )


def _wanted(session: Session, context: SiteContext) -> _Wanted:
    """What the address asks for; a place that cannot be compared is an error beside the form."""
    query = asked(request.args, context.today(), also=("place", "add"))
    subjects: dict[str, Subject] = {}
    errors = dict(query.errors)
    given = request.args.getlist("place")
    for text in given[:MOST]:
        try:
            subject = named_subject(session, context, text)
        except (NotFound, AreaRefused) as error:
            errors["place"] = str(error)
            continue
        subjects.setdefault(named(subject), subject)
    if len(given) > MOST:
        errors["place"] = _("At most {most} places can stand beside each other.").format(most=MOST)
    return _Wanted(
        tuple(subjects.values()), Asked(query.slice, query.since, query.until, tuple(errors.items()))
    )


def _compared(context: SiteContext, wanted: _Wanted) -> list[Compared]:
    today = context.today()
    return [
        Compared(each, context.insights.insight(each.place, wanted.asked.slice, today))
        for each in wanted.subjects
    ]


def _with(wanted: _Wanted, place: str) -> str:
    more = dict.fromkeys((*wanted.more, ("place", place)))
    return address(to(PATH), wanted.asked.slice, more=tuple(more)[: MOST + 1])


def _without(wanted: _Wanted, subject: Subject) -> str:
    more = tuple(each for each in wanted.more if each[1] != named(subject))
    return address(to(PATH), wanted.asked.slice, more=more)


def _files(wanted: _Wanted, chart: Chart) -> tuple[tuple[str, str], ...]:
    endings = [each for each in ENDINGS if chart.draw or each not in PICTURES]
    return tuple(
        (each, address(to(f"{PATH}/{chart.name}.{each}"), wanted.asked.slice, more=wanted.more))
        for each in endings
    )


ROUTES = (Route(PATH, compare), Route(f"{PATH}/<chart>.<ending>", compare_file))
