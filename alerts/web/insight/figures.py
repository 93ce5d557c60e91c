"""The headline numbers of a dashboard: each with the list that it counts, where there is one."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from alerts.domain.insight.insight import Insight, Share
from alerts.domain.showing import Showing, View
from alerts.drawing.charts.page import bare_svg
from alerts.drawing.charts.sparkline import draw_sparkline
from alerts.language import _, ngettext
from alerts.web.addresses import to
from alerts.web.area_query import showing_address
from alerts.web.insight.saying import ENOUGH, decisions, percent
from alerts.web.insight.subject import Subject
from alerts.web.insight.whole import is_gap, withdrawn_unknown
from alerts.web.insight.words import is_sliced


@dataclass(frozen=True)
class Figure:
    """A number under its name; `path` leads to the list of what it counts, `line` shows how it went by month."""

    words: str
    value: str
    note: str = ""
    path: str | None = None
    line: Markup | None = None


def figures(found: Insight, subject: Subject) -> tuple[Figure, ...]:
    """What is read first, in the order of the page."""
    return (*_open(found, subject), *_flow(found, subject), *_shares(found), _median(found))


def _open(found: Insight, subject: Subject) -> Iterator[Figure]:
    now = found.open_now
    # The list of an area's page knows no topic and no outcome: it would not be the list of what is counted here.
    path = _list(subject, Showing(View.CLOSING)) if not is_sliced(found.slice) else None
    estimated = ngettext(
        "{count} of them by our estimate of the last day",
        "{count} of them by our estimate of the last day",
        now.by_estimate,
    )
    note = estimated.format(count=f"{now.by_estimate:,}") if now.by_estimate else ""
    yield Figure(_("Open for comment now"), f"{now.open:,}", note, path if now.open else None)
    # No list of an area ends after a week: the one of all that is open would say another number.
    yield Figure(_("Closing within 7 days"), f"{now.closing:,}")


def _flow(found: Insight, subject: Subject) -> Iterator[Figure]:
    decided = sum(found.monthly.decided)
    since, until = found.period.first.first_day, found.period.last.last_day
    path = (
        _list(subject, Showing(View.DECIDED, since=since, until=until))
        if not is_sliced(found.slice)
        else None
    )
    yield Figure(_("Received"), f"{found.received:,}", line=_line(found, found.monthly.received))
    yield Figure(
        _("Decided"), f"{decided:,}", path=path if decided else None, line=_line(found, found.monthly.decided)
    )


def _shares(found: Insight) -> Iterator[Figure]:
    outcomes = found.outcomes
    for words, share in ((_("Granted"), outcomes.share_granted), (_("Refused"), outcomes.share_refused)):
        note = _("{count} of {decisions}").format(count=f"{share.count:,}", decisions=decisions(share.of))
        yield Figure(words, _said(share), note if share.of else _("no decision in this period"))
    if unknown := withdrawn_unknown(found):
        yield Figure(_("Withdrawn"), "–", unknown)
        return
    withdrawn = outcomes.share_withdrawn
    note = _("of {count} that ended; not counted as a decision").format(count=f"{withdrawn.of:,}")
    yield Figure(_("Withdrawn"), f"{withdrawn.count:,}", note if withdrawn.of else "")


def _median(found: Insight) -> Figure:
    timing = found.timing
    words = _("Median days to a decision")
    if timing.median is None or timing.timed.count < ENOUGH:
        return Figure(words, "–", _("too few decisions can be timed"))
    note = _("from valid, of {decisions}").format(decisions=decisions(timing.timed.count))
    return Figure(words, f"{int(timing.median + 0.5):,}", note)


def _said(share: Share) -> str:
    """A share of too few is none."""
    return percent(share) if share.of >= ENOUGH else "–"


def _line(found: Insight, values: tuple[int, ...]) -> Markup | None:
    """The months of which something is known; of fewer than three no line."""
    drawn = [
        None if is_gap(state) else value for value, state in zip(values, found.monthly.states, strict=True)
    ]
    if sum(value is not None for value in drawn) < 3 or not any(drawn):
        return None
    return Markup(bare_svg(draw_sparkline(drawn), "chart--small"))  # noqa: S704 - drawn of numbers alone


def _list(subject: Subject, showing: Showing) -> str | None:
    return showing_address(to(subject.list_path), showing) if subject.list_path else None
