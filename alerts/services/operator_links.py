"""Links that sign operators in: asked for in a form, answered by the worker, good once and for a quarter of an hour.

The form does the same work for every address, known or not.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import counters, operator_requests, operators
from alerts.db.tables import OperatorRow
from alerts.db.waking import Work, wake
from alerts.domain.address import read_address
from alerts.domain.errors import EmailRefused, LinkRefused
from alerts.domain.links import LIFETIMES, REFUSAL, Claim, Purpose, read_token, token_for
from alerts.domain.signup_limits import HOUR, Turn, counted_as, network_of, turn_of
from alerts.mail.operator_link import compose_operator_link
from alerts.services import mailboxes
from alerts.services.queueing import queue
from alerts.services.reception import Reception
from alerts.services.subscribing import Desk

ASKED = "operator-asked"
AT_ONCE = 100
LINKS_A_DAY = 144
"""More than the gap of ten minutes lets through."""


def ask(rows: Session, desk: Desk, typed: str, ip: str | None) -> None:
    """Put a request down for the worker. What a network asks beyond its limit is let go, and looks the same."""
    try:
        email = read_address(typed)
    except EmailRefused:
        email = ""
    network = counted_as(ASKED, network_of(ip), desk.identity.key)
    counters.hold(rows, network)
    if counters.since(rows, network, desk.now - HOUR) >= desk.limits.network_an_hour:
        return
    counters.add(rows, network, desk.now)
    operator_requests.add(rows, email, network, desk.now)
    wake(rows, Work.TAKE_IN)


def answer_operators(reception: Reception) -> int:
    """Write to the operators who asked; returns to how many. Whoever is none is forgotten again without a word."""
    with reception.database.reading() as rows:
        if not operator_requests.has_any(rows):
            return 0
    desk, queued = reception.desk(), 0
    with reception.database.writing() as rows:
        operator_requests.remove_before(rows, desk.now - LIFETIMES[Purpose.SIGN_IN])
        asked = operator_requests.claim(rows, AT_ONCE)
        for email in sorted({row.email for row in asked}):
            turn = _turn(rows, desk, email)
            if turn is Turn.WAIT:
                continue
            operator_requests.remove(rows, [row.id for row in asked if row.email == email])
            queued += turn is Turn.WRITE and _write(rows, desk, email)
    return queued


def _turn(rows: Session, desk: Desk, email: str) -> Turn:
    """What becomes of a request: the gap between two letters alone bounds them. Operators are few, so that the ceiling
    of the whole site is not theirs; neither is that of a mailbox's day, by which a stranger could keep them out.
    """
    if operators.by_email(rows, email) is None:
        return Turn.REFUSE
    mailboxes.hold(rows, desk, email)
    limits = replace(desk.limits, mailbox_a_day=LINKS_A_DAY, mailbox_at_most=LINKS_A_DAY)
    turn = turn_of(mailboxes.written(rows, desk, email), limits)
    return Turn.WRITE if turn is Turn.STOP else turn


def _write(rows: Session, desk: Desk, email: str) -> bool:
    operator = operators.by_email(rows, email)
    if operator is None:
        return False
    letter = compose_operator_link(operator.id, operator.factor_since is not None, desk.site)
    queue(rows, desk.identity, None, "operator", letter, desk.now, recipient=email)
    mailboxes.count(rows, desk, email)
    return True


def token_of(operator: OperatorRow, key: str, now: datetime) -> str:
    """The token of a link that is handed over as it is made."""
    return token_for(Claim(Purpose.SIGN_IN, operator.id, operator.link_no, now), key)


def holder_of(rows: Session, token: str, keys: tuple[str, ...], now: datetime) -> OperatorRow:
    """Whose link this is. Raises LinkRefused where it is not good, or not any more."""
    claim = read_token(token, Purpose.SIGN_IN, keys, now)
    operator = operators.by_id(rows, claim.subject)
    if operator is None or operator.link_no != claim.generation:
        raise LinkRefused(REFUSAL)
    return operator
