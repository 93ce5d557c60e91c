"""Answers to usual questions: the list of a place, and one page for good for each question and year."""

import re
from collections.abc import Sequence
from urllib.parse import urlencode

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from alerts.domain.application import Decision
from alerts.domain.errors import NotFound
from alerts.domain.insight.insight import Insight
from alerts.domain.insight.slice import PlaceKind
from alerts.domain.stage import SiteStage
from alerts.language import _
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import single
from alerts.web.insight.answering import kept_page, mark_of, named_as_invented, source_lines
from alerts.web.insight.asked import address
from alerts.web.insight.caveats import caveats
from alerts.web.insight.files import csv_text, json_text
from alerts.web.insight.questions import BY_SLUG, FIRST_YEAR, QUESTIONS, Answer, Asks, Question, answer
from alerts.web.insight.subject import Subject
from alerts.web.insight.subjects import subject_of
from alerts.web.insight.table import Cell, Column, Table
from alerts.web.insight.timing_chart import not_always_late
from alerts.web.routing import Route

_YEAR = re.compile(r"[0-9]{4}")


def answers(context: SiteContext, kind: str, code: str) -> ResponseReturnValue:
    """Every question with its answer for one year, the last whole one by default."""
    today = context.today()
    year = _read_year(single(request.args, "year") or str(today.year - 1), today.year)
    with context.database.reading() as session:
        subject = subject_of(session, context, PlaceKind(kind), code)
    mark = mark_of(context, subject)
    if mark in request.if_none_match:
        return kept_page(Response(status=304), (subject,), mark)
    answered = [
        (
            each.asked(subject.about, year),
            answer_path(subject, each, year),
            _answer(context, subject, each, year)[0],
        )
        for each in QUESTIONS
    ]
    years = [each for each in (year - 1, year + 1) if FIRST_YEAR <= each <= today.year]
    shown = render_template(
        "insight_answers.html",
        subject=subject,
        year=year,
        answers=answered,
        years=[(each, f"{to(subject.path)}/answers?year={each}") for each in years],
    )
    return kept_page(Response(shown), (subject,), mark)


def answer_page(context: SiteContext, kind: str, code: str, slug: str, year: str) -> ResponseReturnValue:
    """One question for one year, with the years beside it; with an ending its numbers as a file."""
    today = context.today()
    question, asked_for, ending = _read(slug, year, today.year)
    with context.database.reading() as session:
        subject = subject_of(session, context, PlaceKind(kind), code)
    mark = mark_of(context, subject)
    if mark in request.if_none_match:
        return kept_page(Response(status=304), (subject,), mark)
    years = [each for each in (asked_for - 1, asked_for, asked_for + 1) if FIRST_YEAR <= each <= today.year]
    every = {each: _answer(context, subject, question, each) for each in years}
    said, found = every[asked_for]
    answers = [made for made, _found in every.values()]
    if ending:
        return kept_page(_file(context, subject, question, (said, found), answers, ending), (subject,), mark)
    shown = render_template(
        "insight_answer.html",
        subject=subject,
        question=question.asked(subject.about, asked_for),
        answer=said,
        around=[(each, answer_path(subject, question, each.year)) for each in answers if each is not said],
        here=answer_path(subject, question, asked_for),
        caveats=_caveats(question, found),
        counted=None if said.count is None else _counted_path(subject, question, asked_for),
        dashboard=address(to(subject.path), question.slice(asked_for)),
        source=source_lines(context, found),
        today=today,
    )
    return kept_page(Response(shown), (subject,), mark)


def _read(slug: str, last: str, this_year: int) -> tuple[Question, int, str]:
    """The question, the year, and the ending of a file that is asked for."""
    written, _dot, ending = last.partition(".")
    if slug not in BY_SLUG or ending not in ("", "csv", "json"):
        raise NotFound(_("We know no such question. See the list of those that we answer."))
    return BY_SLUG[slug], _read_year(written, this_year), ending


def answer_path(subject: Subject, question: Question, year: int) -> str:
    """The address of an answer, for good."""
    return to(f"{subject.path}/answers/{question.slug}/{year}")


def _caveats(question: Question, found: Insight) -> tuple[str, ...]:
    """What the page and the file of an answer say beside it."""
    return (not_always_late(), *caveats(found)) if question.asks is Asks.IN_TIME else caveats(found)


def _counted_path(subject: Subject, question: Question, year: int) -> str | None:
    """The applications counted, from the API; None where it has no filter for just these."""
    decision = {Asks.GRANTED: Decision.GRANTED, Asks.REFUSED: Decision.REFUSED}.get(question.asks)
    if decision is None or question.topic is not None:
        return None
    days = {"decided_from": f"{year}-01-01", "decided_to": f"{year}-12-31"}
    chosen = {"stage": SiteStage.DECIDED, "decision": decision, **days, "format": "json"}
    return f"/api/v1/applications?{urlencode({str(subject.kind): subject.place.code, **chosen})}"


def _answer(context: SiteContext, subject: Subject, question: Question, year: int) -> tuple[Answer, Insight]:
    found = context.insights.insight(subject.place, question.slice(year), context.today())
    return answer(question, found, subject.about), found


def _read_year(written: str, this_year: int) -> int:
    if not _YEAR.fullmatch(written) or not FIRST_YEAR <= int(written) <= this_year:
        words = _("We can answer for the years from {first} to {last}.")
        raise NotFound(words.format(first=FIRST_YEAR, last=this_year))
    return int(written)


def _file(
    context: SiteContext,
    subject: Subject,
    question: Question,
    told: tuple[Answer, Insight],
    answers: Sequence[Answer],
    ending: str,
) -> Response:
    table, (said, found) = _table(answers), told
    if ending == "csv":
        response = Response(csv_text(table), content_type="text/csv; charset=utf-8; header=present")
        named_as_invented(context, response, f"{question.slug}-{said.year}.csv")
        return response
    fields = {
        "question": question.asked(subject.about, said.year),
        "answer": said.sentence,
        "number": said.number,
        "count": said.count,
        "caveats": _caveats(question, found),
        "year": said.year,
        "page": context.site.base_url + answer_path(subject, question, said.year),
        "place": {"kind": str(subject.kind), "code": subject.place.code, "name": subject.name},
        "as_of": context.today().isoformat(),
        "is_demonstration": context.is_demonstration,
        "source": source_lines(context, found),
    }
    return Response(json_text(table, fields), content_type="application/json")


def _table(answers: Sequence[Answer]) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (each.year, each.count, each.of, each.median_days, each.months_missing) for each in answers
    ]
    columns = (
        Column("year", _("Year")),
        Column("count", _("Counted")),
        Column("of", _("Of")),
        Column("median_days", _("Median days")),
        Column("months_missing", _("Months missing")),
    )
    return Table(columns, tuple(rows))


_ANSWERS = "/insight/<any(authority, ward):kind>/<code>/answers"

ROUTES = (
    Route(_ANSWERS, answers),
    Route(f"{_ANSWERS}/<slug>/<year>", answer_page),
)
