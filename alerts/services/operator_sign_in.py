"""Signs operators in: by a link and their second factor if they have one, or by a password and the second factor."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from alerts.db import operators
from alerts.db.session import Database
from alerts.db.tables import OperatorRow
from alerts.domain.passwords import LONGEST
from alerts.services import mailboxes, operator_tries
from alerts.services.identity import MailIdentity
from alerts.services.operating import SignedIn, sign_in
from alerts.services.operator_links import holder_of
from alerts.services.second_factor import use_code

log = logging.getLogger("planning_alerts.operators")

SIGNED_IN = "sign-in"
"""What the audit calls it."""


@dataclass(frozen=True)
class AtTheDoor:
    """A browser that wants in: from which network, holding which earlier session's secret, if any, and when."""

    database: Database
    identity: MailIdentity
    ip: str | None
    held: str
    now: datetime


def by_link(door: AtTheDoor, token: str, code: str) -> str | None:
    """The secret of a new session; None where the code is wrong. Raises LinkRefused and TooManyTries."""
    keys = door.identity.keys
    with door.database.reading() as rows:
        holder = holder_of(rows, token, keys, door.now)
    needs_code = holder.factor_since is not None
    limits = operator_tries.with_link(door.identity.key, holder.id, holder.link_no) if needs_code else ()
    tried = operator_tries.begin(door.database, limits, door.now)
    with door.database.writing() as rows:
        holder = holder_of(rows, token, keys, door.now)
        mailboxes.answered(rows, door.identity, holder.email)
        kind = use_code(rows, holder, code, keys, door.now) if needs_code else ""
        if kind is not None and operators.use_link(rows, holder.id, holder.link_no):
            tried.was_right(rows)
            return _let_in(rows, door, holder, "link", kind)
    log.warning("an operator's link was opened with a wrong code")
    return None


def by_password(door: AtTheDoor, email: str, password: str, code: str) -> str | None:
    """The secret of a new session; None where anything is wrong, which takes as long whatever it is. Raises
    TooManyTries.
    """
    limits = operator_tries.with_password(door.identity.key, door.ip, email)
    tried = operator_tries.begin(door.database, limits, door.now)
    with door.database.reading() as rows:
        found = operators.by_email(rows, email)
    is_password = is_password_of(found, password)
    with door.database.writing() as rows:
        holder = operators.by_email(rows, email) if is_password else None
        if holder is not None and holder.factor_since is not None:
            kind = use_code(rows, holder, code, door.identity.keys, door.now)
            if kind is not None:
                tried.was_right(rows)
                return _let_in(rows, door, holder, "password", kind)
    log.warning("somebody failed to sign in to the operators' pages")
    return None


def prove(door: AtTheDoor, who: SignedIn, code: str) -> bool:
    """Whether a code shows that it is still them, which is then believed for a while. Raises TooManyTries."""
    limits = operator_tries.in_session(door.identity.key, door.ip, who.digest)
    tried = operator_tries.begin(door.database, limits, door.now)
    with door.database.writing() as rows:
        row = operators.by_id(rows, who.operator.id)
        if row is None or row.factor_since is None:
            return False
        if use_code(rows, row, code, door.identity.keys, door.now) is None:
            log.warning("an operator gave a wrong code")
            return False
        operators.prove(rows, who.digest, door.now)
        tried.was_right(rows)
    return True


def password_hash_of(password: str) -> str:
    return generate_password_hash(password)


def is_password_of(operator: OperatorRow | None, password: str) -> bool:
    """Whether it is somebody's password. It takes as long for somebody who is not there, or has none."""
    stored = operator.password_hash if operator else None
    is_right = check_password_hash(stored or _nobodys(), password[:LONGEST])
    return is_right and stored is not None and len(password) <= LONGEST


@cache
def _nobodys() -> str:
    return generate_password_hash("whoever has no password")


def _let_in(rows: Session, door: AtTheDoor, holder: OperatorRow, by: str, kind: str) -> str:
    detail = {"by": by} | ({"with": kind} if kind else {})
    operators.note(rows, door.now, holder.email, SIGNED_IN, "session", detail)
    return sign_in(rows, holder.id, door.now, instead_of=door.held)
