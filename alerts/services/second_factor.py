"""The second factor of operators: checked, and used up, in the caller's transaction."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import operators
from alerts.db.tables import OperatorRow
from alerts.domain.one_time_codes import (
    new_recovery_codes,
    recovery_digest,
    secret_of,
    step_of,
    typed_code,
)

NUMBERS = 2**31

APP, RECOVERY = "app", "recovery code"


def use_code(
    rows: Session, operator: OperatorRow, given: str, keys: tuple[str, ...], now: datetime
) -> str | None:
    """Which kind of code it is, which is good no more from here on; None where it is wrong or was used before."""
    code = typed_code(given)
    own = [secret_of(key, operator.id, operator.factor_no) for key in keys]
    step = step_of(code, own, now, operator.factor_step)
    if step is not None and operators.use_step(rows, operator.id, step):
        return APP
    is_left = operators.use_recovery(rows, operator.id, recovery_digest(operator.id, code))
    return RECOVERY if is_left else None


def next_factor_no(operator: OperatorRow, digest: str) -> int:
    """The number of the secret that a new app is given in the session of this digest. It is another in each session and
    after each app: whoever once saw the page of somebody else's session knows no app that is set up later.
    """
    said = hashlib.sha256(f"{digest} {operator.factor_no}".encode()).digest()
    return int.from_bytes(said[:4]) % NUMBERS


def enrol(
    rows: Session, operator: OperatorRow, digest: str, given: str, key: str, now: datetime
) -> tuple[str, ...] | None:
    """Believe the app from now on that made this code in the session of this digest, and give new recovery codes; None
    where the code is wrong.
    """
    number = next_factor_no(operator, digest)
    step = step_of(typed_code(given), [secret_of(key, operator.id, number)], now, None)
    if step is None:
        return None
    operator.factor_no, operator.factor_since, operator.factor_step = number, now, step
    rows.flush()
    return renew_recovery(rows, operator.id)


def renew_recovery(rows: Session, operator_id: int) -> tuple[str, ...]:
    """New recovery codes, which are shown once; the old ones are good no more."""
    codes = new_recovery_codes()
    operators.replace_recovery(rows, operator_id, [recovery_digest(operator_id, code) for code in codes])
    return codes


def forget_factor(rows: Session, operator: OperatorRow) -> None:
    """Believe neither app, password nor recovery codes of an operator any more."""
    operator.factor_no = (operator.factor_no + 1) % NUMBERS
    operator.factor_since = operator.factor_step = operator.password_hash = None
    operators.replace_recovery(rows, operator.id, [])
