"""Questions that people usually ask of a place and a year, and their answers in one sentence that can be cited."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from alerts.domain.insight.insight import Insight, Share
from alerts.domain.insight.month import Month
from alerts.domain.insight.slice import Slice
from alerts.domain.insight.topic import Topic
from alerts.domain.wording import first_large
from alerts.language import _, later, ngettext
from alerts.language.dates import day_of_month
from alerts.web.insight.saying import ENOUGH, applications, days, decisions, number, percent, who
from alerts.web.insight.whole import is_unknown, missing_months, withdrawn_unknown

FIRST_YEAR = 1948


class Asks(StrEnum):
    """What a question is about."""

    RECEIVED = "received"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DAYS = "days"
    IN_TIME = "in time"


@dataclass(frozen=True)
class Question:
    """`slug` stands in the address for good; `words` take where and when."""

    slug: str
    words: str
    asks: Asks
    topic: Topic | None = None

    def slice(self, year: int) -> Slice:
        """What is counted for a year."""
        topics = frozenset({self.topic}) if self.topic else frozenset()
        return Slice(topics=topics, since=Month(year, 1), until=Month(year, 12))

    def asked(self, about: str, year: int) -> str:
        return _(self.words).format(where=about, year=year)


QUESTIONS = (
    Question(
        "received", later("How many planning applications were received {where} in {year}?"), Asks.RECEIVED
    ),
    Question(
        "granted", later("How many planning applications were granted {where} in {year}?"), Asks.GRANTED
    ),
    Question(
        "refused", later("How many planning applications were refused {where} in {year}?"), Asks.REFUSED
    ),
    Question(
        "withdrawn", later("How many planning applications were withdrawn {where} in {year}?"), Asks.WITHDRAWN
    ),
    Question("days-to-decision", later("How long did planning decisions take {where} in {year}?"), Asks.DAYS),
    Question(
        "decided-in-time",
        later("How many decisions came within 8 or 13 weeks {where} in {year}?"),
        Asks.IN_TIME,
    ),
    Question(
        "extensions-received",
        later("How many applications for extensions were received {where} in {year}?"),
        Asks.RECEIVED,
        Topic.EXTENSION,
    ),
    Question(
        "extensions-refused",
        later("How many extensions were refused {where} in {year}?"),
        Asks.REFUSED,
        Topic.EXTENSION,
    ),
    Question(
        "lofts-refused",
        later("How many loft conversions were refused {where} in {year}?"),
        Asks.REFUSED,
        Topic.LOFT,
    ),
    Question(
        "basements-refused",
        later("How many basements were refused {where} in {year}?"),
        Asks.REFUSED,
        Topic.BASEMENT,
    ),
    Question(
        "new-homes-granted",
        later("How many applications for new homes were granted {where} in {year}?"),
        Asks.GRANTED,
        Topic.NEW_HOMES,
    ),
    Question(
        "change-of-use-granted",
        later("How many changes of use were granted {where} in {year}?"),
        Asks.GRANTED,
        Topic.CHANGE_OF_USE,
    ),
    Question(
        "demolition-received",
        later("How many applications to demolish were received {where} in {year}?"),
        Asks.RECEIVED,
        Topic.DEMOLITION,
    ),
    Question(
        "trees-received",
        later("How many applications for works to trees were received {where} in {year}?"),
        Asks.RECEIVED,
        Topic.TREES,
    ),
    Question(
        "listed-refused",
        later("How many applications about listed buildings were refused {where} in {year}?"),
        Asks.REFUSED,
        Topic.LISTED,
    ),
    Question(
        "solar-granted",
        later("How many applications for solar panels were granted {where} in {year}?"),
        Asks.GRANTED,
        Topic.SOLAR,
    ),
)
"""In the order of their list. A slug is never given to another question: people have cited it."""

BY_SLUG = MappingProxyType({each.slug: each for each in QUESTIONS})

_TOPICS = {
    Topic.EXTENSION: later("extensions"),
    Topic.LOFT: later("lofts or dormers"),
    Topic.BASEMENT: later("basements"),
    Topic.TREES: later("trees"),
    Topic.LISTED: later("listed buildings"),
    Topic.CHANGE_OF_USE: later("a change of use"),
    Topic.NEW_HOMES: later("new homes"),
    Topic.DEMOLITION: later("demolition"),
    Topic.SOLAR: later("solar panels"),
}


@dataclass(frozen=True)
class Answer:
    """A question answered for one year: the number large, the sentence, and the two numbers behind a share.

    Of a year of which no month is known there is no number.
    """

    year: int
    number: str
    sentence: str
    count: int | None
    of: int | None
    median_days: float | None = None
    months_missing: int = 0


def answer(question: Question, found: Insight, about: str) -> Answer:
    """The answer from the numbers of the question's own slice of a year; the months missing are said with it."""
    missing = len(missing_months(found))
    if is_unknown(found):
        return replace(_unknown(found, about), months_missing=missing)
    known = _known(question, found, about)
    if not missing:
        return known
    words = ngettext(
        "Of {year}, {count} month is missing from our record.",
        "Of {year}, {count} months are missing from our record.",
        missing,
    )
    sentence = f"{known.sentence} {words.format(year=known.year, count=missing)}"
    return replace(known, sentence=sentence, months_missing=missing)


def _unknown(found: Insight, about: str) -> Answer:
    """Stragglers may have come, which are no number of a year."""
    year, outcomes = found.period.first.year, found.outcomes
    is_any = any(found.monthly.telling) or outcomes.decided or outcomes.withdrawn
    words = (
        _("{where}, we know too little of {year} to give a number.")
        if is_any
        else _("{where}, we know nothing of {year}.")
    )
    return Answer(year, "–", words.format(where=first_large(about), year=year), None, None)


def _known(question: Question, found: Insight, about: str) -> Answer:
    year = found.period.first.year
    said = {
        "where": first_large(about),
        "who": who(found),
        "when": _when(year, found.today),
        "topic": _(_TOPICS[question.topic]) if question.topic else "",
    }
    if question.asks is Asks.DAYS:
        return _days(found, year, said)
    if question.asks is Asks.IN_TIME:
        return _in_time(found.timing.within, year, said)
    if question.asks is Asks.RECEIVED:
        return _received(found.received, year, said)
    if question.asks is Asks.WITHDRAWN and (unknown := withdrawn_unknown(found)):
        words = _("{where}, {unknown}: too few to give a number {when}.")
        return Answer(year, "–", words.format(**said, unknown=unknown), None, None)
    if question.asks is Asks.WITHDRAWN:
        count = found.outcomes.withdrawn
        words = ngettext(
            "{where}, {count} application was withdrawn {when}, before there was a decision.",
            "{where}, {count} applications were withdrawn {when}, before there was a decision.",
            count,
        )
        if not count:
            words = _("{where}, no application was withdrawn {when}.")
        return Answer(year, f"{count:,}", words.format(**said, count=f"{count:,}"), count, None)
    is_refused = question.asks is Asks.REFUSED
    share = found.outcomes.share_refused if is_refused else found.outcomes.share_granted
    return _decided(share, year, said, is_refused=is_refused)


def _when(year: int, today: date) -> str:
    if year < today.year:
        return _("in {month}").format(month=year)
    return _("in {year} up to {day}").format(year=year, day=day_of_month(today))


def _received(count: int, year: int, said: dict[str, str]) -> Answer:
    words = (
        _("{where}, {who} received {applications} about {topic} {when}.")
        if said["topic"]
        else _("{where}, {who} received {applications} {when}.")
    )
    return Answer(year, f"{count:,}", words.format(**said, applications=applications(count)), count, None)


def _decided(share: Share, year: int, said: dict[str, str], *, is_refused: bool) -> Answer:
    if not share.of:
        words = (
            _("{where}, we know of no decision about {topic} {when}.")
            if said["topic"]
            else _("{where}, we know of no decision {when}.")
        )
        return Answer(year, "0", words.format(**said), 0, 0)
    if is_refused:
        words = (
            _("{where}, {who} refused {count} of {applications} about {topic} decided {when}{share}.")
            if said["topic"]
            else _("{where}, {who} refused {count} of {applications} decided {when}{share}.")
        )
    else:
        words = (
            _("{where}, {who} granted {count} of {applications} about {topic} decided {when}{share}.")
            if said["topic"]
            else _("{where}, {who} granted {count} of {applications} decided {when}{share}.")
        )
    sentence = words.format(
        **said,
        count=number(share.count),
        applications=applications(share.of),
        share=f" ({percent(share)})" if share.of >= ENOUGH and share.count else "",
    )
    return Answer(year, f"{share.count:,}", sentence, share.count, share.of)


def _in_time(within: Share, year: int, said: dict[str, str]) -> Answer:
    if within.of < ENOUGH:
        words = _(
            "{where}, {decisions} made {when} can be held against 8 or 13 weeks: too few to speak of a share."
        )
        sentence = words.format(**said, decisions=decisions(within.of))
        return Answer(year, f"{within.count:,}", sentence, within.count, within.of)
    words = _(
        "{where}, {count} of {decisions} made {when} came within the 8 or 13 weeks that the law gives ({share})."
    )
    sentence = words.format(
        **said, count=number(within.count), decisions=decisions(within.of), share=percent(within)
    )
    return Answer(year, percent(within), sentence, within.count, within.of)


def _days(found: Insight, year: int, said: dict[str, str]) -> Answer:
    timing = found.timing
    timed = timing.timed.count
    if timing.median is None or timed < ENOUGH:
        words = _("{where}, {decisions} made {when} can be timed: too few to say how long they usually take.")
        return Answer(year, "–", words.format(**said, decisions=decisions(timed)), timed, None)
    words = _("{where}, half of {decisions} made {when} came within {days} of the application being valid.")
    sentence = words.format(**said, decisions=decisions(timed), days=days(timing.median))
    return Answer(year, days(timing.median), sentence, timed, None, timing.median)
