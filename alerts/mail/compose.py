"""Puts an alert or a request for confirmation into words: subject, text and HTML saying the same."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.domain.alert import Alert, AlertItem
from alerts.domain.change import Change, ChangeKind
from alerts.domain.constraint_wording import constraint_words
from alerts.domain.links import Placeholder, Purpose, placeholder, without_placeholders
from alerts.domain.paths import application_path
from alerts.domain.wording import (
    KIND_WORDS,
    beginning,
    change_words,
    comments_had_closed,
    council_name,
    day_words,
    deadline_words,
    first_large,
    headline,
    kind_summary,
    status_words,
    type_words,
)

MOST_LISTED = 50
DEMONSTRATION = "the applications that this service tells of are invented. No council has received them."
MOST_IN_FULL = 10
"""With more applications than these an e-mail gives of each only the beginning of its description: mail
readers cut what is over 100 kB."""
_DESCRIPTION_LETTERS = 2_000
_SAID_BY_THE_STATUS = frozenset(
    ("status", "status_raw", "decision", "decision_raw", "decision_date", "withdrawn_date")
)


@dataclass(frozen=True)
class MailSite:
    """What every e-mail says of the site that sends it."""

    base_url: str
    name: str
    operator_name: str
    contact_email: str
    is_demonstration: bool = False


@dataclass(frozen=True)
class Email:
    """An alert put into words; its personal links are placeholders until it is sent."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class PendingArea:
    """An area that waits for its confirmation, with its link's placeholder and its wishes in words."""

    label: str
    frequency: str
    confirm_link: str


def compose_alert(alert: Alert, site: MailSite) -> Email:
    """The one e-mail of a person for this run: at most 50 applications listed, the rest counted."""
    listed = alert.items[:MOST_LISTED]
    return rendered(
        "alert",
        site,
        alert=alert,
        items=[_item_view(item, alert, site) for item in listed],
        more=len(alert.items) - len(listed),
        summary=kind_summary([_main_kind(item) for item in alert.items]),
        where=_where(alert),
        in_full=len(listed) <= MOST_IN_FULL,
        manage=placeholder(Purpose.MANAGE, alert.subscriber_id),
        unsubscribe=placeholder(Purpose.UNSUBSCRIBE, alert.subscriber_id),
        today=day_words(alert.today, with_year=True),
    )


def compose_confirmation(areas: tuple[PendingArea, ...], site: MailSite) -> Email:
    """The e-mail that asks whether a person really wants to be told; it holds nothing that a stranger wrote."""
    return rendered("confirmation", site, areas=areas)


def compose_manage_link(subscriber_id: int, already: str | None, site: MailSite) -> Email:
    """The e-mail with a person's own link; `already` names the area that they asked for again."""
    return rendered("manage_link", site, already=already, manage=placeholder(Purpose.MANAGE, subscriber_id))


def _item_view(item: AlertItem, alert: Alert, site: MailSite) -> dict[str, Any]:
    application = item.application
    first = next((told for told in item.changes if told.change.kind is ChangeKind.NEW), None)
    closed = first is not None and comments_had_closed(application, first.noticed_on)
    return {
        "kind": KIND_WORDS[_main_kind(item)],
        "headline": headline(application.description),
        "description": beginning(application.description, _DESCRIPTION_LETTERS),
        "reasons": item.reasons,
        "closed_before": closed and application.is_open,
        "deadline": deadline_words(application, alert.today),
        "facts": _facts(item),
        "differences": [words for told in item.changes for words in _told_differences(told.change)],
        "page": site.base_url + application_path(application.key),
        "council_page": application.url,
        "council_host": urlsplit(application.url).hostname if application.url else None,
        "follow": placeholder(Purpose.FOLLOW, alert.subscriber_id, item.application_id),
        "mute": placeholder(Purpose.MUTE, alert.subscriber_id, item.application_id),
    }


def _facts(item: AlertItem) -> tuple[tuple[str, str], ...]:
    """What the register says of an application and its place: (name, value), in the order of the e-mail."""
    application, decided_on = item.application, item.application.decision_date
    protected = constraint_words(item.constraints)
    return (
        ("Address", application.address or "No address given"),
        *((("Protected area", first_large(protected)),) if protected else ()),
        ("Reference", application.reference),
        ("Council", council_name(application.authority)),
        ("Type", type_words(application)),
        (
            "Status",
            status_words(application) + (f", {day_words(decided_on, with_year=True)}" if decided_on else ""),
        ),
    )


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


def _main_kind(item: AlertItem) -> ChangeKind:
    """The kind that an application is listed under: new before all, otherwise the latest."""
    kinds = [told.change.kind for told in item.changes]
    return ChangeKind.NEW if ChangeKind.NEW in kinds else kinds[-1]


def _where(alert: Alert) -> str:
    if len(alert.areas) == 1:
        return alert.areas[0]
    return f"{alert.areas[0]} and {len(alert.areas) - 1} more of your areas"


def rendered(name: str, site: MailSite, **values: Any) -> Email:
    templates = _templates()
    values |= {"site": site, "demonstration": DEMONSTRATION}
    html = templates.get_template(f"{name}.html").render(values)
    return Email(
        subject=" ".join(templates.get_template(f"{name}.subject.txt").render(values).split()),
        text=templates.get_template(f"{name}.txt").render(values).strip() + "\n",
        html=_inliner().inline(html),
    )


def _only_our_links(value: Any) -> Any:
    """Every value on its way into an e-mail: a link's placeholder only where we put it ourselves."""
    if not isinstance(value, str) or isinstance(value, Placeholder):
        return value
    return without_placeholders(value)


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(("html",), default_for_string=True),
        undefined=StrictUndefined,
        finalize=_only_our_links,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["first_large"] = first_large
    return templates


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
