"""Takes an e-mail without a lease: another worker may take the same one at the same time."""

from dataclasses import replace
from datetime import timedelta

from alerts.services import claiming, sending
from alerts.services.claiming import Claimed
from alerts.services.post import Post


def spoil() -> None:
    def claim_for_nobody(post: Post) -> Claimed | None:
        return claiming.claim(replace(post, lease=timedelta(0)))

    sending.claim = claim_for_nobody
    sending.may_still_go = lambda _post, _claimed: True
