"""Operators at work: their browsers, known by a secret that only these hold, and the audit of what they do."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session as Rows

from alerts.db import operators
from alerts.db.session import Database
from alerts.db.tables import OperatorRow
from alerts.domain.operators import Action, Role, Session


@dataclass(frozen=True)
class Operator:
    """Somebody who works on the service, and whether they have a second factor and a password."""

    id: int
    email: str
    role: Role
    has_factor: bool = False
    has_password: bool = False

    @classmethod
    def of(cls, row: OperatorRow) -> "Operator":
        has_factor, has_password = row.factor_since is not None, row.password_hash is not None
        return cls(row.id, row.email, Role(row.role), has_factor, has_password)

    @property
    def lacks_factor(self) -> bool:
        """Whether they have to set a second factor up before anything else."""
        return self.role.needs_factor and not self.has_factor


@dataclass(frozen=True)
class SignedIn:
    """An operator in one of their browsers, whose session goes by `digest`."""

    operator: Operator
    session: Session
    digest: str

    @contextmanager
    def acting(
        self, database: Database, action: Action, subject: str, now: datetime, **detail: Any
    ) -> Iterator[Rows]:
        """One transaction in which something is done and told to the audit: both, or neither. Whoever acts may add to
        the detail by `operators.note` of their own. Nothing of a person belongs into `subject` or `detail`.
        """
        with database.writing() as rows:
            yield rows
            operators.note(rows, now, self.operator.email, action.name, subject, detail)


def new_secret() -> str:
    """What a browser is to hold: 256 random bits."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def sign_in(rows: Rows, operator_id: int, now: datetime, *, instead_of: str = "") -> str:
    """Start a session and give its secret, a new one whatever the browser held before; that session ends."""
    if instead_of:
        operators.end(rows, now, digest=digest_of(instead_of))
    secret = new_secret()
    operators.start(rows, digest_of(secret), operator_id, now)
    return secret


def signed_in(database: Database, secret: str, seen_at: datetime, now: datetime) -> SignedIn | None:
    """Who holds this secret and last asked at `seen_at`; None where that session is not good any more."""
    digest = digest_of(secret)
    with database.reading() as rows:
        found = operators.with_session(rows, digest)
    if found is None:
        return None
    operator, row = found
    session = Session(row.started_at, row.proven_at, seen_at, row.ended_at)
    return SignedIn(Operator.of(operator), session, digest) if session.is_good(now) else None
