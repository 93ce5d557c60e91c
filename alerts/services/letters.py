"""E-mails of the outbox as letters: made ready as they are queued, and what goes over the wire as they are sent."""

import logging
from collections.abc import Sequence

from alerts.db.tables import EmailRow
from alerts.domain.links import filled, tokens_of
from alerts.mail.errors import UnfitLetterError
from alerts.mail.letter import Letter, Picture
from alerts.mail.message import build_message
from alerts.mail.ready import ReadyLetter, make_ready
from alerts.services.identity import MailIdentity

log = logging.getLogger("planning_alerts.letters")


def letter_to_store(identity: MailIdentity, row: EmailRow, pictures: Sequence[Picture] = ()) -> bytes | None:
    """What `email.letter` holds: the message as it will go, without its recipient and without a working link.

    None for one that cannot be made ready, or must not be sent: its sending says so, and counts the tries.
    """
    try:
        ready = make_ready(_letter(identity, row, pictures), identity.base_url, row.id)
    except UnfitLetterError as error:
        log.warning("the e-mail %s cannot be made ready: %s", row.id, error)
        return None
    return ready.as_stored() if ready else None


def needs_words(row: EmailRow, pictures: Sequence[Picture]) -> bool:
    """Whether a message can only be built from its words: none is ready, or not with what is left of its pictures."""
    return not row.letter or not ReadyLetter.is_known(row.letter) or len(pictures) != len(row.pictures)


def message_of(
    identity: MailIdentity,
    row: EmailRow,
    recipient: str,
    generation: int,
    *,
    is_subscribed: bool = False,
    pictures: Sequence[Picture] = (),
) -> bytes:
    """The bytes to be sent: those that are ready, filled in, or built from the words, which gives the same.

    Raises UnfitLetterError.
    """
    if row.letter and not is_subscribed and not needs_words(row, pictures):
        ready = ReadyLetter.read(row.letter)
        return ready.filled(recipient, tokens_of(generation, row.composed_at, identity.key), pictures)

    def with_links(text: str) -> str:
        return filled(text, identity.base_url, generation, row.composed_at, identity.key)

    letter = _letter(identity, row, pictures, is_subscribed=is_subscribed)
    return build_message(letter.to(recipient, with_links))


def _letter(
    identity: MailIdentity, row: EmailRow, pictures: Sequence[Picture], *, is_subscribed: bool = False
) -> Letter:
    """An e-mail to nobody yet, its links placeholders."""
    return Letter(
        message_id=row.message_id,
        date=row.composed_at,
        sender_name=identity.sender_name,
        sender=identity.sender,
        recipient="",
        subject=row.subject,
        text=row.text,
        html=row.html,
        headers=identity.headers(row, is_subscribed=is_subscribed),
        pictures=tuple(pictures),
    )
