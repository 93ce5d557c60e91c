"""Makes a new Message-ID at each try, as mail libraries do by themselves."""

import secrets
from dataclasses import replace

from alerts.mail.letter import Letter
from alerts.services import sending
from alerts.services.claiming import Claimed
from alerts.services.identity import MailIdentity


def spoil() -> None:
    letter = sending._letter

    def with_a_new_id(claimed: Claimed, identity: MailIdentity) -> Letter:
        return replace(letter(claimed, identity), message_id=identity.message_id(secrets.token_hex(16)))

    sending._letter = with_a_new_id
