"""Marks an e-mail as sent before it hands it over, as several services do."""

from alerts.db import emails
from alerts.mail.outcome import Outcome
from alerts.mail.sender import OpenSender
from alerts.services import sending
from alerts.services.claiming import Claimed
from alerts.services.post import Post


def spoil() -> None:
    hand_over = sending._hand_over

    def mark_first(post: Post, connection: OpenSender, claimed: Claimed) -> Outcome:
        with post.database.writing() as session:
            emails.move(session, claimed.id, claimed.lease_no, state="sent", sent_at=post.clock())
        return hand_over(post, connection, claimed)

    sending._hand_over = mark_first
    sending.may_still_go = lambda _post, _claimed: True
