"""`/admin/tomorrow`: what goes out until tomorrow's end if nothing else happens, and a digest as it would look."""

from flask import abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from alerts.db import ahead, subscriptions
from alerts.domain.address import masked, read_address
from alerts.domain.dead_links import dead_html, dead_text
from alerts.domain.errors import EmailRefused
from alerts.domain.person_subject import person_subject
from alerts.mail.compose import Email
from alerts.services.foreseeing import foresee, letter_foreseen, tomorrows_end
from alerts.web.admin import people_actions
from alerts.web.admin.actions import LOOK
from alerts.web.admin.opening import is_open
from alerts.web.admin.people_actions import OPEN_FORESEEN, SEE_MAIL
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import short_moment
from alerts.web.forms import FormRefused, single
from alerts.web.letter_frame import DEAD_LETTER_POLICY, framed

TOMORROW = "/admin/tomorrow"
NUMBER = "<int(max=2147483647):number>"
NOTHING = "Nothing is due to this address until tomorrow’s end."


def tomorrow_page(visit: Visit) -> ResponseReturnValue:
    return _page(visit)


def open_foreseen(visit: Visit) -> ResponseReturnValue:
    """Note that somebody's next digest is looked at, and show it: of the address typed, or of anybody who gets one."""
    typed = single(request.form, "email").strip()
    try:
        address = read_address(typed) if typed else _somebody(visit)
    except EmailRefused as error:
        return make_response(_page(visit, FormRefused({"email": str(error)}), typed), 400)
    if not address:
        return make_response(_page(visit, FormRefused({"email": "Nobody gets a digest."})), 404)
    with visit.acting(person_subject(address, visit.context.identity.key)) as session:
        person = subscriptions.subscriber_of(session, address)
        number = person.id if person else 0
    if _letter(visit, number) is None:
        return make_response(_page(visit, FormRefused({"email": NOTHING}), typed), 404)
    return redirect(f"{TOMORROW}/{number}", 303)


def foreseen_page(visit: Visit, number: int) -> ResponseReturnValue:
    letter, address = _opened(visit, number)
    base_url = visit.context.site.base_url
    return visit.page(
        "foreseen.html",
        whose=masked(address),
        subject=letter.subject,
        text=dead_text(letter.text, base_url, [address]),
        html_path=f"{TOMORROW}/{number}/html",
    )


def foreseen_html(visit: Visit, number: int) -> ResponseReturnValue:
    """The HTML part by itself, for the frame in its page."""
    letter, address = _opened(visit, number)
    return framed(dead_html(letter.html, visit.context.site.base_url, [address]), (), DEAD_LETTER_POLICY)


def _opened(visit: Visit, number: int) -> tuple[Email, str]:
    """The digest that this operator opened of late, and whose it is; not found otherwise."""
    with visit.context.database.reading() as session:
        person = subscriptions.subscriber(session, number)
    if person is None or not is_open(
        visit, OPEN_FORESEEN, person_subject(person.email, visit.context.identity.key)
    ):
        abort(404)
    return _letter(visit, number) or abort(404), person.email


def _letter(visit: Visit, number: int) -> Email | None:
    context, until = visit.context, tomorrows_end(visit.context.timetable, visit.now)
    with context.database.reading() as session:
        return letter_foreseen(session, context.site, context.timetable, number, until)


def _somebody(visit: Visit) -> str:
    """The address of somebody who is to be told of something."""
    with visit.context.database.reading() as session:
        found = ahead.people_told(session, tomorrows_end(visit.context.timetable, visit.now), 1)
        return subscriptions.people(session, found)[found[0]].email if found else ""


def _page(visit: Visit, refused: FormRefused | None = None, typed: str = "") -> str:
    context = visit.context
    found = foresee(context.database, visit.now, tomorrows_end(context.timetable, visit.now))
    return visit.page(
        "tomorrow.html",
        found=found,
        refused=refused,
        typed=typed,
        acts=people_actions,
        short=short_moment(visit),
        is_error=refused is not None,
    )


ROUTES = (
    AdminRoute(TOMORROW, tomorrow_page, LOOK),
    AdminRoute(f"{TOMORROW}/open", open_foreseen, OPEN_FORESEEN, ("POST",)),
    AdminRoute(f"{TOMORROW}/{NUMBER}", foreseen_page, SEE_MAIL),
    AdminRoute(f"{TOMORROW}/{NUMBER}/html", foreseen_html, SEE_MAIL),
)
NAV = (NavEntry(TOMORROW, "Tomorrow", LOOK),)
