"""`/admin/account`: an operator's own second factor, password and sessions."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import operators
from alerts.db.tables import OperatorRow
from alerts.domain.errors import OperatorRefused
from alerts.domain.one_time_codes import enrolment_uri, secret_of
from alerts.domain.operators import LONGEST
from alerts.domain.passwords import SHORTEST, password_fault
from alerts.services.operator_sign_in import password_hash_of
from alerts.services.second_factor import enrol, next_factor_no, renew_recovery
from alerts.web.admin.actions import END_SESSIONS, RENEW_RECOVERY, SEE_ACCOUNT, SET_FACTOR, SET_PASSWORD
from alerts.web.admin.routing import SET_UP, AdminRoute, NavEntry, Visit, without_cookie
from alerts.web.admin.square import square
from alerts.web.forms import FormRefused, single

ACCOUNT = "/admin/account"
WRONG_CODE = (
    "This code is not right. Wait for the next one, and look whether the clock of your phone is right. If you have"
    " signed in anew since your app read the picture, let it read this one."
)


def account(visit: Visit) -> ResponseReturnValue:
    return _account_page(visit)


def set_password(visit: Visit) -> ResponseReturnValue:
    """A password counts only together with the second factor, so there is one first."""
    password = single(request.form, "password")
    fault = password_fault(password, visit.operator.email, visit.context.site.name)
    if not visit.operator.has_factor:
        fault = "Set your second factor up first: a password counts only together with it."
    if fault:
        return make_response(_account_page(visit, FormRefused({"password": fault})), 400)
    hashed = password_hash_of(password)
    with visit.acting(visit.operator.email) as rows:
        _own(rows, visit).password_hash = hashed
        operators.end(rows, visit.now, operator_id=visit.operator.id, but=visit.who.digest)
    return redirect(ACCOUNT, 303)


def end_sessions(visit: Visit) -> ResponseReturnValue:
    with visit.acting(visit.operator.email) as rows:
        operators.end(rows, visit.now, operator_id=visit.operator.id)
    return without_cookie(visit.context, make_response(redirect("/admin", 303)))


def factor(visit: Visit) -> ResponseReturnValue:
    return _factor_page(visit)


def set_factor(visit: Visit) -> ResponseReturnValue:
    """Believe a new app, once it has made a right code, and show the recovery codes, for the only time."""
    code = single(request.form, "code")
    try:
        with visit.acting(visit.operator.email) as rows:
            own, key = _own(rows, visit), visit.context.identity.key
            codes = enrol(rows, own, visit.who.digest, code, key, visit.now)
            if codes is None:
                raise OperatorRefused(WRONG_CODE)
            operators.end(rows, visit.now, operator_id=visit.operator.id, but=visit.who.digest)
    except OperatorRefused as refused:
        return make_response(_factor_page(visit, FormRefused({"code": str(refused)})), 400)
    return visit.page("recovery.html", codes=codes)


def renew(visit: Visit) -> ResponseReturnValue:
    if not visit.operator.has_factor:
        return redirect(SET_UP, 303)
    with visit.acting(visit.operator.email) as rows:
        codes = renew_recovery(rows, visit.operator.id)
    return visit.page("recovery.html", codes=codes)


def _account_page(visit: Visit, refused: FormRefused | None = None) -> str:
    with visit.context.database.reading() as rows:
        sessions = operators.open_sessions(rows, visit.operator.id, visit.now - LONGEST)
        left = operators.recovery_left(rows, visit.operator.id)
    return visit.page(
        "account.html",
        sessions=sessions,
        recovery_left=left,
        shortest=SHORTEST,
        refused=refused,
        is_error=bool(refused),
    )


def _factor_page(visit: Visit, refused: FormRefused | None = None) -> str:
    """The secret is worked out anew each time: it is kept nowhere."""
    with visit.context.database.reading() as rows:
        number = next_factor_no(_own(rows, visit), visit.who.digest)
    secret = secret_of(visit.context.identity.key, visit.operator.id, number)
    uri = enrolment_uri(secret, visit.operator.email, visit.context.site.name)
    groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
    return visit.page(
        "factor.html", picture=square(uri), groups=groups, refused=refused, is_error=bool(refused)
    )


def _own(rows: Session, visit: Visit) -> OperatorRow:
    row = operators.by_id(rows, visit.operator.id)
    if row is None:
        raise OperatorRefused("you are no operator any more")
    return row


ROUTES = (
    AdminRoute(ACCOUNT, account, SEE_ACCOUNT),
    AdminRoute(f"{ACCOUNT}/password", set_password, SET_PASSWORD, ("POST",)),
    AdminRoute(f"{ACCOUNT}/sessions", end_sessions, END_SESSIONS, ("POST",)),
    AdminRoute(SET_UP, factor, SEE_ACCOUNT, is_for_all=True),
    AdminRoute(SET_UP, set_factor, SET_FACTOR, ("POST",), is_for_all=True),
    AdminRoute(f"{ACCOUNT}/recovery", renew, RENEW_RECOVERY, ("POST",)),
)
NAV = (NavEntry(ACCOUNT, "Your account", SEE_ACCOUNT),)
