"""`/admin/tomorrow`: what goes out until tomorrow's end if nothing else happens, and a digest as it would look."""

from flask import abort, make_response, redirect, request
from flask.typing import ResponseReturnValue

from alerts.db import ahead, subscriptions
from alerts.domain.address import masked, read_address
from alerts.domain.dead_links import dead_html, dead_text
from alerts.domain.errors import EmailRefused
from alerts.domain.person_subject import person_subject
from alerts.services.foreseeing import foresee, tomorrows_end
from alerts.services.letters_ahead import LetterAhead, LettersAhead
from alerts.services.suppression import suppressed_among
from alerts.web.admin import people_actions
from alerts.web.admin.actions import LOOK
from alerts.web.admin.opening import is_open
from alerts.web.admin.people_actions import OPEN_FORESEEN, SEE_MAIL
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import short_moment
from alerts.web.forms import FormRefused, row_number, single
from alerts.web.letter_frame import DEAD_LETTER_POLICY, framed

TOMORROW = "/admin/tomorrow"
NUMBER = "<int(max=2147483647):number>"
_LOOKED_AMONG = 50
"""People who are to be told, among whom somebody is who is written to."""
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
    if not _letters(visit, number):
        return make_response(_page(visit, FormRefused({"email": NOTHING}), typed), 404)
    return redirect(f"{TOMORROW}/{number}", 303)


def foreseen_page(visit: Visit, number: int) -> ResponseReturnValue:
    letters, which, address = _opened(visit, number)
    return visit.page(
        "foreseen.html",
        whose=masked(address),
        letters=letters,
        which=which,
        text=dead_text(letters[which].email.text, visit.context.site.base_url, [address]),
        path=f"{TOMORROW}/{number}",
        short=short_moment(visit),
    )


def foreseen_html(visit: Visit, number: int) -> ResponseReturnValue:
    """The HTML part by itself, for the frame in its page."""
    letters, which, address = _opened(visit, number)
    html = dead_html(letters[which].email.html, visit.context.site.base_url, [address])
    return framed(html, (), DEAD_LETTER_POLICY)


def _opened(visit: Visit, number: int) -> tuple[list[LetterAhead], int, str]:
    """What is to come of a person whom this operator opened of late, which of these e-mails is asked for, and whose
    they are; not found otherwise.
    """
    with visit.context.database.reading() as session:
        person = subscriptions.subscriber(session, number)
    if person is None or not is_open(
        visit, OPEN_FORESEEN, person_subject(person.email, visit.context.identity.key)
    ):
        abort(404)
    letters, which = _letters(visit, number), row_number(single(request.args, "email") or "1") or 0
    return (letters, which - 1, person.email) if 0 < which <= len(letters) else abort(404)


def _letters(visit: Visit, number: int) -> list[LetterAhead]:
    context, until = visit.context, tomorrows_end(visit.context.timetable, visit.now)
    ahead = LettersAhead(context.site, context.identity.keys, context.timetable, visit.now, until)
    with context.database.snapshot() as session:
        return ahead.of(session, number)


def _somebody(visit: Visit) -> str:
    """The address of somebody who is to be told of something, and is written to."""
    keys, until = visit.context.identity.keys, tomorrows_end(visit.context.timetable, visit.now)
    with visit.context.database.reading() as session:
        found = subscriptions.people(session, ahead.people_told(session, until, _LOOKED_AMONG))
        addresses = {number: row.email for number, row in found.items()}
        suppressed = suppressed_among(session, keys, addresses)
    return next((address for number, address in addresses.items() if number not in suppressed), "")


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
