"""A whole e-mail as values: what it says and to whom, its links filled in, not yet bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime


@dataclass(frozen=True)
class Picture:
    """A PNG that travels with a letter and that its HTML calls by `cid`."""

    cid: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """One e-mail to one recipient.

    `message_id` carries its angle brackets and `date` is aware: both are stored with the e-mail, so that
    every try sends the same bytes. `headers` are those beyond From, To, Subject, Date, Message-ID,
    Auto-Submitted and MIME's own.
    """

    message_id: str
    date: datetime
    sender_name: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()

    def __post_init__(self) -> None:
        if self.date.tzinfo is None:
            raise ValueError("a letter's date needs a time zone")

    def to(self, recipient: str, with_links: Callable[[str], str]) -> Letter:
        """The letter to somebody, its placeholders made links."""
        return replace(
            self,
            recipient=recipient,
            text=with_links(self.text),
            html=with_links(self.html),
            headers=tuple((name, with_links(value)) for name, value in self.headers),
        )
