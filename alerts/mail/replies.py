"""Reads a mail server's answers: which refusals are the recipient's, which the server's, which for good."""

from __future__ import annotations

import re
from enum import StrEnum

from alerts.domain.masking import Mask
from alerts.mail.outcome import NotSent, Outcome, Sent, Unknown

_LONGEST_REASON = 300
_MASK = Mask()
_NOT_PLAIN = re.compile(r"[^\x21-\x7e]+")

# 421 closes the service and 454 throttles it; 530, 535 and 538 ask for a login or a better one (RFC 4954).
_ABOUT_THE_SERVER = frozenset({421, 454, 530, 535, 538})


class Step(StrEnum):
    """A question put to the server."""

    OPEN = "OPEN"  # greeting, EHLO, STARTTLS and AUTH
    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"


_USUAL_CLASS = {Step.MAIL: 2, Step.RCPT: 2, Step.DATA: 3}


def plain(reply: bytes | str) -> str:
    """The words of an answer as one short line of ASCII, fit for a log or a page: servers repeat whom they refuse."""
    text = reply.decode("ascii", "replace") if isinstance(reply, bytes) else reply
    return _MASK(_NOT_PLAIN.sub(" ", text)).strip()[:_LONGEST_REASON]


def refused_at(step: Step, code: int, reply: bytes | str) -> NotSent | None:
    """None if the server went along with the step."""
    return None if code // 100 == _USUAL_CLASS.get(step) else refusal(step, code, reply)


def refusal(step: Step, code: int, reply: bytes | str) -> NotSent:
    """What a refusal means. Up to MAIL the server has not heard who the recipient is; one that closes after that may
    do so over this very letter, which therefore uses up a try.
    """
    is_early = step in (Step.OPEN, Step.MAIL)
    is_sick = is_early or code in _ABOUT_THE_SERVER
    if code // 100 not in (4, 5):
        return NotSent(False, None, f"unexpected answer {code} {plain(reply)}", True, is_sick)
    is_closed = step is Step.OPEN or code == 421
    is_over_it = code == 421 and not is_early
    return NotSent(code >= 500 and not is_sick, code, plain(reply), is_closed, is_sick, is_over_it)


def verdict(code: int, reply: bytes | str) -> Outcome:
    """What the answer to the final dot means."""
    if code // 100 == 2:
        return Sent(plain(reply))
    if code // 100 in (4, 5):
        return refusal(Step.DATA, code, reply)
    return Unknown(f"unexpected answer {code} {plain(reply)} after the dot")


def unreachable(error: Exception) -> NotSent:
    """No connection, or none that is safe."""
    return NotSent(False, None, plain(f"could not connect: {error}"), True, True)


def broken_off(error: Exception) -> NotSent:
    """The connection broke, or took too long, before the final dot was out. The letter may be to blame."""
    return NotSent(False, None, plain(f"broken off before the dot: {error}"), True, False)


def unanswered(error: Exception) -> Unknown:
    """The final dot went out and its answer did not come."""
    return Unknown(plain(f"no answer to the dot: {error}"))
