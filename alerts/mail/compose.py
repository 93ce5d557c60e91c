"""Puts an alert or a request for confirmation into words: subject, text and HTML saying the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from alerts.domain.alert import Alert
from alerts.domain.links import Placeholder, Purpose, placeholder, without_placeholders
from alerts.domain.paths import to
from alerts.domain.retelling import said
from alerts.domain.subject import alert_subject, count_words, where_words
from alerts.domain.urgency import nearest_deadline
from alerts.domain.wording import day_words, days_left_words, first_large, kind_summary
from alerts.language import _, html_code, later
from alerts.language.templates import teach
from alerts.mail.item_view import ItemView, item_view
from alerts.mail.pictures import NO_PICTURES, ItemPicture, acknowledgements, those_that_fit
from alerts.mail.plain_text import wrapped
from alerts.mail.sent_size import sent_bytes

MOST_LISTED = 50
DEMONSTRATION = later(
    "the applications that this service tells of are invented. No council has received them."
)
MOST_IN_FULL = 10
"""With more applications than these an e-mail gives of each only the beginning of its description."""
MOST_BYTES = 96_500
"""Mail readers cut what is longer than about 100 kB: fewer are listed where 50 would make it so."""


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
    pictures: tuple[ItemPicture, ...] = ()


@dataclass(frozen=True)
class PendingArea:
    """An area that waits for its confirmation, with its link's placeholder and its wishes in words."""

    label: str
    frequency: str
    confirm_link: str


def compose_alert(alert: Alert, site: MailSite, pictures: Mapping[int, ItemPicture] | None = None) -> Email:
    """The one e-mail of a person for this run: at most 50 applications listed, the rest counted.

    `pictures` are by application. The first that there is room for are carried, where applications stand in full.
    """
    listed = min(len(alert.items), MOST_LISTED)
    email = _listing(alert, site, listed)
    while listed > 1 and (size := sent_bytes((email.text, email.html), site.base_url)) > MOST_BYTES:
        listed = max(1, min(listed - 1, listed * MOST_BYTES // size))
        email = _listing(alert, site, listed)
    if not pictures or listed > MOST_IN_FULL:
        return email
    room = MOST_BYTES - sent_bytes((email.text, email.html), site.base_url)
    shown = (item.application_id for item in alert.items[:listed])
    carried = those_that_fit(room, {number: pictures[number] for number in shown if number in pictures})
    return _listing(alert, site, listed, carried) if carried else email


def compose_confirmation(areas: tuple[PendingArea, ...], never: str, site: MailSite) -> Email:
    """The e-mail that asks whether a person really wants to be told; it holds nothing that a stranger wrote. `never`
    is the link by which whoever did not ask ends such e-mails for good.
    """
    return rendered("confirmation", site, areas=areas, never=never)


def compose_manage_link(subscriber_id: int, already: str | None, site: MailSite) -> Email:
    """The e-mail with a person's own link; `already` names the area that they asked for again."""
    return rendered("manage_link", site, already=already, manage=placeholder(Purpose.MANAGE, subscriber_id))


def _listing(
    alert: Alert, site: MailSite, listed: int, pictures: Mapping[int, ItemPicture] = NO_PICTURES
) -> Email:
    in_full = listed <= MOST_IN_FULL
    items = [
        replace(
            item_view(item, alert, site.base_url, in_full=in_full),
            picture=pictures.get(item.application_id),
        )
        for item in alert.items[:listed]
    ]
    email = rendered(
        "alert",
        site,
        alert=alert,
        subject=alert_subject(alert),
        heading=_("{applications} {where}").format(
            applications=count_words(len(alert.items)), where=where_words(alert.items)
        ),
        items=items,
        why=None if in_full else _why_each(items),
        more=len(alert.items) - listed,
        summary=kind_summary([item.main_kind for item in alert.items]),
        nearest=_nearest_words(alert) if len(alert.items) > 1 else None,
        in_full=in_full,
        manage=placeholder(Purpose.MANAGE, alert.subscriber_id),
        unsubscribe=placeholder(Purpose.UNSUBSCRIBE, alert.subscriber_id),
        today=day_words(alert.today, with_year=True),
        acknowledgements=acknowledgements(pictures.values()),
    )
    return replace(email, pictures=tuple(pictures.values()))


def _why_each(items: Sequence[ItemView]) -> str | None:
    """Why all of many applications are sent, if it is for the same reason: it is then said once."""
    reasons = {item.why for item in items}
    return reasons.pop() if len(reasons) == 1 else None


def _nearest_words(alert: Alert) -> str | None:
    """Until when one can comment on the first of several, where its feed says so."""
    deadline = nearest_deadline(alert.items, alert.today)
    if deadline is None or deadline.is_estimate:
        return None
    day = day_words(deadline.day, with_year=deadline.day.year != alert.today.year)
    left = days_left_words(deadline.days_left(alert.today))
    return _("The first to close for comment: {day}, {left}").format(day=day, left=left)


def rendered(name: str, site: MailSite, **values: Any) -> Email:
    templates = _templates()
    values |= {"site": site, "demonstration": _(DEMONSTRATION)}
    html = templates.get_template(f"{name}.html").render(values)
    return Email(
        subject=" ".join(templates.get_template(f"{name}.subject.txt").render(values).split()),
        text=wrapped(templates.get_template(f"{name}.txt").render(values)),
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
    templates.filters.update(first_large=first_large, said=said)
    templates.globals.update(to=to, html_code=html_code)
    teach(templates)
    return templates


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
