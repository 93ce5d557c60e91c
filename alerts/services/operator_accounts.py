"""Who works on the service: added, given a role, let start anew, removed. Each in the caller's transaction."""

from datetime import datetime

from sqlalchemy.orm import Session

from alerts.db import operators
from alerts.db.tables import OperatorRow
from alerts.domain.errors import OperatorRefused
from alerts.domain.operators import Role
from alerts.services.second_factor import forget_factor


def find(rows: Session, email: str) -> OperatorRow:
    """The operator of an address. Raises OperatorRefused where nobody has it."""
    found = operators.by_email(rows, email)
    if found is None:
        raise OperatorRefused("nobody of this address is an operator")
    return found


def add(rows: Session, email: str, role: Role, now: datetime) -> OperatorRow:
    """A new operator, who signs in by a link. Raises OperatorRefused where they are one already."""
    if operators.by_email(rows, email) is not None:
        raise OperatorRefused("somebody of this address is an operator already: change their role instead")
    return operators.add(rows, email, role, now)


def give_role(rows: Session, operator: OperatorRow, role: Role) -> None:
    """Raises OperatorRefused where it would leave no administrator."""
    if role is not Role.ADMINISTRATOR:
        _keep_an_administrator(rows, operator)
    operator.role = role


def remove(rows: Session, operator: OperatorRow) -> None:
    """Take somebody's sessions and rights away. Raises OperatorRefused for the last administrator."""
    _keep_an_administrator(rows, operator)
    operators.remove(rows, operator.id)


def reset(rows: Session, operator: OperatorRow, now: datetime) -> None:
    """Forget password and second factor, and end all sessions: for who lost their phone, or whose is stolen."""
    forget_factor(rows, operator)
    operator.link_no = (operator.link_no + 1) % operators.LINK_NUMBERS
    operators.end(rows, now, operator_id=operator.id)


def _keep_an_administrator(rows: Session, operator: OperatorRow) -> None:
    administrators = operators.locked_of_role(rows, Role.ADMINISTRATOR)
    if [row.id for row in administrators] == [operator.id]:
        raise OperatorRefused("this is the last administrator: make somebody else one first")
