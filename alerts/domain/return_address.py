"""Where a server sends an e-mail back to: an address for that e-mail to that mailbox alone (VERP), sealed.

Only this address says whose a returned e-mail is; what stands in the returned message is never believed.
"""

import base64
import hashlib
import hmac
import re
from datetime import timedelta
from typing import NamedTuple

GOOD_FOR = timedelta(days=7)
"""How long after it was sent an e-mail may come back. Servers give up after five days."""

_SEAL_BYTES = (
    15  # 24 letters: with the 40 before them, the 64 that a local part may have (RFC 5321 4.5.3.1.1)
)
_FORM = re.compile(r"bounce\+([0-9a-f]{32})\.([a-z2-7]{24})@.+")


class Returned(NamedTuple):
    """What a return address says: the e-mail, and the seal by which it is known to be ours."""

    email_id: str
    seal: str

    def is_ours(self, recipient: str, keys: tuple[str, ...]) -> bool:
        """Whether we made it with any of `keys`, for this e-mail to this recipient."""
        return any(hmac.compare_digest(self.seal, _seal(self.email_id, recipient, key)) for key in keys)


def return_address(email_id: str, recipient: str, domain: str, key: str) -> str:
    """The envelope sender of an e-mail. Someone else's mail at the same address later is not mistaken for it:
    the recipient is under the seal, though it cannot be read from it.
    """
    return f"bounce+{email_id}.{_seal(email_id, recipient, key)}@{domain}"


def leave_address(domain: str) -> str:
    """The address of the other kind of mail that we read: the wish to leave."""
    return f"leave@{domain}"


def read_return_address(address: str) -> Returned | None:
    """Some servers alter the case of a local part, so that it does not matter."""
    found = _FORM.fullmatch(address.lower())
    return Returned(found[1], found[2]) if found else None


def _seal(email_id: str, recipient: str, key: str) -> str:
    own_key = hashlib.sha256(b"planning-alerts bounces " + key.encode()).digest()
    digest = hmac.digest(own_key, f"{email_id} {recipient}".encode(), "sha256")
    return base64.b32encode(digest[:_SEAL_BYTES]).decode().lower()
