"""Puts an alert or a request for confirmation into words: subject, text and HTML saying the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from alerts.domain.alert import Alert
from alerts.domain.links import Purpose, placeholder
from alerts.mail.frame import MOST_IN_FULL, frame_of
from alerts.mail.item_view import item_view
from alerts.mail.joined import joined_listing
from alerts.mail.pictures import NO_PICTURES, ItemPicture, those_that_fit
from alerts.mail.rendering import Email, MailSite, rendered
from alerts.mail.sent_size import sent_bytes, surely_fit

__all__ = [
    "MOST_IN_FULL",
    "MOST_LISTED",
    "Email",
    "Listing",
    "MailSite",
    "PendingArea",
    "compose_alert",
    "compose_confirmation",
    "compose_manage_link",
    "joined_or_whole",
    "rendered",
    "whole_listing",
]

MOST_LISTED = 50
MOST_BYTES = 96_500
"""Mail readers cut what is longer than about 100 kB: fewer are listed where 50 would make it so."""


@dataclass(frozen=True)
class PendingArea:
    """An area that waits for its confirmation, with its link's placeholder and its wishes in words."""

    label: str
    frequency: str
    confirm_link: str


Listing = Callable[[Alert, MailSite, int, Mapping[int, ItemPicture]], Email]
"""Puts so many applications of an alert into an e-mail, with these pictures."""


def joined_or_whole(alert: Alert, site: MailSite, listed: int, pictures: Mapping[int, ItemPicture]) -> Email:
    """An e-mail joined from parts that are rendered once for all people; rendered whole where its words are odd."""
    joined = joined_listing(alert, site, listed, pictures)
    return whole_listing(alert, site, listed, pictures) if joined is None else joined


def whole_listing(alert: Alert, site: MailSite, listed: int, pictures: Mapping[int, ItemPicture]) -> Email:
    """An e-mail rendered whole, for itself alone: what the joined one equals."""
    in_full = listed <= MOST_IN_FULL
    items = [
        replace(
            item_view(item, alert, site.base_url, in_full=in_full),
            picture=pictures.get(item.application_id),
        )
        for item in alert.items[:listed]
    ]
    frame = frame_of(alert, [item.why for item in items], in_full=in_full, pictures=pictures)
    email = rendered("alert", site, items=items, here="", **frame.values)
    return replace(email, pictures=tuple(pictures.values()))


def compose_alert(
    alert: Alert,
    site: MailSite,
    pictures: Mapping[int, ItemPicture] | None = None,
    listing: Listing = joined_or_whole,
) -> Email:
    """The one e-mail of a person for this run: at most 50 applications listed, the rest counted.

    `pictures` are by application. The first that there is room for are carried, where applications stand in full.
    """
    listed = min(len(alert.items), MOST_LISTED)
    email = listing(alert, site, listed, NO_PICTURES)
    while listed > 1 and (size := _size(email, site)) > MOST_BYTES:
        listed = max(1, min(listed - 1, listed * MOST_BYTES // size))
        email = listing(alert, site, listed, NO_PICTURES)
    if not pictures or listed > MOST_IN_FULL:
        return email
    room = MOST_BYTES - sent_bytes((email.text, email.html), site.base_url)
    shown = (item.application_id for item in alert.items[:listed])
    carried = those_that_fit(room, {number: pictures[number] for number in shown if number in pictures})
    return listing(alert, site, listed, carried) if carried else email


def compose_confirmation(areas: tuple[PendingArea, ...], never: str, site: MailSite) -> Email:
    """The e-mail that asks whether a person really wants to be told; it holds nothing that a stranger wrote. `never`
    is the link by which whoever did not ask ends such e-mails for good.
    """
    return rendered("confirmation", site, areas=areas, never=never)


def compose_manage_link(subscriber_id: int, already: str | None, site: MailSite) -> Email:
    """The e-mail with a person's own link; `already` names the area that they asked for again."""
    return rendered("manage_link", site, already=already, manage=placeholder(Purpose.MANAGE, subscriber_id))


def _size(email: Email, site: MailSite) -> int:
    """The bytes of an e-mail's parts as they are sent; of one that is small enough whatever they are, none."""
    parts = (email.text, email.html)
    return 0 if surely_fit(parts, site.base_url, MOST_BYTES) else sent_bytes(parts, site.base_url)
