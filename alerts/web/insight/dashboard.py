"""A dashboard gathered once: its numbers, charts, lists and how whole its data is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from alerts.db import applications
from alerts.db.mapping import application_from_row
from alerts.db.tables import ApplicationRow
from alerts.domain.insight.insight import Insight, Share
from alerts.domain.insight.month import Month
from alerts.domain.insight.slice import Slice
from alerts.domain.paths import application_path
from alerts.domain.wording import headline
from alerts.language import _, later, ngettext
from alerts.services import coverage
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.insight.asked import Asked, address, presets
from alerts.web.insight.chart import Chart
from alerts.web.insight.charts import charts
from alerts.web.insight.figures import Figure, figures
from alerts.web.insight.files import ENDINGS, PICTURES
from alerts.web.insight.saying import month_name, over, percent
from alerts.web.insight.subject import Subject
from alerts.web.insight.whole import first_known, has_no_record, missing_months
from alerts.web.insight.words import slice_words
from alerts.web.numbers_view import FeedLine, feed_lines

_PRESETS = {12: later("Last 12 months"), 24: later("Last 24 months"), 60: later("Last 5 years")}


@dataclass(frozen=True)
class Named:
    """An application of a list, and the number that it stands there for."""

    path: str
    headline: str
    address: str
    number: str


@dataclass(frozen=True)
class NamedList:
    """Applications worth naming, and what by; or, in words, why there are none."""

    name: str
    heading: str
    items: tuple[Named, ...]
    words: str = ""


@dataclass(frozen=True)
class Way:
    words: str
    path: str
    is_here: bool


@dataclass(frozen=True)
class Dashboard:
    """All that the page of a dashboard says."""

    subject: Subject
    asked: Asked
    found: Insight
    period: str
    chosen: tuple[str, ...]
    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...]
    lists: tuple[NamedList, ...]
    complete: tuple[str, ...]
    feeds: tuple[FeedLine, ...]
    warnings: tuple[str, ...]
    presets: tuple[Way, ...]

    @property
    def path(self) -> str:
        return to(self.subject.path)

    @property
    def here(self) -> str:
        """The address of just what is shown."""
        return address(self.path, self.asked.slice)

    def at(self, chart: Chart) -> str:
        """The address that keeps the slice and jumps to a chart."""
        return address(self.path, self.asked.slice, anchor=chart.name)

    def files(self, chart: Chart) -> tuple[tuple[str, str], ...]:
        """The endings of a chart's files, each with its address; pictures only where there is one."""
        endings = [each for each in ENDINGS if chart.draw or each not in PICTURES]
        return tuple((each, self._file(chart, each)) for each in endings)

    def _file(self, chart: Chart, ending: str) -> str:
        return address(file_path(self.subject, f"{chart.name}.{ending}"), self.asked.slice)


def file_path(subject: Subject, rest: str) -> str:
    """Where the files of a place lie; those of everything below `all`."""
    below = subject.path if subject.place.code else f"{subject.path}/all"
    return to(f"{below}/{rest}")


def dashboard(
    session: Session, context: SiteContext, subject: Subject, asked: Asked, found: Insight
) -> Dashboard:
    """Gather the page of a place and a slice."""
    authorities = found.authorities or tuple(filter(None, [subject.authority]))
    feeds = feed_lines(session, context, authorities) if subject.place.code else ()
    return Dashboard(
        subject=subject,
        asked=asked,
        found=found,
        period=over(found.period),
        chosen=slice_words(asked.slice, subject.ward_name(asked.slice.ward or "")),
        figures=figures(found, subject),
        charts=charts(found, subject),
        lists=tuple(_lists(session, found)),
        complete=tuple(_complete(found)),
        feeds=feeds,
        warnings=coverage.warnings(session, authorities, context.clock()) if subject.place.code else (),
        presets=tuple(_presets(subject, asked.slice, found)),
    )


def _presets(subject: Subject, chosen: Slice, found: Insight) -> Iterator[Way]:
    usual = replace(chosen, since=None, until=None)
    words = {count: _(said) for count, said in _PRESETS.items()}
    last_year = found.today.year - 1
    year = replace(chosen, since=Month(last_year, 1), until=Month(last_year, 12))
    ways = (
        (_("Two years up to today"), usual),
        *presets(chosen, found.today, words),
        (str(last_year), year),
    )
    for said, preset in ways:
        yield Way(said, address(to(subject.path), preset), preset.period(found.today) == found.period)


def _lists(session: Session, found: Insight) -> Iterator[NamedList]:
    ids = {*(each.id for each in (*found.biggest, *found.most_amended)), *found.majors}
    rows = applications.by_ids(session, ids)
    size = {each.id: _("{size} m²").format(size=f"{each.number:,}") for each in found.biggest}
    amended = {
        each.id: ngettext("amended once", "amended {count} times", each.number).format(count=each.number)
        for each in found.most_amended
        if each.number > 1
    }
    yield from _list("biggest", _("The largest sites"), size, rows)
    yield from _list("majors", _("The newest major development"), dict.fromkeys(found.majors, ""), rows)
    yield from _list("amended", _("Amended most often"), amended, rows)
    if found.most_amended and not amended:
        words = _("We have seen none amended more than once.")
        yield NamedList("amended", _("Amended most often"), (), words)


def _list(
    name: str, heading: str, numbers: Mapping[int, str], rows: Mapping[int, ApplicationRow]
) -> Iterator[NamedList]:
    found = [(application_from_row(rows[each]), words) for each, words in numbers.items() if each in rows]
    items = tuple(
        Named(to(application_path(each.key)), headline(each.description), each.address or "", words)
        for each, words in found
    )
    if items:
        yield NamedList(name, heading, items)


def _complete(found: Insight) -> Iterator[str]:
    """What is missing, in sentences; each share with its numbers."""
    complete = found.completeness
    if complete.first_read:
        words = _(
            "We have read this since {month}; of the time before we know what the council published then."
        )
        yield words.format(month=month_name(Month.of(complete.first_read)))
    begins = first_known(found)
    if begins:
        words = _("Our record begins in {month}: the months before say nothing of planning.")
        yield words.format(month=month_name(begins))
    if has_no_record(found):
        yield _("We have no record of these months: they say nothing of planning.")
    if complete.gaps:
        words = _("Months in which nothing at all came, so that they say nothing of planning: {months}.")
        yield words.format(months=", ".join(map(month_name, complete.gaps)))
    elif not missing_months(found):
        yield _("No month of this period is missing.")
    for share, words in _shares(found):
        if share.of:
            yield words.format(count=f"{share.count:,}", of=f"{share.of:,}", share=percent(share))


def _shares(found: Insight) -> Sequence[tuple[Share, str]]:
    complete = found.completeness
    return (
        (
            complete.dated,
            _("A day received or valid is known of {count} of {of} ({share}); the others are in no month."),
        ),
        (
            complete.decided_dated,
            _(
                "The day of the decision is known of {count} of {of} decided ({share}); the others are in no month."
            ),
        ),
        (
            complete.withdrawn_dated,
            _("A day is known of {count} of {of} withdrawn ({share}); the others are in no month."),
        ),
        (
            complete.outcome_read,
            _("In this period we can read the outcome of {count} of {of} decisions ({share})."),
        ),
        (complete.typed, _("Of {of} received in this period we know the type of {count} ({share}).")),
        (complete.located, _("Of {of} received in this period we know the place of {count} ({share}).")),
        (found.timing.timed, _("How many days it took is known of {count} of {of} decisions ({share}).")),
    )
