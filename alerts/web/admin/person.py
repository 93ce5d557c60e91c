"""`/admin/person`: one person's state, by their exact address alone, and what an operator does for them.

The address comes in a form and never stands in an address of ours; the audit knows the person by a code.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import jsonify, make_response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from alerts.db import subscriptions
from alerts.db.mapping import wishes_from_row
from alerts.domain.address import read_address
from alerts.domain.application import ApplicationKey
from alerts.domain.errors import DecidedAlready, EmailRefused, NotFound
from alerts.domain.operators import Action
from alerts.domain.person_subject import FORGOTTEN, person_subject
from alerts.domain.wishes_wording import wishes_words
from alerts.services import helping
from alerts.services.explaining import Explained, explain
from alerts.services.helping import NOBODY, WhyStopped
from alerts.services.one_person import look_up
from alerts.services.subscribing import Desk
from alerts.web.admin import people_actions as acts
from alerts.web.admin.audit_words import words_of
from alerts.web.admin.routing import AdminRoute, NavEntry, Visit
from alerts.web.admin.telling import short_moment
from alerts.web.forms import FormRefused, row_number, single

PERSON = "/admin/person"
HELD_NOTHING = "We hold nothing under this address."


def ask_for_person(visit: Visit) -> ResponseReturnValue:
    return visit.page("person.html")


def look_up_person(visit: Visit) -> ResponseReturnValue:
    """Noted before anything is shown."""

    return _of_address(visit, lambda address: _looked_at(visit, address))


def export_person(visit: Visit) -> ResponseReturnValue:
    def hand_over(address: str) -> ResponseReturnValue:
        with visit.acting(_subject(visit, address)) as session:
            held = helping.export_person(session, address, visit.context.identity.keys)
        answer = make_response(jsonify(held))
        answer.headers["Content-Disposition"] = 'attachment; filename="person.json"'
        return answer

    return _of_address(visit, hand_over)


def send_confirmation(visit: Visit) -> ResponseReturnValue:
    return _sent(visit, helping.send_confirmation, "The confirmation")


def send_link(visit: Visit) -> ResponseReturnValue:
    return _sent(visit, helping.send_link, "Their link")


def _sent(
    visit: Visit, send: Callable[[Session, Desk, str, str | None], None], what: str
) -> ResponseReturnValue:
    return _act(
        visit,
        lambda session, address: send(session, visit.context.desk(), address, request.remote_addr),
        f"{what} is asked for. It goes out within a minute, if the limits below allow it.",
    )


def allow_person(visit: Visit) -> ResponseReturnValue:
    return _act(
        visit,
        lambda session, address: helping.allow_again(session, visit.context.identity, address),
        "The address is written to again, beginning with what is noticed from now on.",
    )


def stop_person(visit: Visit) -> ResponseReturnValue:
    why = next((each for each in WhyStopped if each.name == single(request.form, "why")), None)
    if why is None:
        refused = FormRefused({"why": "Choose why."})
        return _of_address(visit, lambda address: _looked_at(visit, address, 400, refused))
    return _act(
        visit,
        lambda session, address: helping.stop_person(session, visit.context.desk(), address),
        "All their alerts have ended. They can take it back on their own page for 30 days.",
        why=str(why),
    )


def erase_person(visit: Visit) -> ResponseReturnValue:
    """Asked first; then done, where the address was typed again."""

    def erase(address: str) -> ResponseReturnValue:
        again = single(request.form, "again").strip()
        if again.lower() != address:
            return _erase_page(visit, address, is_refused=bool(again))
        with visit.acting(FORGOTTEN) as session:
            helping.erase_person(session, address, visit.context.identity.keys)
        return visit.page("person.html", done="The person is forgotten.")

    return _of_address(visit, erase)


def explain_to_person(visit: Visit) -> ResponseReturnValue:
    """Why one of their areas was, or was not, told of an application."""

    def show(address: str) -> ResponseReturnValue:
        number = row_number(single(request.form, "subscription")) or 0
        key = ApplicationKey(
            single(request.form, "authority").strip(), single(request.form, "reference").strip()
        )
        with visit.acting(_subject(visit, address)) as session:
            explained = _explained(session, visit, address, number, key)
        return _page(visit, address, explained=explained, about=key)

    return _of_address(visit, show)


def _explained(
    session: Session, visit: Visit, address: str, number: int, key: ApplicationKey
) -> tuple[Explained, ...]:
    person = subscriptions.subscriber_of(session, address)
    row = subscriptions.own(session, person.id, number) if person else None
    if row is None:
        raise NotFound("Choose one of this person’s areas.")
    return explain(session, row.id, key, visit.context.timetable, visit.now)


def _act(
    visit: Visit, act: Callable[[Session, str], object], said: str, **detail: str
) -> ResponseReturnValue:
    """Do something for the person of the address typed, and show them as they stand then."""

    def do(address: str) -> ResponseReturnValue:
        with visit.acting(_subject(visit, address), **detail) as session:
            act(session, address)
        return _page(visit, address, done=said)

    return _of_address(visit, do)


def _of_address(visit: Visit, do: Callable[[str], ResponseReturnValue]) -> ResponseReturnValue:
    """What is done with the address typed, or what is wrong; nothing is changed where it is refused."""
    typed = single(request.form, "email")
    try:
        address = read_address(typed)
    except EmailRefused as error:
        refused = FormRefused({"email": str(error)})
        return make_response(visit.page("person.html", email=typed, refused=refused, is_error=True), 400)
    try:
        return do(address)
    except DecidedAlready as before:
        return _looked_at(visit, address, 409, problem=f"Nothing was changed: {before}.")
    except NotFound as missing:
        problem = "" if str(missing) == NOBODY else str(missing)
        return _looked_at(visit, address, 404, problem=problem)


def _looked_at(
    visit: Visit, address: str, status: int = 200, refused: FormRefused | None = None, **words: Any
) -> ResponseReturnValue:
    """The page of an address about which nothing was done, and so nothing noted yet: noted as looked at."""
    _note_look(visit, address)
    return _page(visit, address, status, refused, **words)


def _note_look(visit: Visit, address: str) -> None:
    with visit.who.acting(visit.context.database, acts.LOOK_UP, _subject(visit, address), visit.now):
        pass


def _page(
    visit: Visit, address: str, status: int = 200, refused: FormRefused | None = None, **words: Any
) -> ResponseReturnValue:
    """The page of an address; `words` are what was just done, what is the matter, or what was explained."""
    with visit.context.database.reading() as session:
        found = look_up(session, visit.context.desk(), address)
    shown = {
        "problem": "" if found.is_anything_held else HELD_NOTHING,
        "whys": list(WhyStopped),
        "short": short_moment(visit),
        "wishes": lambda row: wishes_words(wishes_from_row(row)),
        "words_of": words_of,
        "limits": visit.context.limits,
        **{name: value for name, value in words.items() if value},
    }
    is_error = status >= HTTPStatus.BAD_REQUEST
    page = visit.page("person.html", email=address, found=found, refused=refused, is_error=is_error, **shown)
    return make_response(page, status)


def _erase_page(visit: Visit, address: str, *, is_refused: bool) -> ResponseReturnValue:
    """The question whether it is really meant, with what would be forgotten. Changes nothing, and notes the look."""
    with visit.context.database.reading() as session:
        found = look_up(session, visit.context.desk(), address)
    if found.known is None:
        raise NotFound(NOBODY)
    _note_look(visit, address)
    refused = FormRefused({"again": "Type the address as it stands above."}) if is_refused else None
    page = visit.page("erase.html", found=found, refused=refused, is_error=is_refused)
    return make_response(page, 400 if is_refused else 200)


def _subject(visit: Visit, address: str) -> str:
    return person_subject(address, visit.context.identity.key)


def _post(path: str, view: Callable[[Visit], ResponseReturnValue], action: Action) -> AdminRoute:
    return AdminRoute(f"{PERSON}{path}", view, action, ("POST",))


ROUTES = (
    AdminRoute(PERSON, ask_for_person, acts.ASK_FOR_PERSON),
    _post("/look", look_up_person, acts.LOOK_UP),
    _post("/export", export_person, acts.EXPORT),
    _post("/confirmation", send_confirmation, acts.SEND_CONFIRMATION),
    _post("/link", send_link, acts.SEND_LINK),
    _post("/allow", allow_person, acts.ALLOW),
    _post("/stop", stop_person, acts.STOP),
    _post("/erase", erase_person, acts.ERASE),
    _post("/explain", explain_to_person, acts.EXPLAIN),
)
NAV = (NavEntry(PERSON, "One person", acts.ASK_FOR_PERSON),)
