"""What the scripted mail server is told to do: values only, handed from the test to the server's process."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

FOR_EVER = math.inf


class Certificate(StrEnum):
    """The certificates beside this file; `authority.pem` signed all but the self-signed one."""

    TRUSTED = "trusted.pem"
    SELF_SIGNED = "self_signed.pem"
    EXPIRED = "expired.pem"
    WRONG_NAME = "wrong_name.pem"


@dataclass(frozen=True)
class Act:
    """What the server does at one step instead of giving its usual answer at once.

    It stores a message before it answers the dot, if the answer would begin with 2 and `stores` is left true.
    """

    reply: str | None = None
    wait_s: float = 0.0
    drops: bool = False
    drops_afterwards: bool = False
    stores: bool = True


SILENCE = Act(wait_s=FOR_EVER)


@dataclass(frozen=True)
class Manner:
    """How one connection goes. Steps: banner, ehlo, starttls, auth, mail, rcpt, data, dot, rset, quit."""

    acts: Mapping[str, Act] = field(default_factory=dict)
    trickle_s: float = 0.0  # between two bytes of an answer
    drops_at_data_byte: int | None = None


@dataclass(frozen=True)
class Script:
    """How the server behaves from now on.

    `connections` has one manner a connection, the last for all later ones. `recipients` gives the answers to
    RCPT for an address in turn, the last for good. Without a certificate STARTTLS is not offered, without
    an `auth_reply` neither is AUTH.
    """

    connections: tuple[Manner, ...] = (Manner(),)
    recipients: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_refusing: bool = False
    certificate: Certificate | None = None
    is_tls_from_start: bool = False
    auth_reply: str | None = None


def always(trickle_s: float = 0.0, drops_at_data_byte: int | None = None, **acts: Act) -> Script:
    """Every connection goes the same way."""
    return Script(connections=(Manner(acts, trickle_s, drops_at_data_byte),))


def at_first(trickle_s: float = 0.0, drops_at_data_byte: int | None = None, **acts: Act) -> Script:
    """The first connection goes this way, the later ones as they should."""
    return Script(connections=(Manner(acts, trickle_s, drops_at_data_byte), Manner()))
