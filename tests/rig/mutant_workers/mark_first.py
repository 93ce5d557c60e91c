"""Marks an e-mail as sent before it hands it over, as several services do."""

from alerts.mail.outcome import Outcome, Sent
from alerts.mail.sender import OpenSender
from alerts.services import sending
from alerts.services.claiming import Claimed
from alerts.services.marking import SendReport, record
from alerts.services.post import Post


def spoil() -> None:
    hand_over = sending._hand_over

    def mark_first(post: Post, connection: OpenSender, claimed: Claimed) -> Outcome:
        record(post, claimed, Sent("surely"), SendReport())
        return hand_over(post, connection, claimed)

    sending._hand_over = mark_first
    sending.may_still_go = lambda _post, _claimed: True
