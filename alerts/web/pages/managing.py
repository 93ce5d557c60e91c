"""A person's own page: their areas and wishes, what they muted, their data."""

from collections.abc import Mapping

from flask import Response, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.exceptions import BadRequest

from alerts.db import address_changes, applications, subscriptions
from alerts.db.mapping import application_from_row
from alerts.domain.application import Application
from alerts.domain.errors import AreaRefused, NotFound
from alerts.domain.forecast_wording import basis_words, expectation_words
from alerts.domain.links import Purpose
from alerts.language import _, later
from alerts.services import privacy
from alerts.services.forecasting import forecast
from alerts.services.moving import is_moved
from alerts.services.subscribing import can_undo, person_of
from alerts.web.addresses import to
from alerts.web.context import SiteContext
from alerts.web.forms import FormRefused, row_number, single
from alerts.web.held import HeldArea, as_typed, held_areas, id_prefix
from alerts.web.maps import small_map
from alerts.web.own_changes import CHANGES, ERASE
from alerts.web.routing import Route

_LIVING = ("confirmed", "pending")
FORETOLD = ("save", "radius", "add", "join")
"""After these the page says how much mail the area will bring."""

DONE_WORDS = {
    "save": later("Your choices are saved."),
    "radius": later("The distance is changed."),
    "stop": later("You get no more e-mails about that area."),
    "stop-all": later("You get no more e-mails from us."),
    "pause": later("We send nothing about that area until the day you chose."),
    "pause-all": later("We send nothing until the day you chose."),
    "resume": later("E-mails about that area go on now."),
    "resume-all": later("All your e-mails go on now."),
    "follow": later("You follow that application now."),
    "join": later("The areas are one now. What waits to be told is told once."),
    "keep-ground": later("We go on watching that area as it was when you asked."),
    "follow-successors": later("You watch what there is now. It needs no further confirmation."),
    "add": later("The area is added. It needs no further confirmation."),
    "unmute": later("You will hear about that application again."),
    "undo": later("Your e-mails have started again."),
    "address": later(
        "We write to the new address and ask. Nothing changes until the link in that e-mail is followed."
    ),
    "keep-address": later("Your address stays as it is."),
    "language": later("We write to you in that language from now on."),
}


def own_page(context: SiteContext, token: str) -> ResponseReturnValue:
    done = single(request.args, "done")
    about = row_number(single(request.args, "area")) if done in FORETOLD else None
    return _page(context, token, done=done if done in DONE_WORDS else "", about=about)


def change_own(context: SiteContext, token: str) -> ResponseReturnValue:
    """Do what a button of the page says, then show the page again."""
    action = single(request.form, "action")
    desk = context.desk()
    try:
        with context.database.writing() as session:
            person, _claim = person_of(session, token, Purpose.MANAGE, desk)
            if action not in CHANGES:
                raise BadRequest(_("That is not something this page can do."))
            about = CHANGES[action](session, desk, context.places, person, request.form)
    except NotFound as error:
        return _page(context, token, stale=str(error))
    except FormRefused as refused:
        return _refused_page(context, token, action, refused.errors)
    except AreaRefused as error:
        field = {"add": "place", "join": "areas", "follow-successors": "successors"}.get(action, "radius")
        return _refused_page(context, token, action, {field: str(error)})
    if action == ERASE:
        return render_template("erased.html")
    area = f"&area={about}" if about and action in FORETOLD else ""
    return redirect(to(f"/manage/{token}?done={action}{area}"), 303)


def ask_to_erase(context: SiteContext, token: str) -> ResponseReturnValue:
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
    return render_template("erase.html", token=token, email=person.email)


def own_data(context: SiteContext, token: str) -> ResponseReturnValue:
    """Everything held about the person, as a file."""
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        held = privacy.held_about(session, person, context.identity.keys)
    answer = jsonify(held)
    answer.headers["Content-Disposition"] = 'attachment; filename="planning-alerts.json"'
    return answer


def _refused_page(
    context: SiteContext, token: str, action: str, errors: Mapping[str, str]
) -> ResponseReturnValue:
    """The page again, with what is wrong at the form that was sent and what was typed there."""
    is_of_all = action in ("add", "address", "pause-all", "join")
    number = None if is_of_all else row_number(single(request.form, "subscription"))
    return _page(context, token, refused=FormRefused(errors, id_prefix(number) if number is not None else ""))


def _page(
    context: SiteContext,
    token: str,
    done: str = "",
    about: int | None = None,
    refused: FormRefused | None = None,
    stale: str = "",
) -> ResponseReturnValue:
    """The page; `about` is the area that an edit was about, `stale` why one could not be made."""
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        held = [
            as_typed(area, refused, request.form) if refused and refused.prefix == area.prefix else area
            for area in held_areas(session, person.id, *_LIVING, today=context.today())
        ]
        foretold = next((_foretold(session, context, area) for area in held if area.id == about), "")
        change = address_changes.of_subscriber(session, person.id)
        asked = change.email if change and not is_moved(change, person) else None
        has_ended = can_undo(session, person.id, context.clock())
        muted = _muted(session, person.id)
    page = render_template(
        "manage.html",
        token=token,
        email=person.email,
        language=person.language,
        held=held,
        muted=muted,
        done=_(DONE_WORDS.get(done, "")),
        has_stopped=done in ("stop", "stop-all"),
        foretold=foretold,
        stale=stale,
        ticked=request.form.getlist("areas"),
        kept_area=single(request.form, "subscription"),
        refused=refused,
        place=single(request.form, "place"),
        new_email=single(request.form, "email"),
        asked=asked,
        has_ended=has_ended,
        until=single(request.form, "until"),
        is_paused_throughout=bool(held) and all(area.paused_until for area in held),
    )
    return page, 400 if refused else 404 if stale else 200


def _muted(session: Session, subscriber_id: int) -> list[tuple[int, Application]]:
    """What the person hears no more about, each under its number."""
    rows = (
        applications.by_id(session, mute.application_id)
        for mute in subscriptions.mutes_of(session, subscriber_id)
    )
    return [(row.id, application_from_row(row)) for row in rows if row is not None]


def _foretold(session: Session, context: SiteContext, area: HeldArea) -> str:
    """How much mail an area brings by its wishes as they are now."""
    expected = forecast(session, area.watch, area.wishes, context.timetable, context.clock())
    basis = basis_words(expected) if expected.days else ""
    return f"{expectation_words(expected)}. {basis}".strip()


def own_map(context: SiteContext, token: str, number: str) -> ResponseReturnValue:
    """A small picture of one area, for its card."""
    with context.database.reading() as session:
        person, _claim = person_of(session, token, Purpose.MANAGE, context.desk())
        area = next(
            (each for each in held_areas(session, person.id, *_LIVING) if str(each.id) == number), None
        )
        if area is None or area.watch.area is None:
            raise NotFound(_("There is no such area."))
        drawn = small_map(session, area.watch)
    return Response(drawn, mimetype="image/svg+xml")


ROUTES = (
    Route("/manage/<token>", own_page),
    Route("/manage/<token>", change_own, ("POST",)),
    Route("/manage/<token>/erase", ask_to_erase),
    Route("/manage/<token>/areas/<number>.svg", own_map),
    Route("/manage/<token>/export.json", own_data),
)
