"""`/admin/prove`: whoever is about to act shows that it is still them, and goes on to what they were doing."""

from flask import make_response, redirect, request
from flask.typing import ResponseReturnValue

from alerts.services.operator_sign_in import prove
from alerts.services.operator_tries import TooManyTries
from alerts.web.admin.actions import PROVE as TO_PROVE
from alerts.web.admin.paths import own_path
from alerts.web.admin.routing import PROVE, AdminRoute, Visit, ask_for_proof
from alerts.web.admin.signing_in import at_the_door, too_many_tries
from alerts.web.forms import FormRefused, single


def prove_form(visit: Visit) -> ResponseReturnValue:
    return ask_for_proof(visit, "")


def give_proof(visit: Visit) -> ResponseReturnValue:
    """Go on to the act with all that was typed for it, which the browser sends there itself."""
    path = own_path(single(request.form, "proof_path"), "POST")
    if not visit.who.session.is_recent(visit.now):
        try:
            is_proven = prove(at_the_door(visit.context), visit.who, single(request.form, "proof_code"))
        except TooManyTries:
            return too_many_tries()
        if not is_proven:
            refused = FormRefused({"proof_code": _refusal(visit)})
            return make_response(ask_for_proof(visit, path, refused), 401)
    return redirect(path, 307 if path != "/admin" else 303)


def _refusal(visit: Visit) -> str:
    if visit.operator.has_factor:
        return "This code is not right, or was used before."
    return "You have not signed in anew yet."


ROUTES = (
    AdminRoute(PROVE, prove_form, TO_PROVE, is_for_all=True),
    AdminRoute(PROVE, give_proof, TO_PROVE, ("POST",), is_harmless=True, is_for_all=True),
)
