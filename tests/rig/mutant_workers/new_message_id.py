"""Makes a new Message-ID at each try, as mail libraries do by themselves."""

import secrets

from alerts.services import sending
from alerts.services.claiming import Claimed
from alerts.services.identity import MailIdentity


def spoil() -> None:
    message_of = sending._message

    def with_a_new_id(claimed: Claimed, identity: MailIdentity) -> bytes:
        new = identity.message_id(secrets.token_hex(16))
        return message_of(claimed, identity).replace(claimed.email.message_id.encode(), new.encode())

    sending._message = with_a_new_id
