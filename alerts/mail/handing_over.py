"""From RCPT to the answer to the final dot, each step told as it is reached."""

from __future__ import annotations

from alerts.mail.outcome import Abandoned, MayFinish, NotSent, OnPhase, Outcome, Phase, Sent
from alerts.mail.replies import Step, broken_off, refused_at, unanswered, verdict
from alerts.mail.timed_smtp import TimedSmtp
from alerts.mail.wire import WireLetter


def hand_over(host: TimedSmtp, letter: WireLetter, on_phase: OnPhase, may_finish: MayFinish) -> Outcome:
    """Hand over a letter that is begun: MAIL has been answered."""
    try:
        refused = _ask_leave(host, letter, on_phase)
        if refused is not None:
            return refused
        host.send_body(letter.body)
        on_phase(Phase.DATA)
        if not may_finish():
            return Abandoned()
        host.send_dot()
    except OSError as error:
        return broken_off(error)
    on_phase(Phase.DOT)
    try:
        outcome = verdict(*host.getreply())
    except OSError as error:
        return unanswered(error)
    if isinstance(outcome, Sent):
        on_phase(Phase.AFTER_250)
    return outcome


def _ask_leave(host: TimedSmtp, letter: WireLetter, on_phase: OnPhase) -> NotSent | None:
    """RCPT and DATA; None when the server waits for the message."""
    refused = refused_at(Step.RCPT, *host.docmd("RCPT", f"TO:<{letter.recipient}>"))
    if refused is None:
        on_phase(Phase.RCPT)
        refused = refused_at(Step.DATA, *host.docmd("DATA"))
    return refused
