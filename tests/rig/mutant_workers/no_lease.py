"""Takes an e-mail without a lease: another worker may take the same one at the same time."""

from dataclasses import replace
from datetime import timedelta

from alerts.db.emails import LANES
from alerts.services import claiming, in_hand, sending
from alerts.services.claiming import Claimed, Lanes, Wait
from alerts.services.post import Post


def spoil() -> None:
    def claim_for_nobody(post: Post, lanes: Lanes = LANES) -> tuple[Claimed, ...] | Wait:
        return claiming.claim(replace(post, lease=timedelta(0)), lanes)

    in_hand.claim = claim_for_nobody
    sending.may_still_go = lambda _post, _claimed: True
