"""Codes of an authenticator app (RFC 6238) and those that stand in for it; pure. The one door to pyotp.

The secret that a code comes from is worked out from the site's key: a copy of the database makes no codes.
"""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp

STEP_S = 30
_NEAR = (0, -1, 1)
"""A code counts in the step of time before its own and the one after: clocks differ, and people type."""

RECOVERY_CODES = 8
_RECOVERY_BYTES = 10
_APP_CODE = re.compile(r"[0-9]{6}")


def secret_of(key: str, operator_id: int, factor_no: int) -> str:
    """The secret of an operator's second factor, as an app takes it: base32 of 160 bits."""
    own_key = hashlib.sha256(b"planning-alerts second factor " + key.encode()).digest()
    return base64.b32encode(
        hmac.digest(own_key, f"{operator_id} {factor_no}".encode(), "sha256")[:20]
    ).decode()


def enrolment_uri(secret: str, email: str, site_name: str) -> str:
    """What an app reads from a picture, to make codes from then on."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=site_name.replace(":", " "))


def step_of(given: str, secret_choices: Sequence[str], now: datetime, after: int | None) -> int | None:
    """The step of time that a code stands for, by any of these secrets, later than `after`; None for a wrong one."""
    if not _APP_CODE.fullmatch(given):
        return None
    this = int(now.timestamp()) // STEP_S
    found = [
        this + near
        for secret in secret_choices
        for near in _NEAR
        if hmac.compare_digest(pyotp.TOTP(secret).generate_otp(this + near), given)
    ]
    return next((step for step in found if after is None or step > after), None)


def typed_code(text: str) -> str:
    """A code as somebody typed it: without the spaces and hyphens that make it easy to read."""
    return re.sub(r"[\s-]", "", text).lower()


def new_recovery_codes() -> tuple[str, ...]:
    """Codes of 80 random bits, in groups of four."""
    made = (
        base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES)
    )
    return tuple("-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in made)


def recovery_digest(operator_id: int, code: str) -> str:
    """What is stored of a recovery code: it is random enough that nobody guesses it from this."""
    return hashlib.sha256(f"{operator_id} {typed_code(code)}".encode()).hexdigest()
