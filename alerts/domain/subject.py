"""What an e-mail is called in an inbox: how many and where, what it is about, until when to comment.

The beginning of a description goes in as far as there is room, so that no two e-mails of a week look the same.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date

from alerts.domain.alert import Alert, AlertItem
from alerts.domain.change import ChangeKind
from alerts.domain.comment_deadline import CommentDeadline
from alerts.domain.item_wording import bare_headline, short_day
from alerts.domain.retelling import said
from alerts.domain.urgency import deadline_ahead, nearest_deadline
from alerts.domain.wording import KIND_WORDS, beginning, kind_summary, status_words
from alerts.language import _, ngettext

LONGEST_SUBJECT = 150
_WHERE_LETTERS = 60
_LEAST_ROOM = 24
"""A headline with less room than this says nothing: it is left out."""
_WITHIN = re.compile(r"^within [\d,]+ m of (?P<place>.+)$")


def count_words(count: int) -> str:
    """`1 planning application`, `5,000 planning applications`."""
    words = ngettext("{count} planning application", "{count} planning applications", count)
    return words.format(count=f"{count:,}")


def where_words(items: Sequence[AlertItem]) -> str:
    """Where an e-mail's applications lie: the area, or the first and how many more; or that they are followed."""
    return _where(items, said)


def _where(items: Sequence[AlertItem], say: Callable[[str], str]) -> str:
    areas = list(dict.fromkeys(reason.area for item in items for reason in item.reasons if reason.area))
    if not areas:
        return _("that you follow")
    first, more = beginning(say(areas[0]), _WHERE_LETTERS), len(areas) - 1
    if not more:
        return first
    words = ngettext("{area} and {count} more of your areas", "{area} and {count} more of your areas", more)
    return words.format(area=first, count=more)


def alert_subject(alert: Alert) -> str:
    """The subject of an alert; of a reminder where it holds nothing else."""
    kinds = [item.main_kind for item in alert.items]
    if set(kinds) == {ChangeKind.DEADLINE_NEAR}:
        return _reminder(alert)
    return _of_one(alert, alert.items[0]) if len(kinds) == 1 else _of_several(alert, kinds)


def closing_words(deadline: CommentDeadline | None, today: date) -> str:
    """`Comments close in 3 days`; an estimate only may be right."""
    if deadline is None:
        return _("Comments close soon")
    days = deadline.days_left(today)
    if deadline.is_estimate:
        soon = {0: _("Comments may close today"), 1: _("Comments may close tomorrow")}
        later_on = ngettext("Comments may close in {days} day", "Comments may close in {days} days", days)
    else:
        soon = {0: _("Comments close today"), 1: _("Comments close tomorrow")}
        later_on = ngettext("Comments close in {days} day", "Comments close in {days} days", days)
    return soon.get(days) or later_on.format(days=days)


def _of_one(alert: Alert, item: AlertItem) -> str:
    what = _what(item)
    start = f"{count_words(1)} {_near(alert.items)}{f', {what}' if what else ''}"
    by = _by(deadline_ahead(item.application, alert.today), alert.today)
    return _filled(start, ": ", item, f", {by}" if by else "")


def _of_several(alert: Alert, kinds: list[ChangeKind]) -> str:
    by = _by(nearest_deadline(alert.items, alert.today), alert.today)
    start = f"{count_words(len(kinds))} {where_words(alert.items)}: {kind_summary(kinds)}"
    first = _("First:")
    return _filled(f"{start}{f'; {by}' if by else ''}", f". {first} ", alert.items[0])


def _reminder(alert: Alert) -> str:
    first = alert.items[0]
    closing = closing_words(deadline_ahead(first.application, alert.today), alert.today)
    if len(alert.items) == 1:
        return _filled(f"{closing}: {count_words(1)} {_near(alert.items)}", ", ", first)
    start = _("{closing}: the first of {applications} {where}").format(
        closing=closing, applications=count_words(len(alert.items)), where=where_words(alert.items)
    )
    return _filled(start, ", ", first)


def _filled(start: str, link: str, item: AlertItem, end: str = "") -> str:
    """As much of the headline, behind `link`, as there is room for between start and end."""
    room = LONGEST_SUBJECT - len(start) - len(link) - len(end) - len(" …")
    if room < _LEAST_ROOM:
        return start + end
    return f"{start}{link}{bare_headline(item.application, room)}{end}"


def _what(item: AlertItem) -> str:
    """What happened to the one application, where it is not simply new."""
    if item.main_kind is ChangeKind.NEW:
        return ""
    if item.main_kind is ChangeKind.DECIDED:
        return status_words(item.application).lower()
    return _(KIND_WORDS[item.main_kind]).lower()


def _near(items: Sequence[AlertItem]) -> str:
    """Where one application lies, in few words: `near NW5 1TL`."""
    found = _WITHIN.match(_where(items, str))
    return _("near {place}").format(place=found["place"]) if found else where_words(items)


def _by(deadline: CommentDeadline | None, today: date) -> str:
    if deadline is None:
        return ""
    words = _("comment by about {day}") if deadline.is_estimate else _("comment by {day}")
    return words.format(day=short_day(deadline.day, today))
