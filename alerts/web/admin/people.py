"""`/admin/operators`: who works on the service, and as what."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import operators
from alerts.db.tables import OperatorRow
from alerts.domain.address import read_address
from alerts.domain.errors import EmailRefused, NotFound, OperatorRefused
from alerts.domain.operators import Role
from alerts.services import operator_accounts
from alerts.web.admin.actions import (
    ADD_OPERATOR,
    CHANGE_ROLE,
    REMOVE_OPERATOR,
    RESET_OPERATOR,
    SEE_OPERATORS,
)
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.forms import FormRefused, single

OPERATORS = "/admin/operators"

ROLE_WORDS = {
    Role.VIEWER: "Looks at what names nobody",
    Role.OPERATOR: "Also decides, and helps people",
    Role.ADMINISTRATOR: "Also says who may be which, and reads the audit",
}


def all_of_them(visit: Visit) -> ResponseReturnValue:
    return _list_page(visit)


def one_of_them(visit: Visit, number: int) -> ResponseReturnValue:
    return _own_page(visit, number)


def add(visit: Visit) -> ResponseReturnValue:
    role = _role(single(request.form, "role"))
    try:
        email = read_address(single(request.form, "email"))
        if role is None:
            raise FormRefused({"role": "Choose what they may do."})
        with visit.acting(email, role=str(role)) as rows:
            operator_accounts.add(rows, email, role, visit.now)
    except (EmailRefused, OperatorRefused) as error:
        return _list_page(visit, FormRefused({"email": _sentence(str(error))}))
    except FormRefused as refused:
        return _list_page(visit, refused)
    return redirect(OPERATORS, 303)


def change_role(visit: Visit, number: int) -> ResponseReturnValue:
    role, row = _role(single(request.form, "role")), _found(visit, number)
    if role is None:
        return _own_page(visit, number, FormRefused({"role": "Choose what they may do."}))
    try:
        with visit.acting(row.email, role=str(role)) as rows:
            operator_accounts.give_role(rows, _in(rows, number), role)
    except OperatorRefused as error:
        return _own_page(visit, number, FormRefused({"role": _sentence(str(error))}))
    return redirect(OPERATORS, 303)


def remove(visit: Visit, number: int) -> ResponseReturnValue:
    row = _found(visit, number)
    try:
        with visit.acting(row.email) as rows:
            operator_accounts.remove(rows, _in(rows, number))
    except OperatorRefused as error:
        return _own_page(visit, number, FormRefused({"remove": _sentence(str(error))}))
    return redirect(OPERATORS, 303)


def reset(visit: Visit, number: int) -> ResponseReturnValue:
    row = _found(visit, number)
    with visit.acting(row.email) as rows:
        operator_accounts.reset(rows, _in(rows, number), visit.now)
    return redirect(OPERATORS, 303)


def _list_page(visit: Visit, refused: FormRefused | None = None) -> ResponseReturnValue:
    with visit.context.database.reading() as rows:
        known = operators.listed(rows)
    typed = {name: single(request.form, name) for name in ("email", "role")}
    page = visit.page(
        "operators.html",
        known=known,
        role_items=_role_items(typed["role"]),
        typed=typed,
        refused=refused,
        is_error=bool(refused),
    )
    return make_response(page, 400 if refused else 200)


def _own_page(visit: Visit, number: int, refused: FormRefused | None = None) -> ResponseReturnValue:
    row = _found(visit, number)
    page = visit.page(
        "operator.html",
        row=row,
        role_items=_role_items(row.role),
        refused=refused,
        is_error=bool(refused),
    )
    return make_response(page, 400 if refused else 200)


def _found(visit: Visit, number: int) -> OperatorRow:
    with visit.context.database.reading() as rows:
        return _in(rows, number)


def _in(rows: Session, number: int) -> OperatorRow:
    row = operators.by_id(rows, number)
    if row is None:
        raise NotFound("This operator is not known, or was removed.")
    return row


def _role(given: str) -> Role | None:
    return Role(given) if given in list(Role) else None


def _role_items(chosen: str) -> list[dict[str, object]]:
    return [
        {
            "value": str(role),
            "text": str(role).capitalize(),
            "hint": {"text": words},
            "checked": role == chosen,
        }
        for role, words in ROLE_WORDS.items()
    ]


def _sentence(words: str) -> str:
    """What is said of a fault, fit to stand beside a field."""
    return f"{words[0].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


ROUTES = (
    AdminRoute(OPERATORS, all_of_them, SEE_OPERATORS),
    AdminRoute(OPERATORS, add, ADD_OPERATOR, ("POST",)),
    AdminRoute(f"{OPERATORS}/<int(max=2147483647):number>", one_of_them, SEE_OPERATORS),
    AdminRoute(f"{OPERATORS}/<int(max=2147483647):number>/role", change_role, CHANGE_ROLE, ("POST",)),
    AdminRoute(f"{OPERATORS}/<int(max=2147483647):number>/remove", remove, REMOVE_OPERATOR, ("POST",)),
    AdminRoute(f"{OPERATORS}/<int(max=2147483647):number>/reset", reset, RESET_OPERATOR, ("POST",)),
)
NAV = (NavEntry(OPERATORS, "Operators", SEE_OPERATORS),)
