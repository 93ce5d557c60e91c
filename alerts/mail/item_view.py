"""One application as an e-mail shows it: all its words and links, in the order of both parts."""

from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from alerts.domain.alert import Alert, AlertItem
from alerts.domain.application import Application
from alerts.domain.change import Change, ChangeKind
from alerts.domain.constraint_wording import constraint_words
from alerts.domain.item_wording import (
    appeal_words,
    brief_deadline,
    kind_label,
    place_words,
    sentence,
    size_words,
    why_words,
)
from alerts.domain.links import Placeholder, Purpose, placeholder
from alerts.domain.paths import application_path, to
from alerts.domain.urgency import deadline_ahead
from alerts.domain.web_address import host_of
from alerts.domain.wording import (
    HEADLINE_LETTERS,
    beginning,
    change_words,
    comments_had_closed,
    council_name,
    day_words,
    deadline_words,
    first_large,
    headline,
    status_words,
    type_words,
)
from alerts.language import _, later
from alerts.mail.pictures import ShownPicture

_SAID_BY_THE_STATUS = frozenset(
    ("status", "status_raw", "decision", "decision_raw", "decision_date", "withdrawn_date")
)
_ADDRESS, _PROTECTED, _REFERENCE = later("Address"), later("Protected area"), later("Reference")
_COUNCIL, _TYPE, _SIZE = later("Council"), later("Type"), later("Size")
_STATUS, _APPEAL = later("Status"), later("Appeal")
_IN_FULL, _IN_BRIEF = 2_000, 80
"""Letters of a description, and of what changed in it."""


class Fact(NamedTuple):
    """What the register says, by name; in a long list with the `link` that it leads to."""

    name: str
    value: str
    link: str | None = None


class ItemWords(NamedTuple):
    """What is said of an application to one person: what and where in a sentence, and why they are told."""

    sentence: str
    why: str


class ItemLinks(NamedTuple):
    """`follow` is None where they follow the application."""

    mute: Placeholder
    follow: Placeholder | None


@dataclass(frozen=True)
class ItemView:
    """`description` is None where the sentence says it all; `calendar` where there is no day to keep in mind any
    more; `council_page` where the feed gives no address that we would link to; `follow` where it is followed.
    """

    kind: str
    sentence: str
    deadline: str | None
    closed_before: bool
    description: str | None
    facts: tuple[Fact, ...]
    differences: tuple[tuple[str, str, str], ...]
    why: str
    page: str
    council_page: str | None
    council_host: str | None
    calendar: str | None
    follow: str | None
    mute: str
    picture: ShownPicture | None = None


def item_words(item: AlertItem, *, in_full: bool) -> ItemWords:
    """The words for a person's own reasons."""
    letters = min(_IN_FULL if in_full else _IN_BRIEF, HEADLINE_LETTERS)
    return ItemWords(
        sentence(item.application, item.reasons, letters),
        why_words(item.reasons, place_words(item.application, item.reasons)),
    )


def item_links(item: AlertItem, person: int) -> ItemLinks:
    """The links that are a person's own."""
    return ItemLinks(
        placeholder(Purpose.MUTE, person, item.application_id),
        None if item.is_followed else placeholder(Purpose.FOLLOW, person, item.application_id),
    )


def item_view(item: AlertItem, alert: Alert, base_url: str, *, in_full: bool) -> ItemView:
    """The view of an application told in full, or in brief where an e-mail lists many."""
    application = item.application
    page = base_url + to(application_path(application.key))
    host = host_of(application.url)
    letters = _IN_FULL if in_full else _IN_BRIEF
    words, links = item_words(item, in_full=in_full), item_links(item, alert.subscriber_id)
    return ItemView(
        kind=kind_label(item),
        sentence=words.sentence,
        deadline=(deadline_words if in_full else brief_deadline)(application, alert.today),
        closed_before=_had_closed(item),
        description=_longer(application) if in_full else None,
        facts=_facts(item) if in_full else _brief_facts(item, page, application.url if host else None, host),
        differences=tuple(
            (name, beginning(before, letters), beginning(after, letters))
            for told in item.changes
            for name, before, after in _told_differences(told.change)
        ),
        why=words.why,
        page=page,
        council_page=application.url if host else None,
        council_host=host,
        calendar=calendar_link(page, application, alert.today),
        follow=links.follow,
        mute=links.mute,
    )


def calendar_link(page: str, application: Application, today: date) -> str | None:
    """Where an open application's last day to comment is had as a calendar entry."""
    return None if deadline_ahead(application, today) is None else f"{page}.ics"


def _had_closed(item: AlertItem) -> bool:
    first = next((told for told in item.changes if told.change.kind is ChangeKind.NEW), None)
    return (
        first is not None
        and item.application.is_open
        and comments_had_closed(item.application, first.noticed_on)
    )


def _longer(application: Application) -> str | None:
    """The description, where it goes on after the headline."""
    if not application.description or headline(application.description) == application.description:
        return None
    return beginning(application.description, _IN_FULL)


def _facts(item: AlertItem) -> tuple[Fact, ...]:
    """What the register says of an application and its place, in the order of the e-mail."""
    application, decided_on = item.application, item.application.decision_date
    protected = constraint_words(item.constraints)
    decided = f", {day_words(decided_on, with_year=True)}" if decided_on else ""
    said = (
        (_ADDRESS, application.address or _("No address given")),
        (_PROTECTED, first_large(protected)),
        (_REFERENCE, application.reference),
        (_COUNCIL, council_name(application.authority)),
        (_TYPE, type_words(application)),
        (_SIZE, size_words(application)),
        (_STATUS, status_words(application) + decided),
        (_APPEAL, appeal_words(application)),
    )
    return tuple(Fact(_(name), value) for name, value in said if value)


def _brief_facts(item: AlertItem, page: str, council_page: str | None, host: str | None) -> tuple[Fact, ...]:
    """The same for a long list: the reference leads to our page, the council to its own, said with its host."""
    named = {fact.name: fact for fact in _facts(item)}
    reference, council, kind = named[_(_REFERENCE)], named[_(_COUNCIL)], named[_(_TYPE)]
    said_with = f"{council.value} ({host})" if host else council.value
    named[reference.name] = reference._replace(link=page)
    named[council.name] = council._replace(value=said_with, link=council_page)
    named[kind.name] = kind._replace(value=kind.value.partition(": ")[0])
    return tuple(named.values())


def _told_differences(change: Change) -> tuple[tuple[str, str, str], ...]:
    """Before and after of what the rest of the item does not say already."""
    if change.kind is ChangeKind.NEW:
        return ()
    said = tuple(
        difference for difference in change.differences if difference.field not in _SAID_BY_THE_STATUS
    )
    was_decided = any(
        difference.field == "decision_raw" and difference.before for difference in change.differences
    )
    return change_words(change if was_decided else replace(change, differences=said))
