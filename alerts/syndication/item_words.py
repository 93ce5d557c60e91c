"""What a feed's item says of an application, as a title, as text and as HTML in which feeds' words are but text."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from alerts.domain.application import Application
from alerts.domain.change import ChangeKind
from alerts.domain.story import HistoryEntry
from alerts.domain.web_address import host_of
from alerts.domain.wording import (
    KIND_WORDS,
    beginning,
    change_words,
    council_name,
    day_words,
    first_large,
    last_day_words,
    type_words,
)
from alerts.language import _
from alerts.syndication.area_document import Entry
from alerts.syndication.xml_text import legal, one_line

_LONDON = ZoneInfo("Europe/London")
_ADDRESS_LETTERS, _VALUE_LETTERS, _MOST_NEWS = 80, 300, 10


def title(entry: Entry) -> str:
    """`Amended: Erection of a rear extension, 7 Specimen Street`; what is no news has no word before it."""
    where = beginning(one_line(entry.application.address or ""), _ADDRESS_LETTERS)
    words = one_line(entry.headline) + (f", {where}" if where else "")
    return f"{_(KIND_WORDS[entry.story.news[0].change.kind])}: {words}" if entry.story.news else words


def facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is known of an application, a name and a value at a time. Nothing of it depends on the day of reading."""
    application = entry.application
    yield _("Address"), application.address or _("No address given")
    if entry.where:
        yield _("Where"), first_large(entry.where)
    yield _("Council"), council_name(application.authority)
    yield _("Reference"), application.reference
    yield _("Type"), type_words(application)
    yield _("Status"), entry.status
    if application.is_open:
        yield _("Last day to comment"), last_day_words(application)
    yield from _days(application)


def content_html(entry: Entry) -> str:
    """The whole of it for a reader that shows HTML."""
    application = entry.application
    lines = "<br>".join(f"<strong>{_text(name)}:</strong> {_text(value)}" for name, value in facts(entry))
    return "".join(
        (
            f"<p>{_text(application.description or entry.headline)}</p>",
            f"<p>{lines}</p>",
            _news_html(entry.story.news[:_MOST_NEWS]),
            _links_html(entry),
        )
    )


def council_link(application: Application) -> str:
    """The council's own page of it; empty where the register gives no address that may be followed."""
    return application.url if application.url and host_of(application.url) else ""


def _days(application: Application) -> Iterator[tuple[str, str]]:
    named = (
        (_("Received"), application.received_date),
        (_("Valid from"), application.valid_date),
        (_("Decision date"), application.decision_date),
        (_("Withdrawn on"), application.withdrawn_date),
    )
    yield from ((name, day_words(day, with_year=True)) for name, day in named if day)


def _news_html(news: tuple[HistoryEntry, ...]) -> str:
    if not news:
        return ""
    told = "".join(f"<li>{'<br>'.join(_news_lines(each))}</li>" for each in news)
    heading = _("What happened, and when we noticed")
    return f"<p>{_text(heading)}</p><ul>{told}</ul>"


def _news_lines(entry: HistoryEntry) -> Iterator[str]:
    yield f"<strong>{_text(_(KIND_WORDS[entry.change.kind]))}</strong>, {_text(moment_words(entry.noticed_at))}"
    if entry.change.kind is not ChangeKind.NEW:
        for name, before, after in change_words(entry.change):
            was, now = (beginning(value, _VALUE_LETTERS) for value in (before, after))
            yield f"{_text(name)}: <del>{_text(was)}</del> <ins>{_text(now)}</ins>"


def _links_html(entry: Entry) -> str:
    council = council_link(entry.application)
    here = _("This application on our site")
    own = f'<a href="{escape(entry.page)}">{_text(here)}</a>'
    if not council:
        return f"<p>{own}</p>"
    words = _("The council's own page and how to comment (%(host)s)") % {"host": host_of(council)}
    return f'<p>{own}<br><a href="{escape(council)}">{_text(words)}</a></p>'


def moment_words(at: datetime) -> str:
    """`10:00 on Monday 23 November 2026`, by a clock in London."""
    local = at.astimezone(_LONDON)
    return _("{time} on {day}").format(time=f"{local:%H:%M}", day=day_words(local.date(), with_year=True))


def _text(words: str) -> str:
    """Words as HTML shows them, their lines kept."""
    return "<br>".join(escape(legal(words)).splitlines())
